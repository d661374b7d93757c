import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublicPart } from '../../shared/domain/public-part.ts';
import { placeOf } from '../../shared/domain/public-place.ts';
import { publicIdFrom } from '../../shared/domain/reference.ts';
import { plus } from '../../shared/domain/time.ts';
import { Table } from '../../shared/dynamo/table.ts';
import { commitmentTerm, termsOf, valueTerm, wordTerms } from '../../shared/kinds/public-terms.ts';
import { REVIEW } from '../../shared/kinds/review/review.ts';
import type { PublicFact, PublicQuery } from '../../shared/ports/public-parts.ts';
import { at } from '../support/builders.ts';
import { aSimulatedTable, ENGINES, type TestTable } from '../support/engines.ts';
import { storesOn } from '../support/table.ts';

const START = at('2027-01-05T10:00:00Z');

function idOf(number: number): string {
  const seed = new Uint8Array(16);
  new DataView(seed.buffer).setUint32(12, number);
  return publicIdFrom(seed);
}

/** The part with this number. Each is received a second after the one before. */
function aPart(number: number, changes: Partial<PublicPart> = {}): PublicPart {
  const receivedAt = plus(START, number * 1_000);
  return {
    id: idOf(number),
    consultation: 'plan',
    commitment: number % 3 === 0 ? null : number % 3,
    draftVersion: 1,
    language: 'lv',
    state: 'shown',
    organisation: 'Biedrība „Ūdensroze”',
    answers: { rating: number % 2 === 0 ? 'complete' : 'limited', text: 'Portāls nedarbojas' },
    receivedAt,
    changedAt: receivedAt,
    earlier: null,
    hidden: null,
    ...changes,
  };
}

function factOf(part: PublicPart, stamp = '1'): PublicFact {
  const { id, consultation } = part;
  return { id, consultation, stamp, part, terms: termsOf(REVIEW, part) };
}

const HIDDEN = {
  state: 'hidden',
  organisation: null,
  answers: null,
  hidden: { rule: 'off-topic', at: START },
} as const;

describe.each(ENGINES)('public parts in %s', (_, open) => {
  let under: TestTable;
  const COUNT = 130;
  beforeAll(async () => {
    under = await open();
    for (let from = 0; from < COUNT; from += 50) {
      const numbers = Array.from(
        { length: Math.min(50, COUNT - from) },
        (_, index) => from + index,
      );
      await under.store.savePublic(numbers.map((number) => factOf(aPart(number))));
    }
  });
  afterAll(async () => under.close());

  const all = Array.from({ length: COUNT }, (_, number) => aPart(number));

  /** Reads every page. Returns the parts, and how many pages there were. */
  async function read(query: Pick<PublicQuery, 'terms' | 'order'>, size = 50) {
    const parts: PublicPart[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const page = await under.store.findPublicPage('plan', { ...query, after, size });
      expect(page.parts.length).toBeLessThanOrEqual(size);
      parts.push(...page.parts);
      after = page.next;
      pages += 1;
    } while (after !== null);
    return { parts, pages };
  }

  it('are listed with the newest first, in pages', async () => {
    const { parts, pages } = await read({ terms: [], order: 'newest' });
    expect(parts).toEqual(all.toReversed());
    expect(pages).toBe(3);
  });

  it('are listed commitment by commitment', async () => {
    const { parts } = await read({ terms: [], order: 'commitment' });
    const inOrder = all.toSorted((a, b) => (a.commitment ?? 0) - (b.commitment ?? 0));
    expect(parts).toEqual(inOrder);
  });

  it('are filtered by everything at once, in either order', async () => {
    const terms = [commitmentTerm(2), valueTerm('complete'), 'word:portal'];
    const wanted = all.filter(({ commitment, answers }) => {
      return commitment === 2 && answers?.['rating'] === 'complete';
    });
    expect(wanted.length).toBeGreaterThan(10);
    const newest = await read({ terms, order: 'newest' }, 10);
    expect(newest.parts).toEqual(wanted.toReversed());
    const ordered = await read({ terms, order: 'commitment' }, 10);
    expect(ordered.parts).toEqual(wanted);
    expect((await read({ terms: [...terms, 'word:citi'], order: 'newest' })).parts).toEqual([]);
  });

  it('are streamed from the oldest on, and from any part on', async () => {
    const { store } = under;
    expect(await Array.fromAsync(store.streamPublic('plan'))).toEqual(all);
    const after = placeOf(aPart(99));
    expect(await Array.fromAsync(store.streamPublic('plan', after))).toEqual(all.slice(100));
    expect(await Array.fromAsync(store.streamPublic('another'))).toEqual([]);
  });

  it('are found by their address, and among others', async () => {
    const { store } = under;
    expect(await store.findPublic('plan', idOf(7))).toEqual(aPart(7));
    expect(await store.findPublic('plan', idOf(1_000))).toBeNull();
    expect(await store.findPublicAmong('plan', [idOf(9), idOf(1_000), idOf(7)])).toEqual([
      aPart(9),
      aPart(7),
    ]);
  });
});

