import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { DAY_MS, type Instant, plus } from '../../shared/domain/time.ts';
import { reviseOpinions } from '../../shared/usecases/revise-opinions.ts';
import { reachable, aConsultation, anInput, at } from '../support/builders.ts';
import { Intake } from '../support/intake.ts';
import { keyOf } from '../support/ports.ts';

const on = Intake.forThisFile();

describe('a revision', () => {
  it('is a new version under the same reference for a person who has the key', async () => {
    const first = await on.stored(anInput());
    on.clock.advance(1_000);
    const opinions = [{ commitment: 1, rating: null, text: 'Citādi' }];
    const outcome = await on.revising().edit(await on.requestFor(first), anInput({ opinions }));
    expect(outcome).toMatchObject({
      outcome: 'revised',
      submission: { version: 2, state: 'edited' },
    });
    expect(await on.store.findSubmission(on.consultation, first.reference)).toMatchObject({
      version: 2,
      parts: [{ commitment: 1, answers: { text: 'Citādi' } }],
      withdrawn: [{ commitment: 2 }],
    });
  });

  it('keeps an opinion on a commitment that the draft has lost since, if its author keeps it', async () => {
    const first = await on.stored(anInput());
    const { draft } = on.consultation;
    const shorter = {
      ...draft,
      version: draft.version + 1,
      commitments: draft.commitments.slice(0, 1),
    };
    await on.store.saveConsultation({ ...on.consultation, draft: shorter });
    const request = await on.requestFor(first);
    const input = anInput({ organisation: 'Cita' });
    expect(await on.revising().edit(request, input)).toMatchObject({
      outcome: 'revised',
      submission: { version: 2, parts: [{ commitment: 2 }], withdrawn: [] },
    });
    const another = { commitment: 3, rating: null, text: 'x' };
    const opinions = [...input.opinions, another];
    expect(await on.revising().edit(request, { ...input, opinions })).toMatchObject({
      fields: [{ pointer: '/opinions/1/commitment', fault: 'unknown-commitment' }],
    });
  });

  it('makes no further version with the same words, or when it is clicked twice', async () => {
    const first = await on.stored(anInput());
    const request = await on.requestFor(first);
    expect(await on.revising().edit(request, anInput())).toMatchObject({
      submission: { version: 1 },
    });
    const changed = anInput({ organisation: 'Cita' });
    const both = await Promise.all([
      on.revising().edit(request, changed),
      on.revising().edit(request, changed),
    ]);
    expect(both.map((one) => 'submission' in one && one.submission.version)).toEqual([2, 2]);
  });

  it.each([
    ['a wrong key', { key: 'x'.repeat(22) }],
    ['no key', { key: '' }],
    ['another reference', { reference: 'AAAA-AAAA-AAAA' }],
    ['another consultation', { consultation: 'other' }],
  ])('with %s is refused, always in the same words', async (_, changes) => {
    const request = { ...(await on.requestFor(await on.stored(anInput()))), ...changes };
    const refused = { outcome: 'refused', failure: 'link-not-valid', fields: [], opened: null };
    expect(await on.revising().edit(request, anInput())).toEqual(refused);
    expect(await on.revising().withdraw(request)).toEqual(refused);
  });

  it('is refused from the closing time on', async () => {
    const request = await on.requestFor(await on.stored(anInput()));
    on.clock.set(on.consultation.closesAt);
    const late = {
      outcome: 'refused',
      failure: 'closed',
      fields: [],
      opened: { consultation: on.consultation },
    };
    expect(await on.revising().edit(request, anInput({ organisation: 'Cita' }))).toMatchObject(
      late,
    );
    expect(await on.revising().withdraw(request)).toMatchObject(late);
  });

  it('that is wrong is refused by its fields, beside what stands', async () => {
    const first = await on.stored(anInput());
    const request = await on.requestFor(first);
    const opened = { submission: { reference: first.reference, version: 1 } };
    expect(await on.revising().edit(request, { ...anInput(), organisation: '' })).toMatchObject({
      outcome: 'refused',
      failure: 'invalid',
      fields: [{ pointer: '/organisation', fault: 'required' }],
      opened,
    });
    expect(await on.revising().edit(request, anInput({ opinions: [] }))).toMatchObject({
      failure: 'invalid',
      fields: [{ pointer: '/opinions', fault: 'no-opinion' }],
      opened,
    });
  });

  it('that is only checked changes nothing, and is refused as the edit would be', async () => {
    const first = await on.stored(anInput());
    const request = await on.requestFor(first);
    const checking = (input: unknown, asked = request) => on.revising().check(asked, () => input);
    expect(await checking(anInput({ organisation: ' Cita ' }))).toMatchObject({
      outcome: 'fine',
      submission: { version: 1 },
      input: { organisation: 'Cita' },
    });
    expect(await on.store.findSubmission(on.consultation, first.reference)).toEqual(first);
    const wrong = { ...request, key: 'x'.repeat(22) };
    expect(await checking(anInput(), wrong)).toEqual(await on.revising().edit(wrong, anInput()));
    const empty = anInput({ organisation: '', opinions: [] });
    expect(await checking(empty)).toEqual(await on.revising().edit(request, empty));
    on.clock.set(on.consultation.closesAt);
    expect(await checking(anInput())).toEqual(await on.revising().edit(request, anInput()));
  });

  it('of one submission is not opened by the key of another', async () => {
    const [mine, other] = [
      await on.stored(anInput()),
      await on.stored(anInput({ organisation: 'Cita' })),
    ];
    const { key } = await on.requestFor(mine);
    const refused = { outcome: 'refused', failure: 'link-not-valid' };
    const request = { ...(await on.requestFor(other)), key };
    expect(await on.revising().edit(request, anInput())).toMatchObject(refused);
    expect(await on.revising().withdraw(request)).toMatchObject(refused);
    // The same reference in another consultation is another submission.
    const elsewhere = aConsultation({ id: `elsewhere-${on.consultation.id}` });
    await on.store.saveConsultation(elsewhere);
    await on.store.addSubmission(elsewhere, { ...mine, consultation: elsewhere.id });
    expect(
      await on.revising().withdraw({ ...(await on.requestFor(mine)), consultation: elsewhere.id }),
    ).toMatchObject(refused);
  });

  it('of a submission that was erased is refused as any other wrong link', async () => {
    const request = await on.requestFor(await on.stored(anInput()));
    const store = { ...on.store, findStanding: () => Promise.resolve(null) };
    const use = reviseOpinions({ ...on.needs, store });
    expect(await use.withdraw(request)).toMatchObject({ failure: 'link-not-valid' });
  });

  it('nudges the queue for its receipt, once', async () => {
    const first = await on.stored(anInput());
    const request = await on.requestFor(first);
    on.queue.nudged = [];
    on.clock.advance(1_000);
    const outcome = await on.revising().withdraw(request);
    if (outcome.outcome !== 'revised') throw new Error(outcome.failure);
    expect(on.queue.nudged).toEqual([on.store.receiptKey(on.consultation, outcome.submission)]);
    expect(await on.revising().withdraw(request)).toEqual(outcome);
    expect(on.queue.nudged).toHaveLength(1);
  });

  it('that another overtakes is told that something else stands, or that the same does', async () => {
    const first = await on.stored(anInput());
    const request = await on.requestFor(first);
    const overtaken = (meanwhile: () => Promise<unknown>) =>
      reviseOpinions({
        ...on.needs,
        store: {
          ...on.store,
          async addSubmission(about, submission) {
            await meanwhile();
            return on.store.addSubmission(about, submission);
          },
        },
      });
    const edit = async (organisation: string) =>
      on.revising().edit(request, anInput({ organisation }));
    const refused = { outcome: 'refused', failure: 'changed-meanwhile', fields: [], opened: null };
    expect(
      await overtaken(() => edit('Cita')).edit(request, () => anInput({ organisation: 'Mana' })),
    ).toEqual(refused);
    expect(await overtaken(() => edit('Trešā')).withdraw(request)).toEqual(refused);
    expect(await overtaken(() => on.revising().withdraw(request)).withdraw(request)).toMatchObject({
      outcome: 'revised',
      submission: { version: 4, state: 'withdrawn' },
    });
  });

  it('of what was withdrawn brings it back, also with the same words', async () => {
    const first = await on.stored(anInput());
    const request = await on.requestFor(first);
    await on.revising().withdraw(request);
    expect(await on.revising().edit(request, anInput())).toMatchObject({
      outcome: 'revised',
      submission: { version: 3, state: 'edited', parts: [{ commitment: 2 }] },
    });
  });

  it('by withdrawal empties the submission, and the same words sent later are a new version', async () => {
    const first = await on.stored(anInput());
    expect(await on.revising().withdraw(await on.requestFor(first))).toMatchObject({
      submission: { version: 2, state: 'withdrawn', parts: [], withdrawn: [{ commitment: 2 }] },
    });
    const again = await on.submitting()(anInput());
    expect(again).toMatchObject({
      outcome: 'stored',
      submission: { reference: first.reference, version: 3, parts: [{ commitment: 2 }] },
    });
  });
  it('shows that its author holds the link, which a first version does not', async () => {
    const first = await on.stored(anInput());
    expect(first.confirmed).toBe(false);
    const edited = await on
      .revising()
      .edit(await on.requestFor(first), anInput({ organisation: 'Cita' }));
    expect(edited).toMatchObject({ submission: { confirmed: true } });
    const address = await keyOf(reachable(first).contact.email);
    expect(await on.store.isVerified([address], on.clock.now())).toBe(true);
  });

  it('gives a new contact a new link, ends the old one, and tells the old contact', async () => {
    const first = await on.stored(anInput());
    const old = await on.requestFor(first);
    const contact = { name: 'Berta', email: 'berta@ngo.example' };
    const outcome = await on.revising().edit(old, anInput({ contact }));
    if (outcome.outcome !== 'revised') throw new Error('It is revised');
    const moved = outcome.submission;
    expect(moved).toMatchObject({ contactSince: 2, confirmed: false });
    expect(await on.revising().withdraw(old)).toMatchObject({ failure: 'link-not-valid' });
    expect((await on.open(old)).outcome).toBe('refused');
    expect((await on.open(await on.requestFor(moved))).outcome).toBe('opened');
    expect(await on.store.isVerified([await keyOf(contact.email)], on.clock.now())).toBe(false);

    const { mails, send } = on.sending();
    for (const key of on.queue.nudged) await send(key);
    const sent = mails.taken.map(({ to, tags }) => [to, tags['version'], tags['mail']]);
    expect(sent).toEqual([
      [reachable(first).contact.email, '1', 'receipt'],
      [reachable(first).contact.email, '2', 'notice'],
      ['berta@ngo.example', '2', 'receipt'],
    ]);
    const notice = mails.taken.find(({ tags }) => tags['mail'] === 'notice');
    expect(`${notice?.text} ${notice?.html}`).not.toMatch(/berta|key=|Berta/u);
    expect(notice?.subject).toContain('Kontaktadrese mainīta');

    // The address of the contact comes back, and its first link does not.
    const back = await on.revising().edit(await on.requestFor(moved), anInput());
    expect(back).toMatchObject({ submission: { contactSince: 3 } });
    expect((await on.open(old)).outcome).toBe('refused');
  });

  it('keeps its link while the contact keeps the address', async () => {
    const first = await on.stored(anInput());
    const request = await on.requestFor(first);
    const contact = { ...reachable(first).contact, name: 'Cits' };
    await on.revising().edit(request, anInput({ contact }));
    expect((await on.open(request)).outcome).toBe('opened');
  });
});

