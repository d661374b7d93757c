import type { DigestBatch } from '../../shared/ports/batches.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import type { DigestItem } from '../../shared/domain/digest-content.ts';
import { due } from '../../shared/domain/delivery.ts';
import { BEGINNING, type Digest } from '../../shared/domain/digest.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { contains, type Instant, localDate, plus } from '../../shared/domain/time.ts';
import type { DigestWriter } from '../../shared/ports/writers.ts';
import {
  composeDigest,
  readDigest,
  readDigestItems,
} from '../../shared/usecases/compose-digest.ts';
import type { Seal } from '../../shared/log/state.ts';
import { aConsultation, anInput, given, aSubmission, at, aUnit } from '../support/builders.ts';
import { aSeal } from '../support/sealed-logs.ts';

/** No text is like another. */
const NO_GROUPS = { groups: [], groupAt: () => null };
const UNITS = ['change-management', 'ethics'] as const;
const START = at('2027-01-05T10:00:00Z');
const END_MS = 1_000;

/** The consultation in which `owners` own the whole and the commitments 1 to 3. */
function ownedBy([whole, ...owners]: readonly string[]): Consultation {
  const { draft } = aConsultation();
  const commitments = draft.commitments.map((one, index) => {
    return { ...one, unit: owners[index] ?? one.unit };
  });
  return aConsultation({
    units: [...UNITS],
    draft: { ...draft, commitments },
    unit: whole ?? UNITS[0],
  });
}

const owner = fc.constantFrom(...UNITS);
const input = fc.record({
  organisation: fc.constantFrom('Ābele', 'Bērzs'),
  publication: fc.constantFrom('named', 'internal'),
  opinions: fc.uniqueArray(
    fc.record({
      commitment: fc.constantFrom(null, 1, 2, 3),
      rating: fc.constantFrom(null, 'limited'),
      text: fc.constantFrom('viens', 'divi'),
    }),
    { selector: ({ commitment }) => commitment, minLength: 1 },
  ),
});
/** Clocks differ: the next version may come at an earlier time than the version that it follows. */
const step = fc.record({
  afterMs: fc.integer({ min: -5, max: 60 }),
  owners: fc.tuple(owner, owner, owner, owner),
  input: fc.oneof({ weight: 4, arbitrary: input }, { weight: 1, arbitrary: fc.constant(null) }),
});
const history = fc.record({
  first: fc.record({ input, afterMs: fc.nat(200), owners: fc.tuple(owner, owner, owner, owner) }),
  steps: fc.array(step, { maxLength: 12 }),
});
type History = typeof history extends fc.Arbitrary<infer Made> ? Made : never;

/** Makes all versions of a submission as the use cases make them. */
function versionsOf({ first, steps }: History, seed: number): Submission[] {
  let now = plus(START, first.afterMs);
  let newest: Submission = aSubmission({
    consultation: ownedBy(first.owners),
    receivedAt: now,
    seed: seed + 1,
    ...first.input,
  });
  const versions = [newest];
  for (const { afterMs, owners, input: typed } of steps) {
    now = plus(now, afterMs);
    if (typed === null && newest.state === 'withdrawn') continue;
    newest =
      typed === null
        ? withdrawSubmission(newest, now)
        : editSubmission(newest, ownedBy(owners), given(anInput(typed)), 'x', now);
    versions.push(newest);
  }
  return versions;
}

/**
 * Makes the digests of a unit. Their windows end at these milliseconds, and the last at `END_MS`.
 */
function digestsOf(unit: string, ends: readonly number[]): Digest[] {
  const ordered = [...new Set([...ends, END_MS])].toSorted((a, b) => a - b);
  return ordered.map((end, index) => {
    const before = ordered[index - 1];
    const window = {
      from: before === undefined ? BEGINNING : plus(START, before),
      to: plus(START, end),
    };
    return {
      unit,
      number: index + 1,
      slot: localDate(window.to),
      window,
      consultations: [aConsultation().id],
      language: 'lv',
      recipients: [],
      totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
    };
  });
}

