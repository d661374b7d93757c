import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { cancel, due } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION, type Retention } from '../../shared/domain/retention.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { partitions } from '../../shared/dynamo/keys.ts';
import { expireData } from '../../shared/usecases/expire-data.ts';
import { resendReceipt } from '../../shared/usecases/resend-receipt.ts';
import {
  aConsultation,
  anAnnouncement,
  anInput,
  aSubmission,
  at,
  aUnit,
  given,
} from '../support/builders.ts';
import { deliveriesOf, keyOf, SOURCE, StandingClock, storeDelivery } from '../support/ports.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { useCasesOn } from '../support/use-cases.ts';
import { aWiredTable } from '../support/wired-table.ts';
import type { WireRequest } from '../support/wire.ts';

const CLOSED = at('2027-02-01T00:00:00Z');
const CONTACT_DAYS = DEFAULT_RETENTION.contactDaysAfterClosing;
const TOO_OLD = plus(CLOSED, CONTACT_DAYS * DAY_MS);
const consultation = aConsultation({ shards: 2, closesAt: CLOSED });

let under: Pick<Awaited<ReturnType<typeof aWiredTable>>, 'store' | 'engineStore' | 'engineTable'>;
let clock: StandingClock;
beforeEach(async () => {
  clock = new StandingClock(TOO_OLD);
  const { store, table } = aSimulatedTable();
  await beginOn({ store, engineStore: store, engineTable: table });
});

async function beginOn(table: typeof under): Promise<void> {
  under = table;
  await under.engineStore.saveConsultation(consultation);
  await under.engineStore.saveUnit(aUnit());
}

/** Begins anew on a table that the product reaches through a wire. Returns the wire. */
async function beginBehindAWire() {
  const wired = await aWiredTable();
  onTestFinished(() => wired.close());
  await beginOn(wired);
  return wired.wire;
}

const product = () => useCasesOn({ store: under.store }, clock);
const expire = async (changes: Partial<Retention> = {}) => {
  const journal = product().journal;
  const retention = { ...DEFAULT_RETENTION, ...changes };
  const run = await expireData({ store: under.store, retention, clock, journal })();
  return { ...run, counts: journal.counts };
};

async function received(seed: number, changes = {}): Promise<Submission> {
  const submission = aSubmission({ consultation, seed, ...changes });
  await under.engineStore.addSubmission(consultation, submission);
  return submission;
}

/** Submits something, edits it with another contact, and withdraws it. */
async function threeVersions(seed: number): Promise<Submission> {
  const first = await received(seed);
  const contact = { name: 'Berta Bērziņa', email: 'berta@ngo.example' };
  const later = plus(first.receivedAt, HOUR_MS);
  const edited = editSubmission(first, consultation, given(anInput({ contact })), 'b', later);
  const last = withdrawSubmission(edited, plus(later, HOUR_MS));
  await under.engineStore.addSubmission(consultation, edited);
  await under.engineStore.addSubmission(consultation, last);
  return last;
}

async function versions(): Promise<Submission[]> {
  return Array.fromAsync(under.engineStore.streamVersions(consultation));
}

async function logOf(kind: string) {
  return (await under.engineStore.listExpiries()).filter((one) => one.kind === kind);
}

async function allRows(): Promise<string> {
  const shards = [0, 1];
  const all = [
    ...shards.map((shard) => partitions.opinions(consultation.id, shard)),
    ...shards.map((shard) => partitions.receipts(consultation.id, shard)),
    partitions.expiries,
  ];
  const rows = await Promise.all(
    all.map(async (partition) => Array.fromAsync(under.engineTable.query({ partition }))),
  );
  return JSON.stringify(rows);
}

const isUpdateOf =
  (partition: string) =>
  ({ action, body }: WireRequest) =>
    action === 'UpdateItem' && JSON.stringify(body).includes(partition);

