import { knownShingles } from '../shared/domain/similarity.ts';
import { groupTexts, type Thresholds, THRESHOLDS } from '../shared/domain/text-groups.ts';
import { RECORD_BYTES } from '../shared/domain/text-records.ts';
import { Chance } from '../test/simulation/chance.ts';
import {
  CAMPAIGNS,
  campaignLetter,
  chainOfLetters,
  honestLetter,
  type Letter,
  QUOTES,
  VARIATIONS,
} from './letters.ts';
import { report, reportTable } from './report.ts';

const HONEST = 4_000;
const OF_EACH_VARIATION = 25;
const LINKS = [0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7];
const VARIED = Object.keys(VARIATIONS) as (keyof typeof VARIATIONS)[];

interface MadeUp extends Letter {
  readonly variation?: keyof typeof VARIATIONS;
}

/**
 * Measures which letters of made-up campaigns are not grouped with their campaign, and which honest
 * letters are grouped with others, at several thresholds; and the time and memory of grouping.
 */
export function measureCampaigns(): void {
  const chance = new Chance(1);
  const supporters = CAMPAIGNS.flatMap((_, campaign) =>
    VARIED.flatMap((variation) =>
      Array.from({ length: OF_EACH_VARIATION }, (): MadeUp => {
        return { ...campaignLetter(campaign, variation, chance), variation };
      }),
    ),
  );
  const letters = [...supporters, ...Array.from({ length: HONEST }, () => honestLetter(chance))];
  reportThresholds(letters);
  reportVariations(letters);
  reportChains(chance);
  reportSpeed(letters);
}

function reportThresholds(letters: readonly MadeUp[]): void {
  const rows = LINKS.map((link) => {
    const thresholds = { ...THRESHOLDS, link };
    const [quoted, own] = [false, true].map((leaveOut) => judge(letters, thresholds, leaveOut));
    return [
      String(link),
      share(own?.missed.length, letters.filter(({ campaign }) => campaign !== null).length),
      share(own?.honest, HONEST),
      share(quoted?.honest, HONEST),
      String(own?.mixed ?? 0),
    ];
  });
  const what = `${letters.length - HONEST} letters of ${CAMPAIGNS.length} campaigns and ${HONEST} honest ones, a third of which quote the draft`;
  reportTable({
    title: `Campaign letters: ${what}, by the share of common shingles that links two`,
    rows: [
      [
        'linked from',
        'campaign letters missed',
        'honest letters in a group',
        'the same, if quotations count',
        'groups of two campaigns',
      ],
      ...rows,
    ],
  });
}

function reportVariations(letters: readonly MadeUp[]): void {
  const { missed } = judge(letters, THRESHOLDS, true);
  const count = OF_EACH_VARIATION * CAMPAIGNS.length;
  reportTable({
    title: `Campaign letters missed at ${THRESHOLDS.link}, by how their senders changed them`,
    rows: [
      ['change', 'missed'],
      ...VARIED.map((variation) => [
        variation,
        share(missed.filter((one) => one.variation === variation).length, count),
      ]),
    ],
  });
}

/**
 * Letters that lead from one campaign to another, step by step: how many pairs of one group have
 * next to nothing in common.
 */
function reportChains(chance: Chance): void {
  const chains = CAMPAIGNS.flatMap((_, from) =>
    CAMPAIGNS.flatMap((_one, to) =>
      from === to ? [] : [{ from, letters: chainOfLetters(from, to, chance) }],
    ),
  );
  const rows = [0, THRESHOLDS.centre].map((centre) => {
    const strangers = chains.map(({ letters }) =>
      countStrangers(letters, { ...THRESHOLDS, centre }),
    );
    const pairs = strangers.reduce((sum, one) => sum + one.pairs, 0);
    const apart = strangers.reduce((sum, one) => sum + one.apart, 0);
    return [centre === 0 ? 'links only' : `around a centre, from ${centre}`, share(apart, pairs)];
  });
  reportTable({
    title: `Chains: ${chains.length} rows of letters, each leading from one campaign to another in steps of a sentence`,
    rows: [
      ['grouped by', 'pairs of a group that share less than a tenth of their shingles'],
      ...rows,
    ],
  });
}

