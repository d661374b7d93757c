import { randomUUID } from 'node:crypto';
import {
  cancel,
  claim,
  type Delivery,
  due,
  earliestDue,
  fail,
  type MailKind,
  settle,
  suppress,
} from '../domain/delivery.ts';
import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type { Batch, BatchStore } from '../ports/batches.ts';
import type { Journal } from '../ports/journal.ts';
import type { Mail, SendMail } from '../ports/mail.ts';
import type { TableIdentity } from '../ports/rows.ts';
import type { Clock } from '../ports/world.ts';
import type { SendingAccount } from './account.ts';
import { sendingGate } from './gate.ts';
import { tally } from './tally.ts';

interface Needs {
  readonly store: Pick<BatchStore, 'findBatch' | 'moveBatch'> & Pick<TableIdentity, 'identify'>;
  readonly send: SendMail;
  readonly account: SendingAccount | null;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * A mail that is ready to go, or why there is none. `cancelled`: nobody should get it.
 * `suppressed`: this address must not get it. `failed`: it cannot be written.
 */
export type Composed =
  | { readonly mail: Mail }
  | { readonly cancelled: string }
  | { readonly suppressed: string }
  | { readonly failed: string };

/**
 * Composes the mail of the delivery with that name. If it throws, the delivery has used an attempt.
 */
export type Compose = (name: string, delivery: Delivery) => Promise<Composed>;

/** How a batch stands after its turn. */
export interface Turn {
  readonly batch: Batch;
  /** When the batch may have its next turn. Null: all of its mails are at rest. */
  readonly next: Instant | null;
}

type Moves = ReadonlyMap<string, Delivery>;
type Ready = ReadonlyMap<string, Composed>;

/** If SES has not said what it did with a mail, wait this long before the next batch. */
const REST_MS = MINUTE_MS;

export type DeliveryRoom = ReturnType<typeof deliveryRoom>;

/**
 * The room that every mail leaves by. When a batch has its turn, its due mails are composed,
 * claimed by one conditional write just before they are sent, sent at once, and recorded by one
 * write. Only one of any number of senders claims a mail. If a sender dies, the lease of its claims
 * ends. What happens then depends on the kind of mail.
 */
export function deliveryRoom({ store, send, account, clock, journal }: Needs) {
  const gate = sendingGate({ store, account, clock, journal });
  const done = tally(journal);

  return {
    /** Says whether mails of a kind may leave now, or when. */
    ask: gate.ask,
    /**
     * Says whether this table is the original. No mail leaves a table that was restored from a
     * backup.
     */
    isOriginal: gate.isOriginal,

    /** Gives an existing batch its turn. */
    async deliver(batch: Batch, kind: MailKind, compose: Compose): Promise<Turn> {
      if (dueNow(batch, clock.now()).length === 0) return turnOf(batch);
      const answer = await gate.ask(kind);
      if (answer.leave === 'no') return turnOf(batch);
      if (answer.leave === 'later') return putOff(batch, answer.at);
      const by = randomUUID();
      return sendClaimed(await claimDue(batch, by, compose), by);
    },

    /**
     * Makes a new batch and sends it. `add` writes the batch with its claims, or returns null if
     * somebody else has made it.
     */
    async deliverNew(
      names: readonly string[],
      kind: MailKind,
      compose: Compose,
      add: (deliveries: Moves) => Promise<Batch | null>,
    ): Promise<Turn | 'taken'> {
      const by = randomUUID();
      const start = due(kind, clock.now());
      const ready = await composeAll(new Map(names.map((name) => [name, start])), compose);
      const claims = claimsOf(new Map(names.map((name) => [name, start])), ready, by);
      const batch = await add(claims);
      if (batch === null) return 'taken';
      done.add(batch.key, claims);
      return sendClaimed({ batch, ready }, by);
    },

    /** Counts and reports what became of all batches since the last report. */
    report: done.report,
  };

  /**
   * Composes what is due and claims it. If somebody else has written the row first, what is still due
   * is left to the next turn: what its mails say and to whom they go may have changed. If our write
   * was the first after all, the row holds our claims when it is read again.
   */
  async function claimDue(batch: Batch, by: string, compose: Compose) {
    const open = new Map(dueNow(batch, clock.now()));
    const ready = await composeAll(open, compose);
    const moves = claimsOf(open, ready, by);
    const moved = await store.moveBatch(batch, moves);
    if (moved === null) return { batch: await readAgain(batch), ready };
    done.add(moved.key, moves);
    return { batch: moved, ready };
  }

  async function composeAll(open: Moves, compose: Compose): Promise<Ready> {
    const composed = await Promise.all(
      [...open].map(async ([name, delivery]): Promise<[string, Composed][]> => {
        // If the lease of an earlier claim has ended, the mail may have to rest. Then there is
        // nothing to compose.
        const claimed = claim(delivery, clock.now(), '');
        if (claimed?.state !== 'sending') return [];
        try {
          return [[name, await compose(name, claimed)]];
        } catch (fault) {
          journal.error('A mail could not be composed', { name, kind: delivery.kind, fault });
          return [];
        }
      }),
    );
    return new Map(composed.flat());
  }

  /**
   * Returns the state of each delivery after its claim. A delivery that could not be composed has
   * used an attempt.
   */
  function claimsOf(open: Moves, ready: Ready, by: string): Moves {
    const now = clock.now();
    const moves = new Map<string, Delivery>();
    for (const [name, before] of open) {
      const claimed = claim(before, now, by);
      if (claimed === null) continue;
      const composed = ready.get(name);
      if (claimed.state !== 'sending') moves.set(name, claimed);
      else if (composed === undefined) {
        moves.set(name, settle(claimed, { outcome: 'postponed', reason: 'not-composed' }, now));
      } else if ('cancelled' in composed) moves.set(name, cancel(before, composed.cancelled));
      else if ('failed' in composed) moves.set(name, fail(before, composed.failed));
      else if ('suppressed' in composed) {
        moves.set(name, suppress(before, composed.suppressed, now));
      } else moves.set(name, claimed);
    }
    return moves;
  }

  async function sendClaimed(
    { batch, ready }: { readonly batch: Batch; readonly ready: Ready },
    by: string,
  ): Promise<Turn> {
    const claimed = claimsHeldBy(by, batch);
    // Wait for all of them, even if one fails: nothing may go on after this turn.
    const attempts = await Promise.allSettled(
      [...claimed].map(async ([name, delivery]): Promise<[string, Delivery]> => {
        const composed = ready.get(name);
        if (composed === undefined || !('mail' in composed)) throw new Error(`No mail for ${name}`);
        return [name, await attempt(delivery, composed.mail)];
      }),
    );
    const outcomes = new Map(
      attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    );
    const recorded = await record(batch, by, outcomes);
    for (const one of attempts) if (one.status === 'rejected') throw one.reason;
    const silent = [...outcomes.values()].some(({ state }) => state === 'unknown');
    return turnOf(recorded, silent ? plus(clock.now(), REST_MS) : null);
  }

  async function attempt(delivery: Delivery, mail: Mail): Promise<Delivery> {
    account?.spend();
    const outcome = await send(mail);
    if (outcome.outcome === 'held') {
      account?.hold();
      journal.count(outcome.reason === 'daily-quota' ? 'QuotaUsedUp' : 'MailsHeld');
      journal.error('SES refuses all mail of the account for now', { reason: outcome.reason });
    }
    return settle(delivery, outcome, clock.now());
  }

  /**
   * Records the outcomes. SES may already have reported a mail. Its state is then further on, and
   * stays as it is.
   */
  async function record(first: Batch, by: string, outcomes: Moves): Promise<Batch> {
    let batch = first;
    for (;;) {
      const claims = claimsHeldBy(by, batch);
      const moves = new Map([...outcomes].filter(([name]) => claims.has(name)));
      if (moves.size === 0) return batch;
      const moved = await store.moveBatch(batch, moves);
      if (moved !== null) {
        done.add(moved.key, moves);
        return moved;
      }
      batch = await readAgain(batch);
    }
  }

  /** A batch whose row was erased has nothing left to claim or to record. */
  async function readAgain(batch: Batch): Promise<Batch> {
    return (await store.findBatch(batch.key)) ?? { ...batch, deliveries: new Map() };
  }

  /** Moves the waiting mails to `until` in the outbox, because nothing may leave before then. */
  async function putOff(batch: Batch, until: Instant): Promise<Turn> {
    const waiting = dueNow(batch, clock.now()).filter(([, { state }]) => state === 'due');
    const moves = new Map(
      waiting.map(([name, delivery]): [string, Delivery] => [
        name,
        { ...delivery, state: 'due', dueAt: until },
      ]),
    );
    const moved = moves.size === 0 ? batch : await store.moveBatch(batch, moves);
    return { batch: moved ?? batch, next: until };
  }
}

/** Returns the deliveries that may be taken up now. */
function dueNow({ deliveries }: Batch, now: Instant): [string, Delivery][] {
  return [...deliveries].filter(([, one]) => 'dueAt' in one && one.dueAt <= now);
}

function claimsHeldBy(by: string, { deliveries }: Batch): ReadonlyMap<string, Delivery> {
  return new Map([...deliveries].filter(([, one]) => one.state === 'sending' && one.by === by));
}

function turnOf(batch: Batch, rest: Instant | null = null): Turn {
  return { batch, next: earliestDue(batch.deliveries.values()) ?? rest };
}
