import { beforeEach, describe, expect, it } from 'vitest';
import { findReference } from '../../shared/usecases/find-reference.ts';
import { aConsultation, aReference, aSubmission, at } from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock } from '../support/ports.ts';

const clock = new StandingClock('2027-01-05T10:00:00Z');
const closed = (number: number) =>
  aConsultation({
    id: `closed-${number}`,
    opensAt: at(`2026-0${1 + (number % 9)}-01T00:00:00Z`),
    closesAt: at(`2026-0${1 + (number % 9)}-20T00:00:00Z`),
  });
const OPEN = aConsultation();
const UPCOMING = aConsultation({ id: 'upcoming', opensAt: at('2027-02-01T00:00:00Z') });
/** More than are asked at the same time. */
const CLOSED = Array.from({ length: 23 }, (_, number) => closed(number));

let under: TestTable;
beforeEach(async () => {
  under = aSimulatedTable();
  for (const one of [UPCOMING, ...CLOSED, OPEN]) await under.store.saveConsultation(one);
});

/** Looks up a reference. Returns the id of its consultation, and how many were asked. */
async function lookUp(reference: string) {
  const asked: string[] = [];
  const found = await findReference({
    store: {
      listConsultations: under.store.listConsultations,
      findSubmission: async (consultation, one) => {
        asked.push(consultation.id);
        return under.store.findSubmission(consultation, one);
      },
    },
    clock,
  })(reference);
  return { found: found?.id ?? null, asked };
}

describe('looking up a reference', () => {
  it.each([OPEN, ...CLOSED.slice(0, 2), ...CLOSED.slice(-2)])(
    'finds its consultation among all: $id',
    async (consultation) => {
      const submission = aSubmission({ consultation });
      await under.store.addSubmission(consultation, submission);
      expect((await lookUp(submission.reference)).found).toBe(consultation.id);
    },
  );

  it('asks the open consultation first, and only a few at a time', async () => {
    const submission = aSubmission({ consultation: OPEN });
    await under.store.addSubmission(OPEN, submission);
    const { asked } = await lookUp(submission.reference);
    expect(asked[0]).toBe(OPEN.id);
    expect(asked).toHaveLength(10);
  });

  it('finds nothing by a reference that nobody has, and does not ask what has not opened', async () => {
    const { found, asked } = await lookUp(aReference(77));
    expect(found).toBeNull();
    expect(asked.toSorted()).toEqual([OPEN, ...CLOSED].map(({ id }) => id).toSorted());
  });
});
