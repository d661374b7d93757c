import type { ResponsibleUnit } from '../../domain/consultation.ts';
import { type DigestChapter, type DigestContent, itemsIn } from '../../domain/digest-content.ts';
import { BEGINNING, countGiven, type Digest, type Totals } from '../../domain/digest.ts';
import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';
import { daysUntil } from '../../domain/time.ts';
import { KINDS } from '../../kinds/kinds.ts';
import { wordsOf } from '../../kinds/words.ts';
import type { DigestFile } from '../../ports/writers.ts';
import { pathTo } from '../../routes.ts';
import { formatCount, formatNumber, plural } from '../format.ts';
import { mailCopyFor } from './copy/index.ts';
import { describeChapter, itemsOf } from './describe-chapter.ts';
import type { Detail, DigestModel } from './digest-model.ts';
import { MAX_CSV_BYTES } from './digest-table.ts';

interface DigestAbout {
  readonly digest: Digest;
  readonly previous: Digest | null;
  readonly unit: ResponsibleUnit;
  readonly content: DigestContent;
  /** The complete set, or null if it is too large for a mail. */
  readonly files: readonly DigestFile[] | null;
  readonly repeat: boolean;
  readonly siteUrl: string;
  /** Who answers for the mail. */
  readonly owner: Owner;
}

/** Puts the whole digest into words. */
export function describeDigest(about: DigestAbout, detail: Detail): DigestModel {
  const { digest, previous, unit, content, files, repeat, siteUrl } = about;
  const attached = files !== null;
  const { language, number, window, toDate = [] } = digest;
  const copy = mailCopyFor(language).digest;
  const { totals } = content;
  const empty = isEmpty(content);
  const days = previous === null ? 0 : daysUntil(window.from, window.to);
  const limit = `${MAX_CSV_BYTES / 1_000_000}\u00a0MB`;
  const chapters = chaptersShown(content.chapters, detail.maxChapters);
  const name = unit.name[language];
  return {
    language,
    owner: about.owner,
    title: copy.title(number),
    unit: name,
    period: window.from === BEGINNING ? copy.periodFromTheStart(window.to) : copy.period(window),
    notices: [
      ...(repeat ? [copy.repeat(copy.numbered(number, true))] : []),
      ...(previous !== null && days > 7 ? [copy.longPeriod(days, previous.number)] : []),
    ],
    headline: empty ? null : headlineOf(totals, language),
    facts: copy.facts(totals),
    before:
      previous === null
        ? null
        : copy.before(
            previous.number,
            days === 7,
            givenInWords(previous.totals, language),
            previous.totals.submissions,
          ),
    shown: shownNote(content.chapters, chapters, language, attached),
    nothing: empty
      ? [copy.nothing, copy.nothingSince(previous?.number ?? null), copy.nothingWhy]
      : [],
    chapters: chapters.map((chapter) =>
      describeChapter(
        chapter,
        { language, now: window.to, toDate, attached, empty, siteUrl },
        detail,
      ),
    ),
    moreChapters: moreChapters(content.chapters, chapters, language),
    completeSet: empty
      ? null
      : attached
        ? copy.attached(files.map(({ filename }) => filename).join(', '), limit)
        : copy.tooLarge(number, limit),
    footer: [copy.why(name), ...(empty ? [] : [copy.discretion])],
    check: { label: copy.check, href: new URL(pathTo('home', { language }), siteUrl).href },
  };
}

/** Says how much is new, by the kinds of consultations: `3 new opinions, 1 new proposal`. */
export function givenInWords({ given }: Pick<Totals, 'given'>, language: Language): string {
  const told = givenKinds(given).map(([kind, count]) =>
    formatCount(language, count, wordsOf(kind, language).newParts),
  );
  return told.length === 0 ? mailCopyFor(language).digest.noneNew : told.join(', ');
}

/** Returns the same as {@link givenInWords}, with the first number apart, to be set large. */
function headlineOf(totals: Totals, language: Language): DigestModel['headline'] {
  const [[kind, count] = [KINDS[0].id, 0], ...others] = givenKinds(totals.given);
  const words = plural(language, count, wordsOf(kind, language).newParts);
  const rest = givenInWords({ given: Object.fromEntries(others) }, language);
  return {
    figure: formatNumber(language, count),
    words: others.length === 0 ? words : `${words}, ${rest}`,
  };
}

/** Returns the kinds of which there is something new, in the order of the kinds. */
function givenKinds(given: Totals['given']): [kind: string, count: number][] {
  return KINDS.map(({ id }): [string, number] => [id, given[id] ?? 0]).filter(
    ([, count]) => count > 0,
  );
}

/** Says whether there is nothing to tell, not even a withdrawal. */
export function isEmpty({ totals }: Pick<DigestContent, 'totals'>): boolean {
  return countGiven(totals) + totals.edited + totals.withdrawn === 0;
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
  const shown = sectionsOf(chapters).reduce((sum, section) => sum + itemsIn(section.shown), 0);
  const total = sectionsOf(all).reduce((sum, section) => sum + itemsOf(section), 0);
  const copy = mailCopyFor(language).digest;
  return shown === total ? null : copy.shown[attached ? 'attached' : 'apart'](shown, total);
}
