import { concat, toHex, type Sha256 } from './bytes.ts';
import { countWhile, later, sortBy, wasClosed } from './facts.ts';
import type { Facts, Placed } from './facts.ts';
import type { DeliveryEntry, DigestEntry, SubmissionEntry } from './entry.ts';
import { judge, type Verdict } from './verdict.ts';

const HOUR_MS = 3_600_000;
/**
 * A version must be told to its units within this time, and a mailbox must accept a digest within
 * this time of the end of its window.
 */
const PROMISED_MS = 8 * 24 * HOUR_MS;
/** What has happened is in the log within this time. */
const SEALING_MS = HOUR_MS;

/** The numbers of each unit rise by one. They may jump only while the consultation was closed. */
export function checkNumbers(facts: Facts): Verdict {
  const { fail, verdict } = judge('numbers');
  for (const { before, digest } of successiveDigests(facts)) {
    const { unit, number, index } = digest;
    if (number <= before.number) {
      fail(`Entry ${index} is digest No. ${number} of ${unit}, after No. ${before.number}.`);
    } else if (number > before.number + 1 && !liesInClosedTime(facts, before, digest)) {
      fail(
        `Entry ${index}: the digests of ${unit} go from No. ${before.number} to No. ${number}, although the consultation was open in between.`,
      );
    }
  }
  return verdict();
}

/** Each window begins where the one before it ended. Only a jump of numbers may leave a gap. */
export function checkWindows(facts: Facts): Verdict {
  const { fail, verdict } = judge('windows');
  for (const { unit, digests } of facts.units.values()) {
    for (const { index, number, window, at } of digests) {
      if (window.from >= window.to) {
        fail(
          `Entry ${index}: the window of digest No. ${number} of ${unit} ends before it begins.`,
        );
      } else if (at < window.to) {
        fail(
          `Entry ${index}: digest No. ${number} of ${unit} was made at ${at}, before its window ended.`,
        );
      }
    }
  }
  for (const { before, digest } of successiveDigests(facts)) {
    const [end, start] = [before.window.to, digest.window.from];
    const isJump = digest.number > before.number + 1;
    if (end === start || (isJump && liesInClosedTime(facts, before, digest))) continue;
    const what = end < start ? 'nothing tells of the time in between' : 'the windows overlap';
    fail(
      `Entry ${digest.index}: the window of digest No. ${digest.number} of ${digest.unit} begins at ${start}, but that of No. ${before.number} ended at ${end}: ${what}.`,
    );
  }
  return verdict();
}

function* successiveDigests({ units }: Facts) {
  for (const { digests } of units.values()) {
    for (const [place, digest] of digests.entries()) {
      const before = digests[place - 1];
      if (before !== undefined) yield { before, digest };
    }
  }
}

function liesInClosedTime(facts: Facts, before: DigestEntry, digest: DigestEntry): boolean {
  const gap = { from: before.window.to, to: digest.window.from };
  return gap.from < gap.to && wasClosed(facts, gap);
}

/**
 * Each version is in the window of exactly one digest of each unit concerned, and among the entries
 * that it names. A version that is younger than eight days and an hour may still wait.
 */
export function checkTold({ units, at }: Facts): Verdict {
  const { fail, leaveOpen, verdict } = judge('told');
  for (const { unit, digests, owed } of units.values()) {
    const byTime = sortBy(owed, (entry) => entry.at);
    const inWindows = countCovered(
      byTime,
      digests.map(({ window }) => spanOf(byTime, (entry) => entry.at, window)),
    );
    const inRanges = countCovered(
      owed,
      digests.map(({ entries }) => spanOf(owed, (entry) => entry.index, entries)),
    );
    for (const entry of owed) {
      const what = `Entry ${entry.index} (version ${entry.version}, received at ${entry.at})`;
      const [windows, ranges] = [inWindows.get(entry) ?? 0, inRanges.get(entry) ?? 0];
      if (windows === 0 && ranges === 0) {
        if (later(entry.at, PROMISED_MS + SEALING_MS) > at) {
          leaveOpen(`${what} has not been told to ${unit} yet: the time for it has not passed.`);
        } else {
          fail(`${what} was not told to ${unit}.`);
        }
      } else if (windows > 1 || ranges > 1) {
        fail(`${what} was told to ${unit} ${Math.max(windows, ranges)} times.`);
      } else if (windows === 0) {
        fail(`${what} is among the entries of a digest of ${unit}, but in the window of none.`);
      } else if (ranges === 0) {
        fail(`${what} is in the window of a digest of ${unit}, but not among its entries.`);
      }
    }
  }
  return verdict();
}

