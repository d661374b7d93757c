import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../shared/domain/delivery.ts';
import { aSubmission, at, aUnit } from '../support/builders.ts';
import { aWeeklyDigest, FIRST } from '../support/weekly-digest.ts';

describe('a run that is broken off', () => {
  it.each(['crash-before', 'crash-after'] as const)(
    'by a %s is completed, and repeats only an unknown mail',
    async (crash) => {
      const on = await aWeeklyDigest();
      await on.store.saveUnit(aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] }));
      await on.receive(aSubmission());
      on.mails.outcomes.push({ outcome: 'accepted', messageId: 'm' }, crash);
      await expect(on.runAt(FIRST)).rejects.toThrow('units failed');
      expect(on.journal.counts.get('DigestRunSucceeded')).toBeUndefined();
      const resumed = await on.runAt(FIRST, new Date(Date.parse(FIRST) + LEASE_MS).toISOString());
      expect(resumed.units).toMatchObject([{ outcome: 'covered', mails: ['sent', 'sent'] }]);
      const toSecond = on.mails.taken.filter(({ to }) => to === 'b@unit.example');
      expect(toSecond).toHaveLength(crash === 'crash-after' ? 2 : 1);
      expect(toSecond.at(-1)?.subject).toMatch(/atkārtot/iu);
    },
  );

  it('between the digest and its mails is completed', async () => {
    const on = await aWeeklyDigest();
    await on.receive(aSubmission());
    on.clock.set(FIRST);
    const dying = on.running({ moveBatch: () => Promise.reject(new Error('killed')) });
    await expect(dying(at(FIRST))).rejects.toThrow();
    await on.runAt(FIRST);
    expect(on.mails.taken).toHaveLength(1);
  });

  it('by a mail system that is too busy leaves the mail due, and the next run sends it', async () => {
    const on = await aWeeklyDigest();
    await on.receive(aSubmission());
    on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    expect((await on.runAt(FIRST)).units[0]?.mails).toEqual(['due']);
    await on.runAt('2027-01-12T06:00:00Z');
    expect(on.mails.taken).toHaveLength(1);
  });

  it('by a fault at one unit still serves the others, and fails so that it is seen', async () => {
    const on = await aWeeklyDigest();
    await on.store.saveUnit(aUnit({ id: 'a-bad-unit' }));
    const digestsFrom = (id: string, number: number) =>
      id === 'a-bad-unit' ? Promise.reject(new Error('bad row')) : on.store.digestsFrom(id, number);
    await on.receive(aSubmission());
    on.clock.set(FIRST);
    await expect(on.running({ digestsFrom })(at(FIRST))).rejects.toThrow('1 of 2 units failed');
    expect(on.mails.taken).toHaveLength(1);
  });

  it('by a table restored from a backup sends nothing until a person has looked', async () => {
    const on = await aWeeklyDigest();
    await on.receive(aSubmission());
    on.clock.set(FIRST);
    const restored = on.running({ identify: () => Promise.resolve('restored') });
    await expect(restored(at(FIRST))).rejects.toThrow('restored from a backup');
    expect(on.mails.taken).toEqual([]);
  });
});
