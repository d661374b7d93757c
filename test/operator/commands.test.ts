import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import papaparse from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataFolder } from '../../local/data-folder.ts';
import { publicationFault } from '../../operator/publication-fault.ts';
import { BEGINNING } from '../../shared/domain/digest.ts';
import { MAX_DRAFT_BYTES } from '../../shared/domain/draft.ts';
import { beginExpiry } from '../../shared/domain/expiry.ts';
import type { Finding } from '../../shared/domain/health.ts';
import { spellReference } from '../../shared/domain/reference.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { firstKey } from '../../shared/domain/secret-key.ts';
import { editSubmission, withdrawSubmission } from '../../shared/domain/submission.ts';
import { DAY_MS, instantOf, localDate, plus } from '../../shared/domain/time.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import {
  aConsultation,
  anInput,
  aReference,
  aSubmission,
  at,
  aUnit,
  given,
} from '../support/builders.ts';
import { aLargeDraft } from '../support/drafts.ts';
import { COMMANDS, run } from '../support/operator.ts';
import { StandingClock, tokens } from '../support/ports.ts';
import { aTable } from '../support/table.ts';

/* The operator's commands, on the table of a running stack. */

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

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a command as a process of its own', () => {
  it.each(COMMANDS)(
    '%s ends with 2 and says how it is used when it was not understood',
    async (name) => {
      const all = [`operator/${name}.ts`, 'burn', '--data', folder];
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

describe('npm run consultation -- publish', () => {
  it('publishes a good file, with a byte order mark too', async () => {
    const path = file('good.json', `\ufeff${DATA}`);
    const { code, out, err } = await run('consultation', 'publish', path, '--data', folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([
      'Publishing nap2-midterm-review:',
      expect.stringMatching(/^ {2}opens {3}\d{4}-\d\d-\d\d \d\d:\d\d in Riga \(\S+Z\)$/u),
      expect.stringMatching(/^ {2}closes {2}\d{4}-\d\d-\d\d \d\d:\d\d in Riga \(\S+Z\)$/u),
      '  pages   http://localhost:1/lv/consultations/nap2-midterm-review',
      '          http://localhost:1/en/consultations/nap2-midterm-review',
      '  mails   at once: all subscribers of the topic "drafts", 0 at present',
      expect.stringMatching(
        /^ {10}\d{4}-\d\d-\d\d \d\d:\d\d in Riga \(\S+Z\): all subscribers of the topic "closing", 0 at present$/u,
      ),
      'Published nap2-midterm-review',
      '',
    ]);
    expect(await running.store.findConsultation('nap2-midterm-review')).toMatchObject({
      draft: { commitments: { length: 10 } },
    });
  });

  it('says of each field what is wrong with it, and publishes nothing', async () => {
    const path = file('bad.json', DATA.replace('"review"', '"poll"').replace('"days"', '"weeks"'));
    const { code, out, err } = await run('consultation', 'publish', path, '--data', folder);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n').slice(1)).toEqual([
      '  /consultation/kind: must be one of: review, call',
      expect.stringMatching(/^ {2}\/consultation\/open: must be \{"days": 1 to 730\}/u),
      '',
    ]);
  });

  it('says how lists are counted when a fault is in a list', async () => {
    const path = file('bad-list.json', DATA.replace('"monday"', '"pirmdiena"'));
    const { err } = await run('consultation', 'publish', path, '--data', folder);
    expect(err.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ {2}\/units\/0\/digestDays\/0: must be a list of one or more of/u),
      'A list counts from 0: /units/0 is the first unit',
      '',
    ]);
  });

  it('refuses mailboxes of an example for a deployment, and says which', async () => {
    const path = file('example.json', DATA);
    const { code, out, err } = await run('consultation', 'publish', path, '--deployed', 'valsts');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/example\.json was not published:$/u),
      ...(JSON.parse(DATA) as { units: { mailboxes: string[] }[] }).units.flatMap((one, unit) =>
        one.mailboxes.map(
          (mailbox, index) =>
            `  /units/${unit}/mailboxes/${index}: ${mailbox} is only an example, which no mail reaches: write your own`,
        ),
      ),
      'A list counts from 0: /units/0 is the first unit',
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
      run('consultation', 'publish', file('any.json', '{}'), '--deployed', 'not-yet'),
      run('consultation', 'publish', file('any.json', '{}'), '--deployed'),
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
      /No stack runs on .*elsewhere: start it with npm start, or say with --data or --deployed/u,
      /--table needs --region/u,
      /There is no outputs\/not-yet\.json: run npm run deploy -- not-yet first/u,
      /--deployed <value>' argument missing/u,
      /^Usage: npm run consultation -- publish FILE/u,
    ];
    for (const [index, pattern] of expected.entries()) expect(said[index]).toMatch(pattern);
    for (const one of said) expect(one.trim().split('\n')).toHaveLength(1);
  });
});

