import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { due, fail } from '../../shared/domain/delivery.ts';
import type { Submission } from '../../shared/domain/opinion.ts';
import { plus } from '../../shared/domain/time.ts';
import type { SubmissionStore } from '../../shared/ports/submissions.ts';
import { limitSource } from '../../shared/usecases/limit-source.ts';
import { recallConsultations } from '../../shared/usecases/recall-consultations.ts';
import {
  openRevision,
  reviseOpinions,
  type RevisionRequest,
  revisionStatement,
} from '../../shared/usecases/revise-opinions.ts';
import { resendReceipt } from '../../shared/usecases/resend-receipt.ts';
import { showReceipt } from '../../shared/usecases/show-receipt.ts';
import { submitOpinions } from '../../shared/usecases/submit-opinions.ts';
import { aConsultation, anInput, aReference, at, aUnit } from '../support/builders.ts';
import {
  KeptJournal,
  KeptMails,
  KeptQueue,
  keyOf,
  StandingClock,
  tokens,
} from '../support/ports.ts';
import { batchAt, mailSender, onlyDelivery } from '../support/sending.ts';
import { aTable } from '../support/table.ts';

let under: Awaited<ReturnType<typeof aTable>>;
beforeAll(async () => {
  under = await aTable();
});
afterAll(async () => under.close());

let sequence = 0;
let clock: StandingClock;
let queue: KeptQueue;
let journal: KeptJournal;
let consultation: ReturnType<typeof aConsultation>;
beforeEach(async () => {
  sequence += 1;
  clock = new StandingClock();
  queue = new KeptQueue();
  journal = new KeptJournal();
  consultation = aConsultation({ id: `consultation-${sequence}` });
  await under.store.saveConsultation(consultation);
});

/** Each test has a source of its own, because all share one table. */
const source = () => `198.18.0.${sequence}`;

function limiting() {
  return limitSource({ store: under.store, tokens, clock, journal });
}

function submitting(changes: Partial<SubmissionStore> = {}) {
  const store = { ...under.store, ...changes };
  const submit = submitOpinions({
    store,
    recall: store.findConsultation,
    limit: limiting(),
    queue,
    clock,
    tokens,
    journal,
  });
  return (input: unknown, idempotencyKey: string | null = null) =>
    submit(consultation.id, input, { source: source(), idempotencyKey });
}

async function stored(input: unknown, key?: string): Promise<Submission> {
  const outcome = await submitting()(input, key);
  if (outcome.outcome === 'refused') throw new Error(outcome.failure);
  return outcome.submission;
}

function revising() {
  return reviseOpinions({ store: under.store, limit: limiting(), queue, clock, tokens, journal });
}

function open(request: RevisionRequest) {
  return openRevision({ store: under.store, tokens })(request);
}

async function requestFor(submission: Submission) {
  const key = await tokens.sign(revisionStatement(submission));
  return { consultation: consultation.id, reference: submission.reference, key, source: source() };
}

