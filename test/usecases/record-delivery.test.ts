import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claim, type Delivery, settle } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { Report } from '../../shared/domain/report.ts';
import { suppressionFor } from '../../shared/domain/suppression.ts';
import { DAY_MS, type Instant, localDate, plus } from '../../shared/domain/time.ts';
import { partitions } from '../../shared/dynamo/keys.ts';
import { reportOf } from '../../shared/events.ts';
import type { Batch } from '../../shared/ports/batches.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import { endSubscription } from '../../shared/usecases/manage-subscription.ts';
import { recordDelivery } from '../../shared/usecases/record-delivery.ts';
import { releaseAddress } from '../../shared/usecases/release-address.ts';
import { settleSuppression } from '../../shared/usecases/settle-suppression.ts';
import {
  aConfirmed,
  aConsultation,
  anAnnouncement,
  aPending,
  aSesEvent,
  aSubmission,
  at,
  aUnit,
  sesDetails,
} from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import {
  storeDelivery,
  KeptJournal,
  keyOf,
  keysOf,
  StandingClock,
  storeSubscription,
  tokens,
} from '../support/ports.ts';
import { batchAt, onlyDelivery } from '../support/sending.ts';

let under: TestTable;
beforeAll(() => {
  under = aSimulatedTable();
});

let clock: StandingClock;
let journal: KeptJournal;
let email: string;
let sequence = 0;
beforeEach(() => {
  clock = new StandingClock('2027-01-05T12:05:00Z');
  journal = new KeptJournal();
  fresh();
});

/** Gives each test, and each run of a property, an address of its own in the one table. */
function fresh() {
  sequence += 1;
  email = `anna-${sequence}@abele.example`;
}

const recording = (changes: Partial<typeof under.store> = {}) =>
  recordDelivery({
    store: { ...under.store, ...changes },
    tokens,
    clock,
    journal,
    retention: DEFAULT_RETENTION,
  });

const { delivery, bounce, complaint, reject } = sesDetails;
const EVENTS = {
  delivered: ['Delivery', delivery()],
  hard: ['Bounce', bounce('Permanent', 'General', 'f-hard')],
  soft: ['Bounce', bounce('Transient', 'MailboxFull', 'f-soft')],
  listed: ['Bounce', bounce('Permanent', 'OnAccountSuppressionList', 'f-listed')],
  complained: ['Complaint', complaint(null, 'f-complaint')],
  rejected: ['Reject', reject()],
} as const;
type Event = keyof typeof EVENTS;

function report(event: Event, tags: Readonly<Record<string, string>>, to = email): Report {
  const [type, detail] = EVENTS[event];
  return reportOf(aSesEvent(type, detail, { to, tags, id: `event-${event}` }));
}

/** Claims the only delivery of a batch and records it as sent, as its sender would. */
async function sent(key: RowKey): Promise<Delivery> {
  const claimed = await claimedAt(key);
  return moved(claimed.batch, settle(claimed.delivery, ACCEPTED, clock.now()));
}

const ACCEPTED = { outcome: 'accepted', messageId: 'message-1' } as const;

async function claimedAt(key: RowKey): Promise<{ batch: Batch; delivery: Delivery }> {
  const batch = await batchAt(under.store, key);
  const claimed = claim(await deliveryAt(key), clock.now(), 'a sender');
  if (claimed === null) throw new Error('The delivery is not due');
  await moved(batch, claimed);
  return { batch: await batchAt(under.store, key), delivery: claimed };
}

async function moved(batch: Batch, after: Delivery): Promise<Delivery> {
  const [name = ''] = batch.deliveries.keys();
  const written = await under.store.moveBatch(batch, new Map([[name, after]]));
  if (written === null) throw new Error('Another writer moved the batch');
  return after;
}

async function deliveryAt(key: RowKey) {
  return onlyDelivery(under.store, key);
}