/** Plays the store from lists. */
function storeOf(submissions: readonly (readonly Submission[])[], digests: readonly Digest[]) {
  const lastBefore = (versions: readonly Submission[], instant: Instant) =>
    versions.findLast(({ receivedAt }) => receivedAt < instant) ?? null;
  return {
    findConsultation: () => Promise.resolve(aConsultation()),
    async *streamReceived(_: unknown, window: Digest['window']) {
      for (const versions of submissions) {
        const after = versions.findLast(({ receivedAt }) => contains(window, receivedAt));
        if (after === undefined) continue;
        yield await Promise.resolve({ before: lastBefore(versions, window.from), after });
      }
    },
    versionBefore(_: unknown, { reference, version }: Submission, instant: Instant) {
      const versions = submissions.find(([first]) => first?.reference === reference) ?? [];
      return Promise.resolve(lastBefore(versions.slice(0, version - 1), instant));
    },
    digestTelling: (unit: string, receivedAt: Instant) => {
      const digest = digests.find((one) => one.unit === unit && contains(one.window, receivedAt));
      return Promise.resolve(digest === undefined ? null : unsent(digest));
    },
  };
}

function unsent(digest: Digest): DigestBatch {
  const key = { partition: digest.unit, sort: String(digest.number) };
  return { kind: 'digest', digest, key, mark: '', deliveries: new Map() };
}

type Picture = Map<string, Pick<DigestItem, 'organisation' | 'publication' | 'answers'>>;

/** Returns the opinions that stand in the records for a unit at the end of a window. */
function recorded(
  unit: string,
  submissions: readonly (readonly Submission[])[],
  to: Instant,
): Picture {
  const picture: Picture = new Map();
  for (const versions of submissions) {
    const stands = versions.findLast(({ receivedAt }) => receivedAt < to);
    for (const { commitment, answers, unit: whose } of stands?.parts ?? []) {
      if (stands === undefined || whose !== unit) continue;
      const { organisation, publication } = stands;
      picture.set(`${stands.reference} ${commitment}`, { organisation, publication, answers });
    }
  }
  return picture;
}

/**
 * Applies the items of one digest to what its unit knows, and to which digest told each opinion.
 */
function read(
  known: Picture,
  toldBy: Map<string, number>,
  digest: Digest,
  items: readonly DigestItem[],
): void {
  const heard = new Set<string>();
  for (const { reference, commitment, change, replaces, was, ...item } of items) {
    const key = `${reference} ${commitment}`;
    expect(heard.has(key)).toBe(false);
    heard.add(key);
    expect(known.has(key)).toBe(change !== 'new');
    expect(replaces?.number).toBe(toldBy.get(key));
    expect(was).toEqual(change === 'edited' ? known.get(key) : null);
    if (change === 'withdrawn') {
      known.delete(key);
      toldBy.delete(key);
      continue;
    }
    const { organisation, publication, answers } = item;
    const now = { organisation, publication, answers };
    expect(now).not.toEqual(known.get(key));
    expect(contains(digest.window, item.receivedAt)).toBe(true);
    known.set(key, now);
    toldBy.set(key, digest.number);
  }
}

