import { MAX_LISTED_LETTERS } from '../../domain/digest-collector.ts';
import type {
  DigestContent,
  DigestEntry,
  DigestItem,
  DigestSection,
} from '../../domain/digest-content.ts';
import { highestLevel, takeTurns } from '../../domain/fair-shares.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Consultation } from '../../domain/consultation.ts';
import { fieldsOf } from '../../kinds/kind.ts';
import { KINDS } from '../../kinds/kinds.ts';
import { itemBytes } from './chapter-html.tsx';
import { busySections, describeDigest, type DigestAbout, type Frame } from './describe-digest.ts';
import { describeEntry, type EntryContext, type EntryExtent } from './describe-entry.ts';
import { digestHtml } from './digest-html.tsx';
import type { DigestModel } from './digest-model.ts';
import { digestText, itemTextBytes } from './digest-text.ts';
import { MAX_HTML_BYTES } from './frame.tsx';

/*
 * How the room of a digest is shared out (ADR 29). First comes the frame, then as many opinions as
 * possible, and then as much of each text as possible. Both parts of the mail are written from one
 * model, so what does not fit into one of them is missing in both.
 */

/** In bytes, of each part: a mail program that shows the text clips it as it clips the HTML. */
const MAX_BYTES = MAX_HTML_BYTES;
/** In bytes: the frame leaves at least this much for opinions, or it is shortened itself. */
const LEAST_ROOM = 24_000;

/** In UTF-16 units: three or four lines on a telephone. No text is cut to less than this. */
const LEAST_CHARS = 240;
/** In UTF-16 units. No text of an author is longer, so at this level all texts are whole. */
const MOST_CHARS = Math.max(
  ...KINDS.flatMap(fieldsOf).map(([, field]) => ('limit' in field ? field.limit : 0)),
);
/** In UTF-16 units: an ordinary line. A line more of each text is a letter more of each campaign. */
const LINE_CHARS = 40;

/** Returns what is told of an entry when its text may have this many UTF-16 units. */
function extentOf(chars: number): EntryExtent {
  const lines = Math.floor(chars / LINE_CHARS);
  const linesMore = lines - Math.floor(LEAST_CHARS / LINE_CHARS);
  return {
    textChars: chars,
    textLines: chars === MOST_CHARS ? Infinity : lines,
    // The letter that is shown is always listed.
    maxListed: Math.min(1 + linesMore, MAX_LISTED_LETTERS),
  };
}

const LEAST = extentOf(LEAST_CHARS);

interface Written {
  readonly model: DigestModel;
  readonly text: string;
  readonly html: string;
}

/** An entry that may be told, and the section to which it belongs. */
interface Candidate {
  readonly section: DigestSection;
  readonly entry: DigestEntry;
  readonly context: EntryContext;
}

/**
 * Writes the digest so that neither part is larger than it may be: with the whole frame, with as
 * many entries as fit when they are short, evenly from each commitment, and then with as much of
 * their texts as fits.
 */
export function fitDigest(about: DigestAbout): Written {
  const nothingTold = withEntries(about.content, new Map());
  const frame = chooseFrame();
  const candidates = candidatesOf(about, frame);
  // What the frame says about the entries may differ by a few bytes, so the first try may miss.
  let room = MAX_BYTES - bytesOf(write(nothingTold, frame, LEAST));
  for (;;) {
    const told = chooseEntries(candidates, room);
    const chars = highestLevel(LEAST_CHARS, MOST_CHARS, (level) => {
      const extent = extentOf(level);
      return told.reduce((sum, one) => sum + bytesOfEntry(one, extent), 0) <= room;
    });
    const entries = Map.groupBy(told, ({ section }) => section);
    const written = write(withEntries(about.content, entries), frame, extentOf(chars));
    const excess = bytesOf(written) - MAX_BYTES;
    if (excess <= 0 || told.length === 0) return written;
    room -= excess;
  }

  /** Shortens the frame only if it leaves too little room: then by whole commitments. */
  function chooseFrame(): Frame {
    const isSmall = (one: Frame) =>
      bytesOf(write(nothingTold, one, LEAST)) <= MAX_BYTES - LEAST_ROOM;
    const busy = about.content.chapters.flatMap(busySections).length;
    const whole = { sections: busy, namesQuiet: true };
    if (isSmall(whole)) return whole;
    const sections = highestLevel(0, busy, (count) =>
      isSmall({ sections: count, namesQuiet: false }),
    );
    return { sections, namesQuiet: false };
  }

  function write(content: DigestContent, one: Frame, extent: EntryExtent): Written {
    const model = describeDigest({ ...about, content }, one, extent);
    return { model, text: digestText(model), html: digestHtml(model) };
  }
}

/** Returns what may be told in the frame, by sections. */
function candidatesOf(
  { content, digest, files, siteUrl }: DigestAbout,
  { sections }: Frame,
): Candidate[][] {
  const { language, window } = digest;
  return content.chapters
    .flatMap((chapter) => {
      const { consultation } = chapter;
      const context = { language, consultation, now: window.to, attached: files !== null, siteUrl };
      return busySections(chapter).map((section) =>
        section.entries.map((entry): Candidate => ({ section, entry, context })),
      );
    })
    .slice(0, sections);
}

/** Chooses what fits into `room` when it is short. Campaigns come first: each stands for many. */
function chooseEntries(candidates: readonly (readonly Candidate[])[], room: number): Candidate[] {
  let left = room;
  return [true, false].flatMap((isCampaign) => {
    const lists = candidates.map((list) =>
      list.filter(({ entry }) => (entry.campaign !== null) === isCampaign),
    );
    const turns = takeTurns(lists, left, (one) => bytesOfEntry(one, LEAST));
    ({ left } = turns);
    return lists.flatMap((list, index) => list.slice(0, turns.taken[index]));
  });
}

/** Returns the content with only these entries. The others are in the complete set. */
function withEntries(
  content: DigestContent,
  told: ReadonlyMap<DigestSection, readonly Candidate[]>,
): DigestContent {
  return {
    ...content,
    chapters: content.chapters.map((chapter) => ({
      ...chapter,
      sections: chapter.sections.map((section) => ({
        ...section,
        entries: told.get(section)?.map(({ entry }) => entry) ?? [],
      })),
    })),
  };
}

/** Returns the bytes of the larger part. */
function bytesOf({ text, html }: Written): number {
  return Math.max(Buffer.byteLength(text), Buffer.byteLength(html));
}

/** Returns the bytes that an entry takes in the part in which it takes more. */
function bytesOfEntry({ entry, context }: Omit<Candidate, 'section'>, extent: EntryExtent): number {
  const item = describeEntry(entry, context, extent);
  return Math.max(itemTextBytes(item), itemBytes(item));
}

/**
 * Returns the least bytes that an item takes in a mail. The address of the site is not known yet, so
 * this is a little less than in the mail itself.
 */
export function weighDigestItem(
  { language, window }: Pick<Digest, 'language' | 'window'>,
  consultation: Consultation,
  item: DigestItem,
): number {
  const place = { attached: true, siteUrl: 'https://a.lv' };
  const context = { language, consultation, now: window.to, ...place };
  return bytesOfEntry({ entry: { item, campaign: null }, context }, LEAST);
}
