import { beforeEach, describe, expect, it } from 'vitest';
import { claim } from '../../shared/domain/delivery.ts';
import { resendDigest } from '../../shared/usecases/resend-digest.ts';
import { aDigest, aUnit } from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock } from '../support/ports.ts';

const [A, B, C] = ['a@unit.example', 'b@unit.example', 'c@unit.example'] as const;
const UNIT = aUnit({ mailboxes: [A, B] });

let under: TestTable;
let clock: StandingClock;
beforeEach(async () => {
  under = aSimulatedTable();
  clock = new StandingClock('2027-01-11T06:00:00Z');
  await under.store.saveUnit(UNIT);
});

const resending = (changes: Partial<typeof under.store> = {}) =>
  resendDigest({ store: { ...under.store, ...changes }, clock });

async function standing() {
  const batch = await under.store.findDigest(UNIT.id, 1);
  if (batch === null) throw new Error('It was made');
  return batch;
}

/** The digest to `A` and `B`, which rest as sent where they are named. */
async function made(...sent: string[]) {
  await under.store.addDigest(aDigest({ unit: UNIT.id, recipients: [A, B] }), clock.now());
  const batch = await standing();
  const moves = [...batch.deliveries]
    .filter(([name]) => sent.includes(batch.digest.recipients[Number(name)] ?? ''))
    .map(([name, { kind, repeat }]) => {
      const about = { kind, repeat, attempts: 1, sentAt: clock.now(), messageId: 'm' } as const;
      return [name, { state: 'sent', ...about }] as const;
    });
  if (moves.length > 0) await under.store.moveBatch(batch, new Map(moves));
}

describe('a digest', () => {
  it('is sent again, as a repeat, to each mailbox that its unit has now', async () => {
    await made(A, B);
    await under.store.saveUnit({ ...UNIT, mailboxes: [B, C] });
    clock.advance(60_000);
    expect(await resending()(UNIT.id, 1)).toEqual({ outcome: 'due', mailboxes: [B, C] });
    const { digest, deliveries } = await standing();
    expect(digest.recipients).toEqual([A, B, B, C]);
    const added = { state: 'due', attempts: 0, repeat: true, dueAt: clock.now() };
    expect([...deliveries.values()]).toMatchObject([
      { state: 'sent' },
      { state: 'sent' },
      added,
      added,
    ]);
  });

  it('goes to no mailbox a second time while its mail waits or is being sent', async () => {
    await made(A);
    expect(await resending()(UNIT.id, 1)).toEqual({ outcome: 'due', mailboxes: [A] });
    const waiting = await standing();
    expect(await resending()(UNIT.id, 1)).toEqual({ outcome: 'under-way' });
    const claimed = [...waiting.deliveries].flatMap(([name, delivery]) => {
      const held = claim(delivery, clock.now(), 'another');
      return held === null ? [] : [[name, held] as const];
    });
    await under.store.moveBatch(waiting, new Map(claimed));
    expect(await resending()(UNIT.id, 1)).toEqual({ outcome: 'under-way' });
    expect((await standing()).digest.recipients).toEqual([A, B, A]);
  });

  it('is looked at again where somebody else writes it at the same time', async () => {
    await made(A, B);
    let looks = 0;
    const racing = resending({
      async addRecipients(batch, mailboxes, repeat, now) {
        looks += 1;
        if (looks === 1) await under.store.addRecipients(batch, [A], true, now);
        return under.store.addRecipients(batch, mailboxes, repeat, now);
      },
    });
    expect(await racing(UNIT.id, 1)).toEqual({ outcome: 'due', mailboxes: [B] });
    expect((await standing()).digest.recipients).toEqual([A, B, A, B]);
  });

  it('is sent to nobody while its unit has no mailbox', async () => {
    await made(A, B);
    await under.store.saveUnit({ ...UNIT, mailboxes: [] });
    expect(await resending()(UNIT.id, 1)).toEqual({ outcome: 'no-mailbox' });
  });

  it('that there is not, or whose unit there is not, is not sent', async () => {
    await made(A, B);
    expect(await resending()(UNIT.id, 2)).toEqual({ outcome: 'no-such-digest' });
    expect(await resending()('nobody', 1)).toEqual({ outcome: 'no-such-unit' });
  });
});
