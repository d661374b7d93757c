import { describe, expect, it } from 'vitest';
import { hear } from '../../shared/domain/delivery.ts';
import { plus } from '../../shared/domain/time.ts';
import { aSubmission, at, aUnit } from '../support/builders.ts';
import {
  aWeeklyDigest,
  FIRST,
  SECOND,
  THIRD,
  type WeeklyDigest,
} from '../support/weekly-digest.ts';

describe('a digest of an earlier run', () => {
  const REFUSED = { outcome: 'refused', reason: 'MessageRejected' } as const;
  const states = async ({ store, unit }: WeeklyDigest, number: number) => {
    const batch = await store.findDigest(unit.id, number);
    return [...(batch?.deliveries.values() ?? [])].map(({ state }) => state);
  };

  it('is checked until it is a week old and accepted, and so are all digests after it', async () => {
    const on = await aWeeklyDigest();
    on.mails.outcomes.push(REFUSED);
    await on.runAt(FIRST);
    // The first digest is owed and is refused again. The second digest goes out.
    on.mails.outcomes.push(REFUSED);
    await on.runAt(SECOND);
    on.mails.outcomes.push(REFUSED);
    await on.runAt(THIRD);
    expect(await states(on, 1)).toEqual(['failed', 'failed', 'failed']);
    expect([await states(on, 2), await states(on, 3)]).toEqual([['sent'], ['sent']]);
    expect(await on.store.settledUpTo(on.unit.id)).toBe(0);
    await on.runAt('2027-01-26T06:00:00Z');
    expect((await states(on, 1)).at(-1)).toBe('sent');
    // The third digest is not a week old yet.
    expect(await on.store.settledUpTo(on.unit.id)).toBe(2);
  });

  it('is looked at no more once it is more than a week old and a mailbox has accepted it', async () => {
    const on = await aWeeklyDigest();
    await on.runAt(FIRST);
    const batch = await on.store.findDigest(on.unit.id, 1);
    const sent = batch?.deliveries.get('0');
    const about = { at: on.clock.now(), reason: '', messageId: 'm' };
    const heard = sent && hear(sent, { state: 'delivered', ...about });
    if (batch === null || heard === null || heard === undefined) throw new Error('It was sent');
    await on.store.moveBatch(batch, new Map([['0', heard]]));
    const weekLater = plus(at(FIRST), 7 * 86_400_000 - 5 * 60_000);
    const writes: number[] = [];
    const settleUpTo = async (id: string, number: number) => {
      writes.push(number);
      await on.store.settleUpTo(id, number);
    };
    for (const ms of [0, 1, 2]) {
      on.clock.set(plus(weekLater, ms));
      await on.running({ settleUpTo })(at(FIRST));
      expect(await on.store.settledUpTo(on.unit.id)).toBe(ms === 0 ? 0 : 1);
    }
    expect(writes).toEqual([1]);
  });

  it('also goes to the mailbox that has replaced one of several', async () => {
    const on = await aWeeklyDigest();
    const mailboxes = ['a@unit.example', 'b@unit.example'];
    await on.store.saveUnit(aUnit({ mailboxes }));
    const busy = { outcome: 'postponed', reason: 'Throttling' } as const;
    on.mails.outcomes.push(busy, busy);
    await on.runAt(FIRST);
    await on.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'new@unit.example'] }));
    on.clock.advance(60_000);
    await on.running()(at(FIRST));
    expect(await states(on, 1)).toEqual(['sent', 'cancelled', 'sent']);
    expect(on.mails.taken.map(({ to }) => to)).toEqual(['a@unit.example', 'new@unit.example']);
  });

  it('that is owed is sent again once by runs at the same time', async () => {
    const on = await aWeeklyDigest();
    on.mails.outcomes.push(REFUSED);
    await on.runAt(FIRST);
    on.clock.advance(60_000);
    await Promise.all([1, 2, 3].map(() => on.running()(at(FIRST))));
    expect(on.mails.taken).toHaveLength(1);
    expect(await states(on, 1)).toEqual(['failed', 'sent']);
  });

  it('that is owed says that it is a repeat when any of its mails was tried', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] }));
    on.mails.outcomes.push(REFUSED, { outcome: 'held', reason: 'daily-quota' });
    await on.runAt(FIRST);
    await on.store.saveUnit(aUnit({ mailboxes: ['a@unit.example'] }));
    on.clock.advance(60 * 60_000);
    await on.running()(at(FIRST));
    expect(await states(on, 1)).toEqual(['failed', 'cancelled']);
    await on.running()(at(FIRST));
    expect(on.mails.taken.map(({ to }) => to)).toEqual(['a@unit.example']);
    expect(on.mails.taken[0]?.subject).toMatch(/atkārtot/iu);
    expect(on.journal.counts.get('DigestsOwed')).toBe(1);
  });

  it('says so when its table is not any more the one that the log names', async () => {
    const CHANGED = 'kontrolsumma žurnālā neatbilst';
    const text = (on: WeeklyDigest) => on.mails.taken.at(-1)?.text.replaceAll(/\s+/gu, ' ') ?? '';
    for (const title of ['Labots nosaukums', null]) {
      const on = await aWeeklyDigest();
      const { draft } = on.consultation;
      await on.receive(aSubmission({ consultation: on.consultation, seed: 1 }));
      on.mails.outcomes.push(REFUSED);
      await on.runAt(FIRST);
      const commitments = draft.commitments.map((one) =>
        title === null ? one : { ...one, title: { ...one.title, lv: title } },
      );
      const version = draft.version + 1;
      await on.store.saveConsultation({ ...on.consultation, draft: { version, commitments } });
      on.clock.advance(60_000);
      await on.running()(at(FIRST));
      expect(on.mails.taken).toHaveLength(1);
      if (title === null) expect(text(on)).not.toContain(CHANGED);
      else expect(text(on)).toContain(CHANGED);
    }
  });

  it('that was never tried does not say that it is a repeat', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ mailboxes: ['old@unit.example'] }));
    on.mails.outcomes.push({ outcome: 'held', reason: 'daily-quota' });
    await on.runAt(FIRST);
    await on.store.saveUnit(aUnit({ mailboxes: [] }));
    on.clock.advance(60 * 60_000);
    await on.running()(at(FIRST));
    await on.store.saveUnit(aUnit({ mailboxes: ['new@unit.example'] }));
    await on.running()(at(FIRST));
    expect(on.mails.taken.map(({ to }) => to)).toEqual(['new@unit.example']);
    expect(on.mails.taken[0]?.subject).not.toMatch(/atkārtot/iu);
  });
});
