import { beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { aConsultation, anInput, aPublishedDraft, aUnit } from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { entriesOf, rootByDefinition } from '../support/log.ts';
import { SOURCE, StandingClock } from '../support/ports.ts';
import { type UseCases, useCasesOn } from '../support/use-cases.ts';

const consultation = aConsultation();
const { id } = consultation;
const QUARTER = 15 * MINUTE_MS;

let clock: StandingClock;
let on: UseCases;
beforeEach(async () => {
  clock = new StandingClock('2027-01-05T10:00:00Z');
  on = useCasesOn(aSimulatedTable(), clock);
  await on.store.saveUnit(aUnit());
  await on.store.addDraft(id, aPublishedDraft());
  await on.store.saveConsultation(consultation);
});

async function submit(organisation: string) {
  const { opinions, ...author } = anInput({ organisation });
  const outcome = await on.submit(id, () => ({ ...author, opinions }), { source: SOURCE });
  if (outcome.outcome !== 'stored') throw new Error(outcome.outcome);
  return outcome.submission;
}

async function sealLater(): Promise<void> {
  clock.advance(QUARTER);
  await on.seal();
}

describe('a log', () => {
  it('begins with its key, the dates and the draft', async () => {
    await on.seal();
    expect(await entriesOf(on.store, id)).toMatchObject([
      { kind: 'key', key: expect.stringMatching(/^site.example\/log\/nap2-midterm-review\+/u) },
      { kind: 'dates', opensAt: consultation.opensAt, closesAt: consultation.closesAt },
      { kind: 'draft', version: 1 },
    ]);
    const [seal] = await on.store.newestSeals(id, 1);
    expect(seal).toMatchObject({ first: 0, size: 3 });
    expect(seal?.checkpoint).toMatch(/^site.example\/log\/nap2-midterm-review\n3\n/u);
  });

  it('tells what was received, and in the next digest', async () => {
    const first = await submit('Pirmā');
    await sealLater();
    clock.set('2027-01-11T06:00:00Z');
    await on.runDigests(clock.now());
    await on.report('delivered', on.mails.taken.at(-1) ?? expect.fail('No mail'));
    await sealLater();
    const entries = (await entriesOf(on.store, id)).slice(3);
    expect(entries).toMatchObject([
      { kind: 'submission', at: first.receivedAt, version: 1, units: ['change-management'] },
      { kind: 'digest', number: 1, count: 1, entries: { from: 0, to: 4 }, mailboxes: 1 },
      { kind: 'delivery', number: 1, mailbox: 1, outcome: 'accepted' },
    ]);
    const text = JSON.stringify(entries);
    expect(text).not.toContain(first.reference);
    expect(text).not.toContain('Pirmā');
    expect(await on.store.findLoggedDigest(id, 'change-management', 1)).toEqual({
      place: 4,
      deliveries: { 1: 5 },
    });
  });

  it('writes nothing if nothing is new', async () => {
    await submit('Pirmā');
    await sealLater();
    const before = await on.store.findLog(id);
    await sealLater();
    expect(await on.store.findLog(id)).toEqual(before);
  });

  it('has the root of its entries', async () => {
    for (const organisation of ['Viens', 'Divi', 'Trīs', 'Četri', 'Pieci']) {
      await submit(organisation);
      await sealLater();
    }
    const [seal] = await on.store.newestSeals(id, 1);
    const entries = await Array.fromAsync(on.store.streamEntries(id, 0, seal?.size ?? 0));
    const root = seal?.checkpoint.split('\n')[2];
    expect(root).toBe(rootByDefinition(entries).toString('base64'));
    expect(entries).toHaveLength(8);
  });
});
