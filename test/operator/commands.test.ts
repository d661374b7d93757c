import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginExpiry } from '../../shared/domain/expiry.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { firstKey } from '../../shared/domain/secret-key.ts';
import { DAY_MS, instantOf, plus } from '../../shared/domain/time.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { aConsultation, at } from '../support/builders.ts';
import { COMMANDS, run } from '../support/operator.ts';
import { aRunningTable, type RunningTable } from '../support/running-table.ts';

/* What all commands have in common, and the commands for the table and its keys. */

let running: RunningTable;
beforeAll(async () => {
  running = await aRunningTable();
});
afterAll(async () => running.close());

describe('a command as a process of its own', () => {
  it.each(COMMANDS)(
    '%s ends with 2 and says how it is used when it was not understood',
    async (name) => {
      const all = [`operator/${name}.ts`, 'burn', '--data', running.folder];
      const outcome = promisify(execFile)(process.execPath, all);
      await expect(outcome).rejects.toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          new RegExp(`^Usage: npm run (?:--silent )?${name} --`, 'u'),
        ) as string,
      });
    },
  );
});

describe('npm run table -- adopt', () => {
  it('leaves an original as it is, and releases a restored one', async () => {
    expect(await run('table', 'adopt', '--data', running.folder)).toMatchObject({
      code: 0,
      out: expect.stringContaining('the original already'),
    });
    await running.table.save(keys.identity(), { tableId: 'of-the-table-it-was-restored-from' });
    expect(await running.store.identify()).toBe('restored');
    expect(await run('table', 'adopt', '--data', running.folder)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Adopted'),
    });
    expect(await running.store.identify()).toBe('original');
  });
});

describe('a program whose reader has gone', () => {
  it.each([
    ['goes on', 'outliveReader();', 'went on\nended with 0\n'],
    ['would not, left as it is', '', expect.stringContaining('EPIPE')],
  ])('%s', async (_, prepared, expected) => {
    const module = new URL('../../local/standard-output.ts', import.meta.url).href;
    const speaks = `console.log('unread'); await new Promise((resolve) => setTimeout(resolve, 20));`;
    const code = `import { outliveReader } from '${module}'; ${prepared}
      ${speaks} ${speaks} console.error('went on')`;
    const program = `"${process.execPath}" --input-type=module -e "${code}"`;
    const untilItHasGone = "trap '' PIPE; while echo; do :; done 2>/dev/null";
    const piped = `{ ${untilItHasGone}; ${program}; echo "ended with $?" >&2; } | true`;
    const { stderr } = await promisify(execFile)('sh', ['-c', piped]);
    expect(stderr).toEqual(expected);
  });
});

describe('a command with --deployed NAME', () => {
  it('works on the table of that deployment, as its last deployment wrote it down', async () => {
    const cwd = join(running.folder, 'deployed');
    mkdirSync(join(cwd, 'outputs'), { recursive: true });
    const values = { TableName: 'sadzirdets', Region: 'eu-north-1', SiteUrl: 'https://a.example' };
    const write = (name: string, outputs: object) => {
      writeFileSync(join(cwd, 'outputs', `${name}.json`), JSON.stringify(outputs));
    };
    write('valsts', { 'sadzirdets-valsts-service': values });
    write('other', { 'sadzirdets-valsts-service': values });
    const on = async (name: string) =>
      promisify(execFile)(
        process.execPath,
        [resolve('operator/digest.ts'), 'list', 'nobody', '--deployed', name],
        {
          cwd,
          env: {
            ...process.env,
            AWS_ENDPOINT_URL_DYNAMODB: running.engine.endpoint,
            AWS_ACCESS_KEY_ID: 'test',
            AWS_SECRET_ACCESS_KEY: 'test',
          },
        },
      ).catch((fault: unknown) => fault as { stderr: string });
    expect((await on('valsts')).stderr).toMatch(/^There is no unit nobody\b/u);
    expect((await on('other')).stderr).toBe(
      'outputs/other.json has no outputs of other: run npm run deploy -- other first\n',
    );
  });
});

