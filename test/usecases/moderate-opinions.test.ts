import { beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { addressKeysOf } from '../../shared/usecases/address-key.ts';
import { aConsultation, anInput, aPublishedDraft, at, aUnit } from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { SOURCE, StandingClock, tokens } from '../support/ports.ts';
import { type UseCases, useCasesOn } from '../support/use-cases.ts';

const RULE = 'off-topic';

let clock: StandingClock;
let on: UseCases;
beforeEach(() => {
  clock = new StandingClock(at('2027-01-05T10:00:00Z'));
  on = useCasesOn(aSimulatedTable(), clock);
});

/** Submits one opinion about a consultation with these settings, and lets its receipt go out. */
async function submitted(
  publishes: Consultation['publishes'],
  publication: 'named' | 'internal' = 'named',
) {
  const consultation = aConsultation({ publishes });
  await on.store.saveUnit(aUnit());
  await on.store.addDraft(consultation.id, aPublishedDraft());
  await on.store.saveConsultation(consultation);
  const outcome = await on.submit(consultation.id, () => anInput({ publication }), {
    source: SOURCE,
  });
  if (outcome.outcome !== 'stored') throw new Error(outcome.outcome);
  await on.minutes(2);
  on.mails.taken.splice(0);
  return { ...outcome.submission, consultation };
}

/** Returns the words and the subject of the only mail that has gone out since. */
async function mailed(): Promise<string> {
  await on.minutes(2);
  const [mail, ...others] = on.mails.taken.splice(0);
  expect(others).toEqual([]);
  return `${mail?.subject}\n${mail?.text}`.replace(/\s+/gu, ' ');
}

const visible = async ({ id }: Consultation) => Array.fromAsync(on.store.streamPublic(id));

describe('an act of moderation on what nobody ever sees', () => {
  it('is refused if the consultation never publishes', async () => {
    const { consultation, reference } = await submitted('never');
    expect(await on.moderate.hide(reference, RULE)).toMatchObject({ outcome: 'not-public' });
    expect(await on.moderate.show(reference)).toMatchObject({ outcome: 'not-public' });
    expect(await on.store.newestActs(consultation.id, 1, null)).toEqual([]);
  });

  it('is refused if the author does not publish it, also after it was hidden', async () => {
    const { consultation, reference } = await submitted('at-once');
    expect(await on.moderate.hide(reference, RULE)).toMatchObject({ outcome: 'done' });
    await on.choose(await on.revision(consultation.id, reference), 'internal');
    expect(await on.moderate.show(reference)).toMatchObject({ outcome: 'not-public' });
    expect(await on.store.newestActs(consultation.id, 9, null)).toHaveLength(1);
  });

  it('is refused if the author has withdrawn it, also after it was hidden', async () => {
    const { consultation, reference } = await submitted('at-once');
    expect(await on.moderate.hide(reference, RULE)).toMatchObject({ outcome: 'done' });
    await on.revise.withdraw(await on.revision(consultation.id, reference));
    expect(await on.moderate.show(reference)).toMatchObject({ outcome: 'not-public' });
    expect(await on.moderate.hide(reference, 'personal-data')).toMatchObject({
      outcome: 'not-public',
    });
  });
});

describe('an act of moderation before the consultation publishes', () => {
  it('counts from the publication on, and the mail says what readers will see', async () => {
    const { consultation, reference } = await submitted('after-closing');
    expect(await on.moderate.hide(reference, RULE)).toMatchObject({
      outcome: 'done',
      isOut: false,
      told: 'due',
    });
    const hidden = await mailed();
    expect(hidden).toContain('Teksts netiks rādīts');
    expect(hidden).not.toMatch(/paslēpusi|\/opinions\//u);
    clock.set(plus(consultation.closesAt, MINUTE_MS));
    await on.project();
    expect(await visible(consultation)).toMatchObject([{ state: 'hidden' }]);
  });

  it('can be taken back before it, and the mail promises the text for then', async () => {
    const { consultation, reference } = await submitted('after-closing');
    await on.moderate.hide(reference, RULE);
    await mailed();
    expect(await on.moderate.show(reference)).toMatchObject({ outcome: 'done', isOut: false });
    const shown = await mailed();
    expect(shown).toContain('Teksts tiks rādīts');
    expect(shown).not.toMatch(/atkal|\/opinions\//u);
    clock.set(plus(consultation.closesAt, MINUTE_MS));
    await on.project();
    expect(await visible(consultation)).toMatchObject([{ state: 'shown' }]);
  });
});

describe('an act of moderation on what everybody sees', () => {
  it('tells the author that the text is hidden, with its address', async () => {
    const { reference } = await submitted('at-once');
    const { parts } = await doneBy(on.moderate.hide(reference, RULE));
    const hidden = await mailed();
    expect(hidden).toContain('Teksts paslēpts');
    expect(hidden).toContain(parts[0]?.id);
  });

  it('says whether the author gets a mail', async () => {
    const { consultation, reference, contact } = await submitted('at-once');
    expect(await doneBy(on.moderate.hide(reference, RULE))).toMatchObject({ told: 'due' });
    expect(await on.moderate.hide(reference, RULE)).toMatchObject({
      outcome: 'already',
      told: null,
    });
    const keys = await addressKeysOf(tokens, contact?.email ?? '');
    await on.store.saveSuppression(keys, { reason: 'complaint', at: clock.now() });
    expect(await doneBy(on.moderate.show(reference))).toMatchObject({ told: 'suppressed' });
    const removal = { at: clock.now(), because: 'retention' } as const;
    await on.store.expireContacts(consultation, null, removal, clock.now());
    expect(await doneBy(on.moderate.hide(reference, RULE))).toMatchObject({ told: 'no-contact' });
  });

  async function doneBy(act: ReturnType<typeof on.moderate.show>) {
    const moderated = await act;
    if (moderated.outcome !== 'done') throw new Error(moderated.outcome);
    return moderated;
  }
});
