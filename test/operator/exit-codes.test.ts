import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataFolder } from '../../local/data-folder.ts';
import { firstKey } from '../../shared/domain/secret-key.ts';
import { DAY_MS, instantOf, plus } from '../../shared/domain/time.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { run } from '../support/operator.ts';
import { aRunningTable, type RunningTable } from '../support/running-table.ts';

let running: RunningTable;
beforeAll(async () => {
  running = await aRunningTable();
});
afterAll(async () => running.close());

describe('the exit code of a command', () => {
  it('is 0 when it is done', async () => {
    const { code, err } = await run('table', 'removals', '--data', running.folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('is 1 when it is refused', async () => {
    const refused = await run('opinion', 'rebuild', 'nowhere', '--data', running.folder);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('nowhere');
  });

  it.each([
    [['burn'], /^Usage: npm run table -- adopt.*\nExit code: 0 done, .* 3 could not be/su],
    [['removals', '--burn'], /^Unknown option '--burn'/u],
    [['removals', '--data'], /^Option '--data <value>' argument missing/u],
    [['removals', '--table', 'one'], /^--table needs --region$/mu],
  ])('is 2 when the command line is not understood: %j', async (args, says) => {
    const misused = await run('table', ...args);
    expect(misused).toMatchObject({ code: 2, out: '' });
    expect(misused.err).toMatch(says);
  });

  it('is 3, with the reason in one line, when the table cannot be reached', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-'));
    const held = DataFolder.open(folder);
    try {
      // Nothing listens on port 1.
      held.tell({
        url: 'http://localhost:1',
        dynamoEndpoint: 'http://127.0.0.1:1',
        tableName: 'sadzirdets',
        region: 'eu-north-1',
        shiftMs: 0,
      });
      const failed = await run('table', 'removals', '--data', folder);
      expect(failed).toMatchObject({ code: 3, out: '' });
      expect(failed.err).toMatch(/^.*ECONNREFUSED.*\n$/u);
    } finally {
      held.close();
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['is not there', 'none.json', /none\.json cannot be read/u],
    ['is no JSON', 'broken.json', /broken\.json is no JSON/u],
  ])('is 3 when a file %s', async (_, name, says) => {
    running.file('broken.json', '{"a":');
    const path = join(running.folder, name);
    const failed = await run('announcement', 'publish', path, '--data', running.folder);
    expect(failed).toMatchObject({ code: 3, out: '' });
    expect(failed.err).toMatch(says);
  });
});

it('-- retire says of a key that does not sign yet when it does, and what to do then', async () => {
  const store = keyStore(running.table);
  const since = plus(instantOf(new Date()), -7 * DAY_MS);
  await store.addKey('links', firstKey('old', since));
  await run('keys', 'rotate', 'links', '--data', running.folder);
  const retired = await run('keys', 'retire', 'links', '2', '--revoke', '--data', running.folder);
  expect(retired).toMatchObject({ code: 1, out: '' });
  expect(retired.err).toMatch(
    /^Key 2 for links does not sign yet, and nothing was made with it: wait until it signs, rotate again, then retire it\nIt signs from \S+ \d\d:\d\d on/u,
  );
  const states = (await store.listKeys('links')).map(({ state }) => state);
  expect(states).toEqual(['in-use', 'in-use']);
});
