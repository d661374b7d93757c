import { createHash } from 'node:crypto';
import type { Consultation } from '../domain/consultation.ts';
import { unitsToTell } from '../domain/submission.ts';
import type { Instant, Window } from '../domain/time.ts';
import { noteOf, signedNote } from '../log/checkpoint.ts';
import { committedContentOf, commitTo, nameInLog, saltOf } from '../log/commitment.ts';
import { type EntryOf, type LogEntry, readEntry, writeEntry } from '../log/entry.ts';
import type { LogState } from '../log/state.ts';
import { tileGrowth } from '../log/tiles.ts';
import { appendLeaves, type Frontier, leafHash, rootOf } from '../log/tree.ts';
import type { LogSigner } from '../ports/log-keys.ts';
import type { LogStore, LoggedDigest, NotedDigest, StoredLog } from '../ports/log.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: LogStore &
    Pick<StandingStore, 'streamActs'> &
    Pick<SubmissionStore, 'findSubmission' | 'streamVersionsWithin'>;
  readonly signer: LogSigner;
  readonly clock: Clock;
}

/** What one step adds. Its first entry has the place `first`. */
interface Step {
  readonly consultation: string;
  readonly first: number;
  /** The start of its window: everything received before is in the log already. */
  readonly from: Instant;
  readonly entries: LogEntry[];
}

/** The log has its own word for a first version: `docs/proof.md` names it. */
const STATES = { submitted: 'received', edited: 'edited', withdrawn: 'withdrawn' } as const;

/**
 * Carries out the plan of a log: makes its entries, adds them with what follows from them, signs the
 * new checkpoint, and moves the log on. Everything is made from the plan and its window, so whoever
 * repeats it makes the same. Returns null if somebody else has moved the log on.
 */
