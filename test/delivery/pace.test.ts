import { expect, it } from 'vitest';
import { pacer } from '../../shared/delivery/pace.ts';
import { StandingClock } from '../support/ports.ts';

function aPacer() {
  const clock = new StandingClock();
  const pauses: number[] = [];
  const pace = pacer(clock, async (ms) => {
    pauses.push(ms);
    await clock.pause(ms);
  });
  return { clock, pace, pauses };
}

it('a sender waits for the batches that it has booked, and for no longer', async () => {
  const { clock, pace, pauses } = aPacer();
  await pace.wait();
  expect(pauses).toEqual([]);
  pace.book(3, 2);
  clock.advance(500);
  await pace.wait();
  expect(pauses).toEqual([1_000]);
  await pace.wait();
  expect(pauses).toEqual([1_000]);
});

it('batches that are booked one after the other have their time one after the other', async () => {
  const { pace, pauses } = aPacer();
  pace.book(2, 4);
  pace.book(1, 4);
  await pace.wait();
  expect(pauses).toEqual([750]);
});

it('a sender that was slow for another reason does not hurry afterwards', async () => {
  const { clock, pace, pauses } = aPacer();
  pace.book(1, 1);
  clock.advance(10_000);
  await pace.wait();
  pace.book(1, 1);
  await pace.wait();
  expect(pauses).toEqual([1_000]);
});
