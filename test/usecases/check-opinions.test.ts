import { describe, expect, it } from 'vitest';
import { plus } from '../../shared/domain/time.ts';
import { checkOpinions } from '../../shared/usecases/check-opinions.ts';
import { recallConsultations } from '../../shared/usecases/recall-consultations.ts';
import { anInput, at } from '../support/builders.ts';
import { Intake } from '../support/intake.ts';

const on = Intake.forThisFile();

const check = async (input: unknown, id = on.consultation.id) =>
  checkOpinions(on.needs)(id, () => input);

describe('the check of a submission', () => {
  it('says what would be stored, and stores and counts nothing', async () => {
    expect(await check(anInput({ organisation: ' Biedrība ' }))).toMatchObject({
      outcome: 'fine',
      input: { organisation: 'Biedrība', parts: [{ commitment: 2 }] },
    });
    expect(on.queue.nudged).toEqual([]);
    expect((await on.submitting()(anInput({ organisation: 'Biedrība' }))).outcome).toBe('stored');
  });

  it('does not say that the same stands already', async () => {
    const first = await check(anInput());
    await on.stored(anInput());
    expect(await check(anInput())).toEqual(first);
  });

  it('names everything that is wrong at once', async () => {
    const contact = { name: '', email: 'x' };
    expect(await check(anInput({ organisation: '', contact, opinions: [] }))).toMatchObject({
      outcome: 'refused',
      failure: 'invalid',
      fields: [
        { pointer: '/organisation' },
        { pointer: '/contact/name' },
        { pointer: '/contact/email' },
        { pointer: '/opinions', fault: 'no-opinion' },
      ],
    });
    const opinions = [{ commitment: 99, rating: null, text: 'x' }];
    expect(await check(anInput({ opinions }))).toMatchObject({
      fields: [{ pointer: '/opinions/0/commitment', fault: 'unknown-commitment' }],
    });
  });

  it('refuses what is late, and what is for no consultation', async () => {
    expect(await check(anInput(), 'none')).toMatchObject({
      failure: 'not-found',
      consultation: null,
    });
    on.clock.set(on.consultation.closesAt);
    expect(await check(anInput())).toMatchObject({ failure: 'closed' });
  });

  it('refuses nothing because of a remembered consultation that has changed since', async () => {
    const recall = recallConsultations(on.needs).findConsultation;
    on.clock.set(plus(on.consultation.closesAt, -1_000));
    await recall(on.consultation.id);
    on.clock.set(on.consultation.closesAt);
    await on.store.saveConsultation({ ...on.consultation, closesAt: at('2027-09-01T00:00:00Z') });
    const again = checkOpinions({ ...on.needs, recall });
    expect((await again(on.consultation.id, () => anInput())).outcome).toBe('fine');
  });
});
