import { describe, expect, it } from 'vitest';
import { editSubmission, withdrawSubmission } from '../../shared/domain/submission.ts';
import { aConsultation, anInput, aSubmission, at, aUnit, given } from '../support/builders.ts';
import { aWeeklyDigest, FIRST, SECOND, THIRD } from '../support/weekly-digest.ts';

/** Puts the text on one line, with plain spaces. */
const plain = (text: string) => text.replaceAll(/\s+/gu, ' ');

/** A digest that is due again, and whose unit has another mailbox since. */
async function aDigestWhoseMailboxChanged() {
  const on = await aWeeklyDigest();
  await on.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
  await on.receive(aSubmission());
  on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
  await on.runAt(FIRST);
  await on.store.saveUnit(on.unit);
  on.clock.advance(60_000);
  return on;
}

describe('the digest', () => {
  it('tells an opinion to each mailbox of its unit, once', async () => {
    const unit = aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] });
    const on = await aWeeklyDigest({ unit });
    const submission = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    await on.receive(submission);
    const run = await on.runAt(FIRST);
    expect(run.units).toEqual([
      { unit: unit.id, outcome: 'made', number: 1, mails: ['sent', 'sent'] },
    ]);
    expect(on.mails.taken.map(({ to }) => to)).toEqual(['a@unit.example', 'b@unit.example']);
    expect(on.mailsWith(submission)).toHaveLength(2);
  });

  it('is made once for a slot that is delivered twice, also after local midnight', async () => {
    const on = await aWeeklyDigest();
    await on.receive(aSubmission());
    await on.runAt(FIRST);
    const again = await on.runAt(FIRST, '2027-01-12T00:30:00+02:00');
    expect(again.units).toMatchObject([{ outcome: 'covered', number: 1, mails: ['sent'] }]);
    expect(on.mails.taken).toHaveLength(1);
  });

  it('is made and mailed once by runs at the same time', async () => {
    const on = await aWeeklyDigest();
    await on.receive(aSubmission());
    on.clock.set(FIRST);
    const runs = await Promise.all([1, 2, 3].map(() => on.running()(at(FIRST))));
    expect(on.mails.taken).toHaveLength(1);
    expect(runs.map(({ units }) => units[0]?.number)).toEqual([1, 1, 1]);
    expect(runs.map(({ units }) => units[0]?.outcome).toSorted()).toEqual([
      'covered',
      'covered',
      'made',
    ]);
    expect(on.journal.counts.get('DigestsMade')).toBe(1);
    expect(on.journal.counts.get('DigestRunSucceeded')).toBe(3);
  });

  it('says so when nothing came, under a number of its own', async () => {
    const on = await aWeeklyDigest();
    await on.runAt(FIRST);
    await on.runAt(SECOND);
    expect(on.mails.taken.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Nr. 1'),
      expect.stringContaining('Nr. 2'),
    ]);
  });

  it('carries the weeks that were missed', async () => {
    const on = await aWeeklyDigest();
    const early = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const late = aSubmission({ seed: 2, receivedAt: at('2027-01-20T10:00:00Z') });
    await on.receive(early, late);
    await on.runAt(THIRD);
    expect(on.mails.taken).toHaveLength(1);
    expect(on.mailsWith(early)).toHaveLength(1);
    expect(on.mailsWith(late)).toHaveLength(1);
  });

  it('leaves opinions on its boundary or after its margin to the next digest', async () => {
    const on = await aWeeklyDigest();
    const boundary = aSubmission({ receivedAt: at('2027-01-11T05:55:00.000Z') });
    const before = aSubmission({ seed: 2, receivedAt: at('2027-01-11T05:54:59.999Z') });
    await on.receive(boundary, before);
    await on.runAt(FIRST, '2027-01-11T09:00:00Z');
    expect([on.mailsWith(boundary).length, on.mailsWith(before).length]).toEqual([0, 1]);
    const late = aSubmission({ seed: 3, receivedAt: at('2027-01-11T06:00:01Z') });
    await on.receive(late);
    await on.runAt(SECOND);
    expect([boundary, before, late].map((one) => on.mailsWith(one).length)).toEqual([1, 1, 1]);
  });

  it('refuses a slot whose window may still fill', async () => {
    const on = await aWeeklyDigest();
    on.clock.set('2027-01-11T05:50:00Z');
    await expect(on.running()(at(FIRST))).rejects.toThrow('run it later');
    expect(await on.store.latestDigest(on.unit.id)).toBeNull();
  });

  it('of a unit without a mailbox waits, with an alarm, and is complete when there is a mailbox', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ mailboxes: [] }));
    const submission = aSubmission();
    await on.receive(submission);
    expect((await on.runAt(FIRST)).units).toMatchObject([{ outcome: 'no-mailbox', number: null }]);
    expect(on.journal.counts.get('UnitsWithoutMailbox')).toBe(1);
    await on.store.saveUnit(on.unit);
    await on.runAt(SECOND);
    expect(on.mailsWith(submission)).toHaveLength(1);
  });

  it('does not go to a mailbox that the unit has given up while it waited', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] }));
    await on.receive(aSubmission());
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    on.mails.outcomes.push(busy, busy);
    expect((await on.runAt(FIRST)).units[0]?.mails).toEqual(['due', 'due']);
    await on.store.saveUnit(aUnit({ mailboxes: ['a@unit.example'] }));
    on.clock.advance(60_000);
    expect((await on.running()(at(FIRST))).units[0]?.mails).toEqual(['sent', 'cancelled']);
    expect(on.mails.taken.map(({ to }) => to)).toEqual(['a@unit.example']);
  });

  it('that waited while the unit changed its mailbox goes to the present mailbox', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    const submission = aSubmission();
    await on.receive(submission);
    on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    expect((await on.runAt(FIRST)).units[0]?.mails).toEqual(['due']);
    await on.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    on.clock.advance(60_000);
    await on.running()(at(FIRST));
    await on.running()(at(FIRST));
    expect(on.mailsWith(submission).map(({ to }) => to)).toEqual(['new@unit.example']);
    expect(on.mails.taken[0]?.subject).not.toMatch(/atkārtot/iu);
    const digest = await on.store.findDigest(on.unit.id, 1);
    expect([...(digest?.deliveries.values() ?? [])].map(({ state }) => state)).toEqual([
      'cancelled',
      'sent',
    ]);
    expect(on.journal.counts.has('UnitsWithoutMailbox')).toBe(false);
  });

  it('goes to no mailbox that the unit has added since, while it has given up none', async () => {
    const on = await aWeeklyDigest();
    await on.receive(aSubmission());
    on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await on.runAt(FIRST);
    await on.store.saveUnit(aUnit({ mailboxes: [...on.unit.mailboxes, 'more@unit.example'] }));
    on.clock.advance(60_000);
    expect((await on.running()(at(FIRST))).units[0]?.mails).toEqual(['sent']);
    expect(on.mails.taken.map(({ to }) => to)).toEqual(on.unit.mailboxes);
  });

  it('goes to those that have taken the place of a mailbox when it was given up, and to none that come later', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    await on.receive(aSubmission());
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    on.mails.outcomes.push(busy, busy);
    await on.runAt(FIRST);
    await on.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    on.clock.advance(60_000);
    expect((await on.running()(at(FIRST))).units[0]?.mails).toEqual(['cancelled', 'due']);
    await on.store.saveUnit(aUnit({ mailboxes: ['new@unit.example', 'later@unit.example'] }));
    on.clock.advance(60_000);
    expect((await on.running()(at(FIRST))).units[0]?.mails).toEqual(['cancelled', 'sent']);
    expect(on.mails.taken.map(({ to }) => to)).toEqual(['new@unit.example']);
  });

  it('that another run sends to the new mailboxes at the same time is left to that one', async () => {
    const on = await aDigestWhoseMailboxChanged();
    const stale = on.running({ addRecipients: () => Promise.resolve(null) });
    expect((await stale(at(FIRST))).units[0]?.mails).toEqual(['cancelled']);
    expect(on.mails.taken).toEqual([]);
  });

  it('that another run has sent to the new mailboxes meanwhile is not sent to them again', async () => {
    const on = await aDigestWhoseMailboxChanged();
    // The other run does all of its work just before the claim of this one.
    let other: Promise<unknown> | undefined;
    const late = on.running({
      async moveBatch(batch, moves) {
        await (other ??= on.running()(at(FIRST)));
        return on.store.moveBatch(batch, moves);
      },
    });
    expect((await late(at(FIRST))).units[0]?.mails).toEqual(['cancelled', 'sent']);
    expect(on.mails.taken.map(({ to }) => to)).toEqual(on.unit.mailboxes);
    expect((await on.store.findDigest(on.unit.id, 1))?.digest.recipients).toHaveLength(2);
  });

  it('that waited while the unit lost its only mailbox raises an alarm, and goes to the next mailbox', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    const submission = aSubmission();
    await on.receive(submission);
    on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await on.runAt(FIRST);
    await on.store.saveUnit(aUnit({ mailboxes: [] }));
    on.clock.advance(60_000);
    const addRecipients = () => Promise.reject(new Error('There is nobody to add'));
    await on.running({ addRecipients })(at(FIRST));
    expect(on.journal.counts.get('UnitsWithoutMailbox')).toBe(1);
    expect(on.mails.taken).toEqual([]);
    await on.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    await on.runAt(SECOND);
    expect(on.mailsWith(submission).map(({ to }) => to)).toEqual(['new@unit.example']);
  });

  it('tells an opinion to the unit that was responsible when it came, and to no other', async () => {
    const on = await aWeeklyDigest();
    const ethics = aUnit({ id: 'ethics', mailboxes: ['ethics@unit.example'] });
    await on.store.saveUnit(ethics);
    const before = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const draft = {
      version: 2,
      commitments: on.consultation.draft.commitments.map((one) => ({ ...one, unit: ethics.id })),
    };
    const moved = aConsultation({ draft, units: [on.unit.id, ethics.id] });
    const after = aSubmission({
      consultation: moved,
      seed: 2,
      receivedAt: at('2027-01-07T10:00:00Z'),
    });
    await on.store.saveConsultation(moved);
    await on.receive(before, after);
    await on.runAt(FIRST);
    expect(on.mailsWith(before).map(({ to }) => to)).toEqual(on.unit.mailboxes);
    expect(on.mailsWith(after).map(({ to }) => to)).toEqual(ethics.mailboxes);
  });

  it('shows an edit and a withdrawal between two digests as such', async () => {
    const on = await aWeeklyDigest();
    const first = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const second = aSubmission({ seed: 2, receivedAt: at('2027-01-06T11:00:00Z') });
    await on.receive(first, second);
    await on.runAt(FIRST);
    const opinions = [{ commitment: 2, rating: 'complete' as const, text: 'Tagad darbojas.' }];
    await on.receive(
      editSubmission(
        first,
        on.consultation,
        given(anInput({ opinions })),
        'b',
        at('2027-01-13T10:00:00Z'),
      ),
      withdrawSubmission(second, at('2027-01-13T11:00:00Z')),
    );
    await on.runAt(SECOND);
    const made = await on.store.findDigest(on.unit.id, 2);
    expect(made?.digest.totals).toEqual({ given: {}, submissions: 0, edited: 1, withdrawn: 1 });
    const [, text = ''] = on.mails.taken.map((mail) => mail.text);
    expect(text).toContain('Tagad darbojas.');
    expect(text).toMatch(/labots/iu);
    expect(text).toMatch(/atsaukts/iu);
  });

  it('tells each unit only what has changed in its own opinions, and which digest told them before', async () => {
    const [unit, ethics] = [aUnit(), aUnit({ id: 'ethics', mailboxes: ['ethics@unit.example'] })];
    const commitments = aConsultation().draft.commitments.map((one) =>
      one.number === 3 ? { ...one, unit: ethics.id } : one,
    );
    const consultation = aConsultation({
      draft: { version: 1, commitments },
      units: [unit.id, ethics.id],
    });
    const on = await aWeeklyDigest({ unit, consultation });
    await on.store.saveUnit(ethics);
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
    await on.receive(first, second, third);
    for (const slot of [FIRST, SECOND, THIRD]) await on.runAt(slot);

    const none = { given: {}, submissions: 0, edited: 0, withdrawn: 0 };
    const totals = async (id: string) => {
      const digests = await Promise.all([1, 2, 3].map((n) => on.store.findDigest(id, n)));
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
      on.mails.taken.filter(({ to }) => to === mailbox).map((mail) => plain(mail.text));
    const [, toUnit = ''] = textsTo(unit.mailboxes[0]);
    expect(toUnit).toContain('atsaukts · bija iekļauts kopsavilkumā Nr. 1');
    expect(toUnit).not.toContain('Pirmais.');
    const [, , toEthics = ''] = textsTo('ethics@unit.example');
    expect(toEthics).toContain('labots · iepriekšējā redakcija – kopsavilkumā Nr. 2');
  });

  it('shows opinions that were edited or withdrawn before it only as they stand', async () => {
    const on = await aWeeklyDigest();
    const kept = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    const gone = aSubmission({ seed: 2, receivedAt: at('2027-01-06T11:00:00Z') });
    const opinions = [{ commitment: 2, rating: null, text: 'Otrā doma.' }];
    await on.receive(
      kept,
      editSubmission(
        kept,
        on.consultation,
        given(anInput({ opinions })),
        'b',
        at('2027-01-07T10:00:00Z'),
      ),
      gone,
      withdrawSubmission(gone, at('2027-01-07T11:00:00Z')),
    );
    await on.runAt(FIRST);
    const [text = ''] = on.mails.taken.map((mail) => mail.text);
    expect(text).toContain('Otrā doma.');
    expect(text).not.toContain('Portāls vēl nedarbojas.');
    expect(on.mailsWith(gone)).toEqual([]);
    expect((await on.store.latestDigest(on.unit.id))?.digest.totals).toMatchObject({
      given: { review: 1 },
      submissions: 1,
      edited: 0,
      withdrawn: 0,
    });
  });
});