describe('a submission', () => {
  it('is stored with its receipt due, and nudges the queue for it', async () => {
    const outcome = await submitting()(anInput());
    if (outcome.outcome !== 'stored') throw new Error('It is stored');
    const { submission } = outcome;
    const key = under.store.receiptKey(consultation, submission);
    expect(queue.nudged).toEqual([key]);
    const receipt = { kind: 'receipt', receivedAt: submission.receivedAt, submission };
    expect(await under.store.findMailing(key)).toMatchObject(receipt);
    expect(await onlyDelivery(under.store, key)).toEqual(due('receipt', clock.now()));
  });

  it('that comes twice, at once or an hour later, is one submission with one reference', async () => {
    const submit = submitting();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => submit(anInput())));
    clock.advance(3_600_000);
    outcomes.push(await submit({ ...anInput(), language: 'en' }));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'repeated',
      'repeated',
      'repeated',
      'repeated',
      'stored',
    ]);
    const references = outcomes.map((one) => 'submission' in one && one.submission.reference);
    expect(new Set(references).size).toBe(1);
  });

  it('that comes again after closing keeps its reference, while a new one is late', async () => {
    const first = await stored(anInput());
    clock.set(consultation.closesAt);
    expect(await submitting()(anInput())).toMatchObject({
      outcome: 'repeated',
      submission: { reference: first.reference },
    });
    expect(await submitting()(anInput({ organisation: 'Cita' }))).toMatchObject({
      outcome: 'refused',
      failure: 'closed',
    });
  });

  it('keeps its reference when the answer to the first write was lost', async () => {
    const broken = submitting({
      addSubmission: async (...about) => {
        await under.store.addSubmission(...about);
        throw new Error('The connection broke after the commit');
      },
    });
    await expect(broken(anInput())).rejects.toThrow('after the commit');
    const again = await submitting()(anInput());
    expect(again.outcome).toBe('repeated');
    expect(queue.nudged).toHaveLength(1);
  });

  it('is stored also when the queue cannot be reached, and that is counted', async () => {
    queue.broken = true;
    expect((await submitting()(anInput())).outcome).toBe('stored');
    expect(journal.counts.get('NudgesLost')).toBe(1);
    const { batches } = await under.store.dueItems(clock.now(), 1_000);
    expect(batches).toContainEqual(
      expect.objectContaining({ partition: `RECEIPTS#${consultation.id}#0` }),
    );
  });

  it('gets the next reference when another submission has its reference by chance', async () => {
    const taken = await stored(anInput({ organisation: 'Pirmā' }));
    // The record of another submission, as if it stood at the reference that this content leads to.
    const own = await stored(anInput({ organisation: 'Otrā' }));
    const another = { ...own, origin: taken.origin };
    const outcome = await submitting({
      findSubmission: (about, reference) =>
        reference === own.reference
          ? Promise.resolve(another)
          : under.store.findSubmission(about, reference),
    })(anInput({ organisation: 'Otrā' }));
    expect(outcome.outcome).toBe('stored');
    expect('submission' in outcome && outcome.submission.reference).not.toBe(own.reference);
  });

  it('is refused with every field named, storing nothing', async () => {
    const outcome = await submitting()({ ...anInput(), organisation: '', publication: 'x' });
    expect(outcome).toMatchObject({
      outcome: 'refused',
      failure: 'invalid',
      fields: [{ pointer: '/organisation' }, { pointer: '/publication' }],
    });
    expect(queue.nudged).toEqual([]);
  });

  it('whose opinions do not fit its consultation is refused by them', async () => {
    expect(await submitting()(anInput({ opinions: [] }))).toMatchObject({
      outcome: 'refused',
      failure: 'invalid',
      fields: [{ pointer: '/opinions', fault: 'no-opinion' }],
    });
  });

  it('that comes too late is refused as a whole, and by none of its fields', async () => {
    clock.set(consultation.closesAt);
    expect(await submitting()(anInput())).toMatchObject({
      outcome: 'refused',
      failure: 'closed',
      fields: [],
    });
  });

  it('to whose consultation there is nothing is refused by none of its fields', async () => {
    const nowhere = submitting({ findConsultation: () => Promise.resolve(null) } as object);
    expect(await nowhere(anInput())).toMatchObject({ failure: 'not-found', fields: [] });
  });

  it('whose receipt has gone out is not nudged for again when it is repeated', async () => {
    const key = under.store.receiptKey(consultation, await stored(anInput()));
    const receipt = fail(due('receipt', clock.now()), 'x');
    await under.store.moveBatch(await batchAt(under.store, key), new Map([['receipt', receipt]]));
    queue.nudged = [];
    const outcome = await submitting()(anInput());
    expect(outcome).toMatchObject({ outcome: 'repeated', differs: false });
    expect(queue.nudged).toEqual([]);
  });

  it('that finds three references taken by others is a fault, and is not tried for ever', async () => {
    const seen = new Set<string>();
    const own = await stored(anInput({ organisation: 'Cita' }));
    const crowded = submitting({
      addSubmission: (_, { reference }) => {
        seen.add(reference);
        return Promise.resolve('taken');
      },
      findSubmission: () => Promise.resolve(own),
    });
    await expect(crowded(anInput())).rejects.toThrow('No free reference');
    expect(seen.size).toBe(3);
  });

  it('is not refused because of a remembered consultation that has changed since', async () => {
    const recall = recallConsultations({ store: under.store, clock }).findConsultation;
    clock.set(plus(consultation.closesAt, -1_000));
    await recall(consultation.id);
    clock.set(consultation.closesAt);
    await under.store.saveConsultation({ ...consultation, closesAt: at('2027-09-01T00:00:00Z') });
    const world = { store: under.store, limit: limiting(), queue, clock, tokens, journal };
    const submit = submitOpinions({ ...world, recall });
    expect((await submit(consultation.id, anInput(), { source: source() })).outcome).toBe('stored');
  });

  describe('that was withdrawn and is sent again while a colleague edits it', () => {
    /**
     * Sends a withdrawn submission again. A colleague's edit lands just before the write that would
     * bring the submission back.
     */
    async function sentAgainWhile(meanwhile: (first: Submission) => Promise<unknown>) {
      const first = await stored(anInput());
      await revising().withdraw(await requestFor(first));
      clock.advance(1_000);
      let isFirst = true;
      const outcome = await submitting({
        addSubmission: async (about, submission) => {
          if (submission.version > 1 && isFirst) {
            isFirst = false;
            await meanwhile(first);
          }
          return under.store.addSubmission(about, submission);
        },
      })(anInput());
      return { outcome, standing: await under.store.findSubmission(consultation, first.reference) };
    }

    it('answers with the stored version, and says that it differs', async () => {
      const { outcome, standing } = await sentAgainWhile(async (first) =>
        revising().edit(await requestFor(first), anInput({ organisation: 'Cita' })),
      );
      expect(standing).toMatchObject({ version: 3, organisation: 'Cita' });
      expect(outcome).toEqual({ outcome: 'repeated', submission: standing, differs: true });
      expect(journal.counts.get('SubmissionsStored')).toBe(1);
    });

    it('is not stored twice when the colleague has sent the same', async () => {
      const { outcome, standing } = await sentAgainWhile(() => stored(anInput()));
      expect(standing).toMatchObject({ version: 3, state: 'edited' });
      expect(outcome).toEqual({ outcome: 'repeated', submission: standing, differs: false });
    });

    it('is stored when the colleague has edited and withdrawn it, and no earlier digest tells it', async () => {
      const { outcome, standing } = await sentAgainWhile(async (first) => {
        const request = await requestFor(first);
        await revising().edit(request, anInput({ organisation: 'Cita' }));
        clock.advance(1_000);
        await revising().withdraw(request);
      });
      const receivedAt = plus(clock.now(), 1);
      expect(standing).toMatchObject({ version: 5, state: 'edited', receivedAt });
      expect(outcome).toEqual({ outcome: 'stored', submission: standing });
    });

    it('is never reported as stored when it is changed each time', async () => {
      const first = await stored(anInput());
      await revising().withdraw(await requestFor(first));
      const always = submitting({ addSubmission: () => Promise.resolve('taken') });
      await expect(always(anInput())).rejects.toThrow(first.reference);
    });
  });

  it('to a consultation that does not exist is refused', async () => {
    const submit = submitOpinions({
      store: under.store,
      recall: under.store.findConsultation,
      limit: limiting(),
      queue,
      clock,
      tokens,
      journal,
    });
    expect(await submit('nowhere', anInput(), { source: source() })).toMatchObject({
      failure: 'not-found',
    });
  });
});

