import { countWhile, datesAt, isKind, later, type Facts, type Placed } from './facts.ts';
import type { ClosedEntry, DatesEntry, SubmissionEntry } from './entry.ts';
import { judge, type Verdict } from './verdict.ts';

/** A machine may know the dates of a consultation as they were a minute ago. */
const DATES_REACH_ALL_MS = 60_000;

/**
 * Submissions are in the order of time, their versions are numbered 1, 2, 3 and follow each other,
 * and so do the versions of the draft. After a digest or a closing entry, no submission may have an
 * earlier time than the time that this entry completes.
 */
export function checkOrder({ entries }: Facts): Verdict {
  const { fail, verdict } = judge('order');
  const newest = new Map<string, Placed<SubmissionEntry>>();
  let before: Placed<SubmissionEntry> | undefined;
  /** Everything before this moment was in the log already, as this entry says. */
  let ended = { at: '', index: 0 };
  let draft = 0;
  for (const entry of entries) {
    if (entry.kind === 'digest' && entry.window.to > ended.at) {
      ended = { at: entry.window.to, index: entry.index };
    } else if (entry.kind === 'closed' && entry.at > ended.at) {
      ended = entry;
    } else if (entry.kind === 'draft') {
      if (entry.version <= draft) {
        fail(`Entry ${entry.index} is version ${entry.version} of the draft, after ${draft}.`);
      }
      draft = entry.version;
    } else if (entry.kind === 'submission') {
      const { index, at } = entry;
      if (before !== undefined && at < before.at) {
        fail(`Entry ${index} was received at ${at}, before entry ${before.index} in front of it.`);
      }
      if (at < ended.at) {
        fail(
          `Entry ${index} was received at ${at}, but entry ${ended.index} says that everything before ${ended.at} was in the log.`,
        );
      }
      const wrong = wrongVersion(entry, newest.get(entry.submission));
      if (wrong !== null) fail(`Entry ${index} ${wrong}.`);
      newest.set(entry.submission, entry);
      before = entry;
    }
  }
  return verdict();
}

function wrongVersion(
  { version, state, at }: SubmissionEntry,
  former: Placed<SubmissionEntry> | undefined,
): string | null {
  if (version !== (former?.version ?? 0) + 1) {
    const before = former === undefined ? 'none' : `version ${former.version}`;
    return `is version ${version} of its submission, but ${before} stands before it`;
  }
  if ((state === 'received') !== (version === 1)) {
    return `is version ${version} of its submission, but says “${state}”`;
  }
  if (former !== undefined && at <= former.at) {
    return `is version ${version} of its submission, but not later than entry ${former.index}`;
  }
  return null;
}

/** Nothing was received at or after the closing time in force, and no closing was too early. */
export function checkClosing(facts: Facts): Verdict {
  const { fail, leaveOpen, verdict } = judge('closing');
  if (facts.dates.length === 0) leaveOpen('The log does not say when the consultation closes.');
  const dates = facts.entries.filter(isKind('dates'));
  for (const { index, at } of facts.entries.filter(isKind('submission'))) {
    // New dates are in the log up to a sealing later than they were made, but before what came then.
    const inFront = dates[countWhile(dates, (one) => one.index < index) - 1];
    const known = [datesAt(facts, at), datesAt(facts, later(at, -DATES_REACH_ALL_MS)), inFront];
    const closings = known.filter((one) => one !== undefined).map(({ closesAt }) => closesAt);
    const last = closings.toSorted().at(-1);
    if (last !== undefined && at >= last) {
      fail(`Entry ${index} was received at ${at}, but closing time was ${last}.`);
    }
  }
  for (const closed of facts.entries.filter(isKind('closed'))) {
    const reason = wrongClosing(closed, dates);
    if (reason !== null) fail(reason);
  }
  return verdict();
}

function wrongClosing(
  { index, at }: Placed<ClosedEntry>,
  dates: readonly Placed<DatesEntry>[],
): string | null {
  const known = dates[countWhile(dates, (one) => one.index < index) - 1];
  if (known === undefined || at >= known.closesAt) return null;
  return `Entry ${index} says that the consultation was closed at ${at}, but closing time was ${known.closesAt}.`;
}