describe('a confirmation', () => {
  it('is believed for the days for which mails are remembered, and each one anew', async () => {
    const first = await on.stored(anInput());
    const address = await keyOf(reachable(first).contact.email);
    const holdsAt = async (instant: Instant) => on.store.isVerified([address], instant);
    const days = DEFAULT_RETENTION.deliveryDays * DAY_MS;
    await on.revising().confirm(await on.requestFor(first));
    const until = plus(on.clock.now(), days);
    expect(await holdsAt(plus(until, -1_000))).toBe(true);
    expect(await holdsAt(until)).toBe(false);
    on.clock.advance(DAY_MS);
    await on.revising().confirm(await on.requestFor(first));
    expect(await holdsAt(until)).toBe(true);
    expect(await holdsAt(plus(until, DAY_MS))).toBe(false);
  });

  it('by the link changes nothing in the submission, and is kept with its address', async () => {
    const first = await on.stored(anInput());
    expect(await on.store.isConfirmed(on.consultation, first)).toBe(false);
    on.queue.nudged = [];
    for (let time = 0; time < 2; time++) {
      expect(await on.revising().confirm(await on.requestFor(first))).toEqual({
        outcome: 'revised',
        submission: first,
      });
    }
    expect(on.queue.nudged).toEqual([]);
    expect(await on.store.findSubmission(on.consultation, first.reference)).toEqual(first);
    expect(await on.store.isConfirmed(on.consultation, first)).toBe(true);
    expect(
      await on.store.isVerified([await keyOf(reachable(first).contact.email)], on.clock.now()),
    ).toBe(true);
  });

  it('without the key is refused, and nothing is kept', async () => {
    const first = await on.stored(anInput());
    const request = { ...(await on.requestFor(first)), key: 'x'.repeat(22) };
    expect(await on.revising().confirm(request)).toMatchObject({ failure: 'link-not-valid' });
    expect(await on.store.isConfirmed(on.consultation, first)).toBe(false);
  });

  it('is told with the submission in the digest of its window', async () => {
    const window = { from: at('2027-01-01Z'), to: at('2027-02-01Z') };
    const told = async (asked = window) =>
      (await Array.fromAsync(on.store.streamReceived(on.consultation, asked))).map(
        ({ after }) => after.confirmed,
      );
    const first = await on.stored(anInput());
    expect(await told()).toEqual([false]);
    await on.revising().confirm(await on.requestFor(first));
    expect(await told()).toEqual([true]);
    // A digest that was made before the confirmation says the same whenever it is written again.
    const earlier = { from: window.from, to: on.clock.now() };
    on.clock.advance(1);
    const later = await on.stored(anInput({ organisation: 'Cita' }));
    const before = { from: window.from, to: plus(on.clock.now(), 1) };
    on.clock.advance(1);
    await on.revising().confirm(await on.requestFor(later));
    expect(await told(earlier)).toEqual([]);
    expect(await told(before)).toEqual([true, false]);
    expect(await told()).toEqual([true, true]);
    // The same words, sent again by the form after a withdrawal, are confirmed by nobody.
    await on.revising().withdraw(await on.requestFor(first));
    await on.submitting()(anInput());
    expect(await told()).toEqual([true, false]);
  });
});
