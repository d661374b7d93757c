import type { Announcement, Written } from '../domain/announcement.ts';
import type { Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { listCopyFor } from './mail/copy/list.ts';
import { abridgedLine } from './mail/plain.ts';

const MAX_SUBJECT_CHARS = 150;

/**
 * What an announcement says, its body in CommonMark: as it was written, or our own sentences about the
 * consultation that has opened or is about to close.
 */
export function announcementText({ content }: Announcement, language: Language): Written {
  if (content.kind === 'written') return content[language];
  const { consultation, title, plan, summary, closesAt } = content;
  const says = listCopyFor(language).automatic[content.kind];
  const link = pathTo('consultation', { language, consultation });
  return {
    subject: abridgedLine(says.subject(title[language]), MAX_SUBJECT_CHARS),
    body: says
      .body(
        escapeMarkdown(title[language]),
        escapeMarkdown(plan[language]),
        escapeMarkdown(summary[language]),
        closesAt,
        link,
      )
      .trim(),
  };
}

/** The text so that CommonMark changes nothing about it. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/gu, String.raw`\$&`);
}