/** Makes a sent mail to the address of this test. Returns its row and its tags. */
const MAILS = {
  receipt: async () => {
    const consultation = aConsultation({ shards: 3 });
    await under.store.saveConsultation(consultation);
    const contact = { name: 'Anna', email };
    const submission = aSubmission({ consultation, contact, seed: sequence });
    await under.store.addSubmission(consultation, submission);
    const key = under.store.receiptKey(consultation, submission);
    const { reference, version, content } = submission;
    const tags = {
      kind: 'receipt',
      consultation: consultation.id,
      reference,
      content,
      mail: 'receipt',
    };
    return { key, tags: { ...tags, version: String(version) } };
  },
  digest: async () => {
    const unit = aUnit({ id: `unit-${sequence}` });
    const digest = {
      unit: unit.id,
      number: 12,
      slot: localDate(clock.now()),
      window: { from: at('2026-12-28Z'), to: at('2027-01-04Z') },
      consultations: [],
      language: 'lv' as const,
      recipients: [email],
      totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
    };
    await under.store.addDigest(digest, clock.now());
    const key = under.store.digestKey(unit.id, 12);
    return { key, tags: { kind: 'digest', unit: unit.id, number: '12', recipient: '0' } };
  },
  confirmation: async () => {
    const address = await storeSubscription(under.store, aPending({ email }));
    return { key: under.store.confirmationKey(address), tags: { kind: 'confirmation', address } };
  },
  announcement: async () => {
    const address = await storeSubscription(under.store, aConfirmed({ email }));
    const { id: announcement } = anAnnouncement();
    const due = aPending({ requestedAt: clock.now() }).confirmation;
    const delivery: Delivery = { ...due, kind: 'announcement' };
    const { number } = await storeDelivery(under.store, announcement, address, delivery);
    return {
      key: under.store.batchKey(announcement, number, address),
      tags: { kind: 'announcement', announcement, batch: String(number), address },
    };
  },
};
const KINDS = Object.keys(MAILS) as (keyof typeof MAILS)[];

async function aSentMail(kind: keyof typeof MAILS) {
  const mail = await MAILS[kind]();
  await sent(mail.key);
  return mail;
}

async function suppression() {
  return under.store.findSuppression(await keysOf(email));
}

async function subscription() {
  return under.store.findSubscription(await keyOf(email));
}

describe.each(KINDS)('a report of a mail that is a %s', (kind) => {
  it.each([
    ['delivered', 'delivered'],
    ['hard', 'bounced'],
    ['soft', 'bounced'],
    ['listed', 'suppressed'],
    ['complained', 'complained'],
    ['rejected', 'bounced'],
  ] as const)('moves its delivery on: %s', async (event, state) => {
    const { key, tags } = await aSentMail(kind);
    const told = report(event, tags);
    await recording()(told);
    expect(await deliveryAt(key)).toEqual({
      kind,
      attempts: 1,
      repeat: false,
      state,
      at: told.at,
      reason: told.reason,
      messageId: 'message-1',
    });
  });

  it('that comes before our own record of the sending is kept', async () => {
    const { key, tags } = await MAILS[kind]();
    const claimed = await claimedAt(key);
    await recording()(report('hard', tags));
    const after = settle(claimed.delivery, ACCEPTED, clock.now());
    const [name = ''] = claimed.batch.deliveries.keys();
    expect(await under.store.moveBatch(claimed.batch, new Map([[name, after]]))).toBeNull();
    expect(await deliveryAt(key)).toMatchObject({ state: 'bounced' });
    const { batches } = await under.store.dueItems(plus(clock.now(), DAY_MS), 1_000);
    expect(batches).not.toContainEqual(key);
  });

  it('of a permanent bounce or a complaint suppresses its address', async () => {
    const { tags } = await aSentMail(kind);
    await recording()(report('hard', tags));
    expect(await suppression()).toEqual({ reason: 'bounce', at: at('2027-01-05T12:00:04Z') });
  });
});

