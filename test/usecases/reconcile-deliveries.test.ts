import { beforeEach, describe, expect, it } from 'vitest';
import type { Consultation, ResponsibleUnit } from '../../shared/domain/consultation.ts';
import { BEGINNING } from '../../shared/domain/digest.ts';
import { type Feedback, hear } from '../../shared/domain/delivery.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { DAY_MS, localDate, plus } from '../../shared/domain/time.ts';
import { consultationStore } from '../../shared/dynamo/consultations.ts';
import { digestStore } from '../../shared/dynamo/digests.ts';
import { healthStore } from '../../shared/dynamo/health.ts';
import { tableIdentity } from '../../shared/dynamo/installation.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import { submissionStore } from '../../shared/dynamo/submissions.ts';
import { Table } from '../../shared/dynamo/table.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import { reconcileDeliveries } from '../../shared/usecases/reconcile-deliveries.ts';
import { aConsultation, anInput, given, aSubmission, at, aUnit } from '../support/builders.ts';
import { KeptJournal, KeptMails, StandingClock } from '../support/ports.ts';
import { batchAt, digestRunner } from '../support/sending.ts';
import { aSimulatedTable } from '../support/engines.ts';

let under: ReturnType<typeof aSimulatedTable>;
let clock: StandingClock;
let mails: KeptMails;
let journal: KeptJournal;
let unit: ResponsibleUnit;
let consultation: Consultation;
beforeEach(async () => {
  under = aSimulatedTable();
  clock = new StandingClock('2027-01-05T10:00:00Z');
  mails = new KeptMails();
  journal = new KeptJournal();
  unit = aUnit();
  consultation = aConsultation();
  await under.store.saveUnit(unit);
  await under.store.saveConsultation(consultation);
});

const FIRST = '2027-01-11T06:00:00Z';
const SECOND = '2027-01-18T06:00:00Z';
const CAME = at('2027-01-05T10:00:00Z');
/** A night more than eight days after the opinions came. */
const NIGHT = '2027-01-14T02:30:00Z';

async function reconcileAt(written: string) {
  clock.set(written);
  await reconcileDeliveries({ store: under.store, clock, journal })();
  const report = await under.store.lastReport();
  if (report === null) throw new Error('It left no report');
  return report;
}

const findingsAt = async (written: string) => (await reconcileAt(written)).findings;

async function runAt(scheduled: string) {
  clock.set(scheduled);
  await digestRunner({ store: under.store, send: mails.send, clock, journal })(at(scheduled));
}

/** Records what SES reports of all mails of a digest. */
async function reported(number: number, state: Feedback['state'] = 'delivered') {
  await hearAll(under.store.digestKey(unit.id, number), state);
}

async function hearAll(key: ReturnType<typeof under.store.digestKey>, state: Feedback['state']) {
  const batch = await batchAt(under.store, key);
  const feedback = { state, at: clock.now(), reason: '', messageId: 'message' };
  const moves = [...batch.deliveries].flatMap(([name, delivery]) => {
    const heard = hear(delivery, feedback);
    return heard === null ? [] : [[name, heard] as const];
  });
  await under.store.moveBatch(batch, new Map(moves));
}

/** Stores a submission. SES has reported its receipt, unless the receipt is `silent`. */
async function receive(submission: Submission, receipt: 'delivered' | 'silent' = 'delivered') {
  const { receivedAt } = submission;
  const sent = { kind: 'receipt', attempts: 1, repeat: false, messageId: 'message' } as const;
  await under.store.addSubmission(consultation, submission, {
    receipt:
      receipt === 'silent'
        ? { ...sent, state: 'sent', sentAt: receivedAt }
        : { ...sent, state: 'delivered', at: receivedAt, reason: '' },
  });
}

const notAccepted = ({ reference }: Submission, digest: number | null) => ({
  finding: 'opinion-not-accepted',
  consultation: consultation.id,
  reference,
  commitment: 2,
  unit: unit.id,
  changedAt: CAME,
  digest,
});

