import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigestCollector, MAX_LISTED_LETTERS } from '../../shared/domain/digest-collector.ts';
import { type DigestItem, itemsIn } from '../../shared/domain/digest-content.ts';
import { takeTurns } from '../../shared/domain/fair-shares.ts';
import type { Answers } from '../../shared/domain/submission.ts';
import { aConsultation, aDigest, at } from '../support/builders.ts';

const { draft } = aConsultation();
/** The unit has the commitments 1 and 3, and another has 2. */
const consultation = aConsultation({
  draft: {
    ...draft,
    commitments: draft.commitments.map((one) =>
      one.number === 2 ? { ...one, unit: 'ethics' } : one,
    ),
  },
});

const answered = (rating: string | null = null, text = ''): Answers => ({ rating, text });
const EARLIER = { number: 3, slot: aDigest().slot };
/** Counts by the rating, as a review does. */
const ratedIn = (_: unknown, { rating }: Answers) => (typeof rating === 'string' ? [rating] : []);

let items = 0;
function anItem(commitment: number | null, changes: Partial<DigestItem> = {}): DigestItem {
  items += 1;
  return {
    reference: `R${items}`,
    change: 'new',
    organisation: 'Ābele',
    publication: 'named',
    confirmed: false,
    commitment,
    answers: answered(),
    receivedAt: at('2027-01-05T10:00:00Z'),
    replaces: null,
    was: null,
    group: null,
    ...changes,
  };
}

/** A collector whose items weigh 10 each. */
function collecting(budget = 1_000, consultations = [consultation]) {
  const measures = { budget, weigh: () => 10, countedIn: ratedIn };
  return new DigestCollector(aDigest(), consultations, [], measures);
}

/** Returns the sections, each with the items that a mail can tell, and how many there are besides. */
function sectionsOf(collector: DigestCollector) {
  return collector
    .finish()
    .chapters.flatMap(({ sections }) => sections)
    .map(({ entries, ...section }) => ({
      ...section,
      kept: entries.map(({ item }) => item),
      more: section.items - itemsIn(entries),
    }));
}

