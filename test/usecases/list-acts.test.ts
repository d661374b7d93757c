import { expect, it } from 'vitest';
import type { Instant } from '../../shared/domain/time.ts';
import { listActs } from '../../shared/usecases/list-acts.ts';
import { aConsultation, aSubmission } from '../support/builders.ts';
import { aPublication } from '../support/publication.ts';

/** Twenty-five acts stand on a page. */
const PAGE = 25;

it('no act is listed before there is one', async () => {
  const on = await aPublication();
  expect(await listActs(on)(null)).toEqual({ acts: [], next: null });
});

it('acts stand newest first, page by page, each with its rule and the parts that it is about', async () => {
  const on = await aPublication();
  const submission = await on.submit();
  await on.settle();
  const [part] = await on.everything();
  const at: Instant[] = [];
  for (let one = 0; one <= PAGE; one++) {
    on.clock.advance(1_000);
    at.unshift(on.clock.now());
    if (one % 2 === 0) await on.moderate.hide(submission.reference, 'advertising');
    else await on.moderate.show(submission.reference);
  }
  const list = listActs(on);
  const first = await list(null);
  expect(first.acts.map(({ receivedAt }) => receivedAt)).toEqual(at.slice(0, PAGE));
  expect(first.acts.slice(0, 2)).toMatchObject([
    { kind: 'show', rule: 'advertising', parts: [part?.id] },
    { kind: 'hide', rule: 'advertising', parts: [part?.id] },
  ]);
  expect(first.acts[0]?.consultation).toEqual(on.consultation);
  expect(first.next).toBe(at[PAGE - 1]);
  const rest = await list(first.next);
  expect(rest.acts.map(({ receivedAt }) => receivedAt)).toEqual(at.slice(PAGE));
  expect(rest.next).toBeNull();
});

/** Two consultations, with a submission to each that everybody can read. */
async function twoConsultations() {
  const on = await aPublication();
  const other = aConsultation({ id: 'another' });
  await on.store.saveConsultation(other);
  const first = await on.submit();
  const second = aSubmission({ consultation: other, receivedAt: on.clock.now(), seed: 99 });
  await on.store.addSubmission(other, second);
  await on.settle();
  return { on, first, second };
}

it('acts of several consultations stand in one order', async () => {
  const { on, first, second } = await twoConsultations();
  for (const { reference } of [first, second]) {
    on.clock.advance(1_000);
    await on.moderate.hide(reference, 'advertising');
  }
  on.clock.advance(1_000);
  await on.moderate.show(first.reference);
  const { acts } = await listActs(on)(null);
  expect(acts.map(({ consultation, kind }) => [consultation.id, kind])).toEqual([
    [on.consultation.id, 'show'],
    ['another', 'hide'],
    [on.consultation.id, 'hide'],
  ]);
});

it('acts of the same time are on one page, so none is left out between two', async () => {
  const { on, first, second } = await twoConsultations();
  const made: string[] = [];
  const act = async (reference: string, kind: 'hide' | 'show') => {
    if (kind === 'hide') await on.moderate.hide(reference, 'advertising');
    else await on.moderate.show(reference);
    made.push(on.clock.now());
  };
  on.clock.advance(1_000);
  await act(first.reference, 'hide');
  on.clock.advance(1_000);
  // They share a time, and the first page is full after one of them.
  await act(first.reference, 'show');
  await act(second.reference, 'hide');
  for (let one = 0; one < PAGE - 1; one++) {
    on.clock.advance(1_000);
    await act(first.reference, one % 2 === 0 ? 'hide' : 'show');
  }
  const list = listActs(on);
  const newest = await list(null);
  const older = await list(newest.next);
  expect(newest.acts).toHaveLength(PAGE + 1);
  expect(older.next).toBeNull();
  const times = [...newest.acts, ...older.acts].map(({ receivedAt }) => receivedAt);
  expect(times).toEqual(made.toReversed());
});
