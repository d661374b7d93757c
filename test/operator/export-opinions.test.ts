import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_PART } from '../../shared/domain/public-part.ts';
import { publicStore } from '../../shared/dynamo/public-parts.ts';
import { aConsultation } from '../support/builders.ts';
import { run as runCommand } from '../support/operator.ts';
import { aHidden, aPublicOpinion } from '../support/public-parts.ts';
import { aRunningTable, type RunningTable } from '../support/running-table.ts';

/* The command works on the table of a running stack. */

/** More than one page of the table, and more than one chunk. */
const PARTS = Array.from({ length: 250 }, (_, index) => {
  const opinion = aPublicOpinion({
    seed: index + 1,
    answers: { rating: null, text: 'ā'.repeat(500) },
  });
  return index % 10 === 0 ? aHidden(opinion) : opinion;
});

let running: RunningTable;
beforeAll(async () => {
  running = await aRunningTable();
  await running.store.saveConsultation(aConsultation());
  await running.store.saveConsultation(aConsultation({ id: 'never', publishes: 'never' }));
  const facts = PARTS.map((part) => {
    return { id: part.id, consultation: part.consultation, stamp: '1', part, terms: [EVERY_PART] };
  });
  await publicStore(running.table).savePublic(facts);
});
afterAll(async () => running.close());

const run = async (...args: string[]) => runCommand('opinion', ...args, '--data', running.folder);

describe('npm run opinion -- export', () => {
  it('writes everything that is public as JSON, oldest first', async () => {
    const { code, out, err } = await run('export', 'nap2-midterm-review', '--format', 'json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { items, next, licence } = JSON.parse(out) as {
      items: { id: string }[];
      next: null;
      licence: { url: string };
    };
    expect(items.map(({ id }) => id)).toEqual(PARTS.map(({ id }) => id));
    expect(next).toBeNull();
    expect(licence.url).toBe('https://creativecommons.org/licenses/by/4.0/');
  });

  it('writes the same as CSV, into a file that has its name once it is complete', async () => {
    const path = join(running.folder, 'opinions.csv');
    const written = await run('export', 'nap2-midterm-review', '--format', 'csv', '--out', path);
    expect(written).toEqual({ code: 0, out: '', err: '' });
    expect(existsSync(`${path}.part`)).toBe(false);
    const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(head).toMatch(/^"id","url",/u);
    expect(rows.map((row) => row.slice(1, 17))).toEqual(PARTS.map(({ id }) => id));
  });

  it('writes no file when it cannot, and says why', async () => {
    const path = join(running.folder, 'missing', 'opinions.csv');
    const { code, err } = await run(
      'export',
      'nap2-midterm-review',
      '--format',
      'csv',
      '--out',
      path,
    );
    expect(code).toBe(3);
    expect(err).toContain('ENOENT');
  });

  it.each([
    [['export', 'nothing', '--format', 'csv'], 1, 'Name one of these: nap2-midterm-review, never'],
    [['export', 'never', '--format', 'csv'], 1, 'never publishes'],
    [['export', 'nap2-midterm-review'], 2, 'Usage: '],
    [['export', 'nap2-midterm-review', '--format', 'xml'], 2, 'Usage: '],
    [['export', '--format', 'csv'], 2, 'Usage: '],
    [
      ['export', 'nap2-midterm-review', '--format', 'csv', '--table', 'x'],
      1,
      'use --deployed NAME',
    ],
  ])('refuses %j', async (args, code, why) => {
    const refused = await run(...args);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(why);
  });
});
