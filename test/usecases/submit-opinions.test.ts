import { describe, expect, it } from 'vitest';
import { due, fail } from '../../shared/domain/delivery.ts';
import type { Submission } from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import { recallConsultations } from '../../shared/usecases/recall-consultations.ts';
import { submitOpinions } from '../../shared/usecases/submit-opinions.ts';
import { anInput, at } from '../support/builders.ts';
import { Intake } from '../support/intake.ts';
import { batchAt, onlyDelivery } from '../support/sending.ts';

const on = Intake.forThisFile();

describe('a submission', () => {
  it('is stored with its receipt due, and nudges the queue for it', async () => {
    const outcome = await on.submitting()(anInput());
    if (outcome.outcome !== 'stored') throw new Error('It is stored');
    const { submission } = outcome;
    const key = on.store.receiptKey(on.consultation, submission);
    expect(on.queue.nudged).toEqual([key]);
    const receipt = { kind: 'receipt', receivedAt: submission.receivedAt, submission };
    expect(await on.store.findMailing(key)).toMatchObject(receipt);
    expect(await onlyDelivery(on.store, key)).toEqual(due('receipt', on.clock.now()));
  });

  it('that comes twice, at once or an hour later, is one submission with one reference', async () => {
    const submit = on.submitting();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => submit(anInput())));
    on.clock.advance(3_600_000);
    outcomes.push(await submit({ ...anInput(), language: 'en' }));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'repeated',
      'repeated',
      'repeated',
      'repeated',
      'stored',
    ]);
    const references = outcomes.map((one) => 'submission' in one && one.submission.reference);
    expect(new Set(references).size).toBe(1);
  });

  it('that comes again after closing keeps its reference, while a new one is late', async () => {
    const first = await on.stored(anInput());
    on.clock.set(on.consultation.closesAt);
    expect(await on.submitting()(anInput())).toMatchObject({
      outcome: 'repeated',
      submission: { reference: first.reference },
    });
    expect(await on.submitting()(anInput({ organisation: 'Cita' }))).toMatchObject({
      outcome: 'refused',
      failure: 'closed',
    });
  });

  it('keeps its reference when the answer to the first write was lost', async () => {
    const broken = on.submitting({
      addSubmission: async (...about) => {
        await on.store.addSubmission(...about);
        throw new Error('The connection broke after the commit');
      },
    });
    await expect(broken(anInput())).rejects.toThrow('after the commit');
    const again = await on.submitting()(anInput());
    expect(again.outcome).toBe('repeated');
    expect(on.queue.nudged).toHaveLength(1);
  });

  it('is stored also when the queue cannot be reached, and that is counted', async () => {
    on.queue.broken = true;
    expect((await on.submitting()(anInput())).outcome).toBe('stored');
    expect(on.journal.counts.get('NudgesLost')).toBe(1);
    const { batches } = await on.store.dueItems(on.clock.now(), 1_000);
    expect(batches).toContainEqual(
      expect.objectContaining({ partition: `RECEIPTS#${on.consultation.id}#0` }),
    );
  });

  it('gets the next reference when another submission has its reference by chance', async () => {
    const taken = await on.stored(anInput({ organisation: 'Pirmā' }));
    // The record of another submission, as if it stood at the reference that this content leads to.
    const own = await on.stored(anInput({ organisation: 'Otrā' }));
    const another = { ...own, origin: taken.origin };
    const outcome = await on.submitting({
      findSubmission: (about, reference) =>
        reference === own.reference
          ? Promise.resolve(another)
          : on.store.findSubmission(about, reference),
    })(anInput({ organisation: 'Otrā' }));
    expect(outcome.outcome).toBe('stored');
    expect('submission' in outcome && outcome.submission.reference).not.toBe(own.reference);
  });

  it('is refused with every field named, storing nothing', async () => {
    const outcome = await on.submitting()({ ...anInput(), organisation: '', publication: 'x' });
    expect(outcome).toMatchObject({
      outcome: 'refused',
      failure: 'invalid',
      fields: [{ pointer: '/organisation' }, { pointer: '/publication' }],
    });
    expect(on.queue.nudged).toEqual([]);
  });

  it('whose opinions do not fit its consultation is refused by them', async () => {
    expect(await on.submitting()(anInput({ opinions: [] }))).toMatchObject({
      outcome: 'refused',
      failure: 'invalid',
      fields: [{ pointer: '/opinions', fault: 'no-opinion' }],
    });
  });

  it('that comes too late is refused as a whole, and by none of its fields', async () => {
    on.clock.set(on.consultation.closesAt);
    expect(await on.submitting()(anInput())).toMatchObject({
      outcome: 'refused',
      failure: 'closed',
      fields: [],
    });
  });

  it('to whose consultation there is nothing is refused by none of its fields', async () => {
    const nowhere = on.submitting({ findConsultation: () => Promise.resolve(null) } as object);
    expect(await nowhere(anInput())).toMatchObject({ failure: 'not-found', fields: [] });
  });

  it('whose receipt has gone out is not nudged for again when it is repeated', async () => {
    const key = on.store.receiptKey(on.consultation, await on.stored(anInput()));
    const receipt = fail(due('receipt', on.clock.now()), 'x');
    await on.store.moveBatch(await batchAt(on.store, key), new Map([['receipt', receipt]]));
    on.queue.nudged = [];
    const outcome = await on.submitting()(anInput());
    expect(outcome).toMatchObject({ outcome: 'repeated', differs: false });
    expect(on.queue.nudged).toEqual([]);
  });

  it('that finds three references taken by others is a fault, and is not tried for ever', async () => {
    const seen = new Set<string>();
    const own = await on.stored(anInput({ organisation: 'Cita' }));
    const crowded = on.submitting({
      addSubmission: (_, { reference }) => {
        seen.add(reference);
        return Promise.resolve('taken');
      },
      findSubmission: () => Promise.resolve(own),
    });
    await expect(crowded(anInput())).rejects.toThrow('No free reference');
    expect(seen.size).toBe(3);
  });

  it('is not refused because of a remembered consultation that has changed since', async () => {
    const recall = recallConsultations(on.needs).findConsultation;
    on.clock.set(plus(on.consultation.closesAt, -1_000));
    await recall(on.consultation.id);
    on.clock.set(on.consultation.closesAt);
    await on.store.saveConsultation({ ...on.consultation, closesAt: at('2027-09-01T00:00:00Z') });
    const submit = submitOpinions({ ...on.needs, recall });
    expect((await submit(on.consultation.id, () => anInput(), { source: on.source })).outcome).toBe(
      'stored',
    );
  });

  describe('that was withdrawn and is sent again while a colleague edits it', () => {
    /**
     * Sends a withdrawn submission again. A colleague's edit lands just before the write that would
     * bring the submission back.
     */
    async function sentAgainWhile(meanwhile: (first: Submission) => Promise<unknown>) {
      const first = await on.stored(anInput());
      await on.revising().withdraw(await on.requestFor(first));
      on.clock.advance(1_000);
      let isFirst = true;
      const outcome = await on.submitting({
        addSubmission: async (about, submission) => {
          if (submission.version > 1 && isFirst) {
            isFirst = false;
            await meanwhile(first);
          }
          return on.store.addSubmission(about, submission);
        },
      })(anInput());
      return { outcome, standing: await on.store.findSubmission(on.consultation, first.reference) };
    }

    it('answers with the stored version, and says that it differs', async () => {
      const { outcome, standing } = await sentAgainWhile(async (first) =>
        on.revising().edit(await on.requestFor(first), anInput({ organisation: 'Cita' })),
      );
      expect(standing).toMatchObject({ version: 3, organisation: 'Cita' });
      expect(outcome).toEqual({ outcome: 'repeated', submission: standing, differs: true });
      expect(on.journal.counts.get('SubmissionsStored')).toBe(1);
    });

    it('is not stored twice when the colleague has sent the same', async () => {
      const { outcome, standing } = await sentAgainWhile(() => on.stored(anInput()));
      expect(standing).toMatchObject({ version: 3, state: 'edited' });
      expect(outcome).toEqual({ outcome: 'repeated', submission: standing, differs: false });
    });

    it('is stored when the colleague has edited and withdrawn it, and no earlier digest tells it', async () => {
      const { outcome, standing } = await sentAgainWhile(async (first) => {
        const request = await on.requestFor(first);
        await on.revising().edit(request, anInput({ organisation: 'Cita' }));
        on.clock.advance(1_000);
        await on.revising().withdraw(request);
      });
      const receivedAt = plus(on.clock.now(), 1);
      expect(standing).toMatchObject({ version: 5, state: 'edited', receivedAt });
      expect(outcome).toEqual({ outcome: 'stored', submission: standing });
    });

    it('is never reported as stored when it is changed each time', async () => {
      const first = await on.stored(anInput());
      await on.revising().withdraw(await on.requestFor(first));
      const always = on.submitting({ addSubmission: () => Promise.resolve('taken') });
      await expect(always(anInput())).rejects.toThrow(first.reference);
    });
  });

  it('to a consultation that does not exist is refused', async () => {
    const submit = submitOpinions(on.needs);
    expect(await submit('nowhere', () => anInput(), { source: on.source })).toMatchObject({
      failure: 'not-found',
    });
  });
});