describe('npm run keys', () => {
  const keysCommand = async (...args: string[]) => run('keys', ...args, '--data', running.folder);
  const since = plus(instantOf(new Date()), -7 * DAY_MS);
  const later = plus(since, DAY_MS);

  it('-- rotate makes a key, says when it signs and what stays valid, and shows no secret', async () => {
    const store = keyStore(running.table);
    await store.addKey('links', firstKey('the secret of the first key', since));
    const rotated = await keysCommand('rotate', 'links');
    expect(rotated).toMatchObject({ code: 0, err: '' });
    expect(rotated.out).toMatch(/^Key 2 for links is made\nIt signs from \S+ \d\d:\d\d on/u);
    expect(rotated.out).toContain('Links that were mailed before stay valid for their time');
    const again = await keysCommand('rotate', 'links');
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toContain('Key 2 for links does not sign yet');
    const listed = await keysCommand('list');
    expect(listed.out).toMatch(/^links 1 .+ signs since /mu);
    expect(listed.out).toMatch(/^links 2 .+ signs from \S+ \d\d:\d\d on$/mu);
    const [, second] = await store.listKeys('links');
    if (second?.state !== 'in-use') throw new Error('The second key is in use');
    expect(second.secret).toMatch(/^[0-9a-f]{64}$/u);
    const said = [rotated, again, listed].map(({ out, err }) => out + err).join();
    for (const secret of ['the secret of', second.secret]) expect(said).not.toContain(secret);
  });

  it('-- retire keeps a key that is needed, unless it has leaked', async () => {
    const store = keyStore(running.table);
    await store.addKey('references', firstKey('old', since));
    await store.addKey('references', { ...firstKey('new', later), number: 2 });
    const open = { opensAt: since, closesAt: plus(since, 30 * DAY_MS) };
    await running.store.saveConsultation(aConsultation({ id: 'keys', ...open }));
    const needed = await keysCommand('retire', 'references', '1');
    expect(needed).toMatchObject({ code: 1, out: '' });
    expect(needed.err).toMatch(/still needed:\n {2}finding the earlier reference .+, until \S+ /u);
    expect(needed.err).toContain('--revoke');
    const retired = await keysCommand('retire', 'references', '1', '--revoke');
    expect(retired).toMatchObject({ code: 0, err: '' });
    expect(retired.out).toMatch(/retired.+\nThis has stopped working:\n {2}finding the earlier/u);
    const { out } = await keysCommand('list');
    expect(out).toMatch(/^references 1 .+ signed from .+ to .+, retired \S+ /mu);
    expect(out).toMatch(/^references 2 .+ signs since /mu);
    expect((await store.listKeys('references')).map(({ state }) => state)).toEqual([
      'retired',
      'in-use',
    ]);
  });

  it('-- retire refuses what would break a promise or is not there', async () => {
    const store = keyStore(running.table);
    await store.addKey('addresses', firstKey('old', since));
    await store.addKey('addresses', { ...firstKey('new', later), number: 2 });
    const refused = await Promise.all([
      keysCommand('retire', 'addresses', '1', '--revoke'),
      keysCommand('retire', 'addresses', '2', '--revoke'),
      keysCommand('retire', 'addresses', '9'),
    ]);
    expect(refused.map(({ code, out }) => ({ code, out }))).toEqual(
      refused.map(() => ({ code: 1, out: '' })),
    );
    const [kept, signs, none] = refused.map(({ err }) => err);
    expect(kept).toContain('A key for addresses is never retired');
    expect(signs).toContain('Key 2 for addresses signs what is new');
    expect(none).toContain('No key 9 for addresses is in use');
  });

  it('says how it is used', async () => {
    const misused = await Promise.all([
      keysCommand('rotate', 'everything'),
      keysCommand('rotate', 'links', '--revoke'),
      keysCommand('retire', 'links', 'one'),
      keysCommand('list', 'links'),
    ]);
    for (const { code, err } of misused) {
      expect(code).toBe(2);
      expect(err).toMatch(/^Usage: npm run keys/u);
    }
  });
});

describe('npm run table -- removals', () => {
  it('prints what was removed, by which rule and when, without any address', async () => {
    const removals = () => run('table', 'removals', '--data', running.folder);
    expect((await removals()).out).toBe('Nothing has been too old yet\n');
    const now = at('2028-02-01T03:00:00Z');
    const old = { kind: 'contacts', subject: 'rights', tooOldAt: now } as const;
    const expiry = beginExpiry(old, DEFAULT_RETENTION, now);
    await running.store.openExpiry({ ...expiry, removed: 12, isDone: true });
    const going = { ...old, kind: 'mails', tooOldAt: null } as const;
    await running.store.openExpiry(beginExpiry(going, DEFAULT_RETENTION, now));
    expect((await removals()).out.split('\n')).toEqual([
      'rights: 12 contact persons and addresses of versions, last at 2028-02-01 05:00 (contactDaysAfterClosing: 365; all of them)',
      'rights: 0 records of what became of a mail about a submission, last at 2028-02-01 05:00 (deliveryDays: 400; day by day)',
      '',
    ]);
  });
});