describe('an opinion', () => {
  it('that a mailbox has accepted is no finding, and need not be read again', async () => {
    await receive(aSubmission({ receivedAt: CAME }));
    await runAt(FIRST);
    await reported(1);
    const report = await reconcileAt(NIGHT);
    expect(report).toMatchObject({ count: 0, findings: [] });
    expect(report.consultations[consultation.id]?.acceptedTo).toBe(plus(at(NIGHT), -8 * DAY_MS));
    expect(journal.counts.get('ReconciliationSucceeded')).toBe(1);
    expect(journal.counts.has('Discrepancies')).toBe(false);
    expect(journal.errors).toEqual([]);
  });

  it('that no digest tells is found after eight days, and not before', async () => {
    const submission = aSubmission({ receivedAt: CAME });
    await receive(submission);
    expect(await findingsAt('2027-01-13T09:59:59Z')).toEqual([]);
    expect(await findingsAt(NIGHT)).toEqual([notAccepted(submission, null)]);
    expect(journal.counts.get('Discrepancies')).toBe(1);
  });

  it('whose digest has not been accepted is found night after night, until it is', async () => {
    const submission = aSubmission({ receivedAt: CAME });
    await receive(submission);
    await runAt(FIRST);
    await reported(1, 'bounced');
    expect(await findingsAt(NIGHT)).toEqual([notAccepted(submission, 1)]);
    expect(await findingsAt('2027-01-15T02:30:00Z')).toEqual([notAccepted(submission, 1)]);
    const batch = await under.store.findDigest(unit.id, 1);
    if (batch === null) throw new Error('It was not made');
    await under.store.addRecipients(batch, unit.mailboxes, true, clock.now());
    await runAt('2027-01-15T06:00:00Z');
    await reported(1);
    expect(await findingsAt('2027-01-16T02:30:00Z')).toEqual([]);
  });

  it('that the digest of its window leaves out is found', async () => {
    const submission = aSubmission({ receivedAt: CAME });
    await receive(submission);
    await under.store.saveConsultation({ ...consultation, units: ['another'] });
    await under.store.saveConsultation(aConsultation({ id: 'other' }));
    await runAt(FIRST);
    await reported(1);
    await under.store.saveConsultation(consultation);
    expect(await findingsAt(NIGHT)).toEqual([notAccepted(submission, 1)]);
  });

  it('that was withdrawn within its window is no finding, although nobody has accepted its digest', async () => {
    const gone = aSubmission({ receivedAt: CAME });
    await receive(gone);
    await receive(withdrawSubmission(gone, at('2027-01-06T10:00:00Z')));
    expect(await findingsAt('2027-01-15T02:30:00Z')).toEqual([]);
    await runAt('2027-01-15T06:00:00Z');
    await reported(1, 'bounced');
    expect(await findingsAt('2027-01-16T02:30:00Z')).toEqual([]);
  });

  it('that was withdrawn after its digest is found when nobody has accepted that digest', async () => {
    const gone = aSubmission({ receivedAt: CAME });
    await receive(gone);
    await runAt(FIRST);
    await reported(1, 'bounced');
    await receive(withdrawSubmission(gone, at('2027-01-12T10:00:00Z')));
    await reconcileAt(NIGHT);
    // The unit has no mailbox now, so no further digest goes out. The first digest is still owed,
    // and no digest tells the withdrawal: both are found.
    unit = aUnit({ mailboxes: [] });
    await under.store.saveUnit(unit);
    expect(await findingsAt('2027-01-22T02:30:00Z')).toMatchObject([
      notAccepted(gone, 1),
      { finding: 'opinion-not-accepted', changedAt: '2027-01-12T10:00:00.000Z', digest: null },
    ]);
    expect(journal.counts.get('UnitsWithoutMailbox')).toBe(1);
  });

  it('that is edited day after day is found too', async () => {
    let version = aSubmission({ receivedAt: CAME });
    await receive(version);
    for (let day = 1; day <= 8; day++) {
      const opinions = [{ commitment: 2, rating: null, text: `Doma ${day}.` }];
      const when = plus(CAME, day * DAY_MS);
      version = editSubmission(
        version,
        consultation,
        given(anInput({ opinions })),
        String(day),
        when,
      );
      await receive(version);
    }
    expect(await findingsAt(NIGHT)).toEqual([notAccepted(version, null)]);
  });

  it('is checked until its consultation is closed and clean, and no longer', async () => {
    consultation = aConsultation({ closesAt: at('2027-01-08T00:00:00Z') });
    await under.store.saveConsultation(consultation);
    await receive(aSubmission({ receivedAt: CAME }));
    expect(await findingsAt('2027-02-14T02:30:00Z')).toHaveLength(1);
    await runAt('2027-02-15T06:00:00Z');
    await reported(1);
    const clean = await reconcileAt('2027-02-24T02:30:00Z');
    const later = await reconcileAt('2027-02-25T02:30:00Z');
    expect([clean.count, later.count]).toEqual([0, 0]);
    expect(later.consultations).toEqual(clean.consultations);
  });
});

