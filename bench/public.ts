import type { PublicPart } from '../shared/domain/public-part.ts';
import { publicIdFrom } from '../shared/domain/reference.ts';
import { instantOf, plus } from '../shared/domain/time.ts';
import { publicStore } from '../shared/dynamo/public-parts.ts';
import { commitmentTerm, termsOf, valueTerm, wordTerms } from '../shared/kinds/public-terms.ts';
import { COMPLETIONS, REVIEW } from '../shared/kinds/review/review.ts';
import type { PublicFact, PublicQuery } from '../shared/ports/public-parts.ts';
import { countingClient, median, startServices } from './measure.ts';
import { report } from './report.ts';
import { fillOnDisk } from './rows-on-disk.ts';

const FEW = 1_000;
const MANY = 100_000;
const MILLION = 1_000_000;
const FILLED_TOGETHER = 500;
const ROUNDS = 25;
const START = instantOf(new Date('2026-02-01T00:00:00Z'));

/** Words of which the texts are made. Each text has eight of them. */
const WORDS = Array.from({ length: 2_000 }, (_, index) => `vards${index.toString(36)}x`);

/**
 * Measures what one more public part and what a page cost, beside a thousand parts and beside very
 * many.
 */
export async function measurePublic(full: boolean): Promise<void> {
  const sizes = full ? [FEW, MANY, MILLION] : [FEW, MANY];
  const services = await startServices(async (data) => fill(data, sizes));
  try {
    const { client, table, count } = countingClient(services);
    const store = publicStore(table);
    const add = (size: number) => async (round: number) =>
      store.savePublic([aFact(nameOf(size), size + round)]);
    const read = (query: Omit<PublicQuery, 'after' | 'size'>) => (size: number) => async () =>
      store.findPublicPage(nameOf(size), { ...query, after: null, size: 50 });
    /** Measures both in turns, so that whatever else the machine does slows both. */
    const compare = async (
      what: string,
      [many, fewer]: readonly [number, number],
      workOn: (size: number) => (round: number) => Promise<unknown>,
      where: string,
    ) => {
      const [ours, yardstick] = [measured(workOn(many)), measured(workOn(fewer))];
      for (let round = 0; round < ROUNDS; round++) {
        await ours.goOn(round);
        await yardstick.goOn(round);
      }
      const title = `${what}, beside ${many} against ${fewer}`;
      const requests = { ours: ours.requests(), yardstick: yardstick.requests(), unit: '' };
      report({ what: `${title}: requests`, ...requests });
      const time = { ours: ours.ms(), yardstick: yardstick.ms(), unit: 'ms' };
      report({ what: `${title}: time`, ...time, where });
    };
    const measured = (work: (round: number) => Promise<unknown>) => {
      const times: number[] = [];
      let requests = 0;
      return {
        async goOn(round: number): Promise<void> {
          const [before, begun] = [count(), performance.now()];
          await work(round);
          times.push(performance.now() - begun);
          requests += count() - before;
        },
        requests: () => requests / ROUNDS,
        ms: () => median(times),
      };
    };

    const most = sizes.at(-1) ?? FEW;
    await compare(
      'adding a public opinion',
      [most, FEW],
      add,
      'One row, then its places on its lists, 25 in a request, then one look whether anybody has overtaken it.',
    );
    const newest = { terms: [], order: 'newest' } as const;
    await compare(
      'a page of 50 public opinions',
      [most, FEW],
      read(newest),
      'One query of a list, and one request for the fifty rows.',
    );
    const [word = ''] = wordTerms([WORDS[7] ?? ''], 1);
    const terms = [word, commitmentTerm(3), valueTerm('limited')];
    await compare(
      'a page filtered by a word, a commitment and a rating',
      [most, sizes.at(-2) ?? FEW],
      read({ terms, order: 'newest' }),
      'The list of the word is walked and the others are asked about its entries, a thousand at most in all. Beside a thousand parts there is less to walk.',
    );
    client.destroy();
  } finally {
    await services.stop();
  }
}

/** Returns the consultation that holds so many parts. */
function nameOf(size: number): string {
  return `holds-${size}`;
}

/** Fills a consultation of each size before the services start. */
async function fill(data: string, sizes: readonly number[]): Promise<void> {
  const chunks = sizes.flatMap((size) =>
    Array.from({ length: size / FILLED_TOGETHER }, (_, index) => {
      return { consultation: nameOf(size), first: index * FILLED_TOGETHER };
    }),
  );
  await fillOnDisk(data, chunks, async (table, { consultation, first }) => {
    const numbers = Array.from({ length: FILLED_TOGETHER }, (_, index) => first + index);
    await publicStore(table).savePublic(numbers.map((number) => aFact(consultation, number)));
  });
}

function aFact(consultation: string, number: number): PublicFact {
  const seed = new Uint8Array(16);
  new DataView(seed.buffer).setUint32(0, Math.imul(number, 2_654_435_761) >>> 0);
  const receivedAt = plus(START, number * 1_000);
  const text = Array.from({ length: 8 }, (_, index) => {
    return WORDS[(number * 7 + index * index * 13) % WORDS.length] ?? '';
  }).join(' ');
  const part: PublicPart = {
    id: publicIdFrom(seed),
    consultation,
    commitment: number % 10,
    draftVersion: 1,
    language: 'lv',
    state: 'shown',
    organisation: `Biedrība ${number}`,
    answers: { rating: COMPLETIONS[number % COMPLETIONS.length] ?? null, text },
    receivedAt,
    changedAt: receivedAt,
    earlier: null,
    hidden: null,
  };
  return { id: part.id, consultation, stamp: receivedAt, part, terms: termsOf(REVIEW, part) };
}
