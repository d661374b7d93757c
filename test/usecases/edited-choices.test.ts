import { describe, expect, it } from 'vitest';
import type { PublicationChoice } from '../../shared/domain/submission.ts';
import { aConsultation, anInput, aPublishedDraft, at, aUnit } from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { SOURCE, StandingClock } from '../support/ports.ts';
import { useCasesOn } from '../support/use-cases.ts';

const [FIRST, SECOND] = [at('2027-01-11T06:00:00Z'), at('2027-01-18T06:00:00Z')];

describe('an edit after a choice of publication', () => {
  const [unit, ethics] = [aUnit(), aUnit({ id: 'ethics', mailboxes: ['ethics@unit.example'] })];
  const draft = aConsultation().draft;
  const consultation = aConsultation({
    units: [unit.id, ethics.id],
    draft: {
      ...draft,
      commitments: draft.commitments.map((one) =>
        one.number === 3 ? { ...one, unit: ethics.id } : one,
      ),
    },
  });
  const saying = (publication: PublicationChoice, third: string) => () =>
    anInput({
      publication,
      opinions: [
        { commitment: 2, rating: 'limited', text: 'Otrais' },
        { commitment: 3, rating: 'limited', text: third },
      ],
    });

  /** Returns what the second digests tell, after the choice and the edit, and what the log says. */
  async function edited(choice: PublicationChoice, edit: ReturnType<typeof saying>) {
    const clock = new StandingClock('2027-01-05T10:00:00Z');
    const on = useCasesOn(aSimulatedTable(), clock);
    for (const one of [unit, ethics]) await on.store.saveUnit(one);
    await on.store.addDraft(consultation.id, aPublishedDraft(draft));
    await on.store.saveConsultation(consultation);
    const first = await on.submit(consultation.id, saying('named', 'Trešais'), { source: SOURCE });
    if (first.outcome !== 'stored') throw new Error(first.outcome);
    const request = () => on.revision(consultation.id, first.submission.reference);
    clock.set(FIRST);
    await on.runDigests(FIRST);
    clock.advance(1_000);
    await on.choose(await request(), choice);
    clock.advance(1_000);
    const second = await on.revise.edit(await request(), edit);
    if (second.outcome !== 'revised') throw new Error(second.outcome);
    clock.set(SECOND);
    await on.runDigests(SECOND);
    clock.advance(3_600_000);
    await on.seal();
    const [seals] = await on.store.newestSeals(consultation.id, 1);
    const lines = await Array.fromAsync(
      on.store.streamEntries(consultation.id, 0, seals?.size ?? 0),
    );
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const told: Record<string, unknown> = {};
    const counted: Record<string, unknown> = {};
    for (const { id } of [unit, ethics]) {
      told[id] = (await on.store.findDigest(id, 2))?.digest.totals.edited;
      counted[id] = entries.find(
        (one) => one['kind'] === 'digest' && one['unit'] === id && one['number'] === 2,
      )?.['count'];
    }
    const version = entries.find((one) => one['kind'] === 'submission' && one['version'] === 2);
    return { told, counted, units: version?.['units'], parts: second.submission.parts };
  }

  it('is in the log for each unit whose digest tells the choice', async () => {
    const { told, counted, units } = await edited('anonymous', saying('anonymous', 'Labots'));
    expect(told).toEqual({ [unit.id]: 1, ethics: 1 });
    expect(counted).toEqual(told);
    expect(units).toEqual([unit.id, ethics.id]);
  });

  it('that takes the choice back changes nothing, in no digest and not in the log', async () => {
    const { told, counted, units, parts } = await edited('anonymous', saying('named', 'Trešais'));
    expect(told).toEqual({ [unit.id]: 0, ethics: 0 });
    expect(counted).toEqual(told);
    expect(units).toEqual([]);
    const unchanged = { changedAt: '2027-01-05T10:00:00.000Z', earlier: null };
    expect(parts).toMatchObject([unchanged, unchanged]);
  });

  it('of what was taken from the public does not say since when the words were public', async () => {
    const { parts } = await edited('internal', saying('internal', 'Labots'));
    expect(parts).toMatchObject([{ earlier: null }, { earlier: null }]);
  });
});