describe('contacts', () => {
  it('of all versions are removed when their time has come, and the opinions stay', async () => {
    await received(1);
    const last = await threeVersions(2);
    const before = await versions();
    expect(await expire()).toMatchObject({ outcome: 'done', removed: 4 });
    const after = await versions();
    const removal = { at: TOO_OLD, because: 'retention' };
    expect(after).toEqual(
      before.map(({ contact: _, ...rest }) => ({ ...rest, contactRemoved: removal })),
    );
    expect(after.find(({ reference }) => reference === last.reference)).toMatchObject({
      version: 1,
      organisation: last.organisation,
      publication: 'named',
      parts: [{ answers: { text: 'Portāls vēl nedarbojas.' } }],
    });
    const rows = await allRows();
    for (const trace of ['zanete', 'Žanete', 'berta', 'Berta']) expect(rows).not.toContain(trace);
  });

  it('stay until that moment, whatever becomes of the closing time', async () => {
    await received(1);
    clock.set(plus(TOO_OLD, -1));
    expect(await expire()).toMatchObject({ removed: 0 });
    clock.set(TOO_OLD);
    const later = { ...consultation, closesAt: plus(CLOSED, 30 * DAY_MS) };
    await under.engineStore.saveConsultation(later);
    expect(await expire()).toMatchObject({ removed: 0 });
    expect((await versions()).every(({ contact }) => contact !== undefined)).toBe(true);
    clock.set(plus(TOO_OLD, 30 * DAY_MS));
    await expire();
    expect(await logOf('contacts')).toMatchObject([{ removed: 1, isDone: true }]);
  });

  it('are removed after the days of the deployment', async () => {
    await received(1);
    clock.set(plus(CLOSED, 30 * DAY_MS));
    expect(await expire()).toMatchObject({ removed: 0 });
    expect(await expire({ contactDaysAfterClosing: 30 })).toMatchObject({ removed: 1 });
    expect(await logOf('contacts')).toEqual([
      {
        kind: 'contacts',
        subject: consultation.id,
        rule: 'contactDaysAfterClosing',
        days: 30,
        tooOldAt: clock.now(),
        place: expect.any(String) as string,
        removed: 1,
        startedAt: clock.now(),
        at: clock.now(),
        isDone: true,
      },
    ]);
  });

  it('are looked for once: the log remembers that all of them are gone', async () => {
    await received(1);
    await expire();
    const log = await logOf('contacts');
    clock.advance(DAY_MS);
    expect(await expire()).toMatchObject({ outcome: 'done', removed: 0 });
    expect(await logOf('contacts')).toEqual(log);
    expect(log).toMatchObject([{ removed: 1, isDone: true }]);
  });

  it('that came in after the consultation was opened again are removed in a pass of their own', async () => {
    await received(1);
    await expire();
    const again = { ...consultation, closesAt: plus(TOO_OLD, DAY_MS) };
    await under.engineStore.saveConsultation(again);
    await received(2);
    clock.set(plus(again.closesAt, CONTACT_DAYS * DAY_MS));
    await expire();
    expect(await logOf('contacts')).toMatchObject([{ removed: 1 }, { removed: 1 }]);
  });

  it('are removed page by page, and counted once each, wherever a run is killed', async () => {
    for (let seed = 1; seed <= 60; seed++) await received(seed);
    const journal = product().journal;
    const killed = (name: 'moveExpiry' | 'expireContacts', after: number) => {
      let left = after;
      const dieAt = (step: typeof name) => {
        if (step === name && --left === 0) throw new Error('killed');
      };
      const store: typeof under.store = {
        ...under.store,
        async expireContacts(...args) {
          const step = await under.store.expireContacts(...args);
          dieAt('expireContacts');
          return step;
        },
        async moveExpiry(before, next) {
          const moved = await under.store.moveExpiry(before, next);
          if (next.kind === 'contacts') dieAt('moveExpiry');
          return moved;
        },
      };
      return expireData({ store, retention: DEFAULT_RETENTION, clock, journal })();
    };
    for (const [name, after] of [
      ['expireContacts', 1],
      ['moveExpiry', 1],
      ['expireContacts', 1],
      ['moveExpiry', 2],
    ] as const) {
      clock.advance(DAY_MS);
      await expect(killed(name, after)).rejects.toThrow('1 removals failed');
      expect(await logOf('contacts')).toMatchObject([{ subject: consultation.id }]);
    }
    clock.advance(DAY_MS);
    await expire();
    expect((await versions()).some(({ contact }) => contact !== undefined)).toBe(false);
    expect(await logOf('contacts')).toMatchObject([{ removed: 60, isDone: true }]);
  });

  it('are left to the next run when the time of a run is over', async () => {
    for (let seed = 1; seed <= 60; seed++) await received(seed);
    const slow = {
      ...under.store,
      async expireContacts(...args: Parameters<typeof under.store.expireContacts>) {
        clock.advance(11 * MINUTE_MS);
        return under.store.expireContacts(...args);
      },
    };
    const journal = product().journal;
    const run = expireData({ store: slow, retention: DEFAULT_RETENTION, clock, journal });
    const first = await run();
    expect(first).toMatchObject({ outcome: 'left' });
    expect(first.removed).toBeGreaterThan(0);
    expect(first.removed).toBeLessThan(60);
    expect(Object.fromEntries(journal.counts)).toEqual({ ExpirySucceeded: 1, ExpiryLeft: 1 });
    let removed = first.removed;
    for (let night = 0; night < 6; night++) removed += (await run()).removed;
    const nightsLeft = journal.counts.get('ExpiryLeft');
    expect(await run()).toMatchObject({ outcome: 'done' });
    expect(journal.counts.get('ExpiryLeft')).toBe(nightsLeft);
    expect(removed).toBe(60);
    expect(await logOf('contacts')).toMatchObject([{ removed: 60, isDone: true }]);
  });

  it('are counted once by two runs at the same time', async () => {
    for (let seed = 1; seed <= 20; seed++) await received(seed);
    await Promise.all([expire(), expire()]);
    expect(await logOf('contacts')).toMatchObject([{ removed: 20, isDone: true }]);
  });

  it('are removed beside what others write at the same time, and what a newer version has added stays', async () => {
    const wire = await beginBehindAWire();
    const { reference } = await received(1);
    const [row] = (
      await Promise.all(
        [0, 1].map(async (shard) =>
          Array.fromAsync(
            under.engineTable.query({ partition: partitions.opinions(consultation.id, shard) }),
          ),
        ),
      )
    ).flat();
    if (row === undefined) throw new Error('There is no version');
    const meanwhile = async () => under.engineTable.save(row.key, { newer: { 'ir-kas': 1 } });
    // The first update meets a fault and is tried again. By then somebody else has written.
    wire.inject('lose-answer', isUpdateOf('OPINIONS#'), { meanwhile });
    expect(await expire()).toMatchObject({ removed: 1 });
    expect(wire.waiting()).toBe(0);
    const after = await under.engineTable.get(row.key);
    expect(after?.attributes).toMatchObject({ reference, newer: { 'ir-kas': 1 } });
    expect(after?.attributes).not.toHaveProperty('contact');
  });

  it.each(['throttle', 'cut', 'lose-answer', 'fail-after', 'fail-before'] as const)(
    'are removed and counted once through a fault of the wire: %s',
    async (fault) => {
      const wire = await beginBehindAWire();
      await received(1);
      wire.inject(fault, isUpdateOf('OPINIONS#'));
      wire.inject(fault, isUpdateOf('EXPIRIES'));
      await expire();
      expect(wire.waiting()).toBe(0);
      expect(await logOf('contacts')).toMatchObject([{ removed: 1, isDone: true }]);
    },
  );

  it('that cannot be removed fail the run, after all others', async () => {
    const wire = await beginBehindAWire();
    await received(1);
    const other = aConsultation({ id: 'another', shards: 1, closesAt: CLOSED });
    await under.engineStore.saveConsultation(other);
    await under.engineStore.addSubmission(other, aSubmission({ consultation: other, seed: 2 }));
    // As often as the client tries.
    wire.inject('exceed', isUpdateOf(`OPINIONS#${other.id}`), { times: 3 });
    await expect(expire()).rejects.toThrow('1 removals failed');
    expect((await versions()).some(({ contact }) => contact !== undefined)).toBe(false);
    expect(await expire()).toMatchObject({ outcome: 'done', removed: 1 });
    expect(await logOf('contacts')).toMatchObject([
      { subject: other.id, removed: 1, isDone: true },
      { subject: consultation.id, removed: 1, isDone: true },
    ]);
  });
});

