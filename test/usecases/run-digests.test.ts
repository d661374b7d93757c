import { beforeEach, describe, expect, it } from 'vitest';
import type { Consultation, ResponsibleUnit } from '../../shared/domain/consultation.ts';
import { hear, LEASE_MS } from '../../shared/domain/delivery.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import type { DigestReach } from '../../shared/domain/receipt.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { showReceipt } from '../../shared/usecases/show-receipt.ts';
import { aConsultation, anInput, given, aSubmission, at, aUnit } from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { KeptJournal, KeptMails, StandingClock } from '../support/ports.ts';
import { digestRunner } from '../support/sending.ts';

let under: TestTable;

let clock: StandingClock;
let mails: KeptMails;
let journal: KeptJournal;
let unit: ResponsibleUnit;
let consultation: Consultation;
beforeEach(async () => {
  // Each test has a table of its own, because a run handles every unit in the table.
  under = aSimulatedTable();
  clock = new StandingClock('2027-01-05T10:00:00Z');
  mails = new KeptMails();
  journal = new KeptJournal();
  unit = aUnit();
  consultation = aConsultation();
  await under.store.saveUnit(unit);
  await under.store.saveConsultation(consultation);
});

const FIRST = '2027-01-11T06:00:00Z';
const SECOND = '2027-01-18T06:00:00Z';
const THIRD = '2027-01-25T06:00:00Z';

function running(changes: Partial<typeof under.store> = {}, send = mails.send) {
  return digestRunner({ store: { ...under.store, ...changes }, send, clock, journal });
}

async function runAt(scheduled: string, actual = scheduled) {
  clock.set(actual);
  return running()(at(scheduled));
}

async function receive(...submissions: Submission[]) {
  await Promise.all(submissions.map((one) => under.store.addSubmission(consultation, one)));
}

/** Puts the text on one line, with plain spaces. */
const plain = (text: string) => text.replaceAll(/\s+/gu, ' ');

const mailsWith = (submission: Submission) =>
  mails.taken.filter(({ text }) => text.replaceAll('-', '').includes(submission.reference));

