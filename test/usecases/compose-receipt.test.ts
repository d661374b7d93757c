import { beforeEach, describe, expect, it } from 'vitest';
import { due } from '../../shared/domain/delivery.ts';
import { editSubmission, type Submission } from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import type { WriteReceipt } from '../../shared/ports/writers.ts';
import { receiptComposer } from '../../shared/usecases/compose-receipt.ts';
import { aConsultation, anInput, aSubmission, at, aUnit, given } from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { aSeal } from '../support/sealed-logs.ts';
import { batchAt } from '../support/sending.ts';
import { KeptJournal, StandingClock, tokens } from '../support/ports.ts';

const [MONDAYS, FRIDAYS, OTHER] = [
  aUnit(),
  aUnit({ id: 'ethics', digestDays: ['friday'] }),
  aUnit({ id: 'unconcerned', digestDays: ['wednesday'] }),
];
const consultation = aConsultation({
  units: [MONDAYS.id, FRIDAYS.id],
  draft: {
    version: 1,
    commitments: aConsultation().draft.commitments.map((one) =>
      one.number === 3 ? { ...one, unit: FRIDAYS.id } : one,
    ),
  },
});
/** A Tuesday. */
const NOW = at('2027-01-05T10:00:00Z');

type About = Parameters<WriteReceipt>[0];

let under: TestTable;
beforeEach(async () => {
  under = aSimulatedTable();
  for (const unit of [MONDAYS, FRIDAYS, OTHER]) await under.store.saveUnit(unit);
  await under.store.saveConsultation(consultation);
});

/** What the writer of the receipt of this submission is told. */
async function told(submission: Submission, store = under.store, now = NOW): Promise<About> {
  await under.store.addSubmission(consultation, submission);
  const written: About[] = [];
  const compose = receiptComposer({
    store,
    writeReceipt(about) {
      written.push(about);
      return { to: '', subject: '', text: '', html: '', headers: {}, attachments: [], tags: {} };
    },
    writeNotice() {
      throw new Error('No contact has changed');
    },
    links: {
      receipt: ({ reference }) => `receipt ${reference}`,
      revision: ({ reference }, key) => `revision ${reference} ${key}`,
      check: ({ consultation: id }) => `check ${id}`,
    },
    tokens,
    clock: new StandingClock(now),
    journal: new KeptJournal(),
    replyTo: 'list@site.example',
  });
  const batch = await batchAt(under.store, under.store.receiptKey(consultation, submission));
  const { receivedAt } = submission;
  await compose({ ...batch, kind: 'receipt', receivedAt, submission })(
    'receipt',
    due('receipt', now),
  );
  const [about] = written;
  if (about === undefined) throw new Error('Its receipt is written');
  return about;
}

const on = (...commitments: number[]) => ({
  opinions: commitments.map((commitment) => ({ commitment, rating: null, text: 'x' })),
});

describe('a receipt', () => {
  it('names the units that the submission concerns, and the first day on which one is told', async () => {
    const submission = aSubmission({ consultation, receivedAt: NOW, ...on(1, 3) });
    expect(await told(submission)).toMatchObject({
      submission: { reference: submission.reference },
      consultation: { id: consultation.id },
      units: [{ id: MONDAYS.id }, { id: FRIDAYS.id }],
      receiptUrl: `receipt ${submission.reference}`,
      firstDigestOn: '2027-01-08',
      now: NOW,
      replyTo: 'list@site.example',
    });
    const one = await told(aSubmission({ consultation, seed: 2, receivedAt: NOW, ...on(1) }));
    expect(one.units.map(({ id }) => id)).toEqual([MONDAYS.id]);
    expect(one.firstDigestOn).toBe('2027-01-11');
  });

  it('of an edit names all units of the submission, and the day of those that are told of it', async () => {
    const first = aSubmission({ consultation, receivedAt: plus(NOW, -1_000), ...on(1, 3) });
    await under.store.addSubmission(consultation, first);
    const input = anInput({
      opinions: [
        { commitment: 1, rating: null, text: 'y' },
        { commitment: 3, rating: null, text: 'x' },
      ],
    });
    const about = await told(editSubmission(first, consultation, given(input), 'b', NOW));
    expect(about.units).toHaveLength(2);
    expect(about.firstDigestOn).toBe('2027-01-11');
  });

  it('of what was taken back names the unit that had it', async () => {
    const first = aSubmission({ consultation, receivedAt: plus(NOW, -1_000), ...on(1, 3) });
    await under.store.addSubmission(consultation, first);
    const input = anInput({ opinions: [{ commitment: 1, rating: null, text: 'x' }] });
    const about = await told(editSubmission(first, consultation, given(input), 'b', NOW));
    expect(about.units.map(({ id }) => id)).toEqual([MONDAYS.id, FRIDAYS.id]);
    expect(about.firstDigestOn).toBe('2027-01-08');
  });

  it('names the same day whenever it is asked for again', async () => {
    const submission = aSubmission({ consultation, receivedAt: NOW, ...on(1, 3) });
    const later = at('2027-04-20T10:00:00Z');
    const about = await told(submission, under.store, later);
    expect([about.firstDigestOn, about.now]).toEqual(['2027-01-08', later]);
  });

  it('names no day where no unit takes digests', async () => {
    await under.store.saveUnit({ ...MONDAYS, digestDays: ['monday'] });
    const nobody = { ...consultation, unit: 'gone' };
    await under.store.saveConsultation(nobody);
    const whole = { opinions: [{ commitment: null, rating: null, text: 'x' }] };
    const about = await told(aSubmission({ consultation: nobody, receivedAt: NOW, ...whole }));
    expect([about.units, about.firstDigestOn]).toEqual([[], null]);
  });

  it('carries the newest seal of its consultation, or none if nothing is sealed yet', async () => {
    const submission = aSubmission({ consultation, receivedAt: NOW, ...on(1) });
    expect((await told(submission)).log).toBeNull();
    const seals = [1_024, 1_025].map((size) => aSeal(consultation.id, [1], size));
    for (const seal of seals) await under.store.addSeal(consultation.id, seal);
    expect(
      await told(aSubmission({ consultation, seed: 2, receivedAt: NOW, ...on(1) })),
    ).toMatchObject({
      log: { consultation: { id: consultation.id }, seal: seals[1] },
      checkUrl: `check ${consultation.id}`,
    });
  });

  it('waits for its next attempt if the log cannot be read', async () => {
    const newestSeals = () => Promise.reject(new Error('The table does not answer'));
    const submission = aSubmission({ consultation, receivedAt: NOW, ...on(1) });
    const answered = told(submission, { ...under.store, newestSeals });
    await expect(answered).rejects.toThrow('The table does not answer');
  });
});