describe('an Idempotency-Key', () => {
  it('is answered with the reference of its first request, for any content', async () => {
    const first = await stored(anInput(), 'key-1');
    expect(await submitting()(anInput(), 'key-1')).toMatchObject({
      outcome: 'repeated',
      differs: false,
      submission: { reference: first.reference },
    });
    expect(await submitting()(anInput({ organisation: 'Cita' }), 'key-1')).toMatchObject({
      outcome: 'repeated',
      differs: true,
      submission: { reference: first.reference },
    });
  });

  it('makes no second submission of content that came before without a key or with another key', async () => {
    const first = await stored(anInput());
    expect((await stored(anInput(), 'key-2')).reference).toBe(first.reference);
    expect((await stored(anInput(), 'key-3')).reference).toBe(first.reference);
  });

  it('does not bring back a submission that was withdrawn since, and says that the stored version differs', async () => {
    const first = await stored(anInput(), 'key-5');
    await revising().withdraw(await requestFor(first));
    expect(await submitting()(anInput(), 'key-5')).toMatchObject({
      outcome: 'repeated',
      differs: true,
      submission: { reference: first.reference, state: 'withdrawn' },
    });
    // A person who sends it again without a key means it.
    expect(await submitting()(anInput())).toMatchObject({ outcome: 'stored' });
  });

  it('and its content are answered with an edit that is stored, and are told that it differs', async () => {
    const first = await stored(anInput(), 'key-6');
    await revising().edit(await requestFor(first), anInput({ organisation: 'Cita' }));
    for (const key of ['key-6', undefined]) {
      expect(await submitting()(anInput(), key)).toMatchObject({
        outcome: 'repeated',
        differs: true,
        submission: { version: 2 },
      });
    }
  });

  it('never answers with another submission that has the same reference by chance', async () => {
    const taken = await stored(anInput({ organisation: 'Pirmā' }));
    const own = await stored(anInput({ organisation: 'Otrā' }), 'key-7');
    const submit = submitting({
      findSubmission: async (about, reference) =>
        reference === own.reference
          ? { ...own, origin: taken.origin }
          : under.store.findSubmission(about, reference),
    });
    const outcome = await submit(anInput({ organisation: 'Otrā' }), 'key-7');
    expect(outcome).toMatchObject({ outcome: 'stored' });
    expect('submission' in outcome && outcome.submission.reference).not.toBe(own.reference);
  });

  it('of a request that died before storing does not swallow the next content', async () => {
    const dying = submitting({ addSubmission: () => Promise.reject(new Error('killed')) });
    await expect(dying(anInput(), 'key-4')).rejects.toThrow('killed');
    const other = await submitting()(anInput({ organisation: 'Cita' }), 'key-4');
    expect(other.outcome).toBe('stored');
    expect((await submitting()(anInput(), 'key-4')).outcome).toBe('stored');
  });
});

