import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';
import type { Totals } from '../../domain/digest.ts';
import type { Mail } from '../../ports/mail.ts';
import type { DigestWriter } from '../../ports/writers.ts';
import { abridgeLine } from '../excerpt.ts';
import { mailCopyFor } from './copy/index.ts';
import { givenInWords, isEmpty } from './describe-digest.ts';
import { digestTable } from './digest-table.ts';
import { fitDigest, weighDigestItem } from './fit-digest.ts';
import { MAX_HTML_BYTES } from './frame.tsx';
import { commonHeaders, headerText, listHeaders } from './headers.ts';

export function digestWriter(owner: Owner): DigestWriter {
  return {
    budget: MAX_HTML_BYTES,
    weigh: weighDigestItem,
    table: digestTable,
    mail: (about) => digestMail({ ...about, owner }),
  };
}

type About = Parameters<DigestWriter['mail']>[0] & { readonly owner: Owner };

/**
 * Writes the digest as a mail to one of its recipients, in the language that the digest was made
 * in.
 */
function digestMail(about: About): Mail {
  const { digest, unit, content, files, recipient, delivery, repeat } = about;
  const { language, number } = digest;
  const copy = mailCopyFor(language).digest;
  const subject = copy.subject(
    copy.numbered(number, repeat),
    newsOf(content.totals, language),
    digest.window,
    shortName(unit.name[language]),
  );
  const { model, text, html } = fitDigest(about);
  return {
    to: recipient,
    replyTo: unit.contact,
    subject: headerText(subject),
    text,
    html,
    headers: {
      ...listHeaders(unit, model.check.href),
      ...commonHeaders(language, `digest-${digest.unit}-${number}-${delivery}`),
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
    },
    attachments:
      files === null || isEmpty(content)
        ? []
        : files.map(({ filename, csv }) => ({
            filename,
            contentType: 'text/csv; charset=utf-8',
            content: csv,
          })),
    tags: { kind: 'digest', unit: digest.unit, number: `${number}`, recipient: delivery },
  };
}

/** Says in the subject what is new, edited and withdrawn. */
function newsOf(totals: Totals, language: Language): string {
  const copy = mailCopyFor(language).digest;
  if (isEmpty({ totals })) return copy.quietRow;
  const { edited, withdrawn } = totals;
  return [
    givenInWords(totals, language),
    ...(edited > 0 ? [copy.edited(edited)] : []),
    ...(withdrawn > 0 ? [copy.withdrawn(withdrawn)] : []),
  ].join(', ');
}

/**
 * Shortens a unit's name for the subject. A long name such as `Ministry, Department, Unit` is
 * reduced to its last part, because a phone has no space for more.
 */
function shortName(name: string): string {
  const last = name.length > 45 ? (name.split(', ').at(-1) ?? name) : name;
  return abridgeLine(last, 80);
}