describe('a publication that is refused', () => {
  const title = { lv: 'Projekts', en: 'Draft' };
  const DOCUMENT = { title, address: 'https://a.example/', sha256: 'a1'.repeat(32), bytes: 1 };
  const clock = new StandingClock();

  async function faultsOf(change: (written: Written) => void): Promise<string[]> {
    const written = JSON.parse(DATA) as { consultation: Written; units: Written[] };
    change(written);
    const outcome = await publishConsultation({ store: running.store, tokens, clock })(written);
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
      '/consultation/draft/commitments: must name at least one',
    ],
    [
      'lists that its kind does not have',
      consultation({ lists: { colours: [{ id: 'red', title: { lv: 'sarkans', en: 'red' } }] } }),
      '/consultation/lists/colours: is no field',
    ],
    [
      'no list that its kind needs',
      (written: Written) => {
        consultation({ id: 'call', kind: 'call' })(written);
        draft({ commitments: [] })(written);
      },
      '/consultation/lists/principles: must list the choices',
    ],
    ['another kind', consultation({ kind: 'poll' }), '/consultation/kind: must be one of: review'],
    [
      'the one document of before',
      draft({ document: 'https://a.example' }),
      '/consultation/draft/document: is no field',
    ],
    [
      'a plain address',
      draft({ documents: [{ ...DOCUMENT, address: 'http://a.example' }] }),
      '/consultation/draft/documents/0/address: must be an address that begins with https://',
    ],
    [
      'a hash of another kind',
      draft({ documents: [{ ...DOCUMENT, sha256: 'a1' }] }),
      '/consultation/draft/documents/0/sha256: must be the SHA-256 of the file',
    ],
    [
      'no size',
      draft({ documents: [{ ...DOCUMENT, bytes: undefined }] }),
      '/consultation/draft/documents/0/bytes: must be the size of the file',
    ],
    [
      'a document twice',
      draft({ documents: [DOCUMENT, DOCUMENT] }),
      '/consultation/draft/documents: names two documents with the same address',
    ],
    [
      'too many documents',
      draft({ documents: Array.from({ length: 21 }, () => DOCUMENT) }),
      '/consultation/draft/documents: must be a list of at most 20',
    ],
    [
      'an introduction in one language',
      draft({ introduction: 'Ievads' }),
      '/consultation/draft/introduction: must be an object with a text in "lv" and in "en"',
    ],
    [
      'a text that is too long',
      draft({ introduction: { lv: 'Ievads', en: 'x'.repeat(20_001) } }),
      '/consultation/draft/introduction/en: is too long: at most 20000',
    ],
    [
      'a text nested as nobody reads it',
      draft({ introduction: { lv: '> '.repeat(20), en: 'Introduction' } }),
      '/consultation/draft/introduction/lv: must be CommonMark text, nested less than 20 deep',
    ],
    [
      'more markup than pages can show in time',
      draft({ introduction: { lv: 'a*'.repeat(6_001), en: '*_'.repeat(6_001) } }),
      '/consultation/draft: has too much markup: at most 12000 signs and line ends',
    ],
    [
      'more text than fits into a row',
      (written: Written) => {
        consultation({})(written);
        const bytes = MAX_DRAFT_BYTES + 10_000;
        draft(aLargeDraft('apņemšanās ', bytes, 'parmainu-vadibas-nodala'))(written);
      },
      '/consultation/draft: is too large: its texts together may take 360000 bytes',
    ],
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
  ])('with %s is reported in one line', async (_, change, line) => {
    const faults = await faultsOf(change);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.slice(0, line.length)).toBe(line);
  });

  it('because of a stored record says so', async () => {
    const publish = (changes: Written, ofDraft: Written = {}) =>
      faultsOf((written) => {
        consultation({ id: 'standing', open: { days: 30 }, ...changes })(written);
        draft({ version: 2, ...ofDraft })(written);
      });
    expect(await publish({})).toEqual([]);
    expect(await publish({ title: { lv: 'Cits', en: 'Other' } })).toEqual([]);
    expect(await publish({}, { documents: [DOCUMENT] })).toEqual([
      '/consultation/draft/version: is published already with other content: raise it by one',
    ]);
    expect(await publish({}, { version: 1 })).toEqual([
      '/consultation/draft/version: is lower than the version that is published',
    ]);
    expect(await publish({ standards: { noticeDays: 0, everything: 1 } })).toEqual([
      '/consultation/standards/noticeDays: must be a number of days from 1 to 730',
      expect.stringContaining('/consultation/standards/everything'),
    ]);
    expect(await publish({ shards: 2 })).toEqual([
      '/consultation/shards: was set when this was first published, and stays as it was',
    ]);
    clock.advance(20 * 86_400_000);
    expect(await publish({ open: { days: 10 } })).toEqual([
      '/consultation/open/days: moves the closing time into the past',
    ]);
  });

  it('is reported when it is no object at all', async () => {
    const outcome = await publishConsultation({ store: running.store, tokens, clock })([1]);
    expect(outcome.outcome === 'refused' && outcome.failures.map(publicationFault)).toEqual([
      '(the whole file): must be an object with "consultation" and "units"',
    ]);
  });

  it.each([1, 12, 60])('is accepted with %i commitments', async (count) => {
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

describe('npm run digest -- csv', () => {
  const COUNT = 90;

  it('writes out the complete set of a past digest, larger than a mail carries', async () => {
    const review = aConsultation({ id: 'large' });
    await running.store.saveConsultation(review);
    // A character of two bytes, line ends, and characters that a CSV file must quote.
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
      totals: { given: { review: COUNT }, submissions: COUNT, edited: 0, withdrawn: 0 },
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
    const digest = `"${process.execPath}" operator/digest.ts csv change-management 3 --data "${folder}"`;
    const piped = `{ ${digest}; echo "ended with $?" >&2; } | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', piped]);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('ended with 0\n');
  });

  it('says when the digest does not exist', async () => {
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

describe('a command with --deployed NAME', () => {
  it('works on the table of that deployment, as its last deployment wrote it down', async () => {
    const cwd = join(folder, 'deployed');
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

describe('npm run digest', () => {
  const UNIT = 'archive';
  const digest = (...args: string[]) => run('digest', ...args, '--data', folder);
  const review = aConsultation({ id: 'archived', unit: UNIT, units: [UNIT] });

  /**
   * The second digest tells one opinion and has bounced. The first tells nothing and was delivered.
   */
  beforeAll(async () => {
    const { store } = running;
    await store.saveConsultation(review);
    await store.saveUnit(aUnit({ id: UNIT, mailboxes: ['now@unit.example'] }));
    const commitments = review.draft.commitments.map((one) => ({ ...one, unit: UNIT }));
    const consultation = { ...review, draft: { ...review.draft, commitments } };
    await store.saveConsultation(consultation);
    await store.addSubmission(
      consultation,
      aSubmission({ consultation, receivedAt: at('2027-01-12T10:00:00Z') }),
    );
    const times = [BEGINNING, at('2027-01-11T05:55:00Z'), at('2027-01-18T05:55:00Z')] as const;
    const none = { given: {}, submissions: 0, edited: 0, withdrawn: 0 };
    for (const number of [1, 2] as const) {
      const [from, to] = [times[number - 1] ?? BEGINNING, times[number]];
      const made = {
        unit: UNIT,
        number,
        slot: localDate(to),
        window: { from, to },
        consultations: ['archived'],
        language: 'en' as const,
        recipients: ['old@unit.example'],
        totals: number === 1 ? none : { ...none, given: { review: 1 }, submissions: 1 },
      };
      await store.addDigest(made, to);
      const batch = await store.findDigest(UNIT, number);
      if (batch === null) throw new Error('It was not added');
      const ended = {
        kind: 'digest' as const,
        attempts: 1,
        repeat: false,
        at: plus(to, 300_000),
        reason: number === 1 ? '250 OK' : 'Permanent/General',
      };
      const state = number === 1 ? ('delivered' as const) : ('bounced' as const);
      await store.moveBatch(batch, new Map([['0', { ...ended, state }]]));
    }
  });

  it('-- list has a line for each digest of a unit', async () => {
    const { code, out } = await digest('list', UNIT);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'No. 1  on 2027-01-11  the beginning to 2027-01-11 07:55  0 new (submissions: 0), 0 edited, 0 withdrawn  delivered',
      'No. 2  on 2027-01-18  2027-01-11 07:55 to 2027-01-18 07:55  1 new (submissions: 1), 0 edited, 0 withdrawn  delivered to no mailbox',
      '',
    ]);
  });

  it('-- show writes the mail as it was, and what became of it', async () => {
    const { code, out, err } = await digest('show', UNIT, '2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Subject: Digest No\. 2: 1 new opinion/u);
    expect(out).toContain('\nTo: old@unit.example\n');
    expect(out).toMatch(/\nReply-To: \S+@chancellery\.example\n/u);
    expect(out).toContain('  | Portāls vēl nedarbojas.\n');
    expect(out).not.toContain('zanete@');
    expect(out).toMatch(
      /\nMailbox +State +When +Sent again +Reason\nold@unit\.example +bounced +2027-01-18 08:00 +no +Permanent\/General\n$/u,
    );
  });

  it('-- resend adds a mail to each mailbox that the unit has now, due at once and marked', async () => {
    const { code, out } = await digest('resend', UNIT, '2');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'No. 2 goes out again within a minute or two, to:\n  now@unit.example\n',
    });
    const batch = await running.store.findDigest(UNIT, 2);
    expect(batch?.digest.recipients).toEqual(['old@unit.example', 'now@unit.example']);
    expect(batch?.deliveries.get('1')).toMatchObject({ state: 'due', attempts: 0, repeat: true });
    const { batches } = await running.store.dueItems(at('2099-01-01T00:00:00Z'), 1_000);
    expect(batches).toContainEqual(running.store.digestKey(UNIT, 2));
    expect((await digest('list', UNIT)).out).toMatch(/^No\. 2 .* under way$/mu);
    expect(await digest('resend', UNIT, '2')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('already on its way'),
    });
  });

  it('-- resend is refused when nobody can get the mail', async () => {
    await running.store.saveUnit(aUnit({ id: UNIT, mailboxes: [] }));
    expect(await digest('resend', UNIT, '1')).toMatchObject({
      code: 1,
      out: '',
      err: `${UNIT} has no mailbox: publish its consultation again with one, then send the digest again\n`,
    });
    expect((await running.store.findDigest(UNIT, 1))?.deliveries.size).toBe(1);
  });

  it('says which digests and units exist when it does not know the given one', async () => {
    for (const command of ['show', 'resend']) {
      expect(await digest(command, UNIT, '9')).toMatchObject({
        code: 1,
        err: `There is no digest No. 9 of ${UNIT}: npm run digest -- list ${UNIT} names those there are\n`,
      });
      const { code, err } = await digest(command, 'nobody', '1');
      expect(code).toBe(1);
      expect(err).toMatch(/^There is no unit nobody\. Name one of these: .*\barchive\b/u);
    }
    expect(await digest('list', 'nobody')).toMatchObject({ code: 1 });
    for (const misused of [['list'], ['show', UNIT], ['health', UNIT], ['burn', UNIT, '1']]) {
      expect(await digest(...misused)).toMatchObject({ code: 2, out: '' });
    }
  });

  it('-- health tells the last reconciliation, and whether somebody must look', async () => {
    const { store } = running;
    const watermarks = { consultations: {}, units: {} };
    const now = instantOf(new Date());
    expect(await digest('health')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/Nothing has been reconciled yet/u),
    });
    await store.saveReport({ at: now, count: 0, findings: [], ...watermarks });
    expect(await digest('health')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/: everything adds up\n$/u),
    });
    const old = plus(now, -26 * 3_600_000);
    await store.saveReport({ at: old, count: 0, findings: [], ...watermarks });
    expect(await digest('health')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/more than 26 hours ago/u),
    });
    const about = { unit: UNIT, number: 2 };
    const when = { from: at('2027-01-11T05:55:00Z'), to: at('2027-01-11T06:55:00Z') };
    const sentAt = at('2027-01-18T06:00:00Z');
    const opinion = { consultation: 'archived', reference: aReference(1), unit: UNIT };
    const findings: Finding[] = [
      { finding: 'opinion-not-accepted', ...opinion, commitment: 2, changedAt: sentAt, digest: 2 },
      {
        finding: 'opinion-not-accepted',
        ...opinion,
        commitment: null,
        changedAt: sentAt,
        digest: null,
      },
      { finding: 'window-gap', ...about, ...when },
      { finding: 'window-overlap', ...about, ...when },
      { finding: 'number-missing', ...about, last: 2 },
      { finding: 'number-missing', ...about, last: 4 },
      { finding: 'digest-silent', ...about, sentAt },
      {
        finding: 'receipt-silent',
        consultation: 'archived',
        reference: aReference(1),
        version: 1,
        sentAt,
      },
    ];
    await store.saveReport({ at: now, count: 130, findings, ...watermarks });
    const { code, out } = await digest('health');
    expect(code).toBe(1);
    const reference = spellReference(aReference(1));
    expect(out.split('\n').slice(1)).toEqual([
      `  archived, ${reference}, commitment 2, of 2027-01-18 08:00: no mailbox of archive has accepted digest No. 2, or it leaves it out`,
      `  archived, ${reference}, the draft as a whole, of 2027-01-18 08:00: no digest tells it to archive`,
      '  archive: no digest tells 2027-01-11 07:55 to 2027-01-11 08:55, before No. 2',
      '  archive: No. 2 tells 2027-01-11 07:55 to 2027-01-11 08:55 a second time',
      '  archive: there is no digest No. 2',
      '  archive: there are no digests No. 2 to 4',
      '  archive: SES took digest No. 2 at 2027-01-18 08:00 and has reported nothing since',
      `  archived, ${reference}: SES took the receipt of version 1 at 2027-01-18 08:00 and has reported nothing since`,
      '  … and 122 more',
      'What to do: docs/runbook.md#deliveries-unreconciled',
      '',
    ]);
  });
});

describe('npm run opinion', () => {
  // The clock of the running stack is that of this machine.
  const consultation = aConsultation({
    id: 'moderated',
    opensAt: at('2026-01-01T00:00:00Z'),
    closesAt: at('2126-01-01T00:00:00Z'),
  });
  const about = { consultation, receivedAt: at('2026-02-01T00:00:00Z') };
  // No other consultation of this table has these seeds.
  const submission = aSubmission({ ...about, seed: 1_000_077 });
  const internal = aSubmission({ ...about, seed: 1_000_078, publication: 'internal' });
  const opinion = async (...args: string[]) => run('opinion', ...args, '--data', folder);
  beforeAll(async () => {
    const { store } = running;
    await store.saveConsultation(consultation);
    await store.addSubmission(consultation, submission);
    await store.addSubmission(consultation, internal);
  });

  const seen = async () => Array.fromAsync(running.store.streamPublic(consultation.id));

  it('makes again what everybody sees, from what was received', async () => {
    const rebuilt = await opinion('rebuild', consultation.id);
    expect(rebuilt).toMatchObject({ code: 0, out: expect.stringContaining('again') as string });
    expect(await seen()).toMatchObject([{ state: 'shown', organisation: submission.organisation }]);
    expect((await running.store.findTotals(consultation.id))?.totals).toMatchObject({
      received: 2,
      shown: 1,
      internal: 1,
    });
  });

  it('hides a text by a rule and shows it again, by its reference as people write it', async () => {
    const spelled = spellReference(submission.reference);
    const hidden = await opinion('hide', spelled, '--reason', 'advertising');
    expect(hidden.code, hidden.err).toBe(0);
    const [line] = await seen();
    expect(line).toMatchObject({ state: 'hidden', hidden: { rule: 'advertising' } });
    expect(hidden.out).toContain(`/lv/consultations/moderated/opinions/${line?.id ?? ''}`);
    expect((await opinion('hide', spelled, '--reason', 'advertising')).out).toContain('already');
    expect(await running.store.newestActs(consultation.id, 9, null)).toHaveLength(1);
    expect((await opinion('show', spelled)).code).toBe(0);
    expect(await seen()).toMatchObject([{ state: 'shown' }]);
  });

  it('refuses what is not public, and what nobody has sent', async () => {
    const rule = ['--reason', 'off-topic'];
    expect(await opinion('hide', internal.reference, ...rule)).toMatchObject({ code: 1 });
    expect(await opinion('hide', aReference(1_000_999), ...rule)).toMatchObject({ code: 1 });
    expect(await opinion('rebuild', 'nowhere')).toMatchObject({ code: 1 });
  });

  it('says who can be asked about a submission, by its reference as people write it', async () => {
    const { contact: asked, reference, organisation } = submission;
    const { code, out, err } = await opinion('contact', spellReference(reference).toLowerCase());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').slice(0, 5)).toEqual([
      `${spellReference(reference)} of moderated`,
      `  organisation  ${organisation}`,
      `  contact       ${asked.name}`,
      `  address       ${asked.email}`,
      '  language      Latvian',
    ]);
    expect(out).toMatch(/\nThis is personal data, given for questions about this submission/u);
  });

  it('says that a submission was withdrawn, and asks the address of its newest version', async () => {
    const first = aSubmission({ ...about, seed: 1_000_079, language: 'en' });
    const contact = { name: 'Jauna', email: 'jauna@moderated.example' };
    const input = given(anInput({ language: 'en', contact }));
    const editedAt = plus(first.receivedAt, 1_000);
    const edited = editSubmission(first, consultation, input, 'edited', editedAt);
    const withdrawn = withdrawSubmission(edited, plus(editedAt, 1_000));
    for (const version of [first, edited, withdrawn]) {
      await running.store.addSubmission(consultation, version);
    }
    const { out } = await opinion('contact', first.reference);
    expect(out).toContain(' of moderated, which its author has withdrawn\n');
    expect(out).toContain('  address       jauna@moderated.example\n  language      English\n');
    expect(out).not.toContain(first.contact.email);
  });

  it.each([
    ['retention', 'it had been kept for as long as the deployment keeps contacts'],
    ['request', 'the person asked for it'],
  ] as const)('says when and why a contact was removed: %s', async (because, why) => {
    const seed = because === 'retention' ? 1_000_080 : 1_000_081;
    const { contact, ...gone } = aSubmission({ ...about, seed });
    const contactRemoved = { at: at('2027-03-01T03:05:00Z'), because };
    await running.store.addSubmission(consultation, { ...gone, contactRemoved });
    const { code, out } = await opinion('contact', gone.reference);
    expect({ code, out }).toEqual({
      code: 0,
      out:
        `${spellReference(gone.reference)} of moderated\n` +
        `  Its contact was removed on 2027-03-01 05:05, because ${why}. Nobody can be asked any more\n`,
    });
    expect(out).not.toContain(contact.email);
  });

  it('says that there is no such reference, and when none can be written so', async () => {
    const unknown = aReference(1_000_999);
    expect(await opinion('contact', unknown)).toMatchObject({
      code: 1,
      out: '',
      err: `No consultation has a submission ${unknown}\n`,
    });
    expect(await opinion('contact', 'ABCD')).toMatchObject({
      code: 1,
      out: '',
      err: 'ABCD is no reference: one of its 12 symbols is wrong or missing\n',
    });
  });

  it.each([
    [['hide', 'X']],
    [['contact']],
    [['contact', 'X', '--reason', 'off-topic']],
    [['hide', 'X', '--reason', 'because']],
    [['show', 'X', '--reason', 'off-topic']],
    [['show']],
    [['burn', 'X']],
  ])('says how it is used: %j', async (args) => {
    const misused = await opinion(...args);
    expect(misused.code).toBe(2);
    expect(misused.err).toContain('Usage: npm run opinion');
  });
});

describe('npm run keys', () => {
  const keysCommand = async (...args: string[]) => run('keys', ...args, '--data', folder);
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

describe('npm run address', () => {
  const EMAIL = 'Anna@rights.example';
  const address = (...args: string[]) => run('address', ...args, '--data', folder);
  const consultation = aConsultation({ id: 'rights', shards: 1 });
  const mine = aSubmission({ consultation, seed: 1, contact: { name: 'Anna', email: EMAIL } });
  beforeAll(async () => {
    const store = keyStore(running.table);
    for (const purpose of ['addresses', 'references'] as const) {
      await store.addKey(purpose, firstKey('the secret of the rights', at('2027-01-01T00:00:00Z')));
    }
    await running.store.saveConsultation(consultation);
    await running.store.addSubmission(consultation, mine);
  });

  it('-- show prints everything that is kept as JSON, and nothing else', async () => {
    const { code, out, err } = await address('show', 'anna@rights.example');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      address: 'anna@rights.example',
      submissions: [
        {
          consultation: 'rights',
          reference: mine.reference,
          versions: [{ contact: { name: 'Anna', email: EMAIL } }],
          receipts: [{ deliveries: { receipt: { state: 'due' } } }],
        },
      ],
      mailboxes: [],
    });
  });

  it('-- erase removes nothing before it is told so, and then says what stays and why', async () => {
    const plan = await address('erase', EMAIL);
    expect(plan).toMatchObject({ code: 0, err: '' });
    expect(plan.out).toContain('submissions that name it as their contact: 1');
    expect(plan.out).toContain(`${spellReference(mine.reference)} of rights`);
    expect(plan.out).toContain('Nothing was removed. Add --yes');
    expect(await running.store.findSubmission(consultation, mine.reference)).toEqual(mine);

    const { code, out, err } = await address('erase', EMAIL, '--yes', '--unname');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`${spellReference(mine.reference)} of rights, in versions: 1`);
    expect(out).toContain('the public name of the author, of submissions: 1');
    expect(out).toMatch(/Kept:\n {2}the texts of its submissions/u);
    const left = await running.store.findSubmission(consultation, mine.reference);
    expect(left).toMatchObject({ parts: mine.parts, contactRemoved: { because: 'request' } });
    expect(left).not.toHaveProperty('contact');
    const shown = await address('show', EMAIL);
    expect(JSON.parse(shown.out)).toMatchObject({ submissions: [] });
    expect((await address('erase', EMAIL, '--yes')).out).toContain('in submissions: 0');
  });

  it('says how it is used', async () => {
    const misused = await Promise.all([
      address('show', EMAIL, '--yes'),
      address('erase', EMAIL, '--unname'),
      address('forget', EMAIL),
      address('show'),
    ]);
    for (const { code, err } of misused) {
      expect(code).toBe(2);
      expect(err).toMatch(/^Usage: npm run --silent address/u);
    }
    expect(await address('show', 'nobody')).toMatchObject({ code: 1, out: '' });
  });
});

describe('npm run table -- removals', () => {
  it('prints what was removed, by which rule and when, without any address', async () => {
    const removals = () => run('table', 'removals', '--data', folder);
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
