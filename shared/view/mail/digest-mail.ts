import type { Consultation } from '../../domain/consultation.ts';
import {
  type DigestContent,
  type DigestEntry,
  type DigestSection,
  itemsIn,
} from '../../domain/digest-content.ts';
import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';
import { countGiven, type Totals, weekOf } from '../../domain/digest.ts';
import type { Mail } from '../../ports/mail.ts';
import type { DigestWriter } from '../../ports/writers.ts';
import { abridgeLine } from '../excerpt.ts';
import { mailCopyFor } from './copy/index.ts';
import { itemBytes } from './chapter-html.tsx';
import { describeEntry } from './describe-chapter.ts';
import { describeDigest, givenInWords, isEmpty } from './describe-digest.ts';
import { digestHtml } from './digest-html.tsx';
import type { Detail, DigestModel } from './digest-model.ts';
import { digestTable } from './digest-table.ts';
import { digestText } from './digest-text.ts';
import { MAX_HTML_BYTES } from './frame.tsx';
import { commonHeaders, headerText, listHeaders } from './headers.ts';

/**
 * In bytes. This leaves 26,000 bytes for the frame, which takes about 15,000 with ten commitments.
 */
const DIGEST_HTML_BUDGET = 64_000;

/**
 * The least detail that is tried with everything that is told. If the mail is still too large, it
 * leaves out as many parts as necessary.
 */
const SPARE: Detail = {
  titleChars: 60,
  bars: false,
  quietRows: false,
  toDate: false,
  maxRows: 70,
  maxChapters: 100,
  maxListed: 10,
};
/** With this detail, any number of plans of any size fits. */
const LEAST: Detail = { ...SPARE, titleChars: 40, maxRows: 5, maxChapters: 10, maxListed: 3 };

const FULL: Detail = {
  titleChars: 600,
  bars: true,
  quietRows: true,
  toDate: true,
  maxRows: 70,
  maxChapters: 100,
  maxListed: 40,
};

/** Tried in this order until the whole mail fits. */
const DETAILS: readonly Detail[] = [
  FULL,
  { ...FULL, titleChars: 200 },
  { ...FULL, titleChars: 100, maxListed: 20 },
  { ...FULL, titleChars: 100, maxListed: 10, toDate: false },
  { ...FULL, titleChars: 100, maxListed: 10, toDate: false, quietRows: false },
  SPARE,
];

export function digestWriter(owner: Owner): DigestWriter {
  return {
    budget: DIGEST_HTML_BUDGET,
    weigh: weighDigestEntry,
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
  const week = weekOf(digest.window);
  const subject = copy.subject(
    copy.numbered(number, repeat),
    newsOf(content.totals, language),
    week,
    shortName(unit.name[language]),
  );
  const { model, html } = writeToFit(about);
  return {
    to: recipient,
    replyTo: unit.contact,
    subject: headerText(subject),
    text: digestText(model),
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

/** Says in the subject what is new. */
function newsOf(totals: Totals, language: Language): string {
  const copy = mailCopyFor(language).digest;
  if (countGiven(totals) > 0) return givenInWords(totals, language);
  const { edited, withdrawn } = totals;
  const changes = [
    ...(edited > 0 ? [copy.edited(edited)] : []),
    ...(withdrawn > 0 ? [copy.withdrawn(withdrawn)] : []),
  ];
  return changes.length === 0 ? copy.quietRow : `${copy.noneNew}, ${changes.join(', ')}`;
}

/** Returns how many bytes the entry takes in the HTML part of a mail, at most. */
function weighDigestEntry(
  language: Language,
  consultation: Consultation,
  entry: DigestEntry,
): number {
  return Math.max(
    ...[true, false].map((attached) => {
      return itemBytes(describeEntry(language, consultation, entry, attached, FULL));
    }),
  );
}

interface Written {
  readonly model: DigestModel;
  readonly html: string;
}

/**
 * Writes the mail with as much of its frame as {@link MAX_HTML_BYTES} allows. It leaves out parts
 * only if leaving out parts of the frame is not enough.
 */
function writeToFit(about: About): Written {
  for (const detail of DETAILS) {
    const written = write(about, about.content, detail);
    if (fits(written)) return written;
  }
  const bare = write(about, showAtMost(about.content, 0), SPARE);
  return writeFewerParts(about, Buffer.byteLength(bare.html) <= MAX_HTML_BYTES / 2 ? SPARE : LEAST);
}

/** Writes the mail with as many parts as fit. */
function writeFewerParts(about: About, detail: Detail): Written {
  let best = write(about, showAtMost(about.content, 0), detail);
  let [fewest, most] = [0, countShown(about.content)];
  while (fewest < most) {
    const middle = Math.ceil((fewest + most) / 2);
    const written = write(about, showAtMost(about.content, middle), detail);
    if (fits(written)) [best, fewest] = [written, middle];
    else most = middle - 1;
  }
  return best;
}

function write(about: About, content: DigestContent, detail: Detail): Written {
  const model = describeDigest({ ...about, content }, detail);
  return { model, html: digestHtml(model, preheaderOf(model)) };
}

function fits({ html }: Written): boolean {
  return Buffer.byteLength(html) <= MAX_HTML_BYTES;
}

function countShown({ chapters }: DigestContent): number {
  const sections = chapters.flatMap((chapter) => chapter.sections);
  return sections.reduce((sum, { shown }) => sum + shown.length, 0);
}

/**
 * Returns the content with at most `count` parts shown. The sections take turns, as they did
 * before.
 */
function showAtMost(content: DigestContent, count: number): DigestContent {
  const sections = content.chapters.flatMap((chapter) => chapter.sections);
  const given = new Map<DigestSection, number>();
  let left = count;
  for (let turn = 1; left > 0 && sections.some(({ shown }) => shown.length >= turn); turn++) {
    for (const section of sections) {
      if (left === 0 || section.shown.length < turn) continue;
      given.set(section, turn);
      left -= 1;
    }
  }
  return {
    ...content,
    chapters: content.chapters.map((chapter) => ({
      ...chapter,
      sections: chapter.sections.map((section) => {
        const shown = section.shown.slice(0, given.get(section) ?? 0);
        return {
          ...section,
          shown,
          more: section.more + itemsIn(section.shown.slice(shown.length)),
        };
      }),
    })),
  };
}

/**
 * Returns what the subject does not say: in how many submissions the news came, and on what.
 */
function preheaderOf({ facts, nothing, chapters }: DigestModel): string {
  const told = chapters.filter(({ rows }) => rows.length > 0);
  const about = (told.length > 0 ? told : chapters).map(({ title }) => title);
  const said = facts === '' ? nothing.slice(1, 2) : [facts];
  return abridgeLine([...said, ...about].join(' – '), 180);
}

/**
 * Shortens a unit's name for the subject. A long name such as `Ministry, Department, Unit` is
 * reduced to its last part, because a phone has no space for more.
 */
function shortName(name: string): string {
  const last = name.length > 45 ? (name.split(', ').at(-1) ?? name) : name;
  return abridgeLine(last, 80);
}