describe('a revision', () => {
  it('is a new version under the same reference for a person who has the key', async () => {
    const first = await stored(anInput());
    clock.advance(1_000);
    const opinions = [{ commitment: 1, rating: null, text: 'Citādi' }];
    const outcome = await revising().edit(await requestFor(first), anInput({ opinions }));
    expect(outcome).toMatchObject({
      outcome: 'revised',
      submission: { version: 2, state: 'edited' },
    });
    expect(await under.store.findSubmission(consultation, first.reference)).toMatchObject({
      version: 2,
      opinions: [{ commitment: 1, text: 'Citādi' }],
      withdrawn: [{ commitment: 2 }],
    });
  });

  it('keeps an opinion on a commitment that the draft has lost since, if its author keeps it', async () => {
    const first = await stored(anInput());
    const { draft } = consultation;
    const shorter = {
      ...draft,
      version: draft.version + 1,
      commitments: draft.commitments.slice(0, 1),
    };
    await under.store.saveConsultation({ ...consultation, draft: shorter });
    const request = await requestFor(first);
    const input = anInput({ organisation: 'Cita' });
    expect(await revising().edit(request, input)).toMatchObject({
      outcome: 'revised',
      submission: { version: 2, opinions: [{ commitment: 2 }], withdrawn: [] },
    });
    const another = { commitment: 3, rating: null, text: 'x' };
    const opinions = [...(input as { opinions: object[] }).opinions, another];
    expect(await revising().edit(request, { ...input, opinions })).toMatchObject({
      fields: [{ pointer: '/opinions/1/commitment', fault: 'unknown-commitment' }],
    });
  });

  it('makes no further version with the same words, or when it is clicked twice', async () => {
    const first = await stored(anInput());
    const request = await requestFor(first);
    expect(await revising().edit(request, anInput())).toMatchObject({ submission: { version: 1 } });
    const changed = anInput({ organisation: 'Cita' });
    const both = await Promise.all([
      revising().edit(request, changed),
      revising().edit(request, changed),
    ]);
    expect(both.map((one) => 'submission' in one && one.submission.version)).toEqual([2, 2]);
  });

  it.each([
    ['a wrong key', { key: 'x'.repeat(22) }],
    ['no key', { key: '' }],
    ['another reference', { reference: 'AAAA-AAAA-AAAA' }],
    ['another consultation', { consultation: 'other' }],
  ])('with %s is refused, always in the same words', async (_, changes) => {
    const request = { ...(await requestFor(await stored(anInput()))), ...changes };
    const refused = { outcome: 'refused', failure: 'link-not-valid', fields: [], opened: null };
    expect(await revising().edit(request, anInput())).toEqual(refused);
    expect(await revising().withdraw(request)).toEqual(refused);
  });

  it('is refused from the closing time on', async () => {
    const request = await requestFor(await stored(anInput()));
    clock.set(consultation.closesAt);
    const late = { outcome: 'refused', failure: 'closed', fields: [], opened: { consultation } };
    expect(await revising().edit(request, anInput({ organisation: 'Cita' }))).toMatchObject(late);
    expect(await revising().withdraw(request)).toMatchObject(late);
  });

  it('that is wrong is refused by its fields, beside what stands', async () => {
    const first = await stored(anInput());
    const request = await requestFor(first);
    const opened = { submission: { reference: first.reference, version: 1 } };
    expect(await revising().edit(request, { ...anInput(), organisation: '' })).toMatchObject({
      outcome: 'refused',
      failure: 'invalid',
      fields: [{ pointer: '/organisation', fault: 'required' }],
      opened,
    });
    expect(await revising().edit(request, anInput({ opinions: [] }))).toMatchObject({
      failure: 'invalid',
      fields: [{ pointer: '/opinions', fault: 'no-opinion' }],
      opened,
    });
  });

  it('of one submission is not opened by the key of another', async () => {
    const [mine, other] = [
      await stored(anInput()),
      await stored(anInput({ organisation: 'Cita' })),
    ];
    const { key } = await requestFor(mine);
    const refused = { outcome: 'refused', failure: 'link-not-valid' };
    const request = { ...(await requestFor(other)), key };
    expect(await revising().edit(request, anInput())).toMatchObject(refused);
    expect(await revising().withdraw(request)).toMatchObject(refused);
    // The same reference in another consultation is another submission.
    const elsewhere = aConsultation({ id: `elsewhere-${sequence}` });
    await under.store.saveConsultation(elsewhere);
    await under.store.addSubmission(elsewhere, { ...mine, consultation: elsewhere.id });
    expect(
      await revising().withdraw({ ...(await requestFor(mine)), consultation: elsewhere.id }),
    ).toMatchObject(refused);
  });

  it('of a submission that was erased is refused as any other wrong link', async () => {
    const request = await requestFor(await stored(anInput()));
    const store = { ...under.store, findSubmission: () => Promise.resolve(null) };
    const use = reviseOpinions({ store, limit: limiting(), queue, clock, tokens, journal });
    expect(await use.withdraw(request)).toMatchObject({ failure: 'link-not-valid' });
  });

  it('nudges the queue for its receipt, once', async () => {
    const first = await stored(anInput());
    const request = await requestFor(first);
    queue.nudged = [];
    clock.advance(1_000);
    const outcome = await revising().withdraw(request);
    if (outcome.outcome !== 'revised') throw new Error(outcome.failure);
    expect(queue.nudged).toEqual([under.store.receiptKey(consultation, outcome.submission)]);
    expect(await revising().withdraw(request)).toEqual(outcome);
    expect(queue.nudged).toHaveLength(1);
  });

  it('that another overtakes is told that something else stands, or that the same does', async () => {
    const first = await stored(anInput());
    const request = await requestFor(first);
    const overtaken = (meanwhile: () => Promise<unknown>) =>
      reviseOpinions({
        store: {
          ...under.store,
          async addSubmission(about, submission) {
            await meanwhile();
            return under.store.addSubmission(about, submission);
          },
        },
        limit: limiting(),
        queue,
        clock,
        tokens,
        journal,
      });
    const edit = async (organisation: string) =>
      revising().edit(request, anInput({ organisation }));
    const refused = { outcome: 'refused', failure: 'changed-meanwhile', fields: [], opened: null };
    expect(
      await overtaken(() => edit('Cita')).edit(request, anInput({ organisation: 'Mana' })),
    ).toEqual(refused);
    expect(await overtaken(() => edit('Trešā')).withdraw(request)).toEqual(refused);
    expect(await overtaken(() => revising().withdraw(request)).withdraw(request)).toMatchObject({
      outcome: 'revised',
      submission: { version: 4, state: 'withdrawn' },
    });
  });

  it('of what was withdrawn brings it back, also with the same words', async () => {
    const first = await stored(anInput());
    const request = await requestFor(first);
    await revising().withdraw(request);
    expect(await revising().edit(request, anInput())).toMatchObject({
      outcome: 'revised',
      submission: { version: 3, state: 'edited', opinions: [{ commitment: 2 }] },
    });
  });

  it('by withdrawal empties the submission, and the same words sent later are a new version', async () => {
    const first = await stored(anInput());
    expect(await revising().withdraw(await requestFor(first))).toMatchObject({
      submission: { version: 2, state: 'withdrawn', opinions: [], withdrawn: [{ commitment: 2 }] },
    });
    const again = await submitting()(anInput());
    expect(again).toMatchObject({
      outcome: 'stored',
      submission: { reference: first.reference, version: 3, opinions: [{ commitment: 2 }] },
    });
  });
  it('shows that its author holds the link, which a first version does not', async () => {
    const first = await stored(anInput());
    expect(first.confirmed).toBe(false);
    const edited = await revising().edit(
      await requestFor(first),
      anInput({ organisation: 'Cita' }),
    );
    expect(edited).toMatchObject({ submission: { confirmed: true } });
    const address = await keyOf(first.contact.email);
    expect(await under.store.isVerified([address])).toBe(true);
  });

  it('gives a new contact a new link, ends the old one, and tells the old contact', async () => {
    const first = await stored(anInput());
    const old = await requestFor(first);
    const contact = { name: 'Berta', email: 'berta@ngo.example' };
    const outcome = await revising().edit(old, anInput({ contact }));
    if (outcome.outcome !== 'revised') throw new Error('It is revised');
    const moved = outcome.submission;
    expect(moved).toMatchObject({ contactSince: 2, confirmed: false });
    expect(await revising().withdraw(old)).toMatchObject({ failure: 'link-not-valid' });
    expect((await open(old)).outcome).toBe('refused');
    expect((await open(await requestFor(moved))).outcome).toBe('opened');
    expect(await under.store.isVerified([await keyOf(contact.email)])).toBe(false);

    const mails = new KeptMails();
    const mail = mailSender({ store: under.store, send: mails.send, clock, journal });
    for (const key of queue.nudged) await mail(key);
    const sent = mails.taken.map(({ to, tags }) => [to, tags['version'], tags['mail']]);
    expect(sent).toEqual([
      [first.contact.email, '1', 'receipt'],
      [first.contact.email, '2', 'notice'],
      ['berta@ngo.example', '2', 'receipt'],
    ]);
    const notice = mails.taken.find(({ tags }) => tags['mail'] === 'notice');
    expect(`${notice?.text} ${notice?.html}`).not.toMatch(/berta|key=|Berta/u);
    expect(notice?.subject).toContain('Kontaktadrese mainīta');

    // The address of the contact comes back, and its first link does not.
    const back = await revising().edit(await requestFor(moved), anInput());
    expect(back).toMatchObject({ submission: { contactSince: 3 } });
    expect((await open(old)).outcome).toBe('refused');
  });

  it('keeps its link while the contact keeps the address', async () => {
    const first = await stored(anInput());
    const request = await requestFor(first);
    const contact = { ...first.contact, name: 'Cits' };
    await revising().edit(request, anInput({ contact }));
    expect((await open(request)).outcome).toBe('opened');
  });
});