describe('the digests of a unit', () => {
  async function made(number: number, from: string, to: string) {
    clock.set(to);
    const digest = {
      unit: unit.id,
      number,
      slot: localDate(at(to)),
      window: { from: at(from), to: at(to) },
      consultations: [consultation.id],
      language: 'lv' as const,
      recipients: unit.mailboxes,
      totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
    };
    await under.store.addDigest(digest, clock.now());
    await hearAll(under.store.digestKey(unit.id, number), 'delivered');
  }

  it('are clean as the runs make them, and are read from the last clean digest on', async () => {
    await runAt(FIRST);
    await reported(1);
    await runAt(SECOND);
    await reported(2);
    const report = await reconcileAt('2027-01-27T02:30:00Z');
    expect(report).toMatchObject({ count: 0, units: { [unit.id]: 2 } });
    expect(journal.counts.has('UnitsWithoutMailbox')).toBe(false);
  });

  it('are found with a gap, an overlap or a missing number, and stay listed', async () => {
    await made(1, '1970-01-01T00:00:00Z', '2027-01-11T05:55:00Z');
    await made(2, '2027-01-11T05:56:00Z', '2027-01-12T05:55:00Z');
    await made(3, '2027-01-12T05:54:00Z', '2027-01-13T05:55:00Z');
    await made(5, '2027-01-13T05:55:00Z', '2027-01-14T05:55:00Z');
    const expected = [
      { finding: 'window-gap', number: 2, from: '2027-01-11T05:55:00.000Z' },
      { finding: 'window-overlap', number: 3, to: '2027-01-12T05:55:00.000Z' },
      { finding: 'number-missing', number: 4, last: 4 },
    ];
    expect(await findingsAt('2027-02-10T02:30:00Z')).toMatchObject(expected);
    expect(await findingsAt('2027-02-11T02:30:00Z')).toMatchObject(expected);
  });
});

describe('a mail about which SES reports nothing', () => {
  it('is found once when it is a receipt, a day after it went out', async () => {
    const silent = aSubmission({ receivedAt: CAME });
    await receive(silent, 'silent');
    await receive(aSubmission({ seed: 2, receivedAt: CAME }));
    expect(await findingsAt('2027-01-06T09:59:00Z')).toEqual([]);
    expect(await findingsAt('2027-01-07T02:30:00Z')).toMatchObject([
      { finding: 'receipt-silent', reference: silent.reference, version: 1, sentAt: CAME },
    ]);
    expect(journal.counts.get('MailsSilent')).toBe(1);
    expect(journal.counts.has('Discrepancies')).toBe(false);
    expect(await findingsAt('2027-01-08T02:30:00Z')).toEqual([]);
  });

  it('is found for every version, also when a later version exists', async () => {
    const first = aSubmission({ receivedAt: CAME });
    await receive(first, 'silent');
    await receive(withdrawSubmission(first, plus(CAME, 60_000)));
    expect(await findingsAt('2027-01-07T02:30:00Z')).toMatchObject([
      { finding: 'receipt-silent', version: 1 },
    ]);
  });

  it('waits for a receipt that has not gone out yet', async () => {
    const submission = aSubmission({ receivedAt: CAME });
    await under.store.addSubmission(consultation, submission);
    const report = await reconcileAt('2027-01-07T02:30:00Z');
    expect(report.count).toBe(0);
    expect(report.consultations[consultation.id]?.receiptsTo).toBe(CAME);
  });

  it('stays listed when it is a digest, until a mailbox accepts it or it is sent again', async () => {
    await runAt(FIRST);
    const silent = { finding: 'digest-silent', unit: unit.id, number: 1 };
    expect(await findingsAt('2027-01-12T02:30:00Z')).toEqual([]);
    expect(await findingsAt('2027-01-13T02:30:00Z')).toMatchObject([silent]);
    expect(await findingsAt('2027-01-14T02:30:00Z')).toMatchObject([silent]);
    const batch = await under.store.findDigest(unit.id, 1);
    if (batch === null) throw new Error('It was not made');
    await under.store.addRecipients(batch, unit.mailboxes, true, clock.now());
    expect(await findingsAt('2027-01-15T02:30:00Z')).toEqual([]);
    await runAt('2027-01-15T06:00:00Z');
    expect(await findingsAt('2027-01-17T02:30:00Z')).toMatchObject([silent]);
    await reported(1);
    expect(await findingsAt('2027-01-18T02:30:00Z')).toEqual([]);
  });
});

