import type { ResponsibleUnit } from '../domain/consultation.ts';
import type { DraftDocument, PublishedCommitment, PublishedDraft } from '../domain/draft.ts';
import type { Bilingual, Language } from '../domain/text.ts';
import { formatBytes } from './format.ts';
import { type Comparison, comparison, type Line, linesOf, oneLine } from './word-changes.ts';

/** A text that has changed. `of` says which text of its part it is. */
export interface ChangedText extends Comparison {
  readonly of: 'introduction' | 'document' | 'title' | 'unit' | 'summary' | 'finding';
}

/** A commitment that is new, gone, or has other texts than before. */
export interface ChangedCommitment {
  readonly number: number;
  readonly title: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly texts: readonly ChangedText[];
}

/** What differs between two versions of a draft, in one language. */
export interface DraftChanges {
  readonly introduction: readonly ChangedText[];
  readonly documents: readonly ChangedText[];
  readonly commitments: readonly ChangedCommitment[];
  /** The numbers of the commitments that are as they were. */
  readonly unchanged: readonly number[];
}

interface Compared {
  readonly before: PublishedDraft;
  readonly after: PublishedDraft;
  readonly units: readonly ResponsibleUnit[];
  readonly language: Language;
}

/** A text before and after, or undefined where there was none. */
type Pair = readonly [before: string | undefined, after: string | undefined];

/** Compares two versions of a draft, word by word. */
export function draftChanges({ before, after, units, language }: Compared): DraftChanges {
  const compare = comparison();
  const read = (text: string | undefined, linesIn: (text: string) => Line[]) =>
    text === undefined ? [] : linesIn(text);
  const changed = (
    of: ChangedText['of'],
    [old, fresh]: Pair,
    linesIn: (text: string) => Line[] = linesOf,
  ): ChangedText[] =>
    old === fresh ? [] : [{ of, ...compare(read(old, linesIn), read(fresh, linesIn)) }];
  const say = (text: Bilingual | undefined) => text?.[language];
  const nameOf = (unit: string | undefined) =>
    unit === undefined ? undefined : (say(units.find(({ id }) => id === unit)?.name) ?? unit);

  const textsOf = (
    old: PublishedCommitment | undefined,
    fresh: PublishedCommitment | undefined,
  ) => [
    ...changed('title', [say(old?.title), say(fresh?.title)], oneLine),
    ...changed('unit', [nameOf(old?.unit), nameOf(fresh?.unit)], oneLine),
    ...changed('summary', [say(old?.summary), say(fresh?.summary)]),
    ...changed('finding', [say(old?.finding), say(fresh?.finding)]),
  ];
  const commitments = pairsBy(before.commitments, after.commitments, ({ number }) => number)
    .toSorted(([a], [b]) => a - b)
    .map(
      ([number, old, fresh]) =>
        ({
          number,
          title: say(fresh?.title ?? old?.title) ?? '',
          change: old === undefined ? 'added' : fresh === undefined ? 'removed' : 'changed',
          texts: textsOf(old, fresh),
        }) satisfies ChangedCommitment,
    );
  const describe = (document: DraftDocument | undefined) =>
    document === undefined ? undefined : inWords(document, language);

  return {
    introduction: changed('introduction', [say(before.introduction), say(after.introduction)]),
    documents: pairsBy(before.documents, after.documents, ({ address }) => address).flatMap(
      ([, old, fresh]) => changed('document', [describe(old), describe(fresh)], oneLine),
    ),
    commitments: commitments.filter(({ texts }) => texts.length > 0),
    unchanged: commitments.flatMap(({ number, texts }) => (texts.length > 0 ? [] : [number])),
  };
}

/** Joins what has the same key before and after: first what stands after, then what is gone. */
function pairsBy<One, By>(
  before: readonly One[],
  after: readonly One[],
  keyOf: (one: One) => By,
): (readonly [key: By, before: One | undefined, after: One | undefined])[] {
  const [old, fresh] = [before, after].map((all) => new Map(all.map((one) => [keyOf(one), one])));
  const all = new Set([...(fresh?.keys() ?? []), ...(old?.keys() ?? [])]);
  return [...all].map((key) => [key, old?.get(key), fresh?.get(key)]);
}

function inWords({ title, bytes, address, sha256 }: DraftDocument, language: Language): string {
  return `${title[language]} (${formatBytes(language, bytes)}), ${address}, SHA-256 ${sha256}`;
}