describe('a confirmation', () => {
  it('by the link changes nothing in the submission, and is kept with its address', async () => {
    const first = await stored(anInput());
    expect(await under.store.isConfirmed(consultation, first)).toBe(false);
    queue.nudged = [];
    for (let time = 0; time < 2; time++) {
      expect(await revising().confirm(await requestFor(first))).toEqual({
        outcome: 'revised',
        submission: first,
      });
    }
    expect(queue.nudged).toEqual([]);
    expect(await under.store.findSubmission(consultation, first.reference)).toEqual(first);
    expect(await under.store.isConfirmed(consultation, first)).toBe(true);
    expect(await under.store.isVerified([await keyOf(first.contact.email)])).toBe(true);
  });

  it('without the key is refused, and nothing is kept', async () => {
    const first = await stored(anInput());
    const request = { ...(await requestFor(first)), key: 'x'.repeat(22) };
    expect(await revising().confirm(request)).toMatchObject({ failure: 'link-not-valid' });
    expect(await under.store.isConfirmed(consultation, first)).toBe(false);
  });

  it('is told with the submission in the digest of its window', async () => {
    const window = { from: at('2027-01-01Z'), to: at('2027-02-01Z') };
    const told = async (asked = window) =>
      (await Array.fromAsync(under.store.streamReceived(consultation, asked))).map(
        ({ after }) => after.confirmed,
      );
    const first = await stored(anInput());
    expect(await told()).toEqual([false]);
    await revising().confirm(await requestFor(first));
    expect(await told()).toEqual([true]);
    // A digest that was made before the confirmation says the same whenever it is written again.
    const earlier = { from: window.from, to: clock.now() };
    clock.advance(1);
    const later = await stored(anInput({ organisation: 'Cita' }));
    const before = { from: window.from, to: plus(clock.now(), 1) };
    clock.advance(1);
    await revising().confirm(await requestFor(later));
    expect(await told(earlier)).toEqual([]);
    expect(await told(before)).toEqual([true, false]);
    expect(await told()).toEqual([true, true]);
    // The same words, sent again by the form after a withdrawal, are confirmed by nobody.
    await revising().withdraw(await requestFor(first));
    await submitting()(anInput());
    expect(await told()).toEqual([true, false]);
  });
});

