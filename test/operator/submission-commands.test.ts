import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spellReference } from '../../shared/domain/reference.ts';
import { firstKey } from '../../shared/domain/secret-key.ts';
import { editSubmission, withdrawSubmission } from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { aConsultation, anInput, aReference, aSubmission, at, given } from '../support/builders.ts';
import { run } from '../support/operator.ts';
import { aRunningTable, type RunningTable } from '../support/running-table.ts';

let running: RunningTable;
beforeAll(async () => {
  running = await aRunningTable();
  const store = keyStore(running.table);
  for (const purpose of ['addresses', 'references'] as const) {
    await store.addKey(purpose, firstKey('the secret of the rights', at('2027-01-01T00:00:00Z')));
  }
});
afterAll(async () => running.close());

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
  const opinion = async (...args: string[]) => run('opinion', ...args, '--data', running.folder);
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
    expect((await running.store.findProjection(consultation.id))?.totals).toMatchObject({
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

  it('names no page of a text that is not public yet, and says whether the author gets a mail', async () => {
    const later = aConsultation({ ...consultation, id: 'later', publishes: 'after-closing' });
    const early = aSubmission({ ...about, consultation: later, seed: 1_000_177 });
    await running.store.saveConsultation(later);
    await running.store.addSubmission(later, early);
    const hidden = await opinion('hide', early.reference, '--reason', 'advertising');
    expect(hidden.code, hidden.err).toBe(0);
    expect(hidden.out).toContain('Nothing of it is public before the consultation has closed');
    expect(hidden.out).toContain('A mail to the author about it is due');
    expect(hidden.out).not.toContain('/opinions/');
    await running.store.saveConsultation({ ...later, publishes: 'never' });
    const shown = await opinion('show', early.reference);
    expect(shown).toMatchObject({ code: 1, out: '' });
    expect(shown.err).toContain('later never publishes what it receives');
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

describe('npm run address', () => {
  const EMAIL = 'Anna@rights.example';
  const address = (...args: string[]) => run('address', ...args, '--data', running.folder);
  const consultation = aConsultation({ id: 'rights', shards: 1 });
  const mine = aSubmission({ consultation, seed: 1, contact: { name: 'Anna', email: EMAIL } });
  beforeAll(async () => {
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

  it('finds an address however it is typed', async () => {
    const contact = { name: 'Ģirts', email: 'birojs@xn--ekava-n5a.lv' };
    const theirs = aSubmission({ consultation, seed: 2, contact });
    await running.store.addSubmission(consultation, theirs);
    const { out } = await address('show', ' birojs@ķekava.lv');
    expect(JSON.parse(out)).toMatchObject({
      address: contact.email,
      submissions: [{ reference: theirs.reference }],
    });
    expect((await address('erase', 'birojs@Ķekava.lv ', '--yes')).out).toContain(
      spellReference(theirs.reference),
    );
    const left = await running.store.findSubmission(consultation, theirs.reference);
    expect(left).not.toHaveProperty('contact');
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
