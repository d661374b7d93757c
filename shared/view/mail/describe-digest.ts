import { type Consultation, type ResponsibleUnit, stateOf } from '../../domain/consultation.ts';
import {
  type DigestChapter,
  type DigestContent,
  type DigestSection,
  itemsIn,
  newsIn,
} from '../../domain/digest-content.ts';
import { BEGINNING, countGiven, type Digest, type Totals } from '../../domain/digest.ts';
import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';
import { daysUntil, type Instant } from '../../domain/time.ts';
import { KINDS } from '../../kinds/kinds.ts';
import { wordsOf } from '../../kinds/words.ts';
import { checkUrl } from '../../links.ts';
import type { DigestFile, SealedLog } from '../../ports/writers.ts';
import { pathTo } from '../../routes.ts';
import { formatCount, formatNumber, plural } from '../format.ts';
import { mailCopyFor } from './copy/index.ts';
import { describeChapter, describeQuiet } from './describe-chapter.ts';
import type { EntryExtent } from './describe-entry.ts';
import { describeLogs } from './describe-logs.ts';
import type { ChapterModel, DigestModel } from './digest-model.ts';
import { MAX_CSV_BYTES } from './digest-table.ts';

export interface DigestAbout {
  readonly digest: Digest;
  readonly previous: Digest | null;
  readonly unit: ResponsibleUnit;
  readonly content: DigestContent;
  /** The complete set, or null if it is too large for a mail. */
  readonly files: readonly DigestFile[] | null;
  /** True if one of the files is not as it was when the digest was made. */
  readonly filesChanged: boolean;
  readonly logs: readonly SealedLog[];
  readonly repeat: boolean;
  readonly siteUrl: string;
  /** Who answers for the mail. */
  readonly owner: Owner;
}

/** How much of the frame stands around the opinions. Titles are whole in every frame. */
export interface Frame {
  /** How many commitments with news have a row and a section. The others are counted. */
  readonly sections: number;
  /** Whether what has no news is named, and not only counted. */
  readonly namesQuiet: boolean;
}

/** Puts the whole digest into words. */
export function describeDigest(about: DigestAbout, frame: Frame, extent: EntryExtent): DigestModel {
  const { digest, previous, unit, content, files, logs, repeat, siteUrl } = about;
  const attached = files !== null;
  const { language, number, window, toDate = [] } = digest;
  const copy = mailCopyFor(language).digest;
  const { totals } = content;
  const empty = isEmpty(content);
  const days = previous === null ? 0 : daysUntil(window.from, window.to);
  const limit = `${MAX_CSV_BYTES / 1_000_000}\u00a0MB`;
  const name = unit.name[language];
  const context = { language, now: window.to, toDate, attached, siteUrl };
  const busy = sectionsTold(content, frame.sections);
  const chapters = [...busy].map(([chapter, told]) =>
    describeChapter(chapter, context, { told, namesQuiet: frame.namesQuiet, extent }),
  );
  const quiet = quietIn(content, window.to);
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
    facts: copy.facts(totals).join(' · '),
    before:
      previous === null
        ? null
        : copy.before(previous.number, days === 7, [
            givenInWords(previous.totals, language),
            ...copy.facts(previous.totals),
          ]),
    shown: shownNote(content, busy, chapters, language, attached),
    nothing: empty
      ? [copy.nothing, copy.nothingSince(previous?.number ?? null), copy.nothingWhy]
      : [],
    chapters,
    moreChapters: moreChapters(content, busy, language),
    quiet: frame.namesQuiet ? quiet.map((one) => describeQuiet(one, context)) : [],
    quietTitle:
      empty || quiet.length === 0
        ? null
        : frame.namesQuiet
          ? copy.quietTitle
          : copy.quietChapters(quiet.length),
    completeSet: empty
      ? null
      : attached
        ? copy.attached(
            files.map(({ filename }) => filename),
            limit,
            about.filesChanged,
          )
        : copy.tooLarge(number, limit),
    footer: [copy.why(name), ...(empty ? [] : [copy.discretion])],
    ask: empty ? null : { label: copy.ask, href: about.owner.email },
    check: { label: copy.check, href: new URL(pathTo('findReceipt', { language }), siteUrl).href },
    logs: describeLogs(logs, language, checkUrl(siteUrl, language)),
  };
}

/** Returns the sections with news, in order. */
export function busySections({ sections }: DigestChapter): readonly DigestSection[] {
  return sections.filter(({ items }) => items > 0);
}

/** Returns the first sections with news, by their chapters, which have news too. */
function sectionsTold(
  { chapters }: DigestContent,
  count: number,
): Map<DigestChapter, readonly DigestSection[]> {
  const told = new Map<DigestChapter, readonly DigestSection[]>();
  let left = count;
  for (const chapter of chapters) {
    const busy = busySections(chapter).slice(0, left);
    if (busy.length > 0) told.set(chapter, busy);
    left -= busy.length;
  }
  return told;
}

/** Returns the consultations without news, those that are open first. */
function quietIn({ chapters }: DigestContent, now: Instant): Consultation[] {
  const isClosed = (consultation: Consultation) => stateOf(consultation, now) === 'closed';
  return chapters
    .filter((chapter) => newsIn(chapter) === 0)
    .map(({ consultation }) => consultation)
    .toSorted((a, b) => Number(isClosed(a)) - Number(isClosed(b)));
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

/** Counts the chapters with news that are not told, and their news. */
function moreChapters(
  { chapters }: DigestContent,
  told: ReadonlyMap<DigestChapter, unknown>,
  language: Language,
): string | null {
  const others = chapters.filter((chapter) => newsIn(chapter) > 0 && !told.has(chapter));
  const news = others.reduce((sum, chapter) => sum + newsIn(chapter), 0);
  return others.length === 0
    ? null
    : mailCopyFor(language).digest.moreChapters(others.length, news);
}

function shownNote(
  content: DigestContent,
  told: ReadonlyMap<DigestChapter, readonly DigestSection[]>,
  chapters: readonly ChapterModel[],
  language: Language,
  attached: boolean,
): string | null {
  const copy = mailCopyFor(language).digest;
  const shown = [...told.values()].flat().flatMap(({ entries }) => entries);
  const count = itemsIn(shown);
  const total = content.chapters.reduce((sum, chapter) => sum + newsIn(chapter), 0);
  const items = chapters.flatMap(({ sections }) => sections.flatMap((section) => section.items));
  const isShortened = items.some(({ wordsLeft }) => wordsLeft > 0);
  const said = [
    ...(count < total ? [copy.shown(count, total)] : []),
    ...(isShortened ? [copy.shortened] : []),
  ];
  const where = copy.everything[attached ? 'attached' : 'apart'];
  return said.length === 0 ? null : [...said, where].join(' ');
}
