import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import papaparse from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataFolder } from '../../local/data-folder.ts';
import { publicationFault } from '../../local/publication-fault.ts';
import { localDate } from '../../shared/domain/time.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import { aConsultation, aSubmission, at } from '../support/builders.ts';
import { StandingClock } from '../support/ports.ts';
import { aTable } from '../support/table.ts';

/* The operator's commands, each a process of its own, on the table of a stack that runs. */

type Written = Record<string, unknown>;
const DATA = readFileSync('data/nap2-midterm-review.json', 'utf8');

let running: Awaited<ReturnType<typeof aTable>>;
let folder: string;
let held: DataFolder;
beforeAll(async () => {
  running = await aTable();
  folder = mkdtempSync(join(tmpdir(), 'sadzirdets-'));
  held = DataFolder.open(folder);
  held.tell({
    url: 'http://localhost:1',
    dynamoEndpoint: running.engine.endpoint,
    tableName: 'sadzirdets',
    region: 'eu-north-1',
    shiftMs: 0,
  });
});
afterAll(async () => {
  held.close();
  rmSync(folder, { recursive: true });
  await running.close();
});

async function run(
  command: 'announcement' | 'consultation' | 'table' | 'digest',
  ...args: string[]
) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      [`local/${command}.ts`, ...args],
      { maxBuffer: 100_000_000 },
      (fault, out, err) => {
        resolve({ code: typeof fault?.code === 'number' ? fault.code : 0, out, err });
      },
    );
  });
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('npm run consultation -- publish', () => {
  it('publishes a good file, with a byte order mark too', async () => {
    const path = file('good.json', `\ufeff${DATA}`);
    const { code, out, err } = await run('consultation', 'publish', path, '--data', folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Published nap2-midterm-review: open from \S+Z until \S+Z\n$/u);
    expect(await running.store.findConsultation('nap2-midterm-review')).toMatchObject({
      draft: { commitments: { length: 10 } },
    });
  });

  it('says of each field what is wrong with it, and publishes nothing', async () => {
    const path = file('bad.json', DATA.replace('"review"', '"poll"').replace('"days"', '"weeks"'));
    const { code, out, err } = await run('consultation', 'publish', path, '--data', folder);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n').slice(1)).toEqual([
      '  /consultation/kind: must be "review"',
      expect.stringMatching(/^ {2}\/consultation\/open: must be \{"days": 1 to 730\}/u),
      '',
    ]);
  });

  it('says in one line what it did not understand', async () => {
    const broken = file('broken.json', '{"a":');
    const inCp1257 = join(folder, 'cp1257.json');
    writeFileSync(inCp1257, Buffer.from('{"subject":"\u00e2"}', 'latin1'));
    const results = await Promise.all([
      run('consultation', 'publish', broken, '--data', folder),
      run('consultation', 'publish', join(folder, 'none.json'), '--data', folder),
      run('announcement', 'publish', inCp1257, '--data', folder),
      run('consultation', 'publish', file('any.json', '{}'), '--data', join(folder, 'elsewhere')),
      run('consultation', 'publish', file('any.json', '{}'), '--table', 'one'),
      run('consultation', 'withdraw', broken),
    ]);
    expect(results.map(({ code, out }) => ({ code, out }))).toEqual(
      results.map(() => ({ code: 2, out: '' })),
    );
    const said = results.map(({ err }) => err);
    const expected = [
      /broken\.json is no JSON/u,
      /none\.json cannot be read/u,
      /cp1257\.json is not UTF-8: save it in that encoding/u,
      /No stack runs on .*elsewhere: start it with npm start/u,
      /--table needs --region/u,
      /^Usage: npm run consultation -- publish FILE/u,
    ];
    for (const [index, pattern] of expected.entries()) expect(said[index]).toMatch(pattern);
    for (const one of said) expect(one.trim().split('\n')).toHaveLength(1);
  });
});

