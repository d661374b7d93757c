import type { ResponsibleUnit } from '../../domain/consultation.ts';
import type { DigestChapter, DigestContent } from '../../domain/digest-content.ts';
import { BEGINNING, type Digest } from '../../domain/digest.ts';
import type { Language } from '../../domain/text.ts';
import { daysUntil } from '../../domain/time.ts';
import { pathTo } from '../../routes.ts';
import { mailCopyFor } from './copy/index.ts';
import { describeChapter, itemsOf } from './describe-chapter.ts';
import type { Detail, DigestModel } from './digest-model.ts';
import { MAX_CSV_BYTES } from './digest-table.ts';

interface DigestAbout {
  readonly digest: Digest;
  readonly previous: Digest | null;
  readonly unit: ResponsibleUnit;
  readonly content: DigestContent;
  /** Whether the complete set is attached. */
  readonly attached: boolean;
  readonly repeat: boolean;
  readonly siteUrl: string;
}

/** Puts the whole digest into words. */
export function describeDigest(about: DigestAbout, detail: Detail): DigestModel {
  const { digest, previous, unit, content, attached, repeat, siteUrl } = about;
  const { language, number, window } = digest;
  const copy = mailCopyFor(language).digest;
  const { totals } = content;
  const empty = isEmpty(content);
  const days = previous === null ? 0 : daysUntil(window.from, window.to);
  const limit = `${MAX_CSV_BYTES / 1_000_000}\u00a0MB`;
  const chapters = chaptersShown(content.chapters, detail.maxChapters);
  const name = unit.name[language];
  return {
    language,
    title: copy.title(number),
    unit: name,
    period: window.from === BEGINNING ? copy.periodFromTheStart(window.to) : copy.period(window),
    notices: [
      ...(repeat ? [copy.repeat(copy.numbered(number, true))] : []),
      ...(previous !== null && days > 7 ? [copy.longPeriod(days, previous.number)] : []),
    ],
    headline: empty
      ? null
      : { figure: copy.figure(totals.opinions), words: copy.figureWords(totals.opinions) },
    facts: copy.facts(totals),
    before: previous === null ? null : copy.before(previous.number, days === 7, previous.totals),
    shown: shownNote(content.chapters, chapters, language, attached),
    nothing: empty
      ? [copy.nothing, copy.nothingSince(previous?.number ?? null), copy.nothingWhy]
      : [],
    chapters: chapters.map((chapter) =>
      describeChapter(chapter, { language, now: window.to, attached, empty, siteUrl }, detail),
    ),
    moreChapters: moreChapters(content.chapters, chapters, language),
    completeSet: empty
      ? null
      : attached
        ? copy.attached(copy.table.filename(digest.unit, number), limit)
        : copy.tooLarge(number, limit),
    footer: [copy.why(name), ...(empty ? [] : [copy.discretion])],
    check: { label: copy.check, href: new URL(pathTo('home', { language }), siteUrl).href },
  };
}

/** Says whether there is nothing to tell, not even a withdrawal. */
export function isEmpty({ totals }: Pick<DigestContent, 'totals'>): boolean {
  return totals.opinions + totals.edited + totals.withdrawn === 0;
}

/**
 * Returns the chapters to show. If there are too many, it first leaves out chapters without
 * anything new.
 */
function chaptersShown(chapters: readonly DigestChapter[], max: number): readonly DigestChapter[] {
  if (chapters.length <= max) return chapters;
  const busy = chapters.filter(({ sections }) => sections.some((one) => itemsOf(one) > 0));
  return busy.slice(0, max);
}

function moreChapters(
  chapters: readonly DigestChapter[],
  shown: readonly DigestChapter[],
  language: Language,
): string | null {
  const others = chapters.filter((chapter) => !shown.includes(chapter));
  const items = others
    .flatMap(({ sections }) => sections)
    .reduce((sum, section) => sum + itemsOf(section), 0);
  return others.length === 0
    ? null
    : mailCopyFor(language).digest.moreChapters(others.length, items);
}

function shownNote(
  all: readonly DigestChapter[],
  chapters: readonly DigestChapter[],
  language: Language,
  attached: boolean,
): string | null {
  const sectionsOf = (some: readonly DigestChapter[]) => some.flatMap(({ sections }) => sections);
  const shown = sectionsOf(chapters).reduce((sum, section) => sum + section.shown.length, 0);
  const total = sectionsOf(all).reduce((sum, section) => sum + itemsOf(section), 0);
  const copy = mailCopyFor(language).digest;
  return shown === total ? null : copy.shown[attached ? 'attached' : 'apart'](shown, total);
}