describe('an Idempotency-Key', () => {
  it('is answered with the reference of its first request, for any content', async () => {
    const first = await on.stored(anInput(), 'key-1');
    expect(await on.submitting()(anInput(), 'key-1')).toMatchObject({
      outcome: 'repeated',
      differs: false,
      submission: { reference: first.reference },
    });
    expect(await on.submitting()(anInput({ organisation: 'Cita' }), 'key-1')).toMatchObject({
      outcome: 'repeated',
      differs: true,
      submission: { reference: first.reference },
    });
  });

  it('makes no second submission of content that came before without a key or with another key', async () => {
    const first = await on.stored(anInput());
    expect((await on.stored(anInput(), 'key-2')).reference).toBe(first.reference);
    expect((await on.stored(anInput(), 'key-3')).reference).toBe(first.reference);
  });

  it('does not bring back a submission that was withdrawn since, and says that the stored version differs', async () => {
    const first = await on.stored(anInput(), 'key-5');
    await on.revising().withdraw(await on.requestFor(first));
    expect(await on.submitting()(anInput(), 'key-5')).toMatchObject({
      outcome: 'repeated',
      differs: true,
      submission: { reference: first.reference, state: 'withdrawn' },
    });
    // A person who sends it again without a key means it.
    expect(await on.submitting()(anInput())).toMatchObject({ outcome: 'stored' });
  });

  it('and its content are answered with an edit that is stored, and are told that it differs', async () => {
    const first = await on.stored(anInput(), 'key-6');
    await on.revising().edit(await on.requestFor(first), anInput({ organisation: 'Cita' }));
    for (const key of ['key-6', undefined]) {
      expect(await on.submitting()(anInput(), key)).toMatchObject({
        outcome: 'repeated',
        differs: true,
        submission: { version: 2 },
      });
    }
  });

  it('never answers with another submission that has the same reference by chance', async () => {
    const taken = await on.stored(anInput({ organisation: 'Pirmā' }));
    const own = await on.stored(anInput({ organisation: 'Otrā' }), 'key-7');
    const submit = on.submitting({
      findSubmission: async (about, reference) =>
        reference === own.reference
          ? { ...own, origin: taken.origin }
          : on.store.findSubmission(about, reference),
    });
    const outcome = await submit(anInput({ organisation: 'Otrā' }), 'key-7');
    expect(outcome).toMatchObject({ outcome: 'stored' });
    expect('submission' in outcome && outcome.submission.reference).not.toBe(own.reference);
  });

  it('of a request that died before storing does not swallow the next content', async () => {
    const dying = on.submitting({ addSubmission: () => Promise.reject(new Error('killed')) });
    await expect(dying(anInput(), 'key-4')).rejects.toThrow('killed');
    const other = await on.submitting()(anInput({ organisation: 'Cita' }), 'key-4');
    expect(other.outcome).toBe('stored');
    expect((await on.submitting()(anInput(), 'key-4')).outcome).toBe('stored');
  });
});
