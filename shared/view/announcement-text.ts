import { type Announcement, MAX_SUBJECT_CHARS, type Written } from '../domain/announcement.ts';
import type { Language } from '../domain/text.ts';
import { wordsOf } from '../kinds/words.ts';
import { pathTo } from '../routes.ts';
import { abridgeLine } from './excerpt.ts';

/**
 * Returns what an announcement says, with its body in CommonMark: the text as it was written, or
 * our own sentences about a consultation that has opened or closes soon.
 */
export function announcementText({ content }: Announcement, language: Language): Written {
  if (content.kind === 'written') return content[language];
  const { consultation, consultationKind: kind, title, plan, summary, closesAt } = content;
  const says = wordsOf(kind, language).announcements[content.kind];
  const link = pathTo('consultation', { language, consultation });
  return {
    subject: abridgeLine(says.subject(title[language]), MAX_SUBJECT_CHARS),
    body: says
      .body({
        title: escapeMarkdown(title[language]),
        plan: escapeMarkdown(plan[language]),
        summary: escapeMarkdown(summary[language]),
        closesAt,
        link,
      })
      .trim(),
  };
}

/** Escapes the text, so that CommonMark shows it unchanged. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/gu, String.raw`\$&`);
}
