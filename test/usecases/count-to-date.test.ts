import { beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import type { TotalsToDate } from '../../shared/domain/totals-to-date.ts';
import { aConsultation, anInput, aSubmission, at, aUnit, given } from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { KeptJournal, KeptMails, StandingClock } from '../support/ports.ts';
import { digestRunner } from '../support/sending.ts';

const WEEKS = ['2027-01-11T06:00:00Z', '2027-01-18T06:00:00Z', '2027-01-25T06:00:00Z'] as const;
const [FIRST, SECOND, THIRD] = WEEKS;
const unit = aUnit();

let store: ReturnType<typeof aSimulatedTable>['store'];
let clock: StandingClock;
let consultation: Consultation;
beforeEach(async () => {
  ({ store } = aSimulatedTable());
  clock = new StandingClock('2027-01-05T10:00:00Z');
  consultation = aConsultation();
  await store.saveUnit(unit);
  await store.saveConsultation(consultation);
});

function run(scheduled: string, changes: Partial<typeof store> = {}) {
  clock.set(scheduled);
  const world = { store: { ...store, ...changes }, clock, journal: new KeptJournal() };
  return digestRunner({ ...world, send: new KeptMails().send })(at(scheduled));
}

async function receive(...submissions: Submission[]) {
  for (const one of submissions) await store.addSubmission(consultation, one);
}

function from(seed: number, day: string, organisation: string, ...commitments: number[]) {
  return aSubmission({
    seed,
    receivedAt: at(`2027-01-${day}T10:00:00Z`),
    organisation,
    opinions: commitments.map((commitment) => ({ commitment, rating: 'limited', text: '' })),
  });
}

async function totalsOf(number: number): Promise<TotalsToDate | undefined> {
  const digest = (await store.findDigest(unit.id, number))?.digest;
  expect(digest?.toDate).toHaveLength(1);
  return digest?.toDate?.[0];
}

describe('the totals to date of a digest', () => {
  it('are those of the digest before, with what the window has changed', async () => {
    const [one, two] = [from(1, '06', 'Ābele', 1, 2), from(2, '07', 'Bērzs', 1)];
    await receive(one, two);
    await run(FIRST);
    expect(await totalsOf(1)).toEqual({
      consultation: consultation.id,
      submissions: 2,
      parts: 3,
      organisations: 2,
      newOrganisations: 2,
      commitments: [
        { commitment: 1, parts: 2, counts: { limited: 2 }, uncounted: 0 },
        { commitment: 2, parts: 1, counts: { limited: 1 }, uncounted: 0 },
      ],
    });

    const opinions = [{ commitment: 1, rating: 'complete' as const, text: '' }];
    const input = given(anInput({ organisation: 'Ābele', opinions }));
    await receive(
      editSubmission(one, consultation, input, 'b', at('2027-01-12T10:00:00Z')),
      withdrawSubmission(two, at('2027-01-13T10:00:00Z')),
      from(3, '14', 'Ābele', 3),
    );
    await run(SECOND);
    expect(await totalsOf(2)).toEqual({
      consultation: consultation.id,
      submissions: 2,
      parts: 2,
      organisations: 2,
      newOrganisations: 0,
      commitments: [
        { commitment: 1, parts: 1, counts: { complete: 1 }, uncounted: 0 },
        { commitment: 3, parts: 1, counts: { limited: 1 }, uncounted: 0 },
      ],
    });
  });

  it('are there in an empty week too', async () => {
    await receive(from(1, '06', 'Ābele', 1));
    await run(FIRST);
    await run(SECOND);
    expect(await totalsOf(2)).toMatchObject({ parts: 1, organisations: 1, newOrganisations: 0 });
  });

  it('are carried on without another look at what came before the window', async () => {
    await receive(from(1, '06', 'Ābele', 1));
    await run(FIRST);
    await receive(from(2, '12', 'Bērzs', 1));
    const read: string[] = [];
    await run(SECOND, {
      streamReceived(about, window) {
        read.push(window.from);
        return store.streamReceived(about, window);
      },
    });
    const { window } = (await store.findDigest(unit.id, 2))?.digest ?? {};
    expect(new Set(read)).toEqual(new Set([window?.from]));
    expect(await totalsOf(2)).toMatchObject({ parts: 2, organisations: 2, newOrganisations: 1 });
  });

  it('take two spellings of a name for one organisation, and another name for a new one', async () => {
    await receive(from(1, '06', 'Biedrība „Ūdensroze”', 1));
    await run(FIRST);
    await receive(
      from(2, '12', 'biedrība "Ūdensroze"', 1),
      from(3, '13', 'Biedrība „Bērzs”', 1),
      from(4, '14', 'BIEDRĪBA BĒRZS', 2),
    );
    await run(SECOND);
    expect(await totalsOf(2)).toMatchObject({ organisations: 2, newOrganisations: 1 });
  });

  it('count for each unit what that unit reads', async () => {
    const ethics = aUnit({ id: 'ethics', mailboxes: ['ethics@chancellery.example'] });
    await store.saveUnit(ethics);
    consultation = aConsultation({
      units: [unit.id, ethics.id],
      draft: {
        ...consultation.draft,
        commitments: consultation.draft.commitments.map((one) =>
          one.number === 3 ? { ...one, unit: ethics.id } : one,
        ),
      },
    });
    await store.saveConsultation(consultation);
    await receive(aSubmission({ consultation, receivedAt: at('2027-01-06T10:00:00Z') }));
    await run(FIRST);
    const opinions = [3].map((commitment) => ({ commitment, rating: null, text: 'Par ētiku.' }));
    await receive(
      aSubmission({ consultation, seed: 2, receivedAt: at('2027-01-12T10:00:00Z'), opinions }),
    );
    await run(SECOND);
    const ofEthics = (await store.findDigest(ethics.id, 2))?.digest.toDate;
    expect(ofEthics).toMatchObject([{ parts: 1, organisations: 1, newOrganisations: 1 }]);
    expect(await totalsOf(2)).toMatchObject({ parts: 1, organisations: 1, newOrganisations: 0 });
  });

  it('are the same if the run was killed before it could add the digest, and comes late', async () => {
    await receive(from(1, '06', 'Ābele', 1));
    await run(FIRST);
    await receive(from(2, '12', 'Bērzs', 1));
    const killed = () => Promise.reject(new Error('killed'));
    await expect(run(SECOND, { addDigest: killed })).rejects.toThrow();
    // What comes after the window, before the late run, belongs to the next one.
    await receive(from(3, '19', 'Bērzs', 2), from(4, '19', 'Ceriņš', 2));
    await run('2027-01-18T06:00:00Z');
    expect(await totalsOf(2)).toMatchObject({ parts: 2, organisations: 2, newOrganisations: 1 });
    await run(THIRD);
    expect(await totalsOf(3)).toMatchObject({ parts: 4, organisations: 3, newOrganisations: 1 });
  });

  it('do not know an organisation of which only a run that was killed would have told', async () => {
    const one = from(1, '06', 'Ābele', 1);
    await receive(one);
    const killed = () => Promise.reject(new Error('killed'));
    await expect(run(FIRST, { addDigest: killed })).rejects.toThrow();
    await receive(withdrawSubmission(one, at('2027-01-12T10:00:00Z')));
    await run(SECOND);
    expect(await totalsOf(1)).toMatchObject({ parts: 0, organisations: 0, newOrganisations: 0 });
    await receive(from(2, '19', 'Ābele', 1));
    await run(THIRD);
    expect(await totalsOf(2)).toMatchObject({ parts: 1, organisations: 1, newOrganisations: 1 });
  });

  it('know each organisation of a digest whose run was killed before it had noted them all', async () => {
    await receive(from(1, '06', 'Ābele', 1), from(2, '07', 'Bērzs', 1), from(3, '08', 'Ceriņš', 1));
    const { noteOrganisations } = store;
    await expect(
      run(FIRST, {
        async noteOrganisations(about, to, since) {
          await noteOrganisations(about, to, new Map([...since].slice(0, 1)));
          throw new Error('killed');
        },
      }),
    ).rejects.toThrow();
    const mails = (await store.findDigest(unit.id, 1))?.deliveries.values() ?? [];
    expect([...mails].map(({ state }) => state)).toEqual(['sent']);
    await receive(from(4, '12', 'Bērzs', 2), from(5, '13', 'Dadzis', 2));
    await run(SECOND);
    expect(await totalsOf(2)).toMatchObject({ parts: 5, organisations: 4, newOrganisations: 1 });
    await receive(from(6, '19', 'Ceriņš', 3));
    await run(THIRD);
    expect(await totalsOf(3)).toMatchObject({ parts: 6, organisations: 4, newOrganisations: 0 });
  });

  it('are read from the beginning if the digest before does not have them', async () => {
    await receive(from(1, '06', 'Ābele', 1), from(2, '07', 'Bērzs', 2));
    const { addDigest } = store;
    // As an earlier version of the product made it.
    await run(FIRST, {
      addDigest: ({ toDate: _, ...digest }, now) => addDigest(digest, now),
      noteOrganisations: () => Promise.resolve(),
    });
    expect((await store.findDigest(unit.id, 1))?.digest).not.toHaveProperty('toDate');
    await receive(from(3, '12', 'Bērzs', 1), from(4, '13', 'Ceriņš', 1));
    await run(SECOND);
    expect(await totalsOf(2)).toMatchObject({
      submissions: 4,
      parts: 4,
      organisations: 3,
      newOrganisations: 1,
      commitments: [
        { commitment: 1, parts: 3 },
        { commitment: 2, parts: 1 },
      ],
    });
    await run(THIRD);
    expect(await totalsOf(3)).toMatchObject({ parts: 4, organisations: 3, newOrganisations: 0 });
  });

  it('go on for a consultation that was closed and is opened again', async () => {
    const forEver = aConsultation({ id: 'for-ever' });
    await store.saveConsultation(forEver);
    await receive(from(1, '06', 'Ābele', 1));
    await run(FIRST);
    await store.saveConsultation({ ...consultation, closesAt: at('2027-01-09T00:00:00Z') });
    await run(SECOND);
    expect((await store.findDigest(unit.id, 2))?.digest.consultations).toEqual(['for-ever']);
    await store.saveConsultation(consultation);
    await receive(from(2, '19', 'Bērzs', 1));
    await run(THIRD);
    const toDate = (await store.findDigest(unit.id, 3))?.digest.toDate;
    expect(toDate?.find((one) => one.consultation === consultation.id)).toMatchObject({
      parts: 2,
      organisations: 2,
      newOrganisations: 1,
    });
  });
});