describe('a publication that is refused', () => {
  const clock = new StandingClock();

  async function faultsOf(change: (written: Written) => void): Promise<string[]> {
    const written = JSON.parse(DATA) as { consultation: Written; units: Written[] };
    change(written);
    const outcome = await publishConsultation({ store: running.store, clock })(written);
    return outcome.outcome === 'refused' ? outcome.failures.map(publicationFault) : [];
  }

  const consultation = (changes: Written) => (written: Written) => {
    Object.assign(written['consultation'] as Written, { id: 'refused', ...changes });
  };
  const draft = (changes: Written) => (written: Written) => {
    const { draft } = written['consultation'] as { draft: Written };
    Object.assign(draft, changes);
  };

  it.each([
    [
      'no field of its own',
      consultation({ id: undefined }),
      '/consultation/id: must be lower-case',
    ],
    ['a bad id', consultation({ id: 'Bad Id' }), '/consultation/id: must be lower-case'],
    ['an unknown field', consultation({ 'a/b': 1 }), '/consultation/a~1b: is no field'],
    ['a missing title', consultation({ title: undefined }), '/consultation/title: must be an obj'],
    ['no opening', consultation({ open: undefined }), '/consultation/open: must be {"days": 1'],
    ['no days', consultation({ open: { days: 0 } }), '/consultation/open/days: must be a number'],
    [
      'a time without an offset',
      consultation({ open: { from: '2027-01-01', to: '2027-02-01T00:00Z' } }),
      '/consultation/open/from: must be a time with its offset',
    ],
    [
      'an end before its beginning',
      consultation({ open: { from: '2027-02-01T00:00Z', to: '2027-01-01T00:00Z' } }),
      '/consultation/open/to: must be later than "from"',
    ],
    [
      'an unknown unit',
      consultation({ unit: 'x' }),
      '/consultation/unit: must be the id of a unit',
    ],
    [
      'no commitment',
      draft({ commitments: [] }),
      '/consultation/draft/commitments: must be a list',
    ],
    ['a plain address', draft({ document: 'http://a.example' }), '/consultation/draft/document: '],
    ['no units', (written: Written) => (written['units'] = []), '/units: must name at least one'],
    [
      'a unit twice',
      (written: Written) =>
        (written['units'] as Written[]).push(...(written['units'] as Written[])),
      '/units: names two units with the same id',
    ],
    [
      'a bad mailbox',
      (written: Written) =>
        Object.assign((written['units'] as Written[])[0] ?? {}, { mailboxes: ['x'] }),
      '/units/0/mailboxes/0: must be an e-mail address',
    ],
  ])('with %s is told so in one line', async (_, change, line) => {
    const faults = await faultsOf(change);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.slice(0, line.length)).toBe(line);
  });

  it('because of what stands already is told that', async () => {
    const publish = (changes: Written, ofDraft: Written = {}) =>
      faultsOf((written) => {
        consultation({ id: 'standing', open: { days: 30 }, ...changes })(written);
        draft({ version: 2, ...ofDraft })(written);
      });
    expect(await publish({})).toEqual([]);
    expect(await publish({ title: { lv: 'Cits', en: 'Other' } })).toEqual([]);
    expect(await publish({}, { document: 'https://a.example/' })).toEqual([
      '/consultation/draft/version: is published already with other content: raise it by one',
    ]);
    expect(await publish({}, { version: 1 })).toEqual([
      '/consultation/draft/version: is lower than the version that is published',
    ]);
    expect(await publish({ shards: 2 })).toEqual([
      '/consultation/shards: was set when this was first published, and stays as it was',
    ]);
    clock.advance(20 * 86_400_000);
    expect(await publish({ open: { days: 10 } })).toEqual([
      '/consultation/open/days: moves the closing time into the past',
    ]);
  });

  it('is told so where it is no object at all', async () => {
    const outcome = await publishConsultation({ store: running.store, clock })([1]);
    expect(outcome.outcome === 'refused' && outcome.failures.map(publicationFault)).toEqual([
      '(the whole file): must be an object with "consultation" and "units"',
    ]);
  });

  it.each([1, 12, 60])('would not be one with %i commitments', async (count) => {
    const one = { title: { lv: 'A', en: 'A' }, unit: 'parmainu-vadibas-nodala' };
    const commitments = Array.from({ length: count }, (_, index) => ({
      ...one,
      number: index + 1,
    }));
    const faults = await faultsOf((written) => {
      consultation({ id: `plan-${count}` })(written);
      draft({ commitments })(written);
    });
    expect(faults).toEqual([]);
  });
});

describe('npm run table -- adopt', () => {
  it('leaves an original as it is, and releases a restored one', async () => {
    expect(await run('table', 'adopt', '--data', folder)).toMatchObject({
      code: 0,
      out: expect.stringContaining('the original already'),
    });
    await running.table.save(keys.identity(), { tableId: 'of-the-table-it-was-restored-from' });
    expect(await running.store.identify()).toBe('restored');
    expect(await run('table', 'adopt', '--data', folder)).toMatchObject({
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
    const module = new URL('../../local/command.ts', import.meta.url).href;
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

describe('npm run digest -- csv', () => {
  const COUNT = 90;

  it('writes out the complete set of a past digest, larger than a mail carries', async () => {
    const review = aConsultation({ id: 'large' });
    await running.store.saveConsultation(review);
    // A character that takes two bytes, line ends, and what a CSV file must quote.
    const text = 'ā;"\n'.repeat(5_000);
    for (let seed = 1; seed <= COUNT; seed++) {
      const opinions = [{ commitment: 1, rating: null, text }];
      const submission = aSubmission({ consultation: review, seed, opinions });
      await running.store.addSubmission(review, submission);
    }
    const made = {
      unit: 'change-management',
      number: 3,
      slot: localDate(at('2027-01-11T06:00:00Z')),
      window: { from: at('2027-01-04T05:55:00Z'), to: at('2027-01-11T05:55:00Z') },
      consultations: ['large'],
      language: 'lv' as const,
      recipients: [],
      totals: { opinions: COUNT, submissions: COUNT, edited: 0, withdrawn: 0 },
    };
    await running.store.addDigest(made, at('2027-01-11T06:00:00Z'));
    const { code, out, err } = await run(
      'digest',
      'csv',
      'change-management',
      '3',
      '--data',
      folder,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Buffer.byteLength(out)).toBeGreaterThan(2_000_000);
    const { data, errors } = papaparse.parse<string[]>(out.trim(), { delimiter: ';' });
    expect(errors).toEqual([]);
    expect(data).toHaveLength(1 + COUNT);
    expect(new Set(data.map(([reference]) => reference)).size).toBe(1 + COUNT);
    expect(out).not.toContain('@');
  });

  it('ends quietly and with success when its reader has had enough', async () => {
    const digest = `"${process.execPath}" local/digest.ts csv change-management 3 --data "${folder}"`;
    const piped = `{ ${digest}; echo "ended with $?" >&2; } | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', piped]);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('ended with 0\n');
  });

  it('says what there is not', async () => {
    const none = await run('digest', 'csv', 'change-management', '99', '--data', folder);
    expect(none).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no digest No. 99'),
    });
    const misused = await run('digest', 'csv', 'change-management', '0', '--data', folder);
    expect(misused).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^Usage/u) });
  });
});