describe('what one source may write', () => {
  /** Counts as if the source had already written this much in this hour. */
  async function written(source: string, amounts: Readonly<Record<string, number>>) {
    const [hash] = await tokens.hashContent(`source:${source}`);
    const name = `source#${hash}#${clock.now().slice(0, 13)}`;
    await under.store.addTo(name, { ...amounts }, plus(clock.now(), 60_000));
  }

  const submitFrom = (source: string, input = anInput()) =>
    submitOpinions({
      store: under.store,
      recall: under.store.findConsultation,
      limit: limiting(),
      queue,
      clock,
      tokens,
      journal,
    })(consultation.id, input, { source });

  it('is 600 submissions in an hour, and the next hour is free again', async () => {
    const source = `192.0.2.${sequence}`;
    await written(source, { submissions: 599 });
    expect((await submitFrom(source)).outcome).toBe('stored');
    const more = anInput({ organisation: 'Vēl viena' });
    expect(await submitFrom(source, more)).toMatchObject({
      outcome: 'refused',
      failure: 'too-many-requests',
      fields: [],
    });
    expect(journal.counts.get('SourcesHeldBack')).toBe(1);
    expect(await Array.fromAsync(under.store.streamVersions(consultation))).toHaveLength(1);
    expect((await submitFrom(`198.51.100.${sequence}`, more)).outcome).toBe('stored');
    clock.advance(3_600_000);
    expect((await submitFrom(source)).outcome).toBe('repeated');
  });

  it('is 20 million bytes in an hour, before anything is stored', async () => {
    const source = `192.0.2.${sequence}`;
    await written(source, { bytes: 19_999_900 });
    expect(await submitFrom(source)).toMatchObject({ failure: 'too-many-requests' });
    expect(await Array.fromAsync(under.store.streamVersions(consultation))).toEqual([]);
    const { batches } = await under.store.dueItems(plus(clock.now(), 1), 1_000);
    expect(batches.filter(({ partition }) => partition.includes(consultation.id))).toEqual([]);
  });

  it('holds for edits too', async () => {
    const request = await requestFor(await stored(anInput()));
    const source = `192.0.2.${sequence}`;
    await written(source, { submissions: 600 });
    const edit = anInput({ organisation: 'Cita' });
    const outcome = await revising().edit({ ...request, source }, edit);
    expect(outcome).toMatchObject({ failure: 'too-many-requests' });
  });

  it('is not held against requests that are refused for other reasons', async () => {
    const source = `192.0.2.${sequence}`;
    await written(source, { submissions: 599 });
    await submitFrom(source, { ...anInput(), opinions: [] });
    expect((await submitFrom(source)).outcome).toBe('stored');
  });
});

