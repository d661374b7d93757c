/*
 * What the benchmarks have found. Each row is printed when it is known, and kept for the page in docs.
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

const rows: Row[] = [];
const tables: Table[] = [];

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

/** Returns the page of docs that tells what was reported so far. `machine` says where it was measured. */
export function pageOf(machine: string): string {
  const lines = rows.map(
    (row) =>
      `| ${row.what} | ${figure(row.ours)} ${row.unit} | ${yardstickOf(row)} | ${row.yardstick === undefined ? '–' : ratioOf(row)} | ${goalOf(row)} |`,
  );
  const told = rows.flatMap(({ what, where }) =>
    where === undefined ? [] : [`- **${what}.** ${where}`],
  );
  return [
    '# Benchmarks',
    '',
    `\`npm run bench -- --write\` has written this page ${machine}. Ratios travel, absolute times do not.`,
    'A yardstick does the bare minimum of the same work, and is measured side by side with ours.',
    '',
    '| what | ours | yardstick | ratio | goal |',
    '|---|---|---|---|---|',
    ...lines,
    '',
    '## Where it goes',
    '',
    ...told,
    ...tables.flatMap((table) => ['', `## ${table.title}`, '', ...markdownOf(table)]),
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