describe('the digest', () => {
  it('tells an opinion to each mailbox of its unit, once', async () => {
    unit = aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] });
    await under.store.saveUnit(unit);
    const submission = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    await receive(submission);
    const run = await runAt(FIRST);
    expect(run.units).toEqual([
      { unit: unit.id, outcome: 'made', number: 1, mails: ['sent', 'sent'] },
    ]);
    expect(mails.taken.map(({ to }) => to)).toEqual(['a@unit.example', 'b@unit.example']);
    expect(mailsWith(submission)).toHaveLength(2);
  });

  it('is made once for a slot that is delivered twice, also after local midnight', async () => {
    await receive(aSubmission());
    await runAt(FIRST);
    const again = await runAt(FIRST, '2027-01-12T00:30:00+02:00');
    expect(again.units).toMatchObject([{ outcome: 'covered', number: 1, mails: ['sent'] }]);
    expect(mails.taken).toHaveLength(1);
  });

  it('is made and mailed once by runs at the same time', async () => {
    await receive(aSubmission());
    clock.set(FIRST);
    const runs = await Promise.all([1, 2, 3].map(() => running()(at(FIRST))));
    expect(mails.taken).toHaveLength(1);
    expect(runs.map(({ units }) => units[0]?.number)).toEqual([1, 1, 1]);
    expect(runs.map(({ units }) => units[0]?.outcome).toSorted()).toEqual([
      'covered',
      'covered',
      'made',
    ]);
    expect(journal.counts.get('DigestsMade')).toBe(1);
    expect(journal.counts.get('DigestRunSucceeded')).toBe(3);
  });

  it('says so when nothing came, under a number of its own', async () => {
    await runAt(FIRST);
    await runAt(SECOND);
    expect(mails.taken.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Nr. 1'),
      expect.stringContaining('Nr. 2'),
    ]);
  });

  it('carries the weeks that were missed', async () => {
    const early = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const late = aSubmission({ seed: 2, receivedAt: at('2027-01-20T10:00:00Z') });
    await receive(early, late);
    await runAt(THIRD);
    expect(mails.taken).toHaveLength(1);
    expect(mailsWith(early)).toHaveLength(1);
    expect(mailsWith(late)).toHaveLength(1);
  });

  it('leaves opinions on its boundary or after its margin to the next digest', async () => {
    const boundary = aSubmission({ receivedAt: at('2027-01-11T05:55:00.000Z') });
    const before = aSubmission({ seed: 2, receivedAt: at('2027-01-11T05:54:59.999Z') });
    await receive(boundary, before);
    await runAt(FIRST, '2027-01-11T09:00:00Z');
    expect([mailsWith(boundary).length, mailsWith(before).length]).toEqual([0, 1]);
    const late = aSubmission({ seed: 3, receivedAt: at('2027-01-11T06:00:01Z') });
    await receive(late);
    await runAt(SECOND);
    expect([boundary, before, late].map((one) => mailsWith(one).length)).toEqual([1, 1, 1]);
  });

  it('refuses a slot whose window may still fill', async () => {
    clock.set('2027-01-11T05:50:00Z');
    await expect(running()(at(FIRST))).rejects.toThrow('run it later');
    expect(await under.store.latestDigest(unit.id)).toBeNull();
  });

  it('of a unit without a mailbox waits, with an alarm, and is complete when there is a mailbox', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    const submission = aSubmission();
    await receive(submission);
    expect((await runAt(FIRST)).units).toMatchObject([{ outcome: 'no-mailbox', number: null }]);
    expect(journal.counts.get('UnitsWithoutMailbox')).toBe(1);
    await under.store.saveUnit(unit);
    await runAt(SECOND);
    expect(mailsWith(submission)).toHaveLength(1);
  });

  it('does not go to a mailbox that the unit has given up while it waited', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] }));
    await receive(aSubmission());
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    mails.outcomes.push(busy, busy);
    expect((await runAt(FIRST)).units[0]?.mails).toEqual(['due', 'due']);
    await under.store.saveUnit(aUnit({ mailboxes: ['a@unit.example'] }));
    clock.advance(60_000);
    expect((await running()(at(FIRST))).units[0]?.mails).toEqual(['sent', 'cancelled']);
    expect(mails.taken.map(({ to }) => to)).toEqual(['a@unit.example']);
  });

  it('that waited while the unit changed its mailbox goes to the present mailbox', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    const submission = aSubmission();
    await receive(submission);
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    expect((await runAt(FIRST)).units[0]?.mails).toEqual(['due']);
    await under.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    clock.advance(60_000);
    await running()(at(FIRST));
    await running()(at(FIRST));
    expect(mailsWith(submission).map(({ to }) => to)).toEqual(['new@unit.example']);
    expect(mails.taken[0]?.subject).not.toMatch(/atkārtot/iu);
    const digest = await under.store.findDigest(unit.id, 1);
    expect([...(digest?.deliveries.values() ?? [])].map(({ state }) => state)).toEqual([
      'cancelled',
      'sent',
    ]);
    expect(journal.counts.has('UnitsWithoutMailbox')).toBe(false);
  });

  it('goes to no mailbox that the unit has added since, while it has given up none', async () => {
    await receive(aSubmission());
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await runAt(FIRST);
    await under.store.saveUnit(aUnit({ mailboxes: [...unit.mailboxes, 'more@unit.example'] }));
    clock.advance(60_000);
    expect((await running()(at(FIRST))).units[0]?.mails).toEqual(['sent']);
    expect(mails.taken.map(({ to }) => to)).toEqual(unit.mailboxes);
  });

  it('goes to those that have taken the place of a mailbox when it was given up, and to none that come later', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    await receive(aSubmission());
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    mails.outcomes.push(busy, busy);
    await runAt(FIRST);
    await under.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    clock.advance(60_000);
    expect((await running()(at(FIRST))).units[0]?.mails).toEqual(['cancelled', 'due']);
    await under.store.saveUnit(aUnit({ mailboxes: ['new@unit.example', 'later@unit.example'] }));
    clock.advance(60_000);
    expect((await running()(at(FIRST))).units[0]?.mails).toEqual(['cancelled', 'sent']);
    expect(mails.taken.map(({ to }) => to)).toEqual(['new@unit.example']);
  });

  it('that another run sends to the new mailboxes at the same time is left to that one', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    await receive(aSubmission());
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await runAt(FIRST);
    await under.store.saveUnit(unit);
    clock.advance(60_000);
    const stale = running({ addRecipients: () => Promise.resolve(null) });
    expect((await stale(at(FIRST))).units[0]?.mails).toEqual(['cancelled']);
    expect(mails.taken).toEqual([]);
  });

  it('that waited while the unit lost its only mailbox raises an alarm, and goes to the next mailbox', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    const submission = aSubmission();
    await receive(submission);
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await runAt(FIRST);
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    clock.advance(60_000);
    const addRecipients = () => Promise.reject(new Error('There is nobody to add'));
    await running({ addRecipients })(at(FIRST));
    expect(journal.counts.get('UnitsWithoutMailbox')).toBe(1);
    expect(mails.taken).toEqual([]);
    await under.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    await runAt(SECOND);
    expect(mailsWith(submission).map(({ to }) => to)).toEqual(['new@unit.example']);
  });

  it('tells an opinion to the unit that was responsible when it came, and to no other', async () => {
    const ethics = aUnit({ id: 'ethics', mailboxes: ['ethics@unit.example'] });
    await under.store.saveUnit(ethics);
    const before = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const draft = {
      version: 2,
      commitments: consultation.draft.commitments.map((one) => ({ ...one, unit: ethics.id })),
    };
    const moved = aConsultation({ draft, units: [unit.id, ethics.id] });
    const after = aSubmission({
      consultation: moved,
      seed: 2,
      receivedAt: at('2027-01-07T10:00:00Z'),
    });
    await under.store.saveConsultation(moved);
    await receive(before, after);
    await runAt(FIRST);
    expect(mailsWith(before).map(({ to }) => to)).toEqual(unit.mailboxes);
    expect(mailsWith(after).map(({ to }) => to)).toEqual(ethics.mailboxes);
  });

  it('shows an edit and a withdrawal between two digests as such', async () => {
    const first = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const second = aSubmission({ seed: 2, receivedAt: at('2027-01-06T11:00:00Z') });
    await receive(first, second);
    await runAt(FIRST);
    const opinions = [{ commitment: 2, rating: 'complete' as const, text: 'Tagad darbojas.' }];
    await receive(
      editSubmission(
        first,
        consultation,
        given(anInput({ opinions })),
        'b',
        at('2027-01-13T10:00:00Z'),
      ),
      withdrawSubmission(second, at('2027-01-13T11:00:00Z')),
    );
    await runAt(SECOND);
    const made = await under.store.findDigest(unit.id, 2);
    expect(made?.digest.totals).toEqual({ given: {}, submissions: 0, edited: 1, withdrawn: 1 });
    const [, text = ''] = mails.taken.map((mail) => mail.text);
    expect(text).toContain('Tagad darbojas.');
    expect(text).toMatch(/labots/iu);
    expect(text).toMatch(/atsaukts/iu);
  });

  it('tells each unit only what has changed in its own opinions, and which digest told them before', async () => {
    const ethics = aUnit({ id: 'ethics', mailboxes: ['ethics@unit.example'] });
    await under.store.saveUnit(ethics);
    const commitments = consultation.draft.commitments.map((one) =>
      one.number === 3 ? { ...one, unit: ethics.id } : one,
    );
    consultation = aConsultation({
      draft: { version: 1, commitments },
      units: [unit.id, ethics.id],
    });
    await under.store.saveConsultation(consultation);
    const about = (commitment: number, text: string) => ({ commitment, rating: null, text });
    const first = aSubmission({
      consultation,
      receivedAt: at('2027-01-06T10:00:00Z'),
      opinions: [about(1, 'Pirmais.'), about(2, 'Otrais.')],
    });
    const moved = anInput({ opinions: [about(1, 'Pirmais.'), about(3, 'Trešais.')] });
    const second = editSubmission(
      first,
      consultation,
      given(moved),
      'b',
      at('2027-01-13T10:00:00Z'),
    );
    const reworded = anInput({ opinions: [about(1, 'Pirmais.'), about(3, 'Trešais no jauna.')] });
    const third = editSubmission(
      second,
      consultation,
      given(reworded),
      'c',
      at('2027-01-20T10:00:00Z'),
    );
    await receive(first, second, third);
    for (const slot of [FIRST, SECOND, THIRD]) await runAt(slot);

    const none = { given: {}, submissions: 0, edited: 0, withdrawn: 0 };
    const totals = async (id: string) => {
      const digests = await Promise.all([1, 2, 3].map((n) => under.store.findDigest(id, n)));
      return digests.map((batch) => batch?.digest.totals);
    };
    expect(await totals(unit.id)).toEqual([
      { ...none, given: { review: 2 }, submissions: 1 },
      { ...none, withdrawn: 1 },
      none,
    ]);
    expect(await totals(ethics.id)).toEqual([
      none,
      { ...none, given: { review: 1 }, submissions: 1 },
      { ...none, edited: 1 },
    ]);
    const textsTo = (mailbox: string | undefined) =>
      mails.taken.filter(({ to }) => to === mailbox).map((mail) => plain(mail.text));
    const [, toUnit = ''] = textsTo(unit.mailboxes[0]);
    expect(toUnit).toContain('atsaukts · bija iekļauts kopsavilkumā Nr. 1');
    expect(toUnit).not.toContain('Pirmais.');
    const [, , toEthics = ''] = textsTo('ethics@unit.example');
    expect(toEthics).toContain('labots · iepriekšējā redakcija – kopsavilkumā Nr. 2');
  });

  it('shows opinions that were edited or withdrawn before it only as they stand', async () => {
    const kept = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const gone = aSubmission({ seed: 2, receivedAt: at('2027-01-06T11:00:00Z') });
    const opinions = [{ commitment: 2, rating: null, text: 'Otrā doma.' }];
    await receive(
      kept,
      editSubmission(
        kept,
        consultation,
        given(anInput({ opinions })),
        'b',
        at('2027-01-07T10:00:00Z'),
      ),
      gone,
      withdrawSubmission(gone, at('2027-01-07T11:00:00Z')),
    );
    await runAt(FIRST);
    const [text = ''] = mails.taken.map((mail) => mail.text);
    expect(text).toContain('Otrā doma.');
    expect(text).not.toContain('Portāls vēl nedarbojas.');
    expect(mailsWith(gone)).toEqual([]);
    expect((await under.store.latestDigest(unit.id))?.digest.totals).toMatchObject({
      given: { review: 1 },
      submissions: 1,
      edited: 0,
      withdrawn: 0,
    });
  });
});

