import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_MS, MAX_ATTEMPTS } from '../../shared/domain/delivery.ts';
import type { Submission } from '../../shared/domain/opinion.ts';
import { eachNudge } from '../../shared/events.ts';
import type { DeliveryStore } from '../../shared/ports.ts';
import { revisionStatement } from '../../shared/usecases/revise-opinions.ts';
import { sendDueMail } from '../../shared/usecases/send-mail.ts';
import { sweepOutbox } from '../../shared/usecases/sweep-outbox.ts';
import { digestWriter } from '../../shared/view/mail/digest-writer.ts';
import { receiptMail } from '../../shared/view/mail/receipt.tsx';
import { aConsultation, aSubmission, aUnit } from '../support/builders.ts';
import { KeptJournal, KeptMails, KeptQueue, StandingClock, tokens } from '../support/ports.ts';
import { aTable } from '../support/table.ts';

let under: Awaited<ReturnType<typeof aTable>>;
beforeAll(async () => {
  under = await aTable();
});
afterAll(async () => under.close());

let clock: StandingClock;
let mails: KeptMails;
let journal: KeptJournal;
let queue: KeptQueue;
beforeEach(async () => {
  await under.close();
  under = await aTable();
  clock = new StandingClock();
  mails = new KeptMails();
  journal = new KeptJournal();
  queue = new KeptQueue();
  await under.store.saveUnit(aUnit());
  await under.store.saveConsultation(aConsultation());
});

function sending(changes: Partial<DeliveryStore> = {}) {
  return sendDueMail({
    store: { ...under.store, ...changes },
    send: mails.send,
    writer: digestWriter,
    writeReceipt: receiptMail,
    links: {
      receipt: ({ reference }) => `https://site.example/${reference}`,
      revision: ({ reference }, key) => `https://site.example/${reference}/edit?key=${key}`,
    },
    tokens,
    clock,
    journal,
    siteUrl: 'https://site.example',
  });
}

async function received(seed = 1) {
  const submission = aSubmission({ seed, receivedAt: clock.now() });
  await under.store.addSubmission(aConsultation(), submission);
  return { submission, key: under.store.receiptKey(aConsultation(), submission) };
}

async function stateOf({ reference }: Submission) {
  return (await under.store.findSubmission(aConsultation(), reference))?.receipt.state;
}

describe('a receipt', () => {
  it('goes to its author with the reference and the key that opens the submission', async () => {
    const { submission, key } = await received();
    await sending()(key);
    const [mail] = mails.taken;
    expect(mail?.to).toBe(submission.contact.email);
    expect(mail?.text.replaceAll('-', '')).toContain(submission.reference);
    const token = /edit\?key=(\S+)/u.exec(mail?.text ?? '')?.[1] ?? '';
    const statement = revisionStatement(submission.consultation, submission.reference);
    expect(await tokens.isSigned(statement, token)).toBe(true);
    expect(await stateOf(submission)).toBe('sent');
  });

  it('is sent once by any number of senders, at once or when the queue redelivers', async () => {
    const { key } = await received();
    await Promise.all([1, 2, 3, 4, 5].map(() => sending()(key)));
    clock.advance(6 * 60_000);
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
  });

  it('whose sender was killed before SES took it is not sent by another: nobody can tell', async () => {
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
      moveDelivery: (...about) => {
        moves += 1;
        return moves === 2
          ? Promise.reject(new Error('The database is throttled'))
          : under.store.moveDelivery(...about);
      },
    });
    await expect(failing(key)).rejects.toThrow('throttled');
    clock.advance(LEASE_MS);
    await sending()(key);
    expect(mails.taken).toHaveLength(1);
    expect(await stateOf(submission)).toBe('unknown');
  });

  it('that SES refuses fails, is counted, and holds up no other', async () => {
    const [bad, good] = [await received(1), await received(2)];
    mails.outcomes.push({ outcome: 'refused', reason: 'MessageRejected' });
    for (const { key } of [bad, good]) await sending()(key);
    expect(await stateOf(bad.submission)).toBe('failed');
    expect(await stateOf(good.submission)).toBe('sent');
    expect(journal.counts.get('MailsFailed')).toBe(1);
  });

  it('that SES is too busy for is swept up again until it goes out or a person must look', async () => {
    const { submission, key } = await received();
    const sweep = sweepOutbox({ store: under.store, queue, clock, journal });
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

describe('the sweep', () => {
  it('finds what a lost nudge left behind, and leaves alone what has just become due', async () => {
    const { key } = await received();
    const sweep = sweepOutbox({ store: under.store, queue, clock, journal });
    expect(await sweep()).toEqual({ swept: 0 });
    clock.advance(30_000);
    expect(await sweep()).toEqual({ swept: 1 });
    expect(queue.nudged).toEqual([key]);
  });

  it('fails loudly while the queue cannot be reached', async () => {
    await received();
    clock.advance(30_000);
    queue.broken = true;
    await expect(sweepOutbox({ store: under.store, queue, clock, journal })()).rejects.toThrow();
  });
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
    const nowhere = JSON.stringify({ partition: 'DELIVERIES#x#000001', sort: 'a@b.lv' });
    const answer = await handler(batch(['{', nowhere, JSON.stringify(key), '{"partition":1}']));
    expect(answer.batchItemFailures.map((one) => one.itemIdentifier)).toEqual(['m0', 'm1', 'm3']);
    expect(mails.taken).toHaveLength(1);
  });
});