describe('reports of one mail', () => {
  it('leave the same in any order and however often each comes', async () => {
    const events = Object.keys(EVENTS) as Event[];
    const told = fc.array(fc.constantFrom(...events), { minLength: 1, maxLength: 6 });
    const both = told.chain((all) => {
      const repeated = fc.tuple(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.subarray(all),
      );
      return fc.tuple(
        fc.constant(all),
        repeated.map(([one, again]) => [...one, ...again]),
      );
    });
    const left = async (all: readonly Event[]) => {
      fresh();
      const { key, tags } = await aSentMail('announcement');
      for (const event of all) await recording()(report(event, tags));
      const standing = await subscription();
      return {
        state: (await deliveryAt(key)).state,
        suppression: (await suppression())?.reason,
        subscription: standing?.state,
        rows: (await under.store.listAudit(await keysOf(email))).map(({ event }) => event),
      };
    };
    await fc.assert(
      fc.asyncProperty(both, async ([one, other]) => {
        expect(await left(other)).toEqual(await left(one));
      }),
      { numRuns: 25 },
    );
  });

  it('at the same time leave the worst state', async () => {
    const { key, tags } = await aSentMail('announcement');
    const events: Event[] = ['delivered', 'soft', 'complained', 'hard', 'delivered', 'listed'];
    await Promise.all(events.map((event) => recording()(report(event, tags))));
    expect(await deliveryAt(key)).toMatchObject({ state: 'complained' });
    expect(await subscription()).toMatchObject({ state: 'ended' });
    expect(await under.store.listAudit(await keysOf(email))).toHaveLength(4);
  });

  it('that lose against another write read again until they are recorded', async () => {
    const { key, tags } = await aSentMail('digest');
    let losses = 0;
    const losing = recording({
      async moveBatch(batch, moves) {
        // Another writer changes the row three times between the read and the write.
        if (losses < 3) {
          losses += 1;
          await under.store.moveBatch(batch, new Map());
        }
        return under.store.moveBatch(batch, moves);
      },
    });
    await losing(report('rejected', tags));
    expect(losses).toBe(3);
    expect(await deliveryAt(key)).toMatchObject({ state: 'bounced' });
    expect(journal.counts.get('MailsRejected')).toBe(1);
  });

  it('that come twice are written down and counted once', async () => {
    const { tags } = await aSentMail('announcement');
    for (let times = 0; times < 3; times++) {
      await recording()(report('hard', tags));
      await recording()(report('complained', tags));
    }
    expect(journal.counts).toEqual(
      new Map([
        ['MailsBounced', 1],
        ['MailsComplained', 1],
      ]),
    );
    expect(await under.store.listAudit(await keysOf(email))).toEqual([
      {
        id: 'f-hard',
        at: at('2027-01-05T12:00:04Z'),
        event: 'bounce',
        kind: 'announcement',
        messageId: 'message-1',
        reason: 'Permanent/General',
      },
      expect.objectContaining({ id: 'f-complaint', event: 'complaint' }),
    ]);
  });

  it('count a receipt that came back by itself, once', async () => {
    const { tags } = await aSentMail('receipt');
    for (let times = 0; times < 2; times++) await recording()(report('hard', tags));
    expect(journal.counts.get('ReceiptsBounced')).toBe(1);
    await recording()(report('hard', (await aSentMail('confirmation')).tags));
    expect(journal.counts.get('ReceiptsBounced')).toBe(1);
  });

  it('settle a mail with an unknown outcome', async () => {
    const { key, tags } = await MAILS.receipt();
    const claimed = await claimedAt(key);
    const silence = { outcome: 'unknown', reason: 'TimeoutError' } as const;
    await moved(claimed.batch, settle(claimed.delivery, silence, clock.now()));
    await recording()(report('delivered', tags));
    expect(await deliveryAt(key)).toMatchObject({ state: 'delivered' });
  });

  it('that a fault breaks off after the audit row are completed when they come again', async () => {
    const { tags } = await aSentMail('announcement');
    const broken = recording({ saveSuppression: () => Promise.reject(new Error('throttled')) });
    await expect(broken(report('hard', tags))).rejects.toThrow('throttled');
    const unended = recording({ saveSubscription: () => Promise.reject(new Error('throttled')) });
    await expect(unended(report('hard', tags))).rejects.toThrow('throttled');
    expect(await subscription()).toMatchObject({ state: 'confirmed' });
    await recording()(report('hard', tags));
    expect(await suppression()).toMatchObject({ reason: 'bounce' });
    expect(await subscription()).toMatchObject({ state: 'ended', ending: 'bounce' });
    expect(journal.counts.get('MailsBounced')).toBe(1);
  });
});