describe('a run that is broken off', () => {
  it.each(['crash-before', 'crash-after'] as const)(
    'by a %s is completed, and repeats only an unknown mail',
    async (crash) => {
      await under.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] }));
      await receive(aSubmission());
      mails.outcomes.push({ outcome: 'accepted', messageId: 'm' }, crash);
      await expect(runAt(FIRST)).rejects.toThrow('units failed');
      expect(journal.counts.get('DigestRunSucceeded')).toBeUndefined();
      const resumed = await runAt(FIRST, new Date(Date.parse(FIRST) + LEASE_MS).toISOString());
      expect(resumed.units).toMatchObject([{ outcome: 'covered', mails: ['sent', 'sent'] }]);
      const toSecond = mails.taken.filter(({ to }) => to === 'b@unit.example');
      expect(toSecond).toHaveLength(crash === 'crash-after' ? 2 : 1);
      expect(toSecond.at(-1)?.subject).toMatch(/atkārtot/iu);
    },
  );

  it('between the digest and its mails is completed', async () => {
    await receive(aSubmission());
    clock.set(FIRST);
    const dying = running({ moveBatch: () => Promise.reject(new Error('killed')) });
    await expect(dying(at(FIRST))).rejects.toThrow();
    await runAt(FIRST);
    expect(mails.taken).toHaveLength(1);
  });

  it('by a mail system that is too busy leaves the mail due, and the next run sends it', async () => {
    await receive(aSubmission());
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    expect((await runAt(FIRST)).units[0]?.mails).toEqual(['due']);
    await runAt('2027-01-12T06:00:00Z');
    expect(mails.taken).toHaveLength(1);
  });

  it('by a fault at one unit still serves the others, and fails so that it is seen', async () => {
    await under.store.saveUnit(aUnit({ id: 'a-bad-unit' }));
    const digestsFrom = (id: string, number: number) =>
      id === 'a-bad-unit'
        ? Promise.reject(new Error('bad row'))
        : under.store.digestsFrom(id, number);
    await receive(aSubmission());
    clock.set(FIRST);
    await expect(running({ digestsFrom })(at(FIRST))).rejects.toThrow('1 of 2 units failed');
    expect(mails.taken).toHaveLength(1);
  });

  it('by a table restored from a backup sends nothing until a person has looked', async () => {
    await receive(aSubmission());
    clock.set(FIRST);
    const restored = running({ identify: () => Promise.resolve('restored') });
    await expect(restored(at(FIRST))).rejects.toThrow('restored from a backup');
    expect(mails.taken).toEqual([]);
  });
});