describe('a submission whose contact is gone', () => {
  it('opens by its link still, and its author may choose how it is published', async () => {
    const { reference } = await received(1);
    const all = product();
    await expire();
    const request = await all.revision(consultation.id, reference);
    expect(await all.choose(request, 'anonymous')).toEqual({ outcome: 'chosen' });
    expect(await all.revise.confirm(request)).toMatchObject({ outcome: 'revised' });
  });

  it('sends no receipt and says why', async () => {
    const submission = await received(1);
    await expire();
    const all = product();
    const resend = resendReceipt({
      store: under.store,
      limit: { countReceipt: () => Promise.resolve(true) },
      queue: { nudge: () => Promise.resolve() },
      clock,
      journal: all.journal,
    });
    expect(await resend(consultation.id, submission.reference, SOURCE)).toBe('over');
    expect(await all.showReceipt(consultation.id, submission.reference)).toMatchObject({
      mail: { state: 'over' },
    });
    // The receipt was still due.
    await all.minutes(2);
    expect(all.mails.taken).toEqual([]);
    const receipt = await under.engineStore.findBatch(
      under.store.receiptKey(consultation, submission),
    );
    expect([...(receipt?.deliveries.values() ?? [])]).toMatchObject([
      { state: 'cancelled', reason: 'contact-removed' },
    ]);
  });

  it('gets no mail about an act of moderation, nor about what has grown from it', async () => {
    const { reference } = await received(1);
    await expire();
    const all = product();
    await all.moderate.hide(reference, 'off-topic');
    const descent = { consultation: consultation.id, reference, part: 'A', into: consultation.id };
    await under.store.addDescent({ ...descent, commitment: 1, at: clock.now() }, clock.now());
    await all.minutes(2);
    expect(all.mails.taken).toEqual([]);
    expect(all.journal.errors).toEqual([]);
  });
});