export function writeSeal({ store, signer, clock }: Needs) {
  return async (
    consultation: Consultation,
    log: StoredLog,
    plan: NonNullable<LogState['plan']>,
  ): Promise<StoredLog | null> => {
    const { state } = log;
    const { id } = consultation;
    const window = { from: state.reached.upTo, to: plan.reached.upTo };
    const step: Step = { consultation: id, first: state.size, from: window.from, entries: [] };
    step.entries.push(...plan.entries.before);
    await addReceived(consultation, window, step);
    if (plan.entries.closed !== null) step.entries.push(plan.entries.closed);
    for (const digest of plan.entries.digests) {
      step.entries.push({ ...digest, ...(await tellsOf(step, digest)) });
    }
    step.entries.push(...plan.entries.deliveries);

    const written = step.entries.map(writeEntry);
    const growth = tileGrowth();
    const after = appendLeaves(frontierOf(state), written.map(leafHash), growth.add);
    const { size } = after;
    await store.addEntries(id, step.first, written);
    await store.growTiles(id, growth.parts());
    const checkpoint = await sign(state, plan.reached.key ?? '', after);
    const sealedAt = clock.now();
    await store.addSeal(id, { first: step.first, size, upTo: window.to, sealedAt, checkpoint });
    for (const [name, noted] of notesOfDigests(step)) await store.noteDigest(id, name, noted);
    for (const [index, entry] of step.entries.entries()) {
      if (entry.kind !== 'dates' && entry.kind !== 'draft') continue;
      await store.noteEntry(id, step.first + index, entry);
    }
    const { plan: _, ...others } = state;
    const roots = after.roots.map((root) => root.toString('base64'));
    const keys = [...new Set([...state.keys, plan.reached.key ?? ''])];
    return store.moveLog(log, { ...others, size, roots, keys, reached: plan.reached });
  };

  /** Adds the versions received within the window, and then the acts of moderation. */
  async function addReceived(consultation: Consultation, window: Window, { entries }: Step) {
    for await (const version of store.streamVersionsWithin(consultation, window)) {
      entries.push({
        kind: 'submission',
        at: version.receivedAt,
        submission: nameInLog(version),
        version: version.version,
        state: STATES[version.state],
        units: unitsToTell(version).toSorted(),
        content: commitTo(committedContentOf(version), saltOf(version)),
      });
    }
    for await (const act of store.streamActs(consultation.id, window)) {
      const submission = await store.findSubmission(consultation, act.reference);
      if (submission === null) throw new Error(`No submission ${act.reference}`);
      entries.push({
        kind: 'moderation',
        at: act.receivedAt,
        submission: nameInLog(submission),
        act: act.kind === 'hide' ? 'hidden' : 'shown',
        rule: act.rule,
      });
    }
  }

  /** Returns what a digest tells, as it follows from the log. */
  async function tellsOf(
    step: Step,
    { unit, window }: Pick<EntryOf<'digest'>, 'unit' | 'window'>,
  ): Promise<Pick<EntryOf<'digest'>, 'entries' | 'count' | 'set'>> {
    const [from, to] = [await placeOf(step, window.from), await placeOf(step, window.to)];
    const set = createHash('sha256');
    let count = 0;
    for await (const [entry, written] of entriesBetween(step, from, to)) {
      if (entry.kind !== 'submission' || !entry.units.includes(unit)) continue;
      set.update(leafHash(written));
      count += 1;
    }
    return { entries: { from, to }, count, set: set.digest('hex') };
  }

  /**
   * Returns the place before which all versions received before `instant` stand, and no others. It
   * is always the same, whenever it is asked for.
   */
  async function placeOf(step: Step, instant: Instant): Promise<number> {
    const { consultation, first, from } = step;
    const seal = instant > from ? null : await store.firstSealUpTo(consultation, instant);
    if (seal === null || seal.first >= first) return first + countBefore(step.entries, instant);
    const written = store.streamEntries(consultation, seal.first, seal.size);
    const sealed = (await Array.fromAsync(written)).map(readEntry);
    return seal.first + countBefore(sealed, instant);
  }

  /** Reads entries that are stored, and then those of this step. */
  async function* entriesBetween(step: Step, from: number, to: number) {
    const { consultation, first, entries } = step;
    for await (const written of store.streamEntries(consultation, from, Math.min(first, to))) {
      yield [readEntry(written), written] as const;
    }
    for (const entry of entries.slice(Math.max(0, from - first), Math.max(0, to - first))) {
      yield [entry, writeEntry(entry)] as const;
    }
  }

  /** Signs the tree. With a new key, the former one signs too: it vouches for the new one. */
  async function sign({ origin, reached }: LogState, key: string, tree: Frontier): Promise<string> {
    const head = { origin, size: tree.size, root: rootOf(tree) };
    const message = Buffer.from(noteOf(head));
    const signing = [...new Set([key, reached.key ?? key])];
    const signatures = await Promise.all(
      signing.map(async (one) => {
        const bytes = Buffer.from(one, 'base64');
        return { key: bytes, signature: await signer.sign(bytes, message) };
      }),
    );
    return signedNote(head, signatures);
  }
}

function frontierOf({ size, roots }: LogState): Frontier {
  return { size, roots: roots.map((root) => Buffer.from(root, 'base64')) };
}

/** Counts the entries up to the last version that was received before `instant`. */
function countBefore(entries: readonly LogEntry[], instant: Instant): number {
  return entries.findLastIndex(({ kind, at }) => kind === 'submission' && at < instant) + 1;
}

/** Finds what the step tells of digests and of their deliveries, and where. */
function notesOfDigests({ first, entries }: Step) {
  const found = new Map<
    string,
    [Pick<EntryOf<'digest'>, 'unit' | 'number'>, Partial<LoggedDigest & NotedDigest>]
  >();
  entries.forEach((entry, index) => {
    if (entry.kind !== 'digest' && entry.kind !== 'delivery') return;
    const { unit, number } = entry;
    const place = first + index;
    const [, known] = found.get(`${unit} ${number}`) ?? [];
    const added =
      entry.kind === 'digest'
        ? { place, told: entry }
        : {
            deliveries: { ...known?.deliveries, [entry.mailbox]: place },
            outcomes: { ...known?.outcomes, [entry.mailbox]: entry.outcome },
          };
    found.set(`${unit} ${number}`, [
      { unit, number },
      { ...known, ...added },
    ]);
  });
  return found.values();
}