describe('a digest of an earlier run', () => {
  const REFUSED = { outcome: 'refused', reason: 'MessageRejected' } as const;
  const states = async (number: number) => {
    const batch = await under.store.findDigest(unit.id, number);
    return [...(batch?.deliveries.values() ?? [])].map(({ state }) => state);
  };

  it('is checked until it is a week old and accepted, and so are all digests after it', async () => {
    mails.outcomes.push(REFUSED);
    await runAt(FIRST);
    // The first digest is owed and is refused again. The second digest goes out.
    mails.outcomes.push(REFUSED);
    await runAt(SECOND);
    mails.outcomes.push(REFUSED);
    await runAt(THIRD);
    expect(await states(1)).toEqual(['failed', 'failed', 'failed']);
    expect([await states(2), await states(3)]).toEqual([['sent'], ['sent']]);
    expect(await under.store.settledUpTo(unit.id)).toBe(0);
    await runAt('2027-01-26T06:00:00Z');
    expect((await states(1)).at(-1)).toBe('sent');
    // The third digest is not a week old yet.
    expect(await under.store.settledUpTo(unit.id)).toBe(2);
  });

  it('is looked at no more once it is more than a week old and a mailbox has accepted it', async () => {
    await runAt(FIRST);
    const batch = await under.store.findDigest(unit.id, 1);
    const sent = batch?.deliveries.get('0');
    const about = { at: clock.now(), reason: '', messageId: 'm' };
    const heard = sent && hear(sent, { state: 'delivered', ...about });
    if (batch === null || heard === null || heard === undefined) throw new Error('It was sent');
    await under.store.moveBatch(batch, new Map([['0', heard]]));
    const weekLater = plus(at(FIRST), 7 * 86_400_000 - 5 * 60_000);
    const writes: number[] = [];
    const settleUpTo = async (id: string, number: number) => {
      writes.push(number);
      await under.store.settleUpTo(id, number);
    };
    for (const ms of [0, 1, 2]) {
      clock.set(plus(weekLater, ms));
      await running({ settleUpTo })(at(FIRST));
      expect(await under.store.settledUpTo(unit.id)).toBe(ms === 0 ? 0 : 1);
    }
    expect(writes).toEqual([1]);
  });

  it('also goes to the mailbox that has replaced one of several', async () => {
    const mailboxes = ['a@unit.example', 'b@unit.example'];
    await under.store.saveUnit(aUnit({ mailboxes }));
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    mails.outcomes.push(busy, busy);
    await runAt(FIRST);
    await under.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'new@unit.example'] }));
    clock.advance(60_000);
    await running()(at(FIRST));
    expect(await states(1)).toEqual(['sent', 'cancelled', 'sent']);
    expect(mails.taken.map(({ to }) => to)).toEqual(['a@unit.example', 'new@unit.example']);
  });

  it('that is owed is sent again once by runs at the same time', async () => {
    mails.outcomes.push(REFUSED);
    await runAt(FIRST);
    clock.advance(60_000);
    await Promise.all([1, 2, 3].map(() => running()(at(FIRST))));
    expect(mails.taken).toHaveLength(1);
    expect(await states(1)).toEqual(['failed', 'sent']);
  });

  it('that is owed says that it is a repeat when any of its mails was tried', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] }));
    mails.outcomes.push(REFUSED, { outcome: 'held', reason: 'daily-quota' });
    await runAt(FIRST);
    await under.store.saveUnit(aUnit({ mailboxes: ['a@unit.example'] }));
    clock.advance(60 * 60_000);
    await running()(at(FIRST));
    expect(await states(1)).toEqual(['failed', 'cancelled']);
    await running()(at(FIRST));
    expect(mails.taken.map(({ to }) => to)).toEqual(['a@unit.example']);
    expect(mails.taken[0]?.subject).toMatch(/atkārtot/iu);
    expect(journal.counts.get('DigestsOwed')).toBe(1);
  });

  it('that was never tried does not say that it is a repeat', async () => {
    await under.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    mails.outcomes.push({ outcome: 'held', reason: 'daily-quota' });
    await runAt(FIRST);
    await under.store.saveUnit(aUnit({ mailboxes: [] }));
    clock.advance(60 * 60_000);
    await running()(at(FIRST));
    await under.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    await running()(at(FIRST));
    expect(mails.taken.map(({ to }) => to)).toEqual(['new@unit.example']);
    expect(mails.taken[0]?.subject).not.toMatch(/atkārtot/iu);
  });
});