describe('the counts of sources', () => {
  const NOON = at('2027-03-05T12:10:00.000Z');
  /** Counts something of so many sources in the hour that lies so many hours before noon. */
  const counted = async (hoursBefore: number, sources = 1) => {
    const hour = plus(NOON, -hoursBefore * HOUR_MS);
    await Promise.all(
      Array.from({ length: sources }, async (_, source) =>
        under.engineStore.addToSource(
          `source-${source}`,
          hour,
          { receipts: 1 },
          plus(hour, DAY_MS),
        ),
      ),
    );
  };
  const hoursLeft = async (day: string) => {
    const all = partitions
      .sources(day)
      .map(async (partition) => Array.fromAsync(under.engineTable.query({ partition })));
    return (await Promise.all(all))
      .flat()
      .map(({ key }) => key.sort.slice(0, 2))
      .toSorted();
  };
  beforeEach(() => {
    clock.set(NOON);
  });

  it('are deleted every night as soon as their hour is over, across midnight', async () => {
    for (const hours of [0, 1, 2, 12, 13, 30]) await counted(hours);
    expect(await expire()).toMatchObject({ outcome: 'done', removed: 5 });
    expect(await hoursLeft('2027-03-05')).toEqual(['12']);
    expect(await hoursLeft('2027-03-04')).toEqual([]);
    clock.advance(DAY_MS);
    expect(await expire()).toMatchObject({ removed: 1 });
    expect(await hoursLeft('2027-03-05')).toEqual([]);
    expect(await logOf('sources')).toMatchObject([
      { subject: 'all', rule: 'sourceCountDays', days: 1, removed: 6, isDone: false },
    ]);
  });

  it('stay for the days of the deployment', async () => {
    for (const hours of [0, 24, 48, 49]) await counted(hours);
    expect(await expire({ sourceCountDays: 3 })).toMatchObject({ removed: 1 });
    expect(await hoursLeft('2027-03-03')).toEqual(['12']);
    // Once they may stay for longer, nothing is deleted for a while.
    expect(await expire({ sourceCountDays: 5 })).toMatchObject({ removed: 0 });
    expect(await expire({ sourceCountDays: 2 })).toMatchObject({ removed: 1 });
    expect(await hoursLeft('2027-03-04')).toEqual(['12']);
  });

  it('are deleted some hundred at a time, and the rest by the next run if a run dies', async () => {
    await counted(1, 1_100);
    const [all, steps] = [product(), [] as number[]];
    const store = {
      ...under.store,
      async expireSources(...args: Parameters<typeof under.store.expireSources>) {
        const step = await under.store.expireSources(...args);
        if (step.removed > 0) steps.push(step.removed);
        if (steps.length === 2) throw new Error('killed');
        return step;
      },
    };
    const run = expireData({ store, retention: DEFAULT_RETENTION, clock, journal: all.journal });
    await expect(run()).rejects.toThrow('1 removals failed');
    expect(steps).toEqual([500, 500]);
    expect(await hoursLeft('2027-03-05')).toHaveLength(100);
    expect(await expire()).toMatchObject({ outcome: 'done', removed: 100 });
    expect(await hoursLeft('2027-03-05')).toEqual([]);
  });
});

