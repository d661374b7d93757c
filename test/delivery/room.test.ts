import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Compose, Composed } from '../../shared/delivery/room.ts';
import {
  claim,
  type Delivery,
  due,
  hear,
  HOLD_MS,
  LEASE_MS,
  type MailKind,
  MAX_ATTEMPTS,
} from '../../shared/domain/delivery.ts';
import { BEGINNING } from '../../shared/domain/digest.ts';
import { localDate, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { Batch } from '../../shared/ports/batches.ts';
import type { Mail, SendingQuota } from '../../shared/ports/mail.ts';
import { aConsultation, aSubmission } from '../support/builders.ts';
import { KeptJournal, KeptMails, StandingClock } from '../support/ports.ts';
import { aRoom, batchAt } from '../support/sending.ts';
import { aSimulatedTable } from '../support/engines.ts';

let under: ReturnType<typeof aSimulatedTable>;
beforeAll(() => {
  under = aSimulatedTable();
});

let clock: StandingClock;
let mails: KeptMails;
let journal: KeptJournal;
let quota: SendingQuota | Error;
let asked: number;
let sequence = 0;
beforeEach(() => {
  clock = new StandingClock();
  mails = new KeptMails();
  journal = new KeptJournal();
  quota = { rate: 100, left: Infinity, daily: Infinity };
  asked = 0;
  // Each test has rows of its own in the one table.
  sequence += 1;
});

const readQuota = async (): Promise<SendingQuota> => {
  asked += 1;
  return quota instanceof Error ? Promise.reject(quota) : Promise.resolve(quota);
};

function entered(changes: Partial<typeof under.store> = {}, send = mails.send, senders = 1) {
  const store = { ...under.store, ...changes };
  return aRoom({ store, send, clock, journal, readQuota, senders }).room;
}

/** A batch with this many mails, to mailboxes of a unit. */
async function aDigest(mailboxes = 1): Promise<Batch> {
  const unit = `unit-${sequence}`;
  const number = ((await under.store.latestDigest(unit))?.digest.number ?? 0) + 1;
  const digest = {
    unit,
    number,
    slot: localDate(clock.now()),
    window: { from: BEGINNING, to: clock.now() },
    consultations: [],
    language: 'lv' as const,
    recipients: Array.from({ length: mailboxes }, (_, place) => `box-${place}@unit.example`),
    totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
  };
  await under.store.addDigest(digest, clock.now());
  return batchAt(under.store, under.store.digestKey(unit, number));
}

let receipts = 0;
async function aReceipt(): Promise<Batch> {
  receipts += 1;
  const submission = aSubmission({ seed: receipts, receivedAt: clock.now() });
  await under.store.addSubmission(aConsultation(), submission);
  return standing(under.store.receiptKey(aConsultation(), submission));
}

async function standing(key: Batch['key']): Promise<Batch> {
  return batchAt(under.store, key);
}

function mailOf(name: string): Mail {
  return { to: name, subject: '', text: '', html: '', headers: {}, attachments: [], tags: {} };
}

const compose: Compose = (name) => Promise.resolve({ mail: mailOf(name) });

const noWrite: typeof under.store.moveBatch = () =>
  Promise.reject(new Error('There is nothing to write'));

async function deliveriesAt({ key }: Batch): Promise<Delivery[]> {
  return [...(await standing(key)).deliveries.values()];
}

async function statesAt(batch: Batch): Promise<Delivery['state'][]> {
  return (await deliveriesAt(batch)).map(({ state }) => state);
}

/** Reads the batch again and records that SES has just reported one of its mails. */
async function reported({ key }: Batch, name = '0'): Promise<void> {
  const batch = await standing(key);
  const delivery = batch.deliveries.get(name);
  const about = { at: clock.now(), reason: '', messageId: 'message' };
  const heard = delivery && hear(delivery, { state: 'delivered', ...about });
  if (heard === null || heard === undefined) throw new Error('It was not sent');
  await under.store.moveBatch(batch, new Map([[name, heard]]));
}

describe('when any number of rooms work at once', () => {
  it('one room sends the mails of a batch', async () => {
    const batch = await aDigest(3);
    const turns = await Promise.all(
      Array.from({ length: 8 }, () => entered().deliver(batch, 'digest', compose)),
    );
    expect(mails.taken.map(({ to }) => to)).toEqual(['0', '1', '2']);
    expect(await statesAt(batch)).toEqual(['sent', 'sent', 'sent']);
    expect(turns.filter(({ next }) => next === null).length).toBeGreaterThan(0);
  });

  it('one room makes a new batch, and the others send nothing', async () => {
    const key = { announcement: `news-${sequence}`, shard: 0, number: 0 };
    const turns = await Promise.all(
      Array.from({ length: 8 }, () =>
        entered().deliverNew(['A1', 'A2'], 'announcement', compose, (deliveries) =>
          under.store.addBatch(key, deliveries),
        ),
      ),
    );
    expect(turns.filter((turn) => turn !== 'taken')).toHaveLength(1);
    expect(mails.taken.map(({ to }) => to)).toEqual(['A1', 'A2']);
  });
});

describe('a batch', () => {
  it('that is not due asks neither for its table nor for the quota', async () => {
    const batch = await aReceipt();
    const later = plus(clock.now(), 1);
    await under.store.moveBatch(batch, new Map([['receipt', due('receipt', later)]]));
    let looks = 0;
    const room = entered({
      identify: async () => {
        looks += 1;
        return Promise.resolve('original');
      },
    });
    const waiting = await standing(batch.key);
    expect(await room.deliver(waiting, 'receipt', compose)).toEqual({
      batch: waiting,
      next: later,
    });
    expect([looks, asked]).toEqual([0, 0]);
    clock.advance(1);
    await room.deliver(waiting, 'receipt', compose);
    expect(mails.taken).toHaveLength(1);
  });

  it('keeps the mails that another sender holds, while its others go out', async () => {
    const batch = await aDigest(2);
    const held = claim(due('digest', clock.now()), clock.now(), 'another');
    if (held === null) throw new Error('It is due');
    const claimed = await under.store.moveBatch(batch, new Map([['0', held]]));
    if (claimed === null) throw new Error('It is as it was read');
    const { next } = await entered().deliver(claimed, 'digest', compose);
    expect(mails.taken.map(({ to }) => to)).toEqual(['1']);
    expect(await deliveriesAt(batch)).toMatchObject([held, { state: 'sent' }]);
    expect(next).toBe(plus(clock.now(), LEASE_MS));
  });
});

describe('a mail that nobody should get, or that can never be written', () => {
  const WITHOUT_MAIL: Record<string, Composed> = {
    A1: { cancelled: 'over' },
    A2: { failed: 'no-words' },
    A3: { suppressed: 'complaint' },
  };
  const resting: Compose = async (name, delivery) =>
    Promise.resolve(WITHOUT_MAIL[name] ?? compose(name, delivery));
  const RESTED = [
    { state: 'cancelled', attempts: 0, reason: 'over' },
    { state: 'failed', attempts: 0, reason: 'no-words' },
    { state: 'suppressed', attempts: 0, reason: 'complaint' },
    { state: 'sent', attempts: 1 },
  ];
  const NAMES = ['A1', 'A2', 'A3', 'A4'];

  it('rests at once and is counted, while the others of a new batch go out', async () => {
    const key = { announcement: `news-${sequence}`, shard: 0, number: 0 };
    const room = entered();
    const turn = await room.deliverNew(NAMES, 'announcement', resting, (deliveries) =>
      under.store.addBatch(key, deliveries),
    );
    if (turn === 'taken') throw new Error('Nobody else has made it');
    expect(turn.next).toBeNull();
    expect(await deliveriesAt(turn.batch)).toMatchObject(RESTED);
    expect(mails.taken.map(({ to }) => to)).toEqual(['A4']);
    room.report({});
    expect(journal.counts).toEqual(
      new Map([
        ['MailsSent', 1],
        ['MailsFailed', 1],
      ]),
    );
  });

  it('rests at once in a batch that exists already', async () => {
    const key = { announcement: `news-${sequence}`, shard: 0, number: 0 };
    const start = due('announcement', clock.now());
    const batch = await under.store.addBatch(key, new Map(NAMES.map((name) => [name, start])));
    if (batch === null) throw new Error('Nobody else has made it');
    const { next } = await entered().deliver(batch, 'announcement', resting);
    expect(next).toBeNull();
    expect(await deliveriesAt(batch)).toMatchObject(RESTED);
    expect(mails.taken.map(({ to }) => to)).toEqual(['A4']);
  });
});

describe('a mail whose sender died', () => {
  async function abandoned(batch: Batch, kind: MailKind, name: string): Promise<Batch> {
    const held = claim(due(kind, clock.now()), clock.now(), 'another');
    if (held === null) throw new Error('It is due');
    const claimed = await under.store.moveBatch(batch, new Map([[name, held]]));
    if (claimed === null) throw new Error('It is as it was read');
    clock.advance(LEASE_MS);
    return claimed;
  }

  it('and that must not be sent again is not composed again', async () => {
    const batch = await abandoned(await aReceipt(), 'receipt', 'receipt');
    const composed: string[] = [];
    const noting: Compose = (name) => {
      composed.push(name);
      return Promise.resolve({ mail: mailOf(name) });
    };
    expect((await entered().deliver(batch, 'receipt', noting)).next).toBeNull();
    expect(composed).toEqual([]);
    expect(await statesAt(batch)).toEqual(['unknown']);
  });

  it('is not called cancelled by a sender that found it over: it may have gone out', async () => {
    const batch = await aReceipt();
    let looks = 0;
    const slow = entered({
      async moveBatch(read, moves) {
        looks += 1;
        if (looks > 1) return under.store.moveBatch(read, moves);
        await abandoned(read, 'receipt', 'receipt');
        return null;
      },
    });
    const over: Compose = () => Promise.resolve({ cancelled: 'over' });
    await slow.deliver(batch, 'receipt', over);
    expect(await statesAt(batch)).toEqual(['sending']);
    await slow.deliver(await standing(batch.key), 'receipt', over);
    expect(await deliveriesAt(batch)).toMatchObject([{ state: 'unknown', attempts: 1 }]);
  });

  it('is not taken for one that has never been tried while the account may not send', async () => {
    quota = { rate: 100, left: 0, daily: 1_000 };
    const batch = await abandoned(await aReceipt(), 'receipt', 'receipt');
    const { next } = await entered({ moveBatch: noWrite }).deliver(batch, 'receipt', compose);
    expect(next).toBe(plus(clock.now(), HOLD_MS));
    expect(await statesAt(batch)).toEqual(['sending']);
    quota = { rate: 100, left: 1_000, daily: 1_000 };
    clock.advance(HOLD_MS);
    await entered().deliver(await standing(batch.key), 'receipt', compose);
    expect(mails.taken).toEqual([]);
    expect(await statesAt(batch)).toEqual(['unknown']);
  });
});

describe('a mail that cannot be composed', () => {
  const failing: Compose = async (name, delivery) =>
    name === '1' ? Promise.reject(new Error('no words')) : compose(name, delivery);

  it('costs an attempt and pauses, while the others of its batch go out', async () => {
    const batch = await aDigest(3);
    const { next } = await entered().deliver(batch, 'digest', failing);
    expect(mails.taken.map(({ to }) => to)).toEqual(['0', '2']);
    expect(await statesAt(batch)).toEqual(['sent', 'due', 'sent']);
    const [, paused] = await deliveriesAt(batch);
    expect(paused).toMatchObject({ attempts: 1, dueAt: plus(clock.now(), MINUTE_MS) });
    expect(next).toBe(plus(clock.now(), MINUTE_MS));
    // It is not composed again before its pause is over.
    const again: string[] = [];
    const noting: Compose = (name) => {
      again.push(name);
      return Promise.resolve({ mail: mailOf(name) });
    };
    await entered().deliver(await standing(batch.key), 'digest', noting);
    expect(again).toEqual([]);
  });

  it('pauses longer each time, and ends as failed after the last attempt', async () => {
    const batch = await aDigest(2);
    const room = entered();
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const { next } = await room.deliver(await standing(batch.key), 'digest', failing);
      const [, { attempts } = due('digest', clock.now())] = await deliveriesAt(batch);
      expect(attempts).toBe(attempt);
      if (next === null) break;
      pauses.push((Date.parse(next) - Date.parse(clock.now())) / MINUTE_MS);
      clock.set(next);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(await deliveriesAt(batch)).toMatchObject([
      { state: 'sent' },
      { state: 'failed', attempts: MAX_ATTEMPTS, reason: 'not-composed' },
    ]);
    room.report({});
    expect(journal.counts.get('MailsFailed')).toBe(1);
    const { batches } = await under.store.dueItems(plus(clock.now(), HOLD_MS), 1_000);
    expect(batches).not.toContainEqual(batch.key);
  });
});

describe('an account that may not send', () => {
  const HELD = { outcome: 'held', reason: 'paused' } as const;

  it('costs the mail no attempt, and makes it wait', async () => {
    const batch = await aReceipt();
    mails.outcomes.push(HELD);
    const { next } = await entered().deliver(batch, 'receipt', compose);
    expect(next).toBe(plus(clock.now(), HOLD_MS));
    const waiting = { ...due('receipt', plus(clock.now(), HOLD_MS)), held: true };
    expect(await deliveriesAt(batch)).toEqual([waiting]);
    expect(journal.counts.get('MailsHeld')).toBe(1);
  });

  it('makes later mails of the room wait without asking SES, but not digests', async () => {
    const [first, second, digest] = [await aReceipt(), await aReceipt(), await aDigest()];
    const room = entered();
    mails.outcomes.push(HELD);
    await room.deliver(first, 'receipt', compose);
    const before = asked;
    await room.deliver(second, 'receipt', compose);
    expect(mails.taken).toEqual([]);
    expect(asked).toBe(before);
    expect(await deliveriesAt(second)).toEqual([due('receipt', plus(clock.now(), HOLD_MS))]);
    expect(journal.counts.get('MailsHeld')).toBe(2);
    await room.deliver(digest, 'digest', compose);
    expect(await statesAt(digest)).toEqual(['sent']);
    clock.advance(HOLD_MS);
    await room.deliver(await standing(second.key), 'receipt', compose);
    expect(await statesAt(second)).toEqual(['sent']);
  });
});

describe('a batch that is put off', () => {
  beforeEach(() => {
    quota = { rate: 100, left: 0, daily: 1_000 };
  });

  it('is returned as it then stands, and its mails that were due later stay due then', async () => {
    const key = { announcement: `news-${sequence}`, shard: 0, number: 0 };
    const later = due('announcement', plus(clock.now(), 2 * HOLD_MS));
    const deliveries = new Map([
      ['A1', due('announcement', clock.now())],
      ['A2', later],
    ]);
    const batch = await under.store.addBatch(key, deliveries);
    if (batch === null) throw new Error('Nobody else has made it');
    const turn = await entered().deliver(batch, 'announcement', compose);
    expect(await deliveriesAt(batch)).toEqual([
      due('announcement', plus(clock.now(), HOLD_MS)),
      later,
    ]);
    expect(turn.batch).toMatchObject(await standing(batch.key));
  });

  it('is left to another sender that has written it first', async () => {
    const batch = await aReceipt();
    const room = entered({ moveBatch: () => Promise.resolve(null) });
    const turn = await room.deliver(batch, 'receipt', compose);
    expect(turn).toEqual({ batch, next: plus(clock.now(), HOLD_MS) });
    expect(await standing(batch.key)).toEqual(batch);
  });
});

describe('a table restored from a backup', () => {
  it('sends no mail, leaves its rows as they are, and is counted', async () => {
    const [receipt, digest] = [await aReceipt(), await aDigest()];
    const room = entered({ identify: () => Promise.resolve('restored') });
    expect((await room.deliver(receipt, 'receipt', compose)).batch).toEqual(receipt);
    expect((await room.deliver(digest, 'digest', compose)).batch).toEqual(digest);
    expect(await room.ask('announcement')).toEqual({ leave: 'no' });
    expect(mails.taken).toEqual([]);
    expect(await standing(receipt.key)).toEqual(receipt);
    expect(await standing(digest.key)).toEqual(digest);
    expect(journal.counts.get('TableHeld')).toBe(3);
  });
});

describe('the quota of the day', () => {
  /** How many of 1,000 mails are left, and which kinds may leave. */
  it.each([
    [101, ['digest', 'receipt', 'confirmation', 'announcement']],
    [100, ['digest', 'receipt', 'confirmation']],
    [51, ['digest', 'receipt', 'confirmation']],
    [50, ['digest']],
    [0, ['digest']],
  ] as const)('with %i of 1,000 mails left is open to %j', async (left, kinds) => {
    quota = { rate: 100, left, daily: 1_000 };
    const room = entered();
    const may: string[] = [];
    for (const kind of ['digest', 'receipt', 'confirmation', 'announcement'] as const) {
      const answer = await room.ask(kind);
      if (answer.leave === 'yes') may.push(kind);
      else expect(answer).toEqual({ leave: 'later', at: plus(clock.now(), HOLD_MS) });
    }
    expect(may).toEqual(kinds);
    expect(journal.counts.get('QuotaUsedUp') ?? 0).toBe(4 - kinds.length);
  });

  it('nearly used up leaves a receipt due, and sends it when there is quota again', async () => {
    quota = { rate: 100, left: 50, daily: 1_000 };
    const batch = await aReceipt();
    const room = entered();
    const { next } = await room.deliver(batch, 'receipt', compose);
    expect(next).toBe(plus(clock.now(), HOLD_MS));
    expect(await deliveriesAt(batch)).toEqual([due('receipt', plus(clock.now(), HOLD_MS))]);
    quota = { rate: 100, left: 51, daily: 1_000 };
    clock.advance(HOLD_MS);
    await room.deliver(await standing(batch.key), 'receipt', compose);
    expect(mails.taken).toHaveLength(1);
  });

  it('makes mails wait a minute when SES does not tell it, while digests go on', async () => {
    quota = new Error('ThrottlingException');
    const [receipt, digest] = [await aReceipt(), await aDigest()];
    const room = entered();
    const { next } = await room.deliver(receipt, 'receipt', compose);
    expect(next).toBe(plus(clock.now(), MINUTE_MS));
    expect(await deliveriesAt(receipt)).toEqual([due('receipt', plus(clock.now(), MINUTE_MS))]);
    await room.deliver(digest, 'digest', compose);
    expect(await statesAt(digest)).toEqual(['sent']);
    expect(journal.errors).toHaveLength(1);
  });

  it('is asked for again when the share of one sender is used up, because others may have quota left', async () => {
    quota = { rate: 100, left: 10, daily: 100 };
    const room = entered({}, mails.send, 2);
    const send = async () => room.deliver(await aReceipt(), 'receipt', compose);
    // 10 left, less 5 % of the day, are 5. Shared by two senders, that is two for each.
    for (const _ of [1, 2]) await send();
    expect([mails.taken.length, asked]).toEqual([2, 1]);
    quota = { ...quota, left: 8 };
    await send();
    expect([mails.taken.length, asked]).toEqual([3, 2]);
    quota = { ...quota, left: 5 };
    const { next } = await send();
    expect([mails.taken.length, asked]).toEqual([3, 3]);
    expect(next).toBe(plus(clock.now(), HOLD_MS));
  });
});

describe('between the reading of a batch and its record', () => {
  it('a report that comes first stays', async () => {
    const batch = await aDigest(2);
    const send: typeof mails.send = async (mail) => {
      const outcome = await mails.send(mail);
      if (mail.to === '0') await reported(batch);
      return outcome;
    };
    const turn = await entered({}, send).deliver(batch, 'digest', compose);
    expect(await statesAt(batch)).toEqual(['delivered', 'sent']);
    expect(turn).toEqual({ batch: await standing(batch.key), next: null });
  });

  it('reports of all its mails leave nothing to record', async () => {
    const batch = await aDigest();
    const send: typeof mails.send = async (mail) => {
      const outcome = await mails.send(mail);
      await reported(batch);
      return outcome;
    };
    let writes = 0;
    const room = entered(
      {
        async moveBatch(read, moves) {
          writes += 1;
          expect(moves.size).toBe(1);
          return under.store.moveBatch(read, moves);
        },
      },
      send,
    );
    await room.deliver(batch, 'digest', compose);
    expect(await statesAt(batch)).toEqual(['delivered']);
    // The claim, and the record that meets the report.
    expect(writes).toBe(2);
  });

  /** A room during whose first write another run adds a mailbox, before the write or after it. */
  function racing(otherIs: 'first' | 'second') {
    let writes = 0;
    return entered({
      async moveBatch(read, moves) {
        writes += 1;
        if (writes > 1) return under.store.moveBatch(read, moves);
        if (otherIs === 'second') await under.store.moveBatch(read, moves);
        const found = await under.store.latestDigest(`unit-${sequence}`);
        if (found === null) throw new Error('It was not added');
        await under.store.addRecipients(found, ['late@unit.example'], false, clock.now());
        return null;
      },
    });
  }

  it('a claim that loses against another write leaves its mails to the next turn', async () => {
    const batch = await aDigest(2);
    const room = racing('first');
    const { next } = await room.deliver(batch, 'digest', compose);
    expect(mails.taken).toEqual([]);
    expect(next).toBe(clock.now());
    expect(await statesAt(batch)).toEqual(['due', 'due', 'due']);
    await room.deliver(await standing(batch.key), 'digest', compose);
    expect(mails.taken.map(({ to }) => to)).toEqual(['0', '1', '2']);
    expect(await statesAt(batch)).toEqual(['sent', 'sent', 'sent']);
  });

  it('a claim that was written before another write, and whose answer was lost, sends its mails', async () => {
    const batch = await aDigest(2);
    await racing('second').deliver(batch, 'digest', compose);
    expect(mails.taken.map(({ to }) => to)).toEqual(['0', '1']);
    expect(await statesAt(batch)).toEqual(['sent', 'sent', 'due']);
  });

  it('a mail that another sender claims first is left to that sender', async () => {
    const batch = await aDigest();
    let writes = 0;
    const late = entered({
      async moveBatch(read, moves) {
        writes += 1;
        if (writes === 1) await entered().deliver(batch, 'digest', compose);
        return under.store.moveBatch(read, moves);
      },
    });
    await late.deliver(batch, 'digest', compose);
    expect(mails.taken).toHaveLength(1);
    expect(writes).toBe(1);
    expect(await deliveriesAt(batch)).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('a batch that is erased before its claim is not sent', async () => {
    const batch = await aDigest();
    const room = entered({
      async moveBatch(read, moves) {
        await under.table.delete(read.key);
        return under.store.moveBatch(read, moves);
      },
    });
    expect(await room.deliver(batch, 'digest', compose)).toMatchObject({ next: null });
    expect(mails.taken).toEqual([]);
    expect(await under.store.findBatch(batch.key)).toBeNull();
  });

  it('a batch that is erased while it is sent is not brought back', async () => {
    const batch = await aDigest();
    const send: typeof mails.send = async (mail) => {
      await under.table.delete(batch.key);
      return mails.send(mail);
    };
    const { next } = await entered({}, send).deliver(batch, 'digest', compose);
    expect(next).toBeNull();
    expect(mails.taken).toHaveLength(1);
    expect(await under.store.findBatch(batch.key)).toBeNull();
  });

  it('a sender that outlives its lease does not overwrite the record of its successor', async () => {
    const batch = await aDigest();
    const slow: typeof mails.send = async (mail) => {
      const outcome = await mails.send(mail);
      clock.advance(LEASE_MS);
      await entered().deliver(await standing(batch.key), 'digest', compose);
      return outcome;
    };
    await entered({}, slow).deliver(batch, 'digest', compose);
    expect(mails.taken).toHaveLength(2);
    expect(await deliveriesAt(batch)).toMatchObject([
      { state: 'sent', attempts: 2, repeat: true, messageId: 'message-2' },
    ]);
  });
});