describe('the receipt page', () => {
  it('says what has happened, and nothing before it happens', async () => {
    const change = 'submitted';
    const submission = aSubmission();
    await receive(submission);
    const shown = async () =>
      (await showReceipt({ store: under.store, clock })(consultation.id, submission.reference))
        ?.progress;
    expect(await shown()).toEqual([
      { unit, change, told: { state: 'waiting', next: '2027-01-11' } },
    ]);
    mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await runAt(FIRST);
    const told = { state: 'told', number: 1, day: '2027-01-11', entry: null };
    const counts = { mailboxes: unit.mailboxes.length, accepted: [] };
    expect(await shown()).toEqual([
      { unit, change, told: { ...told, reach: { state: 'delayed', sentAt: null, ...counts } } },
    ]);
    const sentAt = at('2027-01-12T06:00:00Z');
    await runAt(sentAt);
    expect(await shown()).toEqual([
      { unit, change, told: { ...told, reach: { state: 'sent', sentAt, ...counts } } },
    ]);
  });

  it('says when each mailbox accepted the digest, and that none has if all mails came back', async () => {
    unit = aUnit({ mailboxes: ['a@unit.example', 'b@unit.example', 'c@unit.example'] });
    await under.store.saveUnit(unit);
    const submission = aSubmission();
    await receive(submission);
    await runAt(FIRST);
    const shown = async () =>
      (await showReceipt({ store: under.store, clock })(consultation.id, submission.reference))
        ?.progress[0]?.told;
    const reach = (
      state: DigestReach['state'],
      sentAt: Instant | null,
      ...accepted: readonly Instant[]
    ) => ({
      state: 'told',
      reach: {
        state,
        sentAt,
        mailboxes: 3,
        accepted: accepted.map((one) => ({ at: one, entry: null })),
      },
    });
    const hears = async (name: string, state: 'bounced' | 'delivered', minutes: number) => {
      const batch = await under.store.findDigest(unit.id, 1);
      const mail = batch?.deliveries.get(name);
      const heardAt = plus(at(FIRST), minutes * 60_000);
      const about = { at: heardAt, reason: '', messageId: 'm' };
      const heard = mail && hear(mail, { state, ...about });
      if (batch === null || heard === null || heard === undefined) throw new Error('It was sent');
      await under.store.moveBatch(batch, new Map([[name, heard]]));
      return heardAt;
    };
    expect(await shown()).toMatchObject(reach('sent', at(FIRST)));
    await hears('0', 'bounced', 1);
    expect(await shown()).toMatchObject(reach('sent', at(FIRST)));
    const later = await hears('1', 'delivered', 3);
    expect(await shown()).toMatchObject(reach('accepted', null, later));
    const sooner = await hears('2', 'delivered', 2);
    expect(await shown()).toMatchObject(reach('accepted', null, later, sooner));
    await hears('1', 'bounced', 4);
    await hears('2', 'bounced', 4);
    expect(await shown()).toMatchObject(reach('owed', null));
  });

  it('says for each unit only what became of its own opinions', async () => {
    const ethics = aUnit({ id: 'ethics', mailboxes: ['ethics@unit.example'] });
    await under.store.saveUnit(ethics);
    const commitments = consultation.draft.commitments.map((one) =>
      one.number === 1 ? one : { ...one, unit: ethics.id },
    );
    consultation = aConsultation({
      draft: { version: 1, commitments },
      units: [unit.id, ethics.id],
    });
    await under.store.saveConsultation(consultation);
    const about = (commitment: number, text: string) => ({ commitment, rating: null, text });
    const first = aSubmission({
      consultation,
      receivedAt: at('2027-01-06T10:00:00Z'),
      opinions: [about(1, 'Pirmais.'), about(2, 'Otrais.')],
    });
    const input = anInput({ opinions: [about(1, 'Pirmais.')] });
    await receive(first);
    await runAt(FIRST);
    await receive(
      editSubmission(first, consultation, given(input), 'b', at('2027-01-13T10:00:00Z')),
    );
    const receipt = showReceipt({ store: under.store, clock });
    const progress = async () => (await receipt(consultation.id, first.reference))?.progress;
    expect(await progress()).toMatchObject([
      { unit, change: 'submitted', told: { state: 'told', number: 1 } },
      { unit: ethics, change: 'submitted', told: { state: 'told', number: 1 } },
      { unit: ethics, change: 'withdrawn', told: { state: 'waiting' } },
    ]);
    await runAt(SECOND);
    expect(await progress()).toMatchObject([
      { unit, change: 'submitted', told: { state: 'told', number: 1 } },
      { unit: ethics, change: 'withdrawn', told: { state: 'told', number: 2 } },
    ]);
  });

  it('promises no digest that will not tell the opinion, and skips digests that told nothing', async () => {
    const receipt = showReceipt({ store: under.store, clock });
    const progress = async ({ reference }: Submission) =>
      (await receipt(consultation.id, reference))?.progress;
    const gone = aSubmission({ seed: 2, receivedAt: at('2027-01-06T11:00:00Z') });
    await receive(gone, withdrawSubmission(gone, at('2027-01-06T12:00:00Z')));
    const kept = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    await receive(kept);
    expect(await progress(gone)).toEqual([]);
    await runAt(FIRST);
    expect(await progress(gone)).toEqual([]);

    const told = [{ unit, change: 'submitted', told: { state: 'told', number: 1 } }];
    const opinions = [{ commitment: 2, rating: null, text: 'Otrā doma.' }];
    const other = anInput({ opinions });
    const changed = editSubmission(
      kept,
      consultation,
      given(other),
      'b',
      at('2027-01-12T10:00:00Z'),
    );
    const back = editSubmission(
      changed,
      consultation,
      given(anInput()),
      'c',
      at('2027-01-12T11:00:00Z'),
    );
    await receive(changed);
    expect(await progress(kept)).toMatchObject([
      ...told,
      { unit, change: 'edited', told: { state: 'waiting' } },
    ]);
    await receive(back);
    expect(await progress(kept)).toMatchObject(told);
    await runAt(SECOND);
    expect(mailsWith(kept)).toHaveLength(1);
    expect(await progress(kept)).toMatchObject(told);
  });

  it('knows only references that were given out', async () => {
    const receipt = showReceipt({ store: under.store, clock });
    expect(await receipt(consultation.id, aSubmission({ seed: 77 }).reference)).toBeNull();
    expect(await receipt(consultation.id, 'nonsense')).toBeNull();
    expect(await receipt('nowhere', aSubmission().reference)).toBeNull();
  });
});