describe('the receipts of one source', () => {
  it('are held back after a hundred in an hour; the opinions are not, and the mail can be asked for later', async () => {
    await under.store.saveUnit(aUnit());
    const source = `203.0.113.${sequence}`;
    const [hash] = await tokens.hashContent(`source:${source}`);
    const name = `source#${hash}#${clock.now().slice(0, 13)}`;
    await under.store.addTo(name, { receipts: 100 }, plus(clock.now(), 60_000));
    const submit = submitOpinions({
      store: under.store,
      recall: under.store.findConsultation,
      limit: limiting(),
      queue,
      clock,
      tokens,
      journal,
    });
    const outcome = await submit(consultation.id, anInput(), { source });
    if (outcome.outcome !== 'stored') throw new Error('It is stored');
    const { reference } = outcome.submission;
    const show = showReceipt({ store: under.store, clock });
    expect((await show(consultation.id, reference))?.mail).toBe('held');
    expect(journal.counts.get('ReceiptsHeldBack')).toBe(1);

    const world = { store: under.store, limit: limiting(), queue, clock, journal };
    expect(await resendReceipt(world)(consultation.id, reference, source)).toBe('too-many');
    clock.advance(3_600_000);
    expect(await resendReceipt(world)(consultation.id, reference, source)).toBe('due');
    expect((await show(consultation.id, reference))?.mail).toBe('under-way');
    const mails = new KeptMails();
    const mail = mailSender({ store: under.store, send: mails.send, clock, journal });
    await mail(under.store.receiptKey(consultation, outcome.submission));
    expect(mails.taken.map(({ to }) => to)).toEqual([outcome.submission.contact.email]);
    expect((await show(consultation.id, reference))?.mail).toBe('sent');
  });

  it('are found by a reference only', async () => {
    const world = { store: under.store, limit: limiting(), queue, clock, journal };
    const resend = resendReceipt(world);
    const { reference } = await stored(anInput());
    expect(await resend(consultation.id, aReference(3), source())).toBe('not-found');
    expect(await resend(consultation.id, 'nonsense', source())).toBe('not-found');
    expect(await resend('nowhere', reference, source())).toBe('not-found');
  });
});