describe('an address', () => {
  it.each([
    ['hard', 'bounce', 'bounce'],
    ['listed', 'account-list', 'bounce'],
    ['complained', 'complaint', 'complaint'],
  ] as const)(
    'that is reported as %s is suppressed and leaves the list',
    async (event, reason, ending) => {
      const { tags } = await aSentMail('announcement');
      await recording()(report(event, tags));
      expect(await suppression()).toMatchObject({ reason });
      expect(await subscription()).toMatchObject({ state: 'ended', ending, endedAt: clock.now() });
    },
  );

  it('that has not confirmed yet leaves the list too', async () => {
    const { tags } = await aSentMail('confirmation');
    await recording()(report('complained', tags));
    expect(await subscription()).toMatchObject({ state: 'ended', ending: 'complaint' });
  });

  it('that has unsubscribed stays as it was', async () => {
    const { tags } = await aSentMail('announcement');
    await endSubscription(
      { store: under.store, retention: DEFAULT_RETENTION },
      await keyOf(email),
      'unsubscribed',
      clock.now(),
    );
    await recording()(report('complained', tags));
    expect(await subscription()).toMatchObject({ state: 'ended', ending: 'unsubscribed' });
    expect(await suppression()).toMatchObject({ reason: 'complaint' });
  });

  it('is the same in upper and lower case in the report', async () => {
    const { tags } = await aSentMail('announcement');
    await recording()(report('hard', tags, email.toUpperCase()));
    expect(await suppression()).toMatchObject({ reason: 'bounce' });
  });

  it('that bounces softly stays on the list until the fifth time', async () => {
    const { tags } = await aSentMail('announcement');
    const soft = (day: number) => {
      const timestamp = plus(at('2027-01-05T12:00:00Z'), day * DAY_MS);
      const detail = bounce('Transient', 'MailboxFull', `f-${day}`, timestamp);
      return reportOf(aSesEvent('Bounce', detail, { to: email, tags }));
    };
    for (const day of [0, 7, 14, 21]) {
      await recording()(soft(day));
      await recording()(soft(day));
    }
    expect(await suppression()).toBeNull();
    expect(await subscription()).toMatchObject({ state: 'confirmed' });
    await recording()(soft(28));
    expect(await suppression()).toMatchObject({ reason: 'soft-bounces' });
    expect(await subscription()).toMatchObject({ state: 'ended', ending: 'bounce' });
  });

  it('has reports that expire, and that do not count any more when they are too old', async () => {
    const { tags } = await aSentMail('announcement');
    await recording()(report('hard', tags));
    const addresses = await keysOf(email);
    const [row] = await under.store.listAudit(addresses);
    if (row === undefined) throw new Error('There is no report');
    const [stored] = await Array.fromAsync(
      under.table.query({
        partition: partitions.address(addresses[0]),
        sort: { prefix: 'AUDIT#' },
      }),
    );
    const days = DEFAULT_RETENTION.deliveryDays * DAY_MS;
    expect(stored?.expires).toBe(Date.parse(plus(row.at, days)) / 1_000);
    const settledAt = async (now: Instant) =>
      settleSuppression(under.store, addresses, now, DEFAULT_RETENTION);
    expect(await settledAt(plus(row.at, days - 1))).toMatchObject({ reason: 'bounce' });
    expect(await settledAt(plus(row.at, days))).toBeNull();
    // What follows from a report stays without it: only a release lifts it.
    expect(await suppression()).toMatchObject({ reason: 'bounce' });
  });

  it('that is released may get mail again, also when old reports are repeated', async () => {
    const { tags } = await aSentMail('announcement');
    const release = releaseAddress({ store: under.store, clock, retention: DEFAULT_RETENTION });
    expect(await release(await keysOf(email))).toBe('none');
    await recording()(report('hard', tags));
    expect(await release(await keysOf(email))).toBe('released');
    expect(await suppression()).toBeNull();
    expect(await release(await keysOf(email))).toBe('none');
    await recording()(report('hard', tags));
    await recording()(report('complained', tags)); // At 12:30, after the release at 12:05.
    expect(await suppression()).toMatchObject({ reason: 'complaint' });
    clock.advance(DAY_MS);
    await release(await keysOf(email));
    await recording()(report('complained', tags));
    expect(await suppression()).toBeNull();
    const rows = await under.store.listAudit(await keysOf(email));
    expect(rows.map(({ event }) => event)).toEqual(['bounce', 'released', 'complaint', 'released']);
    // A release is the operator's, and of no mail.
    const { id, kind, messageId, reason } = rows[1] ?? {};
    expect([id, kind, messageId]).toEqual(['operator', '', '']);
    expect(reason).not.toBe('');
  });

  it('whose release broke off is released when the release is repeated', async () => {
    const { tags } = await aSentMail('announcement');
    await recording()(report('hard', tags));
    const store = { ...under.store, liftSuppression: () => Promise.reject(new Error('killed')) };
    await expect(
      releaseAddress({ store, clock, retention: DEFAULT_RETENTION })(await keysOf(email)),
    ).rejects.toThrow('killed');
    clock.advance(1_000);
    expect(
      await releaseAddress({ store: under.store, clock, retention: DEFAULT_RETENTION })(
        await keysOf(email),
      ),
    ).toBe('released');
    expect(await suppression()).toBeNull();
  });
});

