import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD_DIR } from '../infra/build.ts';

/*
 * What the benchmarks have found. Each row is printed when it is known. The results of each part are
 * kept until the part is measured again, so that the page in docs can be made of all of them.
 */

/** What a row must reach. */
export type Goal =
  { readonly ratio: number } | { readonly atMost: number } | { readonly atLeast: number };

export interface Row {
  readonly what: string;
  readonly ours: number;
  /** The same figure of the yardstick, measured side by side. Left out where the goal is a figure. */
  readonly yardstick?: number;
  readonly unit: string;
  readonly goal?: Goal;
  /** Where the time or the memory goes, in a few words. */
  readonly where?: string;
}

export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

interface Results {
  /** ISO 8601, of the measurement. */
  readonly day: string;
  readonly rows: Row[];
  readonly tables: Table[];
}

const RESULTS_DIR = join(BUILD_DIR, 'bench', 'results');
let rows: Row[] = [];
let tables: Table[] = [];

/** Keeps what was reported since the last call, as the results of a part. */
export function keepResults(part: string): void {
  const day = new Date().toISOString().slice(0, 10);
  mkdirSync(RESULTS_DIR, { recursive: true });
  writeFileSync(fileOf(part), JSON.stringify({ day, rows, tables } satisfies Results, null, 2));
  [rows, tables] = [[], []];
}

function resultsOf(part: string): Results {
  if (!existsSync(fileOf(part)))
    throw new Error(`Measure ${part} first: npm run bench -- --only ${part}`);
  return JSON.parse(readFileSync(fileOf(part), 'utf8')) as Results;
}

function fileOf(part: string): string {
  return join(RESULTS_DIR, `${part}.json`);
}

export function report(row: Row): void {
  rows.push(row);
  const { what, ours, unit } = row;
  const comparison = row.yardstick === undefined ? '' : ` / ${figure(row.yardstick)}`;
  const ratio = row.yardstick === undefined ? '' : ` = ${ratioOf(row)}`;
  console.log(`${what.padEnd(72)} ${figure(ours)}${comparison} ${unit}${ratio} ${verdictOf(row)}`);
}

export function reportTable(table: Table): void {
  tables.push(table);
  console.log(`\n${table.title}`);
  for (const row of table.rows) console.log(`  ${row.map((cell) => cell.padEnd(34)).join(' ')}`);
  console.log();
}

/** Returns the page of docs that tells the results of these parts. Throws if one was never measured here. */
export function pageOf(parts: readonly string[], machine: string): string {
  const results = parts.map(resultsOf);
  const all = results.flatMap((one) => one.rows);
  const [first, last] = [
    results.map(({ day }) => day).toSorted()[0],
    results
      .map(({ day }) => day)
      .toSorted()
      .at(-1),
  ];
  const days = first === last ? `on ${first ?? ''}` : `between ${first ?? ''} and ${last ?? ''}`;
  const told = all.flatMap(({ what, where }) =>
    where === undefined ? [] : [`- **${what}.** ${where}`],
  );
  return [
    '# Benchmarks',
    '',
    `\`npm run bench -- --write\` writes this page. It was measured ${days}, ${machine}. Ratios travel, absolute times do not.`,
    'A yardstick does the bare minimum of the same work, and is measured side by side with ours.',
    '',
    '| what | ours | yardstick | ratio | goal |',
    '|---|---|---|---|---|',
    ...all.map(
      (row) =>
        `| ${row.what} | ${figure(row.ours)} ${row.unit} | ${yardstickOf(row)} | ${row.yardstick === undefined ? '–' : ratioOf(row)} | ${goalOf(row)} |`,
    ),
    '',
    '## Where it goes',
    '',
    ...told,
    ...results
      .flatMap((one) => one.tables)
      .flatMap((table) => ['', `## ${table.title}`, '', ...markdownOf(table)]),
    '',
  ].join('\n');
}

function markdownOf({ rows: [head = [], ...rest] }: Table): string[] {
  const lineOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [lineOf(head), lineOf(head.map(() => '---')), ...rest.map(lineOf)];
}

function yardstickOf({ yardstick, unit }: Row): string {
  return yardstick === undefined ? '–' : `${figure(yardstick)} ${unit}`;
}

function ratioOf({ ours, yardstick = NaN }: Row): string {
  return (ours / yardstick).toFixed(2);
}

function goalOf(row: Row): string {
  const { goal } = row;
  if (goal === undefined) return '–';
  return `${wordsOf(goal)}: ${isMet(row, goal) ? 'met' : '**missed**'}`;
}

function verdictOf(row: Row): string {
  const { goal } = row;
  return goal === undefined ? '' : `  ${wordsOf(goal)}: ${isMet(row, goal) ? 'met' : 'MISSED'}`;
}

function wordsOf(goal: Goal): string {
  if ('ratio' in goal) return `ratio ≤ ${goal.ratio}`;
  return 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
}

function isMet({ ours, yardstick = NaN }: Row, goal: Goal): boolean {
  if ('ratio' in goal) return ours / yardstick <= goal.ratio;
  return 'atMost' in goal ? ours <= goal.atMost : ours >= goal.atLeast;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