describe('the receipts to one address', () => {
  const email = () => `person-${sequence}@ngo.example`;

  async function receipts(count: number) {
    const mails = new KeptMails();
    const mail = mailSender({ store: under.store, send: mails.send, clock, journal });
    for (let number = 0; number < count; number++) {
      const contact = { name: 'Anna', email: email() };
      const submission = await stored(anInput({ organisation: `Biedrība ${number}`, contact }));
      await mail(under.store.receiptKey(consultation, submission));
    }
    return mails.taken.length;
  }

  it('are five in a day while nobody has confirmed it, whoever asks for them', async () => {
    expect(await receipts(7)).toBe(5);
    expect(journal.counts.get('ReceiptsHeldBack')).toBe(2);
    clock.advance(86_400_000);
    expect(await receipts(1)).toBe(0);
  });

  it('are fifty in a day once it is confirmed', async () => {
    await under.store.verifyAddress(await keyOf(email()), clock.now());
    expect(await receipts(7)).toBe(7);
  });

  it('count a mail once, however often it is tried', async () => {
    const mails = new KeptMails();
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    mails.outcomes.push(...Array.from({ length: 6 }, () => busy));
    const mail = mailSender({ store: under.store, send: mails.send, clock, journal });
    const contact = { name: 'Anna', email: email() };
    const submission = await stored(anInput({ contact }));
    for (let attempt = 0; attempt < 7; attempt++) {
      await mail(under.store.receiptKey(consultation, submission));
      clock.advance(7_200_000);
    }
    expect(mails.taken).toHaveLength(1);
    expect(journal.counts.has('ReceiptsHeldBack')).toBe(false);
  });
});