describe('a release and a report at the same time', () => {
  /**
   * A store that counts its calls. Just before the call with the number `step` it runs `between`
   * completely.
   */
  function interleaved(step: number, between: () => Promise<unknown>) {
    let calls = 0;
    const store = Object.fromEntries(
      Object.entries(under.store).map(([name, method]) => {
        // A key is computed without a call of the database.
        if (typeof method !== 'function' || name.endsWith('Key')) return [name, method];
        const call = method as (...about: unknown[]) => unknown;
        return [
          name,
          async (...about: unknown[]) => {
            calls += 1;
            if (calls === step) await between();
            return call(...about);
          },
        ];
      }),
    ) as unknown as typeof under.store;
    return { store, hasPassed: () => calls >= step };
  }

  const PAST = [
    ['nothing', []],
    ['a bounce', ['hard']],
    ['a bounce that was released', ['hard', 'release']],
  ] as const;
  // The release is at 12:05. The bounce was before it, the complaint is after it.
  const NOW = ['hard', 'complained', 'soft'] as const;
  const CASES = PAST.flatMap(([past, steps]) =>
    NOW.map((event) => ({ past, steps, event }) as const),
  );

  const releaseOn = async (store: typeof under.store) =>
    releaseAddress({ store, clock, retention: DEFAULT_RETENTION })(await keysOf(email));

  async function anAddress(steps: readonly ('hard' | 'release')[]) {
    fresh();
    const { tags } = await aSentMail('announcement');
    for (const step of steps) {
      if (step === 'hard') await recording()(report(step, tags));
      else await releaseOn(under.store);
    }
    return tags;
  }

  async function expectConverged() {
    const rows = await under.store.listAudit(await keysOf(email));
    expect(await suppression()).toEqual(suppressionFor(rows));
  }

  it.each(CASES)(
    'leave what follows from all rows, at any moment of the release: $event after $past',
    async ({ steps, event }) => {
      for (let step = 1; ; step++) {
        const tags = await anAddress(steps);
        const { store, hasPassed } = interleaved(step, () => releaseOn(under.store));
        await recording(store)(report(event, tags));
        if (!hasPassed()) break;
        await expectConverged();
      }
    },
  );

  it.each(CASES)(
    'leave what follows from all rows, at any moment of the report: $event after $past',
    async ({ steps, event }) => {
      for (let step = 1; ; step++) {
        const tags = await anAddress(steps);
        const { store, hasPassed } = interleaved(step, () => recording()(report(event, tags)));
        await releaseOn(store);
        if (!hasPassed()) break;
        await expectConverged();
      }
    },
  );

  it('leave what follows from all rows when a second report comes as well, in any order of all steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (order) => {
        const tags = await anAddress(['hard']);
        const store = Object.fromEntries(
          Object.entries(under.store).map(([name, method]) => [
            name,
            name.endsWith('Suppression') || name.endsWith('Audit')
              ? order.scheduleFunction(method as (...about: unknown[]) => Promise<unknown>)
              : method,
          ]),
        ) as unknown as typeof under.store;
        await order.waitFor(
          Promise.all([
            recording(store)(report('listed', tags)),
            recording(store)(report('complained', tags)),
            releaseOn(store),
          ]),
        );
        await expectConverged();
      }),
      { numRuns: 60 },
    );
  });

  it('keep an erased address suppressed when no row says that it was released', async () => {
    const tags = await anAddress(['hard']);
    await under.store.eraseAddress(await keyOf(email), []);
    await recording()(report('soft', tags));
    expect(await suppression()).toMatchObject({ reason: 'bounce' });
  });
});

