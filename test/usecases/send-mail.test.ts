import type { SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { due, HOLD_MS, LEASE_MS, MAX_ATTEMPTS } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { BEGINNING } from '../../shared/domain/digest.ts';
import { editSubmission, type Submission } from '../../shared/domain/submission.ts';
import { localDate, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { outboxOf } from '../../shared/dynamo/keys.ts';
import { prepareReceipt } from '../../shared/dynamo/receipts.ts';
import { eachNudge } from '../../shared/events.ts';
import type { ReadQuota } from '../../shared/ports/mail.ts';
import { endSubscription, manageSubscription } from '../../shared/usecases/manage-subscription.ts';
import { revisionStatement } from '../../shared/usecases/revise-opinions.ts';
import { sweepOutbox } from '../../shared/usecases/sweep-outbox.ts';
import {
  reachable,
  aConsultation,
  aDigest,
  anAnnouncement,
  anInput,
  given,
  aPending,
  aSubmission,
  aUnit,
} from '../support/builders.ts';
import {
  KeptJournal,
  KeptMails,
  KeptQueue,
  keyOf,
  keysOf,
  StandingClock,
  storeSubscription,
  tokens,
} from '../support/ports.ts';
import { mailSender, onlyDelivery } from '../support/sending.ts';
import { aSimulatedTable } from '../support/engines.ts';

let under: ReturnType<typeof aSimulatedTable>;

let clock: StandingClock;
let mails: KeptMails;
let journal: KeptJournal;
let queue: KeptQueue;
beforeEach(async () => {
  under = aSimulatedTable();
  clock = new StandingClock();
  mails = new KeptMails();
  journal = new KeptJournal();
  queue = new KeptQueue();
  await under.store.saveUnit(aUnit());
  await under.store.saveConsultation(aConsultation());
});

function sending(changes: Partial<typeof under.store> = {}, readQuota?: ReadQuota) {
  return mailSender({
    store: { ...under.store, ...changes },
    send: mails.send,
    clock,
    journal,
    ...(readQuota === undefined ? {} : { readQuota }),
  });
}

function sweeping() {
  const announcementQueue = new KeptQueue();
  return sweepOutbox({ store: under.store, queue, announcementQueue, clock, journal });
}

async function received(seed = 1) {
  const submission = aSubmission({ seed, receivedAt: clock.now() });
  await under.store.addSubmission(aConsultation(), submission);
  return { submission, key: under.store.receiptKey(aConsultation(), submission) };
}

async function stateOf(submission: Submission) {
  const key = under.store.receiptKey(aConsultation(), submission);
  return (await onlyDelivery(under.store, key)).state;
}

describe('a receipt', () => {
  it('goes to its author with the reference and the key that opens the submission', async () => {
    const { submission, key } = await received();
    await sending()(key);
    const [mail] = mails.taken;
    expect(mail?.to).toBe(reachable(submission).contact.email);
    expect(mail?.replyTo).toBe('list@site.example');
    expect(mail?.text.replaceAll('-', '')).toContain(submission.reference);
    const token = /edit\?key=(\S+)/u.exec(mail?.text ?? '')?.[1] ?? '';
    expect(await tokens.isSigned(revisionStatement(submission), token)).toBe(true);
    expect(await stateOf(submission)).toBe('sent');
  });

  it('is sent once by any number of senders, at once or when the queue redelivers', async () => {
    const { key } = await received();
    await Promise.all([1, 2, 3, 4, 5].map(() => sending()(key)));
    clock.advance(6 * 60_000);
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
  });

  it('whose sender was killed before SES took it is not sent by another, because nobody can know that', async () => {
    const { submission, key } = await received();
    mails.outcomes.push('crash-before');
    await expect(sending()(key)).rejects.toThrow();
    clock.advance(LEASE_MS - 1);
    await sending()(key);
    expect(await stateOf(submission)).toBe('sending');
    clock.advance(1);
    await sending()(key);
    expect(await stateOf(submission)).toBe('unknown');
    expect(mails.taken).toEqual([]);
    expect(journal.counts.get('MailsUnknown')).toBe(1);
  });

  it('whose sending cannot be recorded is not sent twice', async () => {
    const { submission, key } = await received();
    let moves = 0;
    const failing = sending({
      moveBatch: (...about) => {
        moves += 1;
        return moves === 2
          ? Promise.reject(new Error('The database is throttled'))
          : under.store.moveBatch(...about);
      },
    });
    await expect(failing(key)).rejects.toThrow('throttled');
    clock.advance(LEASE_MS);
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
    expect(await stateOf(submission)).toBe('unknown');
  });

  it('waits for the quota without losing an attempt, and is counted', async () => {
    const { key } = await received();
    mails.outcomes.push({ outcome: 'held', reason: 'daily-quota' });
    await sending()(key);
    expect(journal.counts.get('QuotaUsedUp')).toBe(1);
    expect(await onlyDelivery(under.store, key)).toMatchObject({
      state: 'due',
      attempts: 0,
      dueAt: plus(clock.now(), HOLD_MS),
    });
  });

  it('that SES refuses fails, is counted, and stops no other', async () => {
    const [bad, good] = [await received(1), await received(2)];
    mails.outcomes.push({ outcome: 'refused', reason: 'MessageRejected' });
    for (const { key } of [bad, good]) await sending()(key);
    expect(await stateOf(bad.submission)).toBe('failed');
    expect(await stateOf(good.submission)).toBe('sent');
    expect(journal.counts.get('MailsFailed')).toBe(1);
  });

  it('that SES is too busy for is swept again until it goes out or a person must look', async () => {
    const { submission, key } = await received();
    const sweep = sweeping();
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    mails.outcomes.push(busy, busy, busy);
    await sending()(key);
    for (let tries = 0; (await stateOf(submission)) === 'due' && tries < MAX_ATTEMPTS; tries++) {
      clock.advance(130 * 60_000);
      queue.nudged = [];
      await sweep();
      expect(queue.nudged).toEqual([key]);
      for (const nudged of queue.nudged) await sending()(nudged);
    }
    expect(await stateOf(submission)).toBe('sent');
    expect(mails.taken).toHaveLength(1);
    queue.nudged = [];
    clock.advance(130 * 60_000);
    expect(await sweep()).toEqual({ swept: 0 });
  });
});

describe('a receipt whose version was not added', () => {
  /** A request that dies between its two writes. */
  async function abandoned() {
    const submission = aSubmission({ receivedAt: clock.now() });
    const key = under.store.receiptKey(aConsultation(), submission);
    const receipt = due('receipt', clock.now());
    await prepareReceipt(under.table, key, submission, { receipt });
    return { submission, key };
  }

  it('waits while the request may still live, and is then cancelled', async () => {
    const { key } = await abandoned();
    clock.advance(10 * 60_000 - 1);
    await sending()(key);
    expect((await onlyDelivery(under.store, key)).state).toBe('due');
    clock.advance(1);
    await sending()(key);
    expect(await onlyDelivery(under.store, key)).toMatchObject({
      state: 'cancelled',
      reason: 'never-came',
    });
    expect(mails.taken).toEqual([]);
    expect(await sweeping()()).toEqual({ swept: 0 });
  });

  it('is due again when the author sends the same once more', async () => {
    const { submission, key } = await abandoned();
    clock.advance(10 * 60_000);
    await sending()(key);
    const again = { ...submission, receivedAt: clock.now() };
    expect(await under.store.addSubmission(aConsultation(), again)).toBe('added');
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
    const window = { from: clock.now(), to: plus(clock.now(), 1) };
    const receipts = under.store.streamReceiptsWithin(aConsultation(), window);
    expect(await Array.fromAsync(receipts)).toMatchObject([{ receipt: { state: 'sent' } }]);
  });

  it('is not cancelled by a sender that looked for it before the author sent the same again', async () => {
    const { submission, key } = await abandoned();
    clock.advance(10 * 60_000);
    const again = { ...submission, receivedAt: clock.now() };
    const slow = sending({
      async findMailing(about) {
        const mailing = await under.store.findMailing(about);
        expect(await under.store.addSubmission(aConsultation(), again)).toBe('added');
        return mailing;
      },
    });
    await slow(key);
    expect(await onlyDelivery(under.store, key)).toMatchObject({ state: 'due', attempts: 0 });
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
    expect(await stateOf(submission)).toBe('sent');
  });

  it('goes out once when the author sends the same again in time', async () => {
    const { submission, key } = await abandoned();
    clock.advance(60_000);
    const again = { ...submission, receivedAt: clock.now() };
    expect(await under.store.addSubmission(aConsultation(), again)).toBe('added');
    await sending()(key);
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
  });

  it('is cancelled when another edit of the same version has won', async () => {
    const { submission } = await received();
    const edit = (content: string) =>
      editSubmission(submission, aConsultation(), given(anInput()), content, clock.now());
    const [won, lost] = [edit('a'), edit('b')];
    expect(await under.store.addSubmission(aConsultation(), won)).toBe('added');
    expect(await under.store.addSubmission(aConsultation(), lost)).toBe('taken');
    clock.advance(10 * 60_000 + 1);
    for (const one of [won, lost]) await sending()(under.store.receiptKey(aConsultation(), one));
    expect([await stateOf(won), await stateOf(lost)]).toEqual(['sent', 'cancelled']);
    expect(mails.taken).toHaveLength(1);
  });
});

describe('an address that gets no more mail', () => {
  it('gets no receipt, which rests as suppressed', async () => {
    const { submission, key } = await received();
    const address = await keyOf(reachable(submission).contact.email);
    await under.store.saveSuppression([address], { reason: 'complaint', at: clock.now() });
    await sending()(key);
    expect(mails.taken).toEqual([]);
    expect(await onlyDelivery(under.store, key)).toEqual({
      state: 'suppressed',
      kind: 'receipt',
      attempts: 0,
      repeat: false,
      at: clock.now(),
      reason: 'complaint',
    });
    clock.advance(600_000);
    expect(await sweeping()()).toEqual({ swept: 0 });
  });

  it('is looked up before each attempt', async () => {
    const { submission, key } = await received();
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await sending()(key);
    const address = await keyOf(reachable(submission).contact.email.toUpperCase());
    await under.store.saveSuppression([address], { reason: 'bounce', at: clock.now() });
    clock.advance(600_000);
    await sending()(key);
    expect(mails.taken).toEqual([]);
    expect(await stateOf(submission)).toBe('suppressed');
  });

  it('gets its digest all the same, when it is a mailbox of a unit', async () => {
    const [mailbox = ''] = aUnit().mailboxes;
    const digest = {
      unit: aUnit().id,
      number: 1,
      slot: localDate(clock.now()),
      window: { from: BEGINNING, to: clock.now() },
      consultations: [aConsultation().id],
      language: 'lv' as const,
      recipients: [mailbox],
      totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
    };
    await under.store.addDigest(digest, clock.now());
    await under.store.saveSuppression(await keysOf(mailbox), { reason: 'bounce', at: clock.now() });
    await sending()(under.store.digestKey(digest.unit, 1));
    expect(mails.taken.map(({ to }) => to)).toEqual([mailbox]);
  });
});

describe('a confirmation', () => {
  const asked = async (changes: Parameters<typeof aPending>[0] = {}) => {
    const subscription = aPending({ requestedAt: clock.now(), ...changes });
    const address = await storeSubscription(under.store, subscription);
    return { subscription, address, key: under.store.confirmationKey(address) };
  };
  const confirmation = async (address: string) =>
    (await under.store.findSubscription(address))?.confirmation;

  it('goes once to the address that has signed up, with the link to confirm', async () => {
    const { subscription, address, key } = await asked({ language: 'en' });
    await Promise.all([1, 2, 3].map(async () => sending()(key)));
    expect(mails.taken.map(({ to, subject }) => [to, subject])).toEqual([
      [subscription.email, 'Confirm en'],
    ]);
    const url = new URL(mails.taken[0]?.text ?? '');
    const link = {
      address: url.pathname.split('/').at(-1) ?? '',
      requestedAt: url.searchParams.get('at') ?? '',
      token: url.searchParams.get('key') ?? '',
    };
    const manage = manageSubscription({
      store: under.store,
      clock,
      tokens,
      retention: DEFAULT_RETENTION,
    });
    expect(await manage.confirm(link)).toBe('confirmed');
    // The proof of consent names the mail that asked for the confirmation.
    expect(await under.store.findSubscription(address)).toMatchObject({
      state: 'confirmed',
      confirmation: { state: 'sent', messageId: 'message-1' },
    });
  });

  it('is not sent once the request is over: confirmed, ended, expired or erased', async () => {
    const gone = { state: 'cancelled', reason: 'no-longer-pending' };
    const confirmed = await asked({ email: 'confirmed@list.example' });
    await under.store.saveSubscription(confirmed.address, confirmed.subscription, {
      ...confirmed.subscription,
      state: 'confirmed',
      confirmedAt: clock.now(),
      revision: 2,
    });
    const ended = await asked({ email: 'ended@list.example' });
    await endSubscription(
      { store: under.store, retention: DEFAULT_RETENTION },
      ended.address,
      'unsubscribed',
      clock.now(),
    );
    const old = await asked({ email: 'old@list.example' });
    const erased = await asked({ email: 'erased@list.example' });
    await under.store.eraseAddress(erased.address, []);
    await sending()(confirmed.key);
    await sending()(ended.key);
    await sending()(erased.key);
    clock.advance(7 * 86_400_000);
    await sending()(old.key);
    expect(mails.taken).toEqual([]);
    for (const { address } of [confirmed, ended, old]) {
      expect(await confirmation(address)).toMatchObject(gone);
    }
    expect(await confirmation(erased.address)).toBeUndefined();
    clock.advance(60_000);
    expect(await sweeping()()).toEqual({ swept: 0 });
  });

  it('is not sent to a suppressed address', async () => {
    const { address, key } = await asked();
    await under.store.saveSuppression([address], { reason: 'soft-bounces', at: clock.now() });
    await sending()(key);
    expect(mails.taken).toEqual([]);
    expect(await confirmation(address)).toMatchObject({
      state: 'suppressed',
      reason: 'soft-bounces',
    });
  });

  it('with an unknown outcome is not sent again by itself', async () => {
    const { address, key } = await asked();
    mails.outcomes.push({ outcome: 'unknown', reason: 'TimeoutError' });
    await sending()(key);
    clock.advance(600_000);
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
    expect(await confirmation(address)).toMatchObject({ state: 'unknown' });
  });
});

describe('the quota of the day', () => {
  it.each([
    [50, 1],
    [51, 3],
  ])(
    'with %i of 1,000 mails left lets go %i of a digest, a receipt and a confirmation',
    async (left, sent) => {
      const { key } = await received();
      const address = await storeSubscription(under.store, aPending({ requestedAt: clock.now() }));
      const digest = aDigest({ recipients: aUnit().mailboxes });
      await under.store.addDigest(digest, clock.now());
      const send = sending({}, () => Promise.resolve({ rate: 100, left, daily: 1_000 }));
      await send(key);
      await send(under.store.confirmationKey(address));
      await send(under.store.digestKey(digest.unit, digest.number));
      expect(mails.taken).toHaveLength(sent);
      expect(mails.taken.at(-1)?.to).toBe(aUnit().mailboxes[0]);
    },
  );
});

describe('the sweep', () => {
  it('finds what a lost nudge left behind, and leaves alone what has just become due', async () => {
    const { key } = await received();
    const sweep = sweeping();
    expect(await sweep()).toEqual({ swept: 0 });
    clock.advance(30_000);
    expect(await sweep()).toEqual({ swept: 1 });
    expect(queue.nudged).toEqual([key]);
  });

  it('that overlaps with another one nudges twice, and each mail is sent once', async () => {
    const { key } = await received();
    clock.advance(30_000);
    await Promise.all([sweeping()(), sweeping()()]);
    expect(queue.nudged).toEqual([key, key]);
    await Promise.all(queue.nudged.map(async (one) => sending()(one)));
    expect(mails.taken).toHaveLength(1);
  });

  it('that finds nothing counts nothing', async () => {
    expect(await sweeping()()).toEqual({ swept: 0 });
    expect(journal.counts).toEqual(new Map());
  });

  it('of a table restored from a backup leaves all of it alone, and that is counted', async () => {
    await received();
    clock.advance(30_000);
    const sweep = sweepOutbox({
      store: { ...under.store, identify: () => Promise.resolve('restored') },
      queue,
      announcementQueue: new KeptQueue(),
      clock,
      journal,
    });
    expect(await sweep()).toEqual({ swept: 0 });
    expect(queue.nudged).toEqual([]);
    expect(journal.counts).toEqual(new Map([['TableHeld', 1]]));
  });

  it('throws while the queue cannot be reached', async () => {
    await received();
    clock.advance(30_000);
    queue.broken = true;
    await expect(sweeping()()).rejects.toThrow();
  });

  it('nudges one queue for announcements and their cursors, and the other for mails', async () => {
    const { key } = await received();
    await under.store.scheduleAnnouncement(anAnnouncement({ sendAt: clock.now() }));
    const [cursor] = await under.store.addCursors('winter', clock.now());
    clock.advance(30_000);
    const announcementQueue = new KeptQueue();
    const sweep = sweepOutbox({ store: under.store, queue, announcementQueue, clock, journal });
    expect(await sweep()).toEqual({ swept: 2 + under.store.shards });
    expect(queue.nudged).toEqual([key]);
    expect(announcementQueue.nudged).toContainEqual(cursor);
    expect(announcementQueue.nudged).toContainEqual({ partition: 'ANNOUNCEMENTS', sort: 'spring' });
    expect(journal.counts.get('OutboxSwept')).toBe(2 + under.store.shards);
  });
});

describe('a thousand rows that cannot be read', () => {
  it('keep the sweep from other rows for at most one turn, and are read again in an hour', async () => {
    const start = clock.now();
    const bad = Array.from({ length: 1_000 }, (_, index) => ({
      partition: 'DIGESTS#bad-unit',
      sort: String(index).padStart(6, '0'),
    }));
    const deliveries = { 0: 'nonsense' };
    await Promise.all(
      bad.map(async (key) => {
        const waiting = { deliveries, outbox: outboxOf(key), dueAt: plus(start, -1) };
        return under.table.add(key, waiting);
      }),
    );
    const { submission } = await received();
    const turn = async () => {
      queue.nudged = [];
      await sweeping()();
      for (const key of queue.nudged) await sending()(key).catch(() => null);
      return queue.nudged.length;
    };
    clock.advance(MINUTE_MS);
    expect(await turn()).toBe(1_000);
    expect(mails.taken).toEqual([]);
    expect(journal.counts.get('RowsPutOff')).toBe(1_000);
    clock.advance(MINUTE_MS);
    expect(await turn()).toBe(1);
    expect(await stateOf(submission)).toBe('sent');
    clock.advance(60 * MINUTE_MS);
    expect(await sweeping()()).toEqual({ swept: 1_000 });
  }, 60_000);
});

describe('a batch of nudges', () => {
  const batch = (bodies: string[]): SQSEvent => ({
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      body,
      receiptHandle: '',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: '',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: '',
      awsRegion: '',
    })),
  });

  it('returns the messages that failed, and only those', async () => {
    const { key } = await received();
    const handler = eachNudge(sending(), journal);
    const erased = JSON.stringify({ partition: 'DIGESTS#x', sort: '000001' });
    const answer = await handler(batch(['{', erased, JSON.stringify(key), '{"partition":1}']));
    expect(answer.batchItemFailures.map((one) => one.itemIdentifier)).toEqual(['m0', 'm3']);
    expect(mails.taken).toHaveLength(1);
  });
});
