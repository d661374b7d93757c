import { beforeEach, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { recallConsultations } from '../../shared/usecases/recall-consultations.ts';
import { aConsultation, aUnit } from '../support/builders.ts';
import { StandingClock } from '../support/ports.ts';

let clock: StandingClock;
let standing: Consultation | null;
let reads: number;
beforeEach(() => {
  clock = new StandingClock();
  standing = aConsultation();
  reads = 0;
});

function recalling() {
  const findConsultation = async (id: string) => {
    reads += 1;
    return Promise.resolve(standing?.id === id ? standing : null);
  };
  const listUnits = async () => {
    reads += 1;
    return Promise.resolve([aUnit()]);
  };
  return recallConsultations({ store: { findConsultation, listUnits }, clock });
}

it('a consultation is remembered for a minute, and read again then', async () => {
  const { findConsultation: recall } = recalling();
  const { id } = aConsultation();
  expect(await recall(id)).toEqual(aConsultation());
  standing = aConsultation({ shards: 2 });
  clock.advance(59_999);
  expect(await recall(id)).toEqual(aConsultation());
  expect(reads).toBe(1);
  clock.advance(1);
  expect(await recall(id)).toEqual(standing);
  expect(reads).toBe(2);
});

it('a consultation that does not exist is looked for each time', async () => {
  standing = null;
  const { findConsultation: recall } = recalling();
  const { id } = aConsultation();
  expect(await recall(id)).toBeNull();
  standing = aConsultation();
  expect(await recall(id)).toEqual(standing);
  expect(await recall('another')).toBeNull();
});

it('units are remembered for a minute, and read again then', async () => {
  const { listUnits } = recalling();
  expect(await listUnits()).toEqual([aUnit()]);
  clock.advance(59_999);
  await listUnits();
  expect(reads).toBe(1);
  clock.advance(1);
  await listUnits();
  expect(reads).toBe(2);
});
