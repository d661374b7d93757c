import { expect, it } from 'vitest';
import { NO_TOTALS } from '../../shared/domain/public-totals.ts';
import { readFilter } from '../../shared/kinds/public-filter.ts';
import { listPublic } from '../../shared/usecases/list-public.ts';
import { aPublicId } from '../support/public-pages.ts';
import { aPublication } from '../support/publication.ts';

/** Fifty parts stand on a page. */
const PAGE = 50;

async function aList(changes: Parameters<typeof aPublication>[0] = {}) {
  const on = await aPublication(changes);
  const { list, find } = listPublic(on);
  return {
    ...on,
    list: async (query: Record<string, string> = {}) =>
      list(on.consultation, readFilter(on.consultation, query)),
    find: async (id: string) => find(on.consultation, id),
  };
}

it('a list is empty, with totals of nothing, until the projection has been there', async () => {
  const on = await aList();
  await on.submit();
  expect(await on.list()).toEqual({
    isPublic: true,
    totals: NO_TOTALS,
    updatedAt: null,
    page: { parts: [], next: null },
  });
});

it('a list holds the totals with their time, and fifty parts on each page', async () => {
  const on = await aList();
  for (let one = 0; one <= PAGE; one++) {
    await on.submit({ organisation: `Biedrība ${one}` });
    on.clock.advance(1);
  }
  await on.settle();
  const first = await on.list();
  expect(first).toMatchObject({ isPublic: true, totals: { shown: PAGE + 1 } });
  expect(first.updatedAt).not.toBeNull();
  expect(first.page.parts).toHaveLength(PAGE);
  const { page } = await on.list({ after: first.page.next ?? '' });
  expect(page).toMatchObject({ parts: [{ organisation: 'Biedrība 0' }], next: null });
});

it('a filter of which nothing can be found shows nothing, and counts all the same', async () => {
  const on = await aList();
  await on.submit();
  await on.settle();
  expect(await on.list({ organisation: '…' })).toMatchObject({
    totals: { shown: 1 },
    page: { parts: [], next: null },
  });
});

it('a part is found at its address, and nothing at an address that is none', async () => {
  const on = await aList();
  await on.submit();
  await on.settle();
  const [part] = await on.everything();
  const id = part?.id ?? '';
  expect(await on.find(id)).toEqual(part);
  expect(await on.find(aPublicId(9))).toBeNull();
  expect(await on.find(id.toLowerCase())).toBeNull();
  expect(await on.find('x'.repeat(3_000))).toBeNull();
});

it('before a consultation publishes, neither its list nor an address shows anything', async () => {
  const on = await aList({ publishes: 'after-closing' });
  await on.submit();
  await on.settle();
  expect(await on.list()).toMatchObject({ isPublic: false, page: { parts: [], next: null } });
  on.close();
  await on.settle();
  const { isPublic, page } = await on.list();
  expect(isPublic).toBe(true);
  const [part] = page.parts;
  expect(await on.find(part?.id ?? '')).toEqual(part);
  on.clock.set(on.consultation.opensAt);
  expect(await on.find(part?.id ?? '')).toBeNull();
  expect(await on.list()).toMatchObject({ isPublic: false, page: { parts: [], next: null } });
});