describe('a digest that bounces', () => {
  it('is counted separately, because somebody must find another mailbox', async () => {
    const { tags } = await aSentMail('digest');
    await recording()(report('soft', tags));
    expect(journal.counts.get('DigestsBounced')).toBe(1);
    await recording()(report('soft', tags));
    expect(journal.counts.get('DigestsBounced')).toBe(1);
  });

  it('is counted as bounced too when SES rejects its content', async () => {
    const { key, tags } = await aSentMail('digest');
    await recording()(report('rejected', tags));
    await recording()(report('rejected', tags));
    expect(await deliveryAt(key)).toMatchObject({ state: 'bounced', reason: 'Bad content' });
    expect(journal.counts).toEqual(
      new Map([
        ['MailsRejected', 1],
        ['DigestsBounced', 1],
      ]),
    );
    expect(journal.errors).toContain('A digest did not reach its mailbox');
  });

  it('is not counted when it is a mail of another kind', async () => {
    const { tags } = await aSentMail('announcement');
    await recording()(report('hard', tags));
    expect(journal.counts.has('DigestsBounced')).toBe(false);
    expect(journal.errors).toEqual([]);
  });
});

describe('a mail that SES rejects for its content', () => {
  it('is counted once, however often it is reported, and says nothing of its address', async () => {
    const { tags } = await aSentMail('receipt');
    await Promise.all([1, 2, 3].map(async () => recording()(report('rejected', tags))));
    expect(journal.counts).toEqual(new Map([['MailsRejected', 1]]));
    expect(journal.errors).toHaveLength(1);
    expect(await suppression()).toBeNull();
  });
});

describe('a report of a mail that the product did not send', () => {
  it.each<Record<string, string>>([
    {},
    { kind: 'newsletter' },
    {
      kind: 'receipt',
      consultation: 'nowhere',
      reference: 'X',
      version: '1',
      content: 'a',
      mail: 'receipt',
    },
    {
      kind: 'receipt',
      consultation: 'nap2-midterm-review',
      reference: 'X',
      version: 'one',
      content: 'a',
    },
    { kind: 'digest', unit: 'nowhere', number: 'one' },
    {
      kind: 'announcement',
      announcement: 'nowhere',
      batch: '0',
      address: 'A'.repeat(22),
    },
    { kind: 'announcement', announcement: 'nowhere', address: 'A'.repeat(22) },
    { kind: 'confirmation', address: 'A'.repeat(22) },
    { kind: 'confirmation', address: '?' },
    { kind: 'receipt' },
    { kind: 'digest' },
    { kind: 'announcement' },
    { kind: 'confirmation' },
  ])('%j moves nothing, and what it says about the address is kept', async (tags) => {
    await under.store.saveConsultation(aConsultation());
    await recording()(report('delivered', tags));
    await recording()(report('hard', tags));
    expect(await suppression()).toMatchObject({ reason: 'bounce' });
  });

  it('of an announcement that was erased changes nothing', async () => {
    const { key, tags } = await aSentMail('announcement');
    await under.store.eraseAddress(await keyOf(email), [anAnnouncement().id]);
    await recording()(report('delivered', tags));
    expect((await under.store.findBatch(key))?.deliveries.size).toBe(0);
  });
});
