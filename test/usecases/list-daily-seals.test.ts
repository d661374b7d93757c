import { beforeEach, describe, expect, it } from 'vitest';
import { listDailySeals } from '../../shared/usecases/list-daily-seals.ts';
import { aConsultation, at } from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock } from '../support/ports.ts';
import { aSeal } from '../support/sealed-logs.ts';

const consultation = aConsultation();
const { id } = consultation;
/** Midnight in Riga, in winter. */
const MIDNIGHT = '2027-01-05T00:00:00+02:00';

let under: TestTable;
let clock: StandingClock;
beforeEach(async () => {
  under = aSimulatedTable();
  clock = new StandingClock(MIDNIGHT);
  await under.store.saveConsultation(consultation);
});

async function seal(size: number, upTo: string, sealedAt: string): Promise<void> {
  const times = { upTo: at(upTo), sealedAt: at(sealedAt) };
  await under.store.addSeal(id, { ...aSeal(id, [1], size), ...times });
}

async function sizes(): Promise<(readonly [string, number])[]> {
  const logs = await listDailySeals({ store: under.store, clock })();
  return logs.map((log) => [log.consultation.id, log.seal.size] as const);
}

describe('what the feed shows of logs', () => {
  it('is what was sealed last before the day began in Riga, for the whole day', async () => {
    await seal(3, '2027-01-03T10:00:00+02:00', '2027-01-03T10:05:00+02:00');
    await seal(4, '2027-01-04T23:54:59+02:00', '2027-01-04T23:59:59+02:00');
    expect(await sizes()).toEqual([[id, 4]]);
    // Sealed on the new day: the first two of them hold only what came the day before.
    await seal(5, '2027-01-04T23:55:00+02:00', '2027-01-05T00:00:00+02:00');
    await seal(6, '2027-01-04T23:59:00+02:00', '2027-01-05T00:04:00+02:00');
    await seal(7, '2027-01-05T12:00:00+02:00', '2027-01-05T12:05:00+02:00');
    for (const now of [MIDNIGHT, '2027-01-05T12:10:00+02:00', '2027-01-05T23:59:59.999+02:00']) {
      clock.set(now);
      expect(await sizes()).toEqual([[id, 4]]);
    }
    clock.set('2027-01-06T00:00:00+02:00');
    expect(await sizes()).toEqual([[id, 7]]);
  });

  it('leaves out a consultation of which nothing was sealed by then', async () => {
    expect(await sizes()).toEqual([]);
    await seal(3, '2027-01-05T10:00:00+02:00', '2027-01-05T10:05:00+02:00');
    clock.set('2027-01-05T12:00:00+02:00');
    expect(await sizes()).toEqual([]);
  });

  it('has each consultation by itself', async () => {
    await under.store.saveConsultation(aConsultation({ id: 'other' }));
    const times = { upTo: at('2027-01-01T10:00:00Z'), sealedAt: at('2027-01-01T10:05:00Z') };
    await under.store.addSeal(id, { ...aSeal(id, [1], 3), ...times });
    await under.store.addSeal('other', { ...aSeal('other', [1], 9), ...times });
    expect((await sizes()).toSorted()).toEqual(
      [
        [id, 3],
        ['other', 9],
      ].toSorted(),
    );
  });
});