describe('what has become of mails', () => {
  const RECEIVED = at('2027-01-05T10:00:00Z');
  const FORGOTTEN = plus(RECEIVED, DEFAULT_RETENTION.deliveryDays * DAY_MS);
  const receiptOf = async (submission: Submission) =>
    under.engineStore.findBatch(under.store.receiptKey(consultation, submission));

  it('is forgotten some days after each was received, and one that never left is not sent any more', async () => {
    const [old, young] = [await received(1), await received(2, { receivedAt: plus(RECEIVED, 1) })];
    await under.engineStore.saveConsultation({ ...consultation, closesAt: FORGOTTEN });
    clock.set(FORGOTTEN);
    expect(await expire()).toMatchObject({ removed: 0 });
    clock.set(plus(FORGOTTEN, 1));
    expect(await expire()).toMatchObject({ removed: 1 });
    expect((await receiptOf(old))?.deliveries.size).toBe(0);
    expect((await receiptOf(young))?.deliveries.size).toBe(1);
    expect(await logOf('mails')).toMatchObject([
      { subject: consultation.id, rule: 'deliveryDays', days: 400, removed: 1, isDone: false },
    ]);
    const { batches } = await under.engineStore.dueItems(clock.now(), 10);
    expect(batches).toEqual([under.store.receiptKey(consultation, young)]);

    clock.advance(DAY_MS);
    expect(await expire()).toMatchObject({ removed: 1 });
    expect(await logOf('mails')).toMatchObject([{ removed: 2 }]);
    const all = product();
    expect(await all.showReceipt(consultation.id, old.reference)).toMatchObject({
      mail: { state: 'over' },
    });
    await all.minutes(2);
    expect(all.mails.taken).toEqual([]);
    const whole = { from: RECEIVED, to: clock.now() };
    expect(await Array.fromAsync(under.store.streamReceiptsWithin(consultation, whole))).toEqual(
      [],
    );
  });

  it('is forgotten in many steps, each once', async () => {
    for (let seed = 1; seed <= 120; seed++) {
      await received(seed, { receivedAt: plus(RECEIVED, Math.floor(seed / 3)) });
    }
    clock.set(plus(FORGOTTEN, DAY_MS));
    await expire({ contactDaysAfterClosing: 3_650 });
    expect(await logOf('mails')).toMatchObject([{ removed: 120 }]);
    expect(await expire({ contactDaysAfterClosing: 3_650 })).toMatchObject({ removed: 0 });
  });

  it('is counted once, if the run has died before it wrote the step down', async () => {
    for (let seed = 1; seed <= 3; seed++) await received(seed, { receivedAt: RECEIVED });
    clock.set(plus(FORGOTTEN, 1));
    const journal = product().journal;
    const store: typeof under.store = {
      ...under.store,
      async expireMails(...args) {
        await under.store.expireMails(...args);
        throw new Error('killed');
      },
    };
    const run = expireData({ store, retention: DEFAULT_RETENTION, clock, journal });
    await expect(run()).rejects.toThrow('1 removals failed');
    clock.advance(DAY_MS);
    await expire();
    expect(await logOf('mails')).toMatchObject([{ removed: 3 }]);
  });

  it('is kept while the consultation is open, because its authors may ask for a mail again', async () => {
    const submission = await received(1);
    await under.engineStore.saveConsultation({
      ...consultation,
      closesAt: plus(FORGOTTEN, DAY_MS),
    });
    clock.set(plus(FORGOTTEN, DAY_MS - 1));
    expect(await expire()).toMatchObject({ removed: 0 });
    clock.advance(1);
    expect(await expire()).toMatchObject({ removed: 1 });
    expect((await receiptOf(submission))?.deliveries.size).toBe(0);
  });

  it('is forgotten of acts of moderation, and of what has grown from a proposal', async () => {
    clock.set(RECEIVED);
    const { reference } = await received(1, { receivedAt: plus(RECEIVED, -1) });
    await product().moderate.hide(reference, 'off-topic');
    const descent = { consultation: consultation.id, reference, part: 'A', into: 'nap3' };
    const named = { ...descent, commitment: 1, at: clock.now() };
    await under.engineStore.addDescent(named, clock.now());
    const [act] = await under.engineStore.newestActs(consultation.id, 1, null);
    if (act === undefined) throw new Error('There is no act');
    const mails = async () => {
      const all = [under.store.actKey(act), under.store.descentKey(named)];
      const batches = await Promise.all(all.map(async (key) => under.engineStore.findBatch(key)));
      return batches.map((batch) => batch?.deliveries.size);
    };
    expect(await mails()).toEqual([1, 1]);
    clock.set(plus(act.receivedAt, DEFAULT_RETENTION.deliveryDays * DAY_MS + 1));
    await expire();
    expect(await mails()).toEqual([0, 0]);
    expect(await logOf('mails')).toMatchObject([{ removed: 3 }]);
    // What was said and done stays.
    expect(await under.engineStore.newestActs(consultation.id, 1, null)).toEqual([act]);
    expect(await under.engineStore.listDescents(consultation.id)).toEqual([named]);
  });

  it('of an announcement is forgotten, address by address', async () => {
    // Its time had passed when it was published.
    const started = anAnnouncement({ id: 'spring', sendAt: plus(RECEIVED, -40 * DAY_MS) });
    await under.engineStore.scheduleAnnouncement(started);
    await under.engineStore.startAnnouncement(started, RECEIVED);
    await under.engineStore.scheduleAnnouncement(anAnnouncement({ id: 'never', sendAt: RECEIVED }));
    for (const email of ['a@list.example', 'b@list.example', 'c@list.example']) {
      const delivery = cancel(due('announcement', RECEIVED), 'none');
      await storeDelivery(under.engineStore, 'spring', await keyOf(email), delivery);
    }
    clock.set(plus(FORGOTTEN, -1));
    await expire();
    expect((await deliveriesOf(under.engineStore, 'spring')).size).toBe(3);
    clock.set(FORGOTTEN);
    await expire();
    expect((await deliveriesOf(under.engineStore, 'spring')).size).toBe(0);
    expect(await logOf('announcements')).toMatchObject([
      { subject: 'spring', removed: 3, isDone: true },
    ]);
  });
});