describe('the content of a digest', () => {
  it('has a section for the draft as a whole and for each commitment of its unit, though nothing came', () => {
    const { totals, chapters } = collecting().finish();
    expect(totals).toEqual({ given: {}, submissions: 0, edited: 0, withdrawn: 0 });
    expect(chapters).toMatchObject([{ consultation: { id: consultation.id } }]);
    const none = { items: 0, parts: 0, edited: 0, uncounted: 0 };
    const nothing = { ...none, counts: new Map(), entries: [] };
    expect(chapters[0]?.sections).toEqual([
      { number: null, title: null, ...nothing },
      { number: 1, title: draft.commitments[0]?.title, ...nothing },
      { number: 3, title: draft.commitments[2]?.title, ...nothing },
    ]);
  });

  it('leaves the draft as a whole to the unit that is responsible for it', () => {
    const others = { ...consultation, unit: 'ethics' };
    expect(sectionsOf(collecting(1_000, [others])).map(({ number }) => number)).toEqual([1, 3]);
  });

  it('counts opinions and their ratings by commitment, and submissions that are new', () => {
    const collector = collecting();
    collector.add(consultation.id, [
      anItem(null, { answers: answered('limited') }),
      anItem(1, { answers: answered('complete') }),
    ]);
    collector.add(consultation.id, [
      anItem(1, { change: 'edited', answers: answered('complete'), replaces: EARLIER }),
    ]);
    collector.add(consultation.id, [anItem(1, { change: 'withdrawn', answers: null }), anItem(1)]);
    const { totals, chapters } = collector.finish();
    expect(totals).toEqual({ given: { review: 3 }, submissions: 2, edited: 1, withdrawn: 1 });
    expect(chapters[0]?.sections).toMatchObject([
      { number: null, parts: 1, edited: 0, counts: new Map([['limited', 1]]), uncounted: 0 },
      {
        number: 1,
        items: 4,
        parts: 3,
        edited: 1,
        counts: new Map([['complete', 2]]),
        uncounted: 1,
      },
      { number: 3, items: 0, parts: 0, edited: 0 },
    ]);
    expect(chapters[0]?.sections[1]?.entries).toHaveLength(4);
  });

  it('keeps with its unit, in the order of the numbers, a commitment that has moved to another since', () => {
    const collector = collecting();
    const [first, second] = [anItem(2), anItem(2)];
    collector.add(consultation.id, [first]);
    collector.add(consultation.id, [second]);
    const sections = sectionsOf(collector);
    expect(sections.map(({ number }) => number)).toEqual([null, 1, 2, 3]);
    expect(sections[2]).toMatchObject({
      title: draft.commitments[1]?.title,
      kept: [first, second],
    });
  });

  it('has no title for a commitment that the draft no longer has', () => {
    const collector = collecting();
    collector.add(consultation.id, [anItem(99)]);
    expect(sectionsOf(collector).at(-1)).toMatchObject({ number: 99, title: null, parts: 1 });
  });

  it('keeps what fits into a mail, one of each commitment in each turn, and counts the rest', () => {
    const collector = collecting(40);
    const ones = [anItem(1), anItem(1), anItem(1)];
    const threes = [anItem(3), anItem(3), anItem(3)];
    for (const item of [...ones, ...threes]) collector.add(consultation.id, [item]);
    expect(sectionsOf(collector)).toMatchObject([
      { number: null, kept: [], more: 0 },
      { number: 1, kept: ones.slice(0, 2), more: 1 },
      { number: 3, kept: threes.slice(0, 2), more: 1 },
    ]);
  });

  it('gives the room of a commitment that came first to those that come later', () => {
    const collector = collecting(40);
    const ones = Array.from({ length: 100 }, () => anItem(1));
    const threes = Array.from({ length: 100 }, () => anItem(3));
    for (const item of [...ones, ...threes]) collector.add(consultation.id, [item]);
    expect(sectionsOf(collector)).toMatchObject([
      { number: null, kept: [], more: 0 },
      { number: 1, kept: ones.slice(0, 2), more: 98 },
      { number: 3, kept: threes.slice(0, 2), more: 98 },
    ]);
  });

  it('keeps as many of one commitment as would fill the whole mail', () => {
    const collector = collecting(30);
    const all = Array.from({ length: 10 }, () => anItem(3));
    collector.add(consultation.id, all);
    expect(sectionsOf(collector).at(-1)).toMatchObject({ kept: all.slice(0, 3), more: 7 });
  });

  it('keeps the same whether it drops what has no place while items come or only in the end', () => {
    const one = fc.record({ commitment: fc.constantFrom(1, 2, 3, null), weight: fc.nat(30) });
    const property = fc.property(fc.array(one, { maxLength: 200 }), fc.nat(300), (all, budget) => {
      const told = all.map(({ commitment, weight }) => ({ weight, item: anItem(commitment) }));
      const weights = new Map(told.map(({ item, weight }) => [item.reference, weight]));
      const weigh = (_: unknown, { reference }: DigestItem) => weights.get(reference) ?? 0;
      const measures = { budget, weigh, countedIn: ratedIn };
      const collector = new DigestCollector(aDigest(), [consultation], [], measures);
      for (const { item } of told) collector.add(consultation.id, [item]);
      const numbers = [null, 1, 2, 3];
      const lists = numbers.map((number) => told.filter(({ item }) => item.commitment === number));
      const { taken } = takeTurns(lists, budget, ({ weight }) => weight);
      const found = sectionsOf(collector);
      for (const [index, number] of numbers.entries()) {
        const kept = lists[index]?.slice(0, taken[index]).map(({ item }) => item) ?? [];
        const section = found.find((other) => other.number === number);
        expect(section?.kept ?? []).toEqual(kept);
      }
    });
    fc.assert(property);
  });

  it('counts the letters of a campaign, lists the first of them, and keeps honest texts apart', () => {
    const measures = { budget: 1_000, weigh: () => 10, countedIn: ratedIn };
    const groups = [
      { texts: 50, organisations: 45 },
      { texts: 2, organisations: 1 },
    ];
    const collector = new DigestCollector(aDigest(), [consultation], groups, measures);
    const letter = (changes: Partial<DigestItem>) => anItem(1, { group: 0, ...changes });
    const letters = Array.from({ length: 50 }, (_, index) =>
      letter({
        confirmed: index < 7,
        publication: index < 3 ? 'internal' : 'named',
        answers: answered(index < 20 ? 'limited' : null),
      }),
    );
    collector.add(consultation.id, letters);
    collector.add(consultation.id, [anItem(1, { group: 1 }), anItem(1, { group: 1 })]);
    collector.add(consultation.id, [anItem(1)]);
    const [section] = collector.finish().chapters[0]?.sections.slice(1) ?? [];
    expect(section).toMatchObject({ items: 53, parts: 53 });
    expect(section?.entries.map(({ campaign }) => campaign?.number ?? null)).toEqual([1, 2, null]);
    const [{ campaign } = expect.fail('No campaign')] = section?.entries ?? [];
    expect(campaign).toMatchObject({
      letters: 50,
      organisations: 45,
      confirmed: 7,
      internal: 3,
      counts: new Map([['limited', 20]]),
    });
    expect(campaign?.listed.map(({ reference }) => reference)).toEqual(
      letters.slice(0, MAX_LISTED_LETTERS).map(({ reference }) => reference),
    );
  });

  it('tells no more than the fifty largest campaigns as such', () => {
    const measures = { budget: 10_000, weigh: () => 10, countedIn: ratedIn };
    const groups = Array.from({ length: 51 }, (_, index) => ({
      texts: 2 + index,
      organisations: 2,
    }));
    const collector = new DigestCollector(aDigest(), [consultation], groups, measures);
    for (const group of groups.keys()) collector.add(consultation.id, [anItem(1, { group })]);
    const entries = collector.finish().chapters[0]?.sections[1]?.entries ?? [];
    const told = entries.flatMap(({ campaign }) => campaign?.number ?? []);
    expect(told.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, one) => one + 2));
    expect(entries.filter(({ campaign }) => campaign === null)).toHaveLength(1);
  });

  it('lists the letters of a campaign without what they say, and what they said before', () => {
    const measures = { budget: 1_000, weigh: () => 10, countedIn: ratedIn };
    const groups = [{ texts: 2, organisations: 2 }];
    const collector = new DigestCollector(aDigest(), [consultation], groups, measures);
    const answers = answered('limited', 'Teksts');
    const was = { organisation: 'Ābele', publication: 'named', answers } as const;
    const letters = [anItem(1, { group: 0, answers }), anItem(1, { group: 0, answers, was })];
    collector.add(consultation.id, letters);
    const listed = collector
      .finish()
      .chapters.flatMap(({ sections }) => sections.flatMap(({ entries }) => entries))
      .flatMap(({ campaign }) => campaign?.listed ?? []);
    expect(listed).toEqual(letters.map((one) => ({ ...one, answers: null, was: null })));
  });

  it('keeps the chapters of its consultations apart, in their order', () => {
    const other = { ...consultation, id: 'other' };
    const collector = collecting(1_000, [other, consultation]);
    collector.add(consultation.id, [anItem(1)]);
    const opinions = collector
      .finish()
      .chapters.map(({ consultation: { id }, sections }) => [id, sections[1]?.parts]);
    expect(opinions).toEqual([
      ['other', 0],
      [consultation.id, 1],
    ]);
    expect(() => {
      collector.add('nowhere', []);
    }).toThrow(RangeError);
  });
});