function reportSpeed(letters: readonly MadeUp[]): void {
  const count = 100_000;
  const started = process.cpuUsage();
  const grouper = groupTexts();
  const known = knownShingles(Object.values(QUOTES));
  for (let place = 0; place < count; place++) {
    const letter = letters[place % letters.length];
    if (letter === undefined) continue;
    // A word of its own, so that no two are equal.
    const author = { organisation: letter.organisation, address: `${place}@ngo.example` };
    grouper.add({ name: letter.subject, known }, author, `${letter.text} ${place}`);
  }
  const read = process.cpuUsage(started);
  const before = process.cpuUsage();
  grouper.finish();
  const grouping = process.cpuUsage(before);
  report({
    what: `campaign letters: processor time of reading a text, of ${count}`,
    ours: (read.user + read.system) / count,
    unit: 'µs',
  });
  report({
    what: `campaign letters: processor time of grouping ${count} texts`,
    ours: (grouping.user + grouping.system) / 1_000,
    unit: 'ms',
    goal: { atMost: 10_000 },
  });
  report({
    what: 'campaign letters: memory of a text until the groups are made',
    ours: RECORD_BYTES,
    unit: 'bytes',
    goal: { atMost: 100 },
    where:
      'A signature of 84 bytes and three hashes. While the groups are made there are 24 bytes more for each text, and 4 afterwards.',
  });
}

interface Verdict {
  /** Letters of campaigns that are not in the largest group of their campaign. */
  readonly missed: readonly MadeUp[];
  readonly honest: number;
  /** Groups that hold letters of several campaigns. */
  readonly mixed: number;
}

function judge(letters: readonly MadeUp[], thresholds: Thresholds, leaveOut: boolean): Verdict {
  const groups = groupsOf(letters, thresholds, leaveOut);
  const main = CAMPAIGNS.map((_, campaign) => {
    const own = groups.map((group) => group.filter((one) => one.campaign === campaign));
    return own.reduce((most, group) => (group.length > most.length ? group : most), []);
  });
  const found = new Set(main.flat());
  const mixed = groups.filter((group) => {
    const campaigns = group.flatMap(({ campaign }) => (campaign === null ? [] : [campaign]));
    return new Set(campaigns).size > 1;
  });
  return {
    missed: letters.filter((one) => one.campaign !== null && !found.has(one)),
    honest: groups.flat().filter(({ campaign }) => campaign === null).length,
    mixed: mixed.length,
  };
}

function groupsOf(
  letters: readonly Letter[],
  thresholds: Thresholds,
  leaveOut: boolean,
): Letter[][] {
  const grouper = groupTexts(thresholds);
  const known = leaveOut ? knownShingles(Object.values(QUOTES)) : new Set<number>();
  for (const [place, { subject, organisation, text }] of letters.entries()) {
    const author = { organisation, address: `${place}@ngo.example` };
    grouper.add({ name: subject, known }, author, text);
  }
  const { groups, groupAt } = grouper.finish();
  return groups.map((_, group) => letters.filter((_one, place) => groupAt(place) === group));
}

function countStrangers(letters: readonly Letter[], thresholds: Thresholds) {
  const pairs = groupsOf(letters, thresholds, true).flatMap((group) =>
    group.flatMap((one, index) =>
      group.slice(index + 1).map((other) => commonShare(one.text, other.text)),
    ),
  );
  return { pairs: pairs.length, apart: pairs.filter((common) => common < 0.1).length };
}

/** Returns the exact share of common shingles. */
function commonShare(one: string, other: string): number {
  const [a, b] = [knownShingles([one]), knownShingles([other])];
  const common = [...a].filter((shingle) => b.has(shingle)).length;
  return common / (a.size + b.size - common);
}

function share(count = 0, of: number): string {
  return `${count} of ${of} (${((count / of) * 100).toFixed(1)} %)`;
}
