import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicationFault } from '../../operator/publication-fault.ts';
import { MAX_DRAFT_BYTES } from '../../shared/domain/draft.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import { aLargeDraft } from '../support/drafts.ts';
import { run } from '../support/operator.ts';
import { StandingClock, tokens } from '../support/ports.ts';
import { aRunningTable, type RunningTable } from '../support/running-table.ts';

type Written = Record<string, unknown>;
const DATA = readFileSync('data/nap2-midterm-review.json', 'utf8');

let running: RunningTable;
beforeAll(async () => {
  running = await aRunningTable();
});
afterAll(async () => running.close());

describe('npm run consultation -- publish', () => {
  it('publishes a good file, with a byte order mark too', async () => {
    const path = running.file('good.json', `\ufeff${DATA}`);
    const { code, out, err } = await run('consultation', 'publish', path, '--data', running.folder);
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
    const path = running.file(
      'bad.json',
      DATA.replace('"review"', '"poll"').replace('"days"', '"weeks"'),
    );
    const { code, out, err } = await run('consultation', 'publish', path, '--data', running.folder);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n').slice(1)).toEqual([
      '  /consultation/kind: must be one of: review, call',
      expect.stringMatching(/^ {2}\/consultation\/open: must be \{"days": 1 to 730\}/u),
      '',
    ]);
  });

  it('says how lists are counted when a fault is in a list', async () => {
    const path = running.file('bad-list.json', DATA.replace('"monday"', '"pirmdiena"'));
    const { err } = await run('consultation', 'publish', path, '--data', running.folder);
    expect(err.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ {2}\/units\/0\/digestDays\/0: must be a list of one or more of/u),
      'A list counts from 0: /units/0 is the first unit',
      '',
    ]);
  });

  it('refuses mailboxes of an example for a deployment, and says which', async () => {
    const path = running.file('example.json', DATA);
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

  it('says in one line what it did not understand, and what it could not do', async () => {
    const broken = running.file('broken.json', '{"a":');
    const inCp1257 = join(running.folder, 'cp1257.json');
    writeFileSync(inCp1257, Buffer.from('{"subject":"\u00e2"}', 'latin1'));
    const results = await Promise.all([
      run('consultation', 'publish', broken, '--data', running.folder),
      run('consultation', 'publish', join(running.folder, 'none.json'), '--data', running.folder),
      run('announcement', 'publish', inCp1257, '--data', running.folder),
      run(
        'consultation',
        'publish',
        running.file('any.json', '{}'),
        '--data',
        join(running.folder, 'elsewhere'),
      ),
      run('consultation', 'publish', running.file('any.json', '{}'), '--table', 'one'),
      run('consultation', 'publish', running.file('any.json', '{}'), '--deployed', 'not-yet'),
      run('consultation', 'publish', running.file('any.json', '{}'), '--deployed'),
    ]);
    expect(results.map(({ code }) => code)).toEqual([3, 3, 3, 3, 2, 3, 2]);
    expect(results.map(({ out }) => out)).toEqual(results.map(() => ''));
    const said = results.map(({ err }) => err);
    const expected = [
      /broken\.json is no JSON/u,
      /none\.json cannot be read/u,
      /cp1257\.json is not UTF-8: save it in that encoding/u,
      /No stack runs on .*elsewhere: start it with npm start, or say with --data or --deployed/u,
      /--table needs --region/u,
      /There is no outputs\/not-yet\.json: run npm run deploy -- not-yet first/u,
      /--deployed <value>' argument missing/u,
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
      '/consultation/open/days: moves the closing time into the past, or into the next 2 minutes',
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