describe('writing public parts', () => {
  const part = aPart(1);
  const hidden = factOf({ ...part, ...HIDDEN }, '2');
  const shown = factOf(part, '1');
  const placesIn = (engine: ReturnType<typeof aSimulatedTable>['engine']) =>
    engine
      .dump()
      .flatMap(({ pk }) => pk?.S?.split('#').slice(2).join('#') ?? [])
      .filter((term) => term !== part.id.slice(0, 2))
      .toSorted();

  it('never writes an older fact over a newer one, and leaves no place of the older one', async () => {
    const { engine, store } = aSimulatedTable();
    await store.savePublic([hidden]);
    await store.savePublic([shown]);
    expect(await store.findPublic('plan', part.id)).toEqual(hidden.part);
    expect(placesIn(engine)).toEqual([...hidden.terms].toSorted());
  });

  it('leaves no place of the older fact when a newer one is written right between', async () => {
    const { engine, store } = aSimulatedTable();
    let overtaken = false;
    const send = async (command: object): Promise<object> => {
      if (command instanceof BatchWriteItemCommand && !overtaken) {
        overtaken = true;
        await store.savePublic([hidden]);
      }
      return engine.send(command);
    };
    const slow = Object.assign(engine.connect(), { send }) as DynamoDBClient;
    await storesOn(new Table('sadzirdets', slow)).savePublic([shown]);
    expect(await store.findPublic('plan', part.id)).toEqual(hidden.part);
    expect(placesIn(engine)).toEqual([...hidden.terms].toSorted());
  });

  it('shows nobody a part by a place that was left behind', async () => {
    const { store, table } = aSimulatedTable();
    await store.savePublic([hidden]);
    const place = `${part.receivedAt}#${part.id}`;
    const stray = { partition: 'POSTINGS#plan#word:portal', sort: place };
    await table.rewriteAll({ put: [stray], deleted: [] });
    const query = { terms: ['word:portal'], order: 'newest', after: null, size: 50 } as const;
    expect(await store.findPublicPage('plan', query)).toEqual({ parts: [], next: null });
  });

  it('writes nothing of a part once nobody may see it, but that it is gone', async () => {
    const { engine, store } = aSimulatedTable();
    await store.savePublic([shown]);
    await store.savePublic([{ ...shown, stamp: '2', part: null, terms: [] }]);
    expect(await store.findPublic('plan', part.id)).toBeNull();
    expect(placesIn(engine)).toEqual([]);
    expect(JSON.stringify(engine.dump())).not.toMatch(/Ūdensroze|Portāls|limited/u);
    await store.savePublic([shown]);
    expect(await store.findPublic('plan', part.id)).toBeNull();
  });

  it('examines a bounded number of entries for a page, and says where to go on', async () => {
    const { store, engine } = aSimulatedTable();
    for (let from = 0; from < 1_200; from += 100) {
      const numbers = Array.from({ length: 100 }, (_, index) => from + index);
      await store.savePublic(
        numbers.map((number) => {
          const answers = { rating: null, text: number === 0 ? 'bieži reti' : 'bieži' };
          return factOf(aPart(number, { answers }));
        }),
      );
    }
    let calls = 0;
    const send = async (command: object) => {
      calls += 1;
      return engine.send(command);
    };
    const counted = Object.assign(engine.connect(), { send }) as DynamoDBClient;
    const reader = storesOn(new Table('sadzirdets', counted));
    const terms = ['word:biez', 'word:ret'];
    const query = { terms, order: 'newest', size: 50 } as const;
    const first = await reader.findPublicPage('plan', { ...query, after: null });
    expect(first.parts).toEqual([]);
    expect(first.next).not.toBeNull();
    expect(calls).toBeLessThan(20);
    const second = await reader.findPublicPage('plan', { ...query, after: first.next });
    const third = await reader.findPublicPage('plan', { ...query, after: second.next });
    expect(third.parts.map(({ id }) => id)).toEqual([idOf(0)]);
    expect(third.next).toBeNull();
  });

  it('reads at most a thousand entries, however many lists are asked for', async () => {
    const { store, engine } = aSimulatedTable();
    const text = 'viens divi trīs četri pieci seši';
    const parts = Array.from({ length: 300 }, (_, number) =>
      aPart(number, { answers: { rating: null, text } }),
    );
    await store.savePublic(parts.map((part) => factOf(part)));
    let read = 0;
    const send = async (command: object) => {
      const answer = await engine.send(command);
      if (command instanceof BatchGetItemCommand) {
        const [{ Keys = [] } = {}] = Object.values(command.input.RequestItems ?? {});
        read += Keys.length;
      }
      read += (answer as { Items?: object[] }).Items?.length ?? 0;
      return answer;
    };
    const counted = Object.assign(engine.connect(), { send }) as DynamoDBClient;
    const reader = storesOn(new Table('sadzirdets', counted));
    const terms = [...wordTerms([text], 6), 'word:nekad'];
    const query = { terms, order: 'newest', after: null, size: 50 } as const;
    const page = await reader.findPublicPage('plan', query);
    expect(page.parts).toEqual([]);
    expect(page.next).not.toBeNull();
    expect(read).toBeGreaterThan(500);
    expect(read).toBeLessThanOrEqual(1_000);
  });
});