describe('a reconciliation', () => {
  it('of a table restored from a backup is held and counted', async () => {
    await under.table.save(keys.identity(), { tableId: 'of-the-table-it-was-restored-from' });
    clock.set(NIGHT);
    const outcome = await reconcileDeliveries({ store: under.store, clock, journal })();
    expect(outcome).toEqual({ outcome: 'held', findings: 0 });
    expect(journal.counts).toEqual(new Map([['TableHeld', 1]]));
    expect(await under.store.lastReport()).toBeNull();
  });

  it('lists a hundred findings, counts all, and reveals no address and no text', async () => {
    for (let seed = 1; seed <= 130; seed++) await receive(aSubmission({ seed, receivedAt: CAME }));
    const told: unknown[] = [];
    const kept: Journal['error'] = (_, details) => void told.push(details);
    clock.set(NIGHT);
    await reconcileDeliveries({
      store: under.store,
      clock,
      journal: { count: () => undefined, info: () => undefined, error: kept },
    })();
    const report = await under.store.lastReport();
    expect([report?.count, report?.findings.length]).toEqual([130, 100]);
    for (const said of [JSON.stringify(told), JSON.stringify(report)]) {
      expect(said).toContain('opinion-not-accepted');
      expect(said).not.toMatch(/@|Portāls|Ūdensroze/u);
    }
  });

  it('counts nothing where nothing is wrong, and says what it has found', async () => {
    clock.set(NIGHT);
    const use = reconcileDeliveries({ store: under.store, clock, journal });
    expect(await use()).toEqual({ outcome: 'reconciled', findings: 0 });
    expect(journal.counts).toEqual(new Map([['ReconciliationSucceeded', 1]]));
    expect(journal.errors).toEqual([]);
    await receive(aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') }));
    clock.set('2027-01-15T02:30:00Z');
    expect(await use()).toEqual({ outcome: 'reconciled', findings: 1 });
    expect(journal.errors).toHaveLength(1);
  });

  it('looks at no consultation before it opens, and has nothing to say of it', async () => {
    consultation = aConsultation({ opensAt: at('2027-03-01T00:00:00Z') });
    await under.store.saveConsultation(consultation);
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    const reads = () => {
      throw new Error('Nothing can have come');
    };
    clock.set(NIGHT);
    const store = { ...under.store, streamVersionsWithin: reads };
    await reconcileDeliveries({ store, clock, journal })();
    const report = await under.store.lastReport();
    expect(report?.consultations[consultation.id]).toEqual({
      acceptedTo: BEGINNING,
      receiptsTo: BEGINNING,
    });
    expect(journal.counts.has('UnitsWithoutMailbox')).toBe(false);
  });

  it('asks for a mailbox where a unit without one is owed a digest, though all is closed', async () => {
    consultation = aConsultation({ closesAt: at('2027-01-08T00:00:00Z') });
    await under.store.saveConsultation(consultation);
    await runAt(FIRST);
    await reported(1, 'bounced');
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    await reconcileAt('2027-01-12T02:30:00Z');
    expect(journal.counts.get('UnitsWithoutMailbox')).toBe(1);
  });

  it('asks for a mailbox where an opinion waits for a unit without one, though all is closed', async () => {
    consultation = aConsultation({ closesAt: at('2027-01-08T00:00:00Z') });
    await under.store.saveConsultation(consultation);
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    await under.store.saveUnit(aUnit({ id: 'idle', mailboxes: [] }));
    await receive(aSubmission({ receivedAt: CAME }));
    await receive(aSubmission({ seed: 2, receivedAt: CAME }), 'silent');
    expect((await reconcileAt(NIGHT)).count).toBe(3);
    expect(journal.counts.get('UnitsWithoutMailbox')).toBe(1);
    expect(journal.counts.get('Discrepancies')).toBe(2);
    expect(journal.counts.get('MailsSilent')).toBe(1);
    await under.store.saveUnit(aUnit({ id: 'idle' }));
    await reconcileAt('2027-01-15T02:30:00Z');
    expect(journal.counts.get('UnitsWithoutMailbox')).toBe(2);
  });

  it('asks for none where all of a closed consultation has been accepted', async () => {
    consultation = aConsultation({ closesAt: at('2027-01-08T00:00:00Z') });
    await under.store.saveConsultation(consultation);
    await runAt(FIRST);
    await reported(1);
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    await reconcileAt(NIGHT);
    expect(journal.counts.has('UnitsWithoutMailbox')).toBe(false);
  });

  it('looks at a closed consultation until a day after its end is clean, in receipts and opinions', async () => {
    const closesAt = at('2027-01-08T00:00:00Z');
    consultation = aConsultation({ closesAt });
    await under.store.saveConsultation(consultation);
    const looks = async (night: string) => {
      let reads = 0;
      const store = {
        ...under.store,
        streamVersionsWithin(...about: Parameters<typeof under.store.streamVersionsWithin>) {
          reads += 1;
          return under.store.streamVersionsWithin(...about);
        },
        streamReceiptsWithin(...about: Parameters<typeof under.store.streamReceiptsWithin>) {
          reads += 1;
          return under.store.streamReceiptsWithin(...about);
        },
      };
      clock.set(night);
      await reconcileDeliveries({ store, clock, journal })();
      return reads;
    };
    // Receipts are clean a day later, opinions eight days later.
    expect(await looks('2027-01-10T00:00:00Z')).toBe(2);
    expect(await looks('2027-01-16T23:59:59.999Z')).toBe(2);
    expect(await looks('2027-01-17T00:00:00Z')).toBe(2);
    expect(await looks('2027-01-17T00:00:01Z')).toBe(0);
  });

  it('asks for none where a unit without one has nothing to wait for', async () => {
    await under.store.saveUnit(aUnit({ id: 'idle', mailboxes: [] }));
    await reconcileAt('2027-01-12T02:30:00Z');
    expect(journal.counts.has('UnitsWithoutMailbox')).toBe(false);
  });

  it('moves no watermark back when it is run with an earlier clock', async () => {
    const later = await reconcileAt('2027-01-20T02:30:00Z');
    const earlier = await reconcileAt('2027-01-19T02:30:00Z');
    expect(earlier.consultations).toEqual(later.consultations);
  });

  it('asks for a mailbox when the unit of an open consultation has none', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    await reconcileAt('2027-01-06T02:30:00Z');
    expect(journal.counts.get('UnitsWithoutMailbox')).toBe(1);
  });

  it.each([10, 1_000])(
    'reads no more after %i old submissions and digests that are clean',
    async (old) => {
      const opensAt = plus(CAME, -2 * old * DAY_MS);
      consultation = aConsultation({ opensAt });
      await under.store.saveConsultation(consultation);
      for (let index = 0; index < old; index++) {
        const from = plus(CAME, (index - old) * DAY_MS);
        const done = { state: 'delivered', attempts: 1, repeat: false, at: from, reason: '' };
        const digest = {
          unit: unit.id,
          number: index + 1,
          slot: localDate(from),
          window: { from: index === 0 ? BEGINNING : from, to: plus(from, DAY_MS) },
          consultations: [consultation.id],
          language: 'lv',
          recipients: unit.mailboxes,
          totals: { given: { review: 1 }, submissions: 1, edited: 0, withdrawn: 0 },
          deliveries: { '0': { ...done, kind: 'digest' } },
        };
        await Promise.all([
          receive(aSubmission({ seed: index + 1, receivedAt: from })),
          under.table.add(keys.digest(unit.id, index + 1), digest),
        ]);
      }
      const night = plus(CAME, DAY_MS);
      expect((await reconcileAt(night)).count).toBe(0);
      const counting = new CountingTable('sadzirdets', under.client);
      clock.set(plus(night, DAY_MS));
      const store = {
        ...consultationStore(counting),
        ...submissionStore(counting),
        ...digestStore(counting),
        ...healthStore(counting),
        ...tableIdentity(counting),
      };
      await reconcileDeliveries({ store, clock, journal })();
      expect(counting.rows).toBe(READ_IN_A_NIGHT);
    },
    60_000,
  );
});

/**
 * Eight digests, the opinions of one day, and one row each for stamp, report, unit and
 * consultation.
 */
const READ_IN_A_NIGHT = 13;

/** A table that counts the rows that are read. */
class CountingTable extends Table {
  rows = 0;
  override async get(key: Parameters<Table['get']>[0]) {
    this.rows += 1;
    return super.get(key);
  }
  override async *query(range: Parameters<Table['query']>[0]) {
    for await (const row of super.query(range)) {
      this.rows += 1;
      yield row;
    }
  }
}
