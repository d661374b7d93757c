import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownShingles } from '../../shared/domain/similarity.ts';
import { groupTexts, THRESHOLDS } from '../../shared/domain/text-groups.ts';
import { CAMPAIGNS, campaignLetter, honestLetter, VARIATIONS } from '../../bench/letters.ts';
import { Chance } from '../simulation/chance.ts';

interface Sent {
  readonly text: string;
  readonly scope?: string;
  readonly organisation?: string;
  readonly address?: string;
}

/** Groups texts. Each has an author of its own unless it names one. */
function group(sent: readonly Sent[], known = new Set<number>()) {
  const grouper = groupTexts();
  for (const [place, { text, scope = 'plan', organisation, address }] of sent.entries()) {
    const author = {
      organisation: organisation ?? `Biedrība ${place}`,
      address: address ?? `${place}@ngo.example`,
    };
    grouper.add({ name: scope, known }, author, text);
  }
  return grouper.finish();
}

/** Returns the texts of each group, however the groups and their texts are ordered. */
function partitionOf(sent: readonly Sent[]): string[][] {
  const { groups, groupAt } = group(sent);
  return groups
    .map((_, index) =>
      sent.flatMap(({ text }, place) => (groupAt(place) === index ? [text] : [])).toSorted(),
    )
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

const WORDS = Array.from({ length: 600 }, (_, index) => `vārds${index}`);
const textOf = (from: number, to: number) => WORDS.slice(from, to).join(' ');
const variations = Object.keys(VARIATIONS) as (keyof typeof VARIATIONS)[];

const letters = fc
  .record({ seed: fc.nat(), campaigns: fc.nat({ max: 20 }), honest: fc.nat({ max: 20 }) })
  .map(({ seed, campaigns, honest }): Sent[] => {
    const chance = new Chance(seed);
    return [
      ...Array.from({ length: campaigns }, () =>
        campaignLetter(chance.below(CAMPAIGNS.length), chance.pick(variations), chance),
      ),
      ...Array.from({ length: honest }, () => honestLetter(chance)),
    ].map(({ text, organisation }) => ({ text, organisation }));
  });

describe('grouping texts', () => {
  it('groups nearly equal texts of different authors and leaves the others alone', () => {
    const chance = new Chance(7);
    const sent = [
      ...Array.from({ length: 8 }, () => campaignLetter(0, 'names filled in', chance)),
      ...Array.from({ length: 5 }, () => campaignLetter(1, 'some words replaced', chance)),
      ...Array.from({ length: 10 }, () => honestLetter(chance)),
    ].map(({ text }) => ({ text }));
    const { groups, groupAt } = group(sent);
    expect(groups).toEqual([
      { texts: 8, organisations: 8 },
      { texts: 5, organisations: 5 },
    ]);
    expect(sent.map((_, place) => groupAt(place))).toEqual([
      ...Array<number>(8).fill(0),
      ...Array<number>(5).fill(1),
      ...Array<null>(10).fill(null),
    ]);
  });

  it('makes the same groups in whatever order the texts come', () => {
    const shuffled = letters.chain((sent) =>
      fc.tuple(fc.constant(sent), fc.shuffledSubarray(sent, { minLength: sent.length })),
    );
    fc.assert(
      fc.property(shuffled, ([sent, other]) => {
        expect(partitionOf(other)).toEqual(partitionOf(sent));
      }),
      { numRuns: 60 },
    );
  });

  it('always groups a text with the same text of another author', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), text, (others, one) => {
        const sent = [{ text: one }, ...others.map((other) => ({ text: other })), { text: one }];
        const { groupAt } = group(sent);
        expect(groupAt(sent.length - 1)).toBe(groupAt(0));
        expect(groupAt(0) === null).toBe(!/[\p{L}\p{N}]/u.test(one.normalize('NFKD')));
      }),
    );
  });

  it('makes no group of one author', () => {
    const [text, author] = [textOf(0, 50), { organisation: 'Ābele', address: 'anna@ngo.example' }];
    expect(
      group([
        { text, ...author },
        { text, ...author },
      ]).groups,
    ).toEqual([]);
    const same = [
      { text, ...author },
      { text, organisation: '„ABELE”', address: 'Anna@NGO.example' },
    ];
    expect(group(same).groups).toEqual([]);
  });

  it('takes another organisation or another address for another author, and counts organisations', () => {
    const text = textOf(0, 50);
    const first = { text, organisation: 'Ābele', address: 'anna@ngo.example' };
    const colleague = { ...first, address: 'janis@ngo.example' };
    const other = { ...first, organisation: 'Bērzs' };
    expect(group([first, colleague]).groups).toEqual([{ texts: 2, organisations: 1 }]);
    expect(group([first, other]).groups).toEqual([{ texts: 2, organisations: 2 }]);
    expect(group([first, first, other]).groups).toEqual([{ texts: 3, organisations: 2 }]);
  });

  it('compares only texts of the same scope', () => {
    const text = textOf(0, 50);
    const sent = [
      { text, scope: '1' },
      { text, scope: '2' },
      { text, scope: '1' },
    ];
    const { groups, groupAt } = group(sent);
    expect(groups).toEqual([{ texts: 2, organisations: 2 }]);
    expect([0, 1, 2].map(groupAt)).toEqual([0, null, 0]);
  });

  it('does not group letters that share only what the consultation itself says', () => {
    const quotation = textOf(0, 100);
    const sent = [200, 300, 400].map((from) => ({
      text: `${quotation} ${textOf(from, from + 15)}`,
    }));
    expect(group(sent).groups).toEqual([{ texts: 3, organisations: 3 }]);
    expect(group(sent, knownShingles([quotation])).groups).toEqual([]);
  });

  it('groups a short text only with an equal one', () => {
    const sent = [
      { text: 'Piekrītam Lauku kopienu foruma viedoklim.' },
      { text: 'Piekrītam Lauku kopienu foruma viedoklim pilnībā.' },
      { text: 'PIEKRĪTAM lauku kopienu foruma viedoklim!' },
    ];
    const { groupAt } = group(sent);
    expect([0, 1, 2].map(groupAt)).toEqual([0, null, 0]);
  });

  it('does not make one group of two campaigns that a row of letters leads between', () => {
    // Each letter shares nine tenths of its words with the one before, the last none with the first.
    const sent = Array.from({ length: 31 }, (_, step) => ({
      text: textOf(step * 10, step * 10 + 100),
    }));
    const { groups, groupAt } = group(sent);
    expect(groups.length).toBeGreaterThan(2);
    const reach = groups.map((_, index) => {
      const steps = sent.flatMap((_one, place) => (groupAt(place) === index ? [place] : []));
      return Math.max(...steps) - Math.min(...steps);
    });
    // Ten steps on, two letters share nothing. A group reaches five or six to each side of its centre.
    expect(Math.max(...reach)).toBeLessThanOrEqual(12);
  });

  it('groups no further texts once all together are very long', () => {
    const text = textOf(0, 20);
    const grouper = groupTexts(THRESHOLDS, 3 * text.length);
    for (let place = 0; place < 5; place++) {
      const author = { organisation: `Biedrība ${place}`, address: `${place}@ngo.example` };
      grouper.add({ name: 'plan', known: new Set() }, author, text);
    }
    const { groups, groupAt } = grouper.finish();
    expect(groups).toEqual([{ texts: 3, organisations: 3 }]);
    expect([0, 1, 2, 3, 4].map(groupAt)).toEqual([0, 0, 0, null, null]);
  });

  it('gives every text its own place', () => {
    const text = textOf(0, 40);
    const sent = Array.from({ length: 10_000 }, (_, place) => ({
      text: place % 5_000 === 3 ? text : '',
    }));
    const { groups, groupAt } = group(sent);
    expect(groups).toEqual([{ texts: 2, organisations: 2 }]);
    expect([2, 3, 4, 5_002, 5_003, 5_004, 99_999].map(groupAt)).toEqual([
      null,
      0,
      null,
      null,
      0,
      null,
      null,
    ]);
  });
});