/** The places of items from `start` to before `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Returns which of the sorted items lie in the half-open range. */
function spanOf<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
  { from, to }: { readonly from: Key; readonly to: Key },
): Span {
  const start = countWhile(items, (item) => keyOf(item) < from);
  return {
    start,
    end: Math.max(
      start,
      countWhile(items, (item) => keyOf(item) < to),
    ),
  };
}

/** Returns how many of the spans hold each item. */
function countCovered<Item>(items: readonly Item[], spans: readonly Span[]): Map<Item, number> {
  const changes = new Array<number>(items.length + 1).fill(0);
  for (const { start, end } of spans) {
    changes[start] = (changes[start] ?? 0) + 1;
    changes[end] = (changes[end] ?? 0) - 1;
  }
  let open = 0;
  return new Map(items.map((item, place) => [item, (open += changes[place] ?? 0)]));
}

/**
 * The entries that a digest names lie before it. Those among them of which the unit must be told lie
 * in its window, and their number and the hash of the set are as the digest says.
 */
export async function checkCounts({ units }: Facts, sha256: Sha256): Promise<Verdict> {
  const { fail, verdict } = judge('counts');
  for (const { unit, digests, owed } of units.values()) {
    // Each entry is in one set. A log in which they are in very many must not take for ever.
    let budget = 2 * owed.length;
    for (const digest of digests) {
      const what = `Entry ${digest.index} (digest No. ${digest.number} of ${unit})`;
      const { from, to } = digest.entries;
      if (from > to || to > digest.index) {
        fail(`${what} names the entries from ${from} to before ${to}, which do not lie before it.`);
        continue;
      }
      const { start, end } = spanOf(owed, (entry) => entry.index, digest.entries);
      budget -= end - start;
      if (budget < 0) {
        fail(`${what} and later ones tell too much again: their sets were not computed.`);
        break;
      }
      for (const reason of await wrongsOf(digest, owed.slice(start, end), sha256)) {
        fail(`${what} ${reason}.`);
      }
    }
  }
  return verdict();
}

async function wrongsOf(
  { window, count, set }: DigestEntry,
  told: readonly Placed<SubmissionEntry>[],
  sha256: Sha256,
): Promise<string[]> {
  const reasons: string[] = [];
  const outside = told.find(({ at }) => at < window.from || at >= window.to);
  if (outside !== undefined) reasons.push(`names entry ${outside.index}, outside its window`);
  if (told.length !== count) reasons.push(`counts ${count}, but it names ${told.length}`);
  if (toHex(await sha256(concat(told.map(({ leaf }) => leaf)))) !== set) {
    reasons.push('has another set than the entries that it names');
  }
  return reasons;
}

/**
 * At least one mailbox has accepted each digest within eight days of the end of its window. The last
 * outcome of a mailbox counts.
 */
export function checkAccepted({ units, entries, at }: Facts): Verdict {
  const { fail, leaveOpen, verdict } = judge('accepted');
  const outcomes = new Map<string, Map<number, DeliveryEntry>>();
  const made = new Map<string, DigestEntry>();
  for (const entry of entries) {
    if (entry.kind === 'digest') made.set(nameOf(entry), entry);
    if (entry.kind !== 'delivery') continue;
    const name = nameOf(entry);
    if (entry.mailbox > (made.get(name)?.mailboxes ?? 0)) {
      fail(`Entry ${entry.index} tells of mailbox ${entry.mailbox} of ${name}, which is unknown.`);
    }
    const ofDigest = outcomes.get(name) ?? new Map<number, DeliveryEntry>();
    outcomes.set(name, ofDigest.set(entry.mailbox, entry));
  }
  for (const digest of [...units.values()].flatMap(({ digests }) => digests)) {
    const name = nameOf(digest);
    const what = `Entry ${digest.index}: ${name}`;
    const due = later(digest.window.to, PROMISED_MS);
    const last = [...(outcomes.get(name)?.values() ?? [])];
    const accepted = last.filter(({ outcome }) => outcome === 'accepted');
    if (accepted.some((delivery) => delivery.at <= due)) continue;
    if (accepted.length > 0) {
      fail(`${what} was accepted only after ${due}.`);
    } else if (later(due, SEALING_MS) > at) {
      leaveOpen(`${what} has not been accepted yet: there is time until ${due}.`);
    } else {
      fail(`${what} was accepted by no mailbox${last.length > 0 ? ': it bounced' : ''}.`);
    }
  }
  return verdict();
}

function nameOf({ unit, number }: DigestEntry | DeliveryEntry): string {
  return `digest No. ${number} of ${unit}`;
}
