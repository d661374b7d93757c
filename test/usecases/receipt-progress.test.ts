import { describe, expect, it } from 'vitest';
import { hear } from '../../shared/domain/delivery.ts';
import {
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import type { DigestReach } from '../../shared/domain/receipt.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { showReceipt } from '../../shared/usecases/show-receipt.ts';
import { aConsultation, anInput, aSubmission, at, aUnit, given } from '../support/builders.ts';
import { aWeeklyDigest, FIRST, SECOND } from '../support/weekly-digest.ts';

describe('the receipt page', () => {
  it('says what has happened, and nothing before it happens', async () => {
    const on = await aWeeklyDigest();
    const change = 'submitted';
    const submission = aSubmission();
    await on.receive(submission);
    const shown = async () =>
      (
        await showReceipt({ store: on.store, clock: on.clock })(
          on.consultation.id,
          submission.reference,
        )
      )?.progress;
    expect(await shown()).toEqual([
      { unit: on.unit, change, told: { state: 'waiting', next: '2027-01-11' } },
    ]);
    on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await on.runAt(FIRST);
    const told = { state: 'told', number: 1, day: '2027-01-11', entry: null };
    const counts = { mailboxes: on.unit.mailboxes.length, accepted: [] };
    expect(await shown()).toEqual([
      {
        unit: on.unit,
        change,
        told: { ...told, reach: { state: 'delayed', sentAt: null, ...counts } },
      },
    ]);
    const sentAt = at('2027-01-12T06:00:00Z');
    await on.runAt(sentAt);
    expect(await shown()).toEqual([
      { unit: on.unit, change, told: { ...told, reach: { state: 'sent', sentAt, ...counts } } },
    ]);
  });

  it('says when each mailbox accepted the digest, and that none has if all mails came back', async () => {
    const unit = aUnit({ mailboxes: ['a@unit.example', 'b@unit.example', 'c@unit.example'] });
    const on = await aWeeklyDigest({ unit });
    const submission = aSubmission();
    await on.receive(submission);
    await on.runAt(FIRST);
    const shown = async () =>
      (
        await showReceipt({ store: on.store, clock: on.clock })(
          on.consultation.id,
          submission.reference,
        )
      )?.progress[0]?.told;
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
      const batch = await on.store.findDigest(unit.id, 1);
      const mail = batch?.deliveries.get(name);
      const heardAt = plus(at(FIRST), minutes * 60_000);
      const about = { at: heardAt, reason: '', messageId: 'm' };
      const heard = mail && hear(mail, { state, ...about });
      if (batch === null || heard === null || heard === undefined) throw new Error('It was sent');
      await on.store.moveBatch(batch, new Map([[name, heard]]));
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
    const [unit, ethics] = [aUnit(), aUnit({ id: 'ethics', mailboxes: ['ethics@unit.example'] })];
    const commitments = aConsultation().draft.commitments.map((one) =>
      one.number === 1 ? one : { ...one, unit: ethics.id },
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
    const input = anInput({ opinions: [about(1, 'Pirmais.')] });
    await on.receive(first);
    await on.runAt(FIRST);
    await on.receive(
      editSubmission(first, consultation, given(input), 'b', at('2027-01-13T10:00:00Z')),
    );
    const receipt = showReceipt({ store: on.store, clock: on.clock });
    const progress = async () => (await receipt(consultation.id, first.reference))?.progress;
    expect(await progress()).toMatchObject([
      { unit, change: 'submitted', told: { state: 'told', number: 1 } },
      { unit: ethics, change: 'submitted', told: { state: 'told', number: 1 } },
      { unit: ethics, change: 'withdrawn', told: { state: 'waiting' } },
    ]);
    await on.runAt(SECOND);
    expect(await progress()).toMatchObject([
      { unit, change: 'submitted', told: { state: 'told', number: 1 } },
      { unit: ethics, change: 'withdrawn', told: { state: 'told', number: 2 } },
    ]);
  });

  it('promises no digest that will not tell the opinion, and skips digests that told nothing', async () => {
    const on = await aWeeklyDigest();
    const receipt = showReceipt({ store: on.store, clock: on.clock });
    const progress = async ({ reference }: Submission) =>
      (await receipt(on.consultation.id, reference))?.progress;
    const gone = aSubmission({ seed: 2, receivedAt: at('2027-01-06T11:00:00Z') });
    await on.receive(gone, withdrawSubmission(gone, at('2027-01-06T12:00:00Z')));
    const kept = aSubmission({ receivedAt: at('2027-01-06T10:00:00Z') });
    await on.receive(kept);
    expect(await progress(gone)).toEqual([]);
    await on.runAt(FIRST);
    expect(await progress(gone)).toEqual([]);

    const told = [{ unit: on.unit, change: 'submitted', told: { state: 'told', number: 1 } }];
    const opinions = [{ commitment: 2, rating: null, text: 'Otrā doma.' }];
    const other = anInput({ opinions });
    const changed = editSubmission(
      kept,
      on.consultation,
      given(other),
      'b',
      at('2027-01-12T10:00:00Z'),
    );
    const back = editSubmission(
      changed,
      on.consultation,
      given(anInput()),
      'c',
      at('2027-01-12T11:00:00Z'),
    );
    await on.receive(changed);
    expect(await progress(kept)).toMatchObject([
      ...told,
      { unit: on.unit, change: 'edited', told: { state: 'waiting' } },
    ]);
    await on.receive(back);
    expect(await progress(kept)).toMatchObject(told);
    await on.runAt(SECOND);
    expect(on.mailsWith(kept)).toHaveLength(1);
    expect(await progress(kept)).toMatchObject(told);
  });

  it('knows only references that were given out', async () => {
    const on = await aWeeklyDigest();
    const receipt = showReceipt({ store: on.store, clock: on.clock });
    expect(await receipt(on.consultation.id, aSubmission({ seed: 77 }).reference)).toBeNull();
    expect(await receipt(on.consultation.id, 'nonsense')).toBeNull();
    expect(await receipt('nowhere', aSubmission().reference)).toBeNull();
  });
});
