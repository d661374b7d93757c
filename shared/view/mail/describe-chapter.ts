import { type Consultation, stateOf } from '../../domain/consultation.ts';
import type { DigestChapter, DigestItem, DigestSection } from '../../domain/digest-content.ts';
import { COMPLETIONS } from '../../domain/opinion.ts';
import { spellReference } from '../../domain/reference.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import { daysUntil, type Instant } from '../../domain/time.ts';
import { pathTo } from '../../routes.ts';
import { abridgeLine, excerptOf } from '../excerpt.ts';
import { completionLabel, formatDateTime } from '../format.ts';
import { mailCopyFor } from './copy/index.ts';
import type { ChapterModel, Detail, ItemModel, RowModel } from './digest-model.ts';

/**
 * In UTF-16 units: about a page of a book, enough to know what an opinion says. The rest is in the
 * table.
 */
const MAX_EXCERPT_CHARS = 1_500;
const MAX_EXCERPT_LINES = 40;

export interface ChapterContext {
  readonly language: Language;
  /** The end of the window, so that a digest says the same whenever it is written. */
  readonly now: Instant;
  readonly attached: boolean;
  /** True if the whole digest is empty. It then says so once, and not in each chapter. */
  readonly empty: boolean;
  readonly siteUrl: string;
}

/** Puts what a digest tells about one consultation into words. */
export function describeChapter(
  { consultation, sections }: DigestChapter,
  { language, now, attached, empty, siteUrl }: ChapterContext,
  detail: Detail,
): ChapterModel {
  const copy = mailCopyFor(language).digest;
  const busy = sections.filter((section) => itemsOf(section) > 0);
  const told = detail.quietRows ? sections : busy;
  const rows = busy.length === 0 ? [] : told.slice(0, detail.maxRows);
  const longest = Math.max(...sections.map(({ opinions }) => opinions), 1);
  const path = pathTo('consultation', { language, consultation: consultation.id });
  return {
    title: abridgeLine(consultation.title[language], detail.titleChars),
    state: stateLine(consultation, language, now),
    link: { label: copy.openConsultation, href: new URL(path, siteUrl).href },
    quiet: busy.length === 0 && !empty ? copy.quietChapter : null,
    rows: rows.map((section) => rowModel(section, longest, language, detail)),
    moreRows: busy.length === 0 ? null : moreRows(sections, rows, language),
    sections: sections
      .filter(({ shown }) => shown.length > 0)
      .map((section) => ({
        title: titleOf(section, language, detail),
        count: countOf(section, language),
        items: section.shown.map((item) => describeItem(language, item, attached)),
        more: section.more > 0 ? copy.more[attached ? 'attached' : 'apart'](section.more) : null,
      })),
  };
}

function stateLine(consultation: Consultation, language: Language, now: Instant): string {
  const copy = mailCopyFor(language).digest;
  const { closesAt } = consultation;
  return stateOf(consultation, now) === 'closed'
    ? copy.closed(closesAt)
    : copy.openFor(daysUntil(now, closesAt), closesAt);
}

function moreRows(
  sections: readonly DigestSection[],
  rows: readonly DigestSection[],
  language: Language,
): string | null {
  const copy = mailCopyFor(language).digest;
  const others = sections.filter((section) => !rows.includes(section));
  if (others.length === 0) return null;
  const items = others.reduce((sum, section) => sum + itemsOf(section), 0);
  return items === 0 ? copy.moreRows(others.length) : copy.moreBusyRows(others.length, items);
}

function rowModel(
  section: DigestSection,
  longest: number,
  language: Language,
  detail: Detail,
): RowModel {
  const { opinions, ratings } = section;
  const unrated = opinions - COMPLETIONS.reduce((sum, one) => sum + ratings[one], 0);
  const counts = [
    ...COMPLETIONS.map((completion) => ({ completion, count: ratings[completion] })),
    { completion: null, count: unrated },
  ];
  const copy = mailCopyFor(language).digest;
  return {
    title: titleOf(section, language, detail),
    count: countOf(section, language),
    parts: counts
      .filter(({ count }) => count > 0)
      .map(({ completion, count }) => ({
        completion,
        label: `${completion === null ? copy.unrated : completionLabel(language, completion)} ${copy.figure(count)}`,
        share: Math.max(1, Math.floor((count / longest) * 100)),
      })),
    bar: detail.bars && opinions > 0,
  };
}

function titleOf({ number, title }: DigestSection, language: Language, detail: Detail): string {
  const copy = mailCopyFor(language).digest;
  if (number === null) return copy.whole;
  return title === null
    ? copy.commitment(number)
    : copy.titled(number, abridgeLine(title[language], detail.titleChars));
}

function countOf(section: DigestSection, language: Language): string {
  const copy = mailCopyFor(language).digest;
  const { opinions, edited } = section;
  const withdrawn = itemsOf(section) - opinions;
  const said = [
    ...(opinions > edited ? [copy.newOpinions(opinions - edited)] : []),
    ...(edited > 0 ? [copy.edited(edited)] : []),
    ...(withdrawn > 0 ? [copy.withdrawn(withdrawn)] : []),
  ];
  return said.length === 0 ? copy.quietRow : said.join(', ');
}

/** Counts new, edited and withdrawn opinions, whether the mail shows them or not. */
export function itemsOf({ shown, more }: DigestSection): number {
  return shown.length + more;
}

/** Puts one opinion into words. */
export function describeItem(language: Language, item: DigestItem, attached: boolean): ItemModel {
  const copy = mailCopyFor(language).digest;
  const { organisation, change, replaces, rating, publication, confirmed } = item;
  const { text, reference, receivedAt } = item;
  const { lines, cut } = excerptOf(text, MAX_EXCERPT_CHARS, MAX_EXCERPT_LINES);
  const gone = change === 'withdrawn';
  const written = !gone && text !== '';
  return {
    organisation: withoutBidiControls(organisation),
    completion: rating,
    marks: [
      ...(gone ? [] : [rating === null ? copy.unrated : completionLabel(language, rating)]),
      changeMark(),
      ...(confirmed ? [copy.confirmed] : []),
      ...(gone ? [] : [copy.publications[publication]]),
    ],
    internal: !gone && publication === 'internal',
    lines: written ? lines : [],
    remark: remark(),
    reference: spellReference(reference),
    received: formatDateTime(language, receivedAt, 'locative'),
  };

  function changeMark(): string {
    if (change === 'new' || replaces === null) return copy.changes[change];
    return `${copy.changes[change]}; ${copy.replaced[change](replaces)}`;
  }

  function remark(): string | null {
    if (gone) return copy.withdrawnText;
    if (!written) return copy.ratingOnly;
    return cut ? copy.cut[attached ? 'attached' : 'apart'] : null;
  }
}
