import type { Consultation } from '../domain/consultation.ts';
import { due } from '../domain/delivery.ts';
import { MadeChoice, ModerationAct, type Standing } from '../domain/standing.ts';
import type { Submission } from '../domain/submission.ts';
import { type Instant, plus, type Window } from '../domain/time.ts';
import type { StandingStore } from '../ports/standings.ts';
import { mailsOf } from './batch-rows.ts';
import { keys, partitions, versionsOf } from './keys.ts';
import { parseRow, type Row } from './row.ts';
import {
  opinionsOf,
  streamChangesWithin,
  streamReceivedWithin,
  submissionStore,
} from './submissions.ts';
import type { Table } from './table.ts';

/**
 * Rows in a page, at most. Most runs of the projection find none, so larger pages would bring
 * little.
 */
const LOOKED_AHEAD = 100;

export function standingStore(table: Table): StandingStore {
  const { findSubmission, versionBefore } = submissionStore(table);

  /** Finds the newest row about the submission in the partition, before `instant` if it is given. */
  async function latest(partition: string, reference: string, instant?: Instant) {
    const prefix = versionsOf(reference);
    const sort =
      instant === undefined ? { prefix } : { first: prefix, last: `${prefix}${plus(instant, -1)}` };
    for await (const row of table.query({ partition, sort, newestFirst: true, pageSize: 1 })) {
      return row;
    }
    return null;
  }

  async function choiceBefore(consultation: string, reference: string, instant?: Instant) {
    const row = await latest(partitions.choices(consultation), reference, instant);
    return row === null ? null : choiceOf(row);
  }

  async function actBefore(consultation: string, reference: string, instant?: Instant) {
    const row = await latest(partitions.acts(consultation), reference, instant);
    return row === null ? null : actOf(row);
  }

  /** Finds the latest choice and the latest act of each submission within the window. */
  async function factsWithin(consultation: string, window: Window) {
    const [choices, acts] = [new Map<string, MadeChoice>(), new Map<string, ModerationAct>()];
    const within = (partition: string) => streamReceivedWithin(table, [partition], window);
    for await (const row of within(partitions.choices(consultation))) {
      const choice = choiceOf(row);
      choices.set(choice.reference, choice);
    }
    for await (const row of within(partitions.acts(consultation))) {
      const act = actOf(row);
      acts.set(act.reference, act);
    }
    return { choices, acts };
  }

  async function standingBefore(
    id: string,
    submission: Submission,
    instant: Instant,
  ): Promise<Standing> {
    const [choice, act] = await Promise.all([
      choiceBefore(id, submission.reference, instant),
      actBefore(id, submission.reference, instant),
    ]);
    return { submission, choice, act };
  }

  /** Finds the submission as its latest version before `instant` has it. */
  async function submissionBefore(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    reference: string,
    instant: Instant,
  ): Promise<Submission> {
    const newest = await findSubmission(consultation, reference);
    if (newest === null) throw new Error(`No submission ${reference} of ${consultation.id}`);
    if (newest.receivedAt < instant) return newest;
    const submission = await versionBefore(consultation, newest, instant);
    if (submission === null) throw new Error(`${reference} was chosen for before it came`);
    return submission;
  }

  return {
    async addChoice(consultation, choice) {
      return table.add(keys.choice(consultation, choice.reference, choice.receivedAt), choice);
    },

    actKey: ({ consultation, reference, receivedAt }) =>
      keys.act(consultation, reference, receivedAt),

    async addAct(act, now) {
      const key = keys.act(act.consultation, act.reference, act.receivedAt);
      return table.add(key, { ...act, ...mailsOf(key, { moderation: due('moderation', now) }) });
    },

    async newestActs(consultation, limit, before) {
      const partition = partitions.acts(consultation);
      const found: ModerationAct[] = [];
      const range = { index: 'received', newestFirst: true, pageSize: limit } as const;
      const sort = before === null ? {} : { sort: { before } };
      for await (const row of table.query({ partition, ...range, ...sort })) {
        if (found.push(actOf(row)) >= limit) break;
      }
      return found;
    },

    async findStanding(consultation, reference) {
      const [submission, choice, act] = await Promise.all([
        findSubmission(consultation, reference),
        choiceBefore(consultation.id, reference),
        actBefore(consultation.id, reference),
      ]);
      return submission === null ? null : { submission, choice, act };
    },

    async *streamActs(consultation, window) {
      for await (const row of streamReceivedWithin(
        table,
        [partitions.acts(consultation)],
        window,
      )) {
        yield actOf(row);
      }
    },

    async cutWindow(consultation, window, { most, of }) {
      const places = {
        opinions: opinionsOf(consultation),
        choices: [partitions.choices(consultation.id)],
        acts: [partitions.acts(consultation.id)],
      };
      const within = of.flatMap((kind) => places[kind]);
      const pageSize = Math.min(most + 1, LOOKED_AHEAD);
      const rows = streamReceivedWithin(table, within, window, { keysOnly: true, pageSize });
      let found = 0;
      let last: string | null = null;
      for await (const { attributes } of rows) {
        const receivedAt = String(attributes['receivedAt']);
        // All that was received at the same time belongs to the same window.
        if (found >= most && receivedAt !== last) {
          return { from: window.from, to: receivedAt as Instant };
        }
        found += 1;
        last = receivedAt;
      }
      return found === 0 ? null : window;
    },

    async *streamStandingChanges(consultation, window) {
      const { id } = consultation;
      const { choices, acts } = await factsWithin(id, window);
      const touched = new Set([...choices.keys(), ...acts.keys()]);
      const standingAfter = (submission: Submission, before: Standing | null): Standing => {
        const { reference } = submission;
        const choice = choices.get(reference) ?? before?.choice ?? null;
        return { submission, choice, act: acts.get(reference) ?? before?.act ?? null };
      };
      for await (const { before, after } of streamChangesWithin(table, consultation, window)) {
        touched.delete(after.reference);
        const was = before === null ? null : await standingBefore(id, before, window.from);
        yield { before: was, after: standingAfter(after, was) };
      }
      for (const reference of touched) {
        const submission = await submissionBefore(consultation, reference, window.to);
        const before = await standingBefore(id, submission, window.from);
        yield { before, after: standingAfter(submission, before) };
      }
    },

    async *streamStandings(consultation, window, from) {
      const { choices, acts } = await factsWithin(consultation.id, window);
      const standingOf = (submission: Submission): Standing => {
        const { reference } = submission;
        const [choice, act] = [choices.get(reference) ?? null, acts.get(reference) ?? null];
        return { submission, choice, act };
      };
      const touched = latestByReference([...choices.values(), ...acts.values()], from);
      const yielded = new Set<string>();
      async function* touchedUpTo(instant: Instant) {
        for (;;) {
          const [next] = touched;
          if (next === undefined || next.at > instant) return;
          const { reference, at } = next;
          touched.shift();
          if (yielded.has(reference)) continue;
          const submission = await submissionBefore(consultation, reference, window.to);
          yield { at, standing: standingOf(submission) };
        }
      }
      const rest = { from, to: window.to };
      for await (const { after } of streamChangesWithin(table, consultation, rest)) {
        yield* touchedUpTo(after.receivedAt);
        yielded.add(after.reference);
        yield { at: after.receivedAt, standing: standingOf(after) };
      }
      yield* touchedUpTo(window.to);
    },
  };
}

/** Returns the time of the latest fact at or after `from` about each submission, in their order. */
function latestByReference(
  facts: readonly Pick<MadeChoice, 'reference' | 'receivedAt'>[],
  from: Instant,
): { readonly reference: string; readonly at: Instant }[] {
  const inOrder = facts
    .filter(({ receivedAt }) => receivedAt >= from)
    .toSorted((one, other) => one.receivedAt.localeCompare(other.receivedAt));
  const latest = new Map(inOrder.map(({ reference, receivedAt }) => [reference, receivedAt]));
  return [...latest]
    .map(([reference, at]) => ({ reference, at }))
    .toSorted((one, other) => one.at.localeCompare(other.at));
}

function choiceOf(row: Row): MadeChoice {
  return parseRow(MadeChoice, row);
}

/** Reads an act without its mail. */
export function actOf(row: Row): ModerationAct {
  const { deliveries: _, ...attributes } = row.attributes;
  return parseRow(ModerationAct, { ...row, attributes });
}
