import { type Consultation, stateOf } from '../../domain/consultation.ts';
import { type DigestChapter, type DigestSection, itemsIn } from '../../domain/digest-content.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import { daysUntil, deadlineOf, type Instant } from '../../domain/time.ts';
import type { TotalsToDate } from '../../domain/totals-to-date.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { formatCount, formatNumbers } from '../format.ts';
import { mailCopyFor } from './copy/index.ts';
import {
  describeEntry,
  type EntryContext,
  type EntryExtent,
  isCountedByScale,
  labelCounts,
} from './describe-entry.ts';
import type { ChapterModel, QuietModel, RowModel, SectionModel } from './digest-model.ts';

export interface ChapterContext extends Omit<EntryContext, 'consultation'> {
  readonly toDate: readonly TotalsToDate[];
}

/** What is told of one chapter, and how much of it. */
export interface ChapterDetail {
  /** The sections with news that are told, in order. */
  readonly told: readonly DigestSection[];
  /** Whether commitments without news are named, and not only counted. */
  readonly namesQuiet: boolean;
  readonly extent: EntryExtent;
}

/** Puts what a digest tells about one consultation with news into words. */
export function describeChapter(
  { consultation, sections }: DigestChapter,
  context: ChapterContext,
  { told, namesQuiet, extent }: ChapterDetail,
): ChapterModel {
  const { language, toDate, attached } = context;
  const copy = mailCopyFor(language).digest;
  const longest = Math.max(...sections.map(({ parts }) => parts), 1);
  const standing = toDate.find((one) => one.consultation === consultation.id) ?? null;
  const entryContext = { ...context, consultation };
  return {
    ...describeQuiet(consultation, context),
    linkLabel: copy.openConsultation,
    rows: told.map((section) => rowModel(consultation, section, standing, longest, language)),
    others: others(),
    sections: told.map((section): SectionModel => {
      const untold = section.items - itemsIn(section.entries);
      const words = formatCount(language, untold, wordsOf(consultation.kind, language).parts);
      return {
        title: titleOf(consultation, section, language),
        count: countOf(consultation, section, language),
        items: section.entries.map((entry) => describeEntry(entry, entryContext, extent)),
        more: untold === 0 ? null : copy.more[attached ? 'attached' : 'apart'](words),
      };
    }),
  };

  /** Says in a few lines what the commitments without a row are, the busy ones first. */
  function others(): string[] {
    const untold = sections.filter((section) => section.items > 0 && !told.includes(section));
    const news = untold.reduce((sum, { items }) => sum + items, 0);
    const quiet = sections.filter(({ items }) => items === 0);
    return [
      ...(untold.length === 0 ? [] : [copy.moreBusyRows(untold.length, news)]),
      ...(namesQuiet ? nameQuiet(quiet) : quiet.length === 0 ? [] : [copy.moreRows(quiet.length)]),
    ];
  }

  /** A line for each commitment of which something has come before, and one for all others. */
  function nameQuiet(quiet: readonly DigestSection[]): string[] {
    const lines = quiet.map((section) => {
      const before =
        standing === null ? null : rowToDate(consultation, section, standing, language);
      const title = titleOf(consultation, section, language);
      return { section, line: before === null ? null : copy.quietSince(title, before) };
    });
    const silent = lines.filter(({ line }) => line === null).map(({ section }) => section);
    const numbers = silent.flatMap(({ number }) => (number === null ? [] : [number]));
    const named = [
      ...silent
        .filter(({ number }) => number === null)
        .map((section) => titleOf(consultation, section, language)),
      ...(numbers.length === 0
        ? []
        : [copy.commitments(formatNumbers(language, numbers), numbers.length)]),
    ];
    return [
      ...lines.flatMap(({ line }) => (line === null ? [] : [line])),
      ...(named.length === 0 ? [] : [copy.quietRows(named)]),
    ];
  }
}

/** Puts into words which consultation it is, how it stands, and what has come up to now. */
export function describeQuiet(
  consultation: Consultation,
  { language, now, toDate, siteUrl }: ChapterContext,
): QuietModel {
  const standing = toDate.find((one) => one.consultation === consultation.id);
  const path = pathTo('consultation', { language, consultation: consultation.id });
  return {
    title: withoutBidiControls(consultation.title[language]),
    state: stateLine(consultation, language, now),
    href: new URL(path, siteUrl).href,
    toDate: standing === undefined ? null : chapterToDate(consultation, standing, language),
  };
}

function stateLine(consultation: Consultation, language: Language, now: Instant): string {
  const copy = mailCopyFor(language).digest;
  const { closesAt } = consultation;
  return stateOf(consultation, now) === 'closed'
    ? copy.closed(closesAt)
    : copy.openFor(daysUntil(now, deadlineOf(closesAt)), closesAt);
}

function rowModel(
  consultation: Consultation,
  section: DigestSection,
  standing: TotalsToDate | null,
  longest: number,
  language: Language,
): RowModel {
  const counts = labelCounts(consultation, section, language);
  return {
    title: titleOf(consultation, section, language),
    count: countOf(consultation, section, language),
    parts: counts.map(({ swatch, label, count }) => ({
      swatch,
      label,
      share: Math.max(1, Math.floor((count / longest) * 100)),
    })),
    bar: isCountedByScale(consultation) && section.parts > 0,
    toDate: standing === null ? null : rowToDate(consultation, section, standing, language),
  };
}

function chapterToDate(
  consultation: Consultation,
  { parts, submissions, organisations, newOrganisations }: TotalsToDate,
  language: Language,
): string {
  const { toDate } = mailCopyFor(language).digest;
  const told = formatCount(language, parts, wordsOf(consultation.kind, language).parts);
  return toDate.all(told, submissions, organisations, newOrganisations);
}

/** Returns null if nothing has come but what the row tells. */
function rowToDate(
  consultation: Consultation,
  section: DigestSection,
  { commitments }: TotalsToDate,
  language: Language,
): string | null {
  const found = commitments.find(({ commitment }) => commitment === section.number);
  const { parts, counts, uncounted } = found ?? { parts: 0, counts: {}, uncounted: 0 };
  if (parts === section.parts) return null;
  const told = { counts: new Map(Object.entries(counts)), uncounted };
  const labels = labelCounts(consultation, told, language).map(({ label }) => label);
  return mailCopyFor(language).digest.toDate.row(parts, labels);
}

function titleOf(
  consultation: Consultation,
  { number, title }: DigestSection,
  language: Language,
): string {
  const copy = mailCopyFor(language).digest;
  if (number === null) return wordsOf(consultation.kind, language).digest.whole;
  return title === null
    ? copy.commitment(number)
    : copy.titled(number, withoutBidiControls(title[language]));
}

function countOf(consultation: Consultation, section: DigestSection, language: Language): string {
  const copy = mailCopyFor(language).digest;
  const { items, parts, edited } = section;
  const { newParts } = wordsOf(consultation.kind, language);
  return [
    ...(parts > edited ? [formatCount(language, parts - edited, newParts)] : []),
    ...(edited > 0 ? [copy.edited(edited)] : []),
    ...(items > parts ? [copy.withdrawn(items - parts)] : []),
  ].join(', ');
}