describe('the digests of a unit', () => {
  it('tell each net change once, name the digest that told what it replaces, and add up to the records', async () => {
    const cases = fc.record({
      histories: fc.array(history, { minLength: 1, maxLength: 3 }),
      ends: fc.array(fc.array(fc.nat(400), { maxLength: 8 }), { minLength: 2, maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ histories, ends }) => {
        const submissions = histories.map(versionsOf);
        const digests = UNITS.flatMap((unit, index) => digestsOf(unit, ends[index] ?? []));
        const store = storeOf(submissions, digests);
        for (const unit of UNITS) {
          const known: Picture = new Map();
          const toldBy = new Map<string, number>();
          for (const digest of digests.filter((one) => one.unit === unit)) {
            const told = await Array.fromAsync(readDigestItems(store, digest, NO_GROUPS));
            const items = told.flatMap((one) => one.items);
            read(known, toldBy, digest, items);
            expect(known).toEqual(recorded(unit, submissions, digest.window.to));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('compare an edit with nothing if no digest has told what it replaces', async () => {
    const saying = (text: string) => anInput({ opinions: [{ commitment: 1, rating: null, text }] });
    const first = aSubmission({ receivedAt: START, ...saying('viens') });
    const edit = given(saying('divi'));
    const second = editSubmission(first, aConsultation(), edit, 'x', plus(START, 150));
    const [untold, telling] = digestsOf('change-management', [100]) as [Digest, Digest];
    const itemsFrom = async (digests: readonly Digest[]) => {
      const store = storeOf([[first, second]], digests);
      const told = await Array.fromAsync(readDigestItems(store, telling, NO_GROUPS));
      return told.flatMap(({ items }) => items);
    };
    const edited = { change: 'edited', answers: { text: 'divi' } };
    expect(await itemsFrom([telling])).toMatchObject([{ ...edited, replaces: null, was: null }]);
    expect(await itemsFrom([untold, telling])).toMatchObject([
      { ...edited, replaces: { number: 1 }, was: { answers: { text: 'viens' } } },
    ]);
  });

  it('name the digest that told an opinion first, when a later digest skipped it', async () => {
    const consultation = aConsultation();
    const saying = (text: string) => anInput({ opinions: [{ commitment: 1, rating: null, text }] });
    const texts = ['viens', 'divi', 'viens', 'trīs'];
    const versions = texts.slice(1).reduce(
      (all, text, index) => {
        const now = plus(START, [110, 120, 210][index] ?? 0);
        const before = all.at(-1);
        return before
          ? [...all, editSubmission(before, consultation, given(saying(text)), 'x', now)]
          : all;
      },
      [aSubmission({ receivedAt: START, ...saying('viens') })],
    );
    const digests = digestsOf('change-management', [100, 200, 300]);
    const store = storeOf([versions], digests);
    const told = await Promise.all(
      digests.map((one) => Array.fromAsync(readDigestItems(store, one, NO_GROUPS))),
    );
    const items = told.map((all) =>
      all.flatMap((one) => one.items.map(({ change, replaces }) => [change, replaces])),
    );
    const first = { number: 1, slot: digests[0]?.slot };
    expect(items).toEqual([[['new', null]], [], [['edited', first]], []]);
  });
});

describe('the mails of one digest', () => {
  type Written = Parameters<DigestWriter['mail']>[0];
  const opinions = [1, 2].map((commitment) => ({ commitment, rating: null, text: 'x'.repeat(5) }));
  const first = aSubmission({ receivedAt: START, opinions });
  const [before, digest, after] = digestsOf('change-management', [0, 200]) as [
    Digest,
    Digest,
    Digest,
  ];
  const unit = aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] });
  const addressed = { ...digest, recipients: [...unit.mailboxes, 'gone@unit.example'] };

  /** A writer whose items weigh as much as their text, and whose table lists their commitments. */
  function plainWriter(written: Written[] = []): DigestWriter {
    return {
      budget: 7,
      weigh: (_, __, { answers }) => String(answers?.['text'] ?? '').length,
      table() {
        const rows: (number | null)[] = [];
        return {
          add: (_, { commitment }) => void rows.push(commitment),
          finish: () => [{ filename: 'f.csv', csv: rows.join() }],
        };
      },
      mail(about) {
        written.push(about);
        return {
          to: about.recipient,
          subject: '',
          text: '',
          html: '',
          headers: {},
          attachments: [],
          tags: {},
        };
      },
    };
  }

  function composing(
    written: Written[] = [],
    seals: readonly { consultation: string; seal: Seal }[] = [],
  ) {
    let [reads, sealReads] = [0, 0];
    const played = storeOf([[first]], [before, digest, after]);
    const store = {
      ...played,
      findUnit: () => Promise.resolve(unit),
      findDraft: () => Promise.resolve(null),
      findDigest: (_: string, number: number) => {
        const found = [before, digest, after].find((one) => one.number === number);
        return Promise.resolve(found === undefined ? null : unsent(found));
      },
      streamReceived(about: unknown, window: Digest['window']) {
        reads += 1;
        return played.streamReceived(about, window);
      },
      newestSeals(id: string, limit: number) {
        sealReads += 1;
        return Promise.resolve(
          seals
            .filter(({ consultation }) => consultation === id)
            .slice(0, limit)
            .map(({ seal }) => seal),
        );
      },
    };
    const needs = { store, writer: plainWriter(written), siteUrl: 'https://site.example' };
    return { needs, reads: () => reads, sealReads: () => sealReads };
  }
  const held = (repeat = false) => due('digest', START, repeat);

  it('show what fits into the mail, while their table holds all', async () => {
    const { content, files } = await readDigest(composing().needs)(digest);
    expect(files).toEqual([{ filename: 'f.csv', csv: '1,2' }]);
    const shown = content.chapters.flatMap(({ sections }) =>
      sections.map((one) => one.entries.length),
    );
    expect(shown).toEqual([0, 1, 0, 0]);
  });

  it('are written from one digest that is read for all of them, each to its mailbox, with the digest before beside them', async () => {
    const written: Written[] = [];
    const { needs, reads } = composing(written);
    const compose = composeDigest(needs, addressed);
    await compose('0', held());
    await compose('1', held(true));
    // Once for the letters that are alike, and once for what it tells.
    expect(reads()).toBe(2);
    const about = {
      files: [{ csv: '1,2' }],
      siteUrl: 'https://site.example',
      previous: { number: 1 },
    };
    expect(written).toMatchObject([
      { ...about, recipient: 'a@unit.example', delivery: '0', repeat: false },
      { ...about, recipient: 'b@unit.example', delivery: '1', repeat: true },
    ]);
  });

  it('are written without a reading where the run has made one', async () => {
    const written: Written[] = [];
    const { needs, reads } = composing(written);
    const reading = await readDigest(composing().needs)(digest);
    await composeDigest(needs, addressed, reading)('0', held());
    expect(reads()).toBe(0);
    expect(written).toMatchObject([{ files: reading.files }]);
  });

  it('carry the newest seal of each consultation of which something is sealed', async () => {
    const id = aConsultation().id;
    const seals = [aSeal(id, [1], 9), aSeal(id, [1], 8)].map((seal) => ({
      consultation: id,
      seal,
    }));
    const written: Written[] = [];
    const { needs, sealReads } = composing(written, seals);
    const compose = composeDigest(needs, addressed);
    await compose('0', held());
    await compose('1', held());
    expect(written.map(({ logs }) => logs)).toMatchObject([
      [{ seal: { size: 9 } }],
      [{ seal: { size: 9 } }],
    ]);
    expect(sealReads()).toBe(1);
    const before: Written[] = [];
    await composeDigest(composing(before).needs, addressed)('0', held());
    expect(before).toMatchObject([{ logs: [] }]);
  });

  it('wait for their next attempt if a log cannot be read', async () => {
    const written: Written[] = [];
    const { needs } = composing(written);
    const newestSeals = () => Promise.reject(new Error('The table does not answer'));
    const compose = composeDigest({ ...needs, store: { ...needs.store, newestSeals } }, addressed);
    await expect(compose('0', held())).rejects.toThrow('The table does not answer');
    expect(written).toEqual([]);
  });

  it('go to no mailbox that the unit has given up, and to none that the digest does not have', async () => {
    const compose = composeDigest(composing().needs, addressed);
    const given = { cancelled: 'no-longer-a-mailbox' };
    expect(await compose('2', held())).toEqual(given);
    expect(await compose('3', held())).toEqual(given);
  });
});
