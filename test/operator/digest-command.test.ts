import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import papaparse from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEGINNING } from '../../shared/domain/digest.ts';
import type { Finding } from '../../shared/domain/health.ts';
import { spellReference } from '../../shared/domain/reference.ts';
import { instantOf, localDate, plus } from '../../shared/domain/time.ts';
import { aConsultation, aReference, aSubmission, at, aUnit } from '../support/builders.ts';
import { run } from '../support/operator.ts';
import { aRunningTable, type RunningTable } from '../support/running-table.ts';

let running: RunningTable;
beforeAll(async () => {
  running = await aRunningTable();
});
afterAll(async () => running.close());

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
      running.folder,
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
    const digest = `"${process.execPath}" operator/digest.ts csv change-management 3 --data "${running.folder}"`;
    const piped = `{ ${digest}; echo "ended with $?" >&2; } | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', piped]);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('ended with 0\n');
  });

  it('says when the digest does not exist', async () => {
    const none = await run('digest', 'csv', 'change-management', '99', '--data', running.folder);
    expect(none).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no digest No. 99'),
    });
    const misused = await run('digest', 'csv', 'change-management', '0', '--data', running.folder);
    expect(misused).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^Usage/u) });
  });
});

describe('npm run digest', () => {
  const UNIT = 'archive';
  const digest = (...args: string[]) => run('digest', ...args, '--data', running.folder);
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
