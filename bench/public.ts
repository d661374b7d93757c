import type { PublicPart } from '../shared/domain/public-part.ts';
import { publicIdFrom } from '../shared/domain/reference.ts';
import { instantOf, plus } from '../shared/domain/time.ts';
import { publicStore } from '../shared/dynamo/public-parts.ts';
import { commitmentTerm, termsOf, valueTerm, wordTerms } from '../shared/kinds/public-terms.ts';
import { COMPLETIONS, REVIEW } from '../shared/kinds/review/review.ts';
import type { PublicFact, PublicQuery, PublicStore } from '../shared/ports/public-parts.ts';
import { countingClient, median, startServices } from './measure.ts';
import { report } from './report.ts';
import { fillOnDisk } from './rows-on-disk.ts';

const FEW = 1_000;
const MILLION = 1_000_000;
/** Without `--full`, the large consultation is what fits into this time. */
const FILLING_MS = 60_000;
const WRITTEN_TOGETHER = 50;
/** Without requests, more fit together. */
const FILLED_TOGETHER = 500;
const ROUNDS = 25;
const START = instantOf(new Date('2026-02-01T00:00:00Z'));

/** Words of which the texts are made. Each text has eight of them, so that more fit into a minute. */
const WORDS = Array.from({ length: 2_000 }, (_, index) => `vards${index.toString(36)}x`);

interface Measured {
  readonly requests: number;
  readonly ms: number;
}

/**
 * Measures what one more public part and what a page cost, beside a thousand parts and beside very
 * many.
 */
export async function measurePublic(full: boolean): Promise<void> {
  const services = await startServices(full ? fillMany : undefined);
  try {
    const { client, table, count } = countingClient(services);
    const store = publicStore(table);
    const measure = async (work: (round: number) => Promise<unknown>): Promise<Measured> => {
      const times: number[] = [];
      const before = count();
      for (let round = 0; round < ROUNDS; round++) {
        const begun = performance.now();
        await work(round);
        times.push(performance.now() - begun);
      }
      return { requests: (count() - before) / ROUNDS, ms: median(times) };
    };

    const few = await fill(store, 'few', FEW, Infinity);
    const many = full ? MILLION : await fill(store, 'many', Infinity, FILLING_MS);
    const add = async (consultation: string, beside: number) =>
      measure(async (round) => store.savePublic([aFact(consultation, beside + round)]));
    const read = async (consultation: string, query: Omit<PublicQuery, 'after' | 'size'>) =>
      measure(async () => store.findPublicPage(consultation, { ...query, after: null, size: 50 }));

    reportBoth('adding a public opinion', many, await add('many', many), await add('few', few), {
      where:
        'One row, then its places on its lists, 25 in a request, then one look whether anybody has overtaken it.',
    });
    const newest = { terms: [], order: 'newest' } as const;
    reportBoth(
      'a page of 50 public opinions',
      many,
      await read('many', newest),
      await read('few', newest),
      { where: 'One query of a list, and one request for the fifty rows.' },
    );
    const [word = ''] = wordTerms([WORDS[7] ?? ''], 1);
    const terms = [word, commitmentTerm(3), valueTerm('limited')];
    const filtered = { terms, order: 'newest' } as const;
    reportBoth(
      'a page filtered by a word, a commitment and a rating',
      many,
      await read('many', filtered),
      await read('few', filtered),
      {
        where:
          'The list of the word is walked and the others are asked about its entries, a thousand at most in all. Beside few there is less to walk.',
      },
    );
    client.destroy();
  } finally {
    await services.stop();
  }
}

function reportBoth(
  what: string,
  many: number,
  ours: Measured,
  yardstick: Measured,
  { where }: { readonly where: string },
): void {
  const beside = `beside ${many} against ${FEW}`;
  report({
    what: `${what}, ${beside}: requests`,
    ours: ours.requests,
    yardstick: yardstick.requests,
    unit: '',
  });
  report({
    what: `${what}, ${beside}: time`,
    ours: ours.ms,
    yardstick: yardstick.ms,
    unit: 'ms',
    where,
  });
}

/** Fills a consultation with a million parts before the services start. */
async function fillMany(data: string): Promise<void> {
  const chunks = Array.from({ length: MILLION / FILLED_TOGETHER }, (_, index) => index);
  await fillOnDisk(data, chunks, async (table, chunk) => {
    await publicStore(table).savePublic(
      factsFrom('many', chunk * FILLED_TOGETHER, FILLED_TOGETHER),
    );
  });
}

function factsFrom(consultation: string, first: number, count: number): PublicFact[] {
  return Array.from({ length: count }, (_, index) => aFact(consultation, first + index));
}

/** Fills a consultation with so many parts, or for so long. Returns how many there are. */
async function fill(
  store: PublicStore,
  consultation: string,
  most: number,
  forMs: number,
): Promise<number> {
  const until = performance.now() + forMs;
  let count = 0;
  while (count < most && performance.now() < until) {
    await store.savePublic(factsFrom(consultation, count, WRITTEN_TOGETHER));
    count += WRITTEN_TOGETHER;
  }
  return count;
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
