import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/builders.ts';
import { RunningStack } from '../support/stack.ts';
import { listOf } from '../support/subscribers.ts';
import { plus } from '../../shared/domain/time.ts';
import { countProgress } from '../../shared/usecases/announcement-progress.ts';
import { publishAnnouncement } from '../../shared/usecases/publish-announcement.ts';

/*
 * An announcement to many addresses while the mail system fails in every way it can, and while the
 * product is killed in the middle.
 */

const START = at('2027-01-05T10:00:00+02:00');
const MINUTES = 60_000;

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start(START);
  await stack.setQuota({ maxSendRate: 2_000 });
});
afterAll(async () => stack.close());

/** Adds subscribers for one test to the list. Returns their addresses. */
async function subscribers(name: string, count: number): Promise<string[]> {
  const all = Array.from({ length: count }, (_, index) => `${name}-${index}@list.example`);
  await listOf(stack).add(all);
  return all;
}

async function publish(id: string): Promise<void> {
  const { store, clock } = listOf(stack);
  const words = { subject: `Paziņojums ${id}`, body: 'Teksts.' };
  const announcement = { id, topic: 'results', sendAt: clock.now(), lv: words, en: words };
  const outcome = await publishAnnouncement({ store, clock })(announcement);
  expect(outcome.outcome).toBe('scheduled');
}

const progressOf = async (id: string) => {
  const { store } = listOf(stack);
  const announcement = await store.findAnnouncement(id);
  if (announcement === null) throw new Error(`There is no announcement ${id}`);
  return countProgress(store, announcement);
};

/**
 * Lets time pass, three minutes at a time, until the announcement is complete. In between, a sender
 * has the time of so many `looks` to end: otherwise its lease would end first on a busy machine.
 */
async function carryOut(id: string, looks = 16): Promise<void> {
  for (let round = 0; round < 40; round++) {
    await stack.sweep(plus(listOf(stack).clock.now(), 3 * MINUTES));
    for (let look = 0; look < looks; look++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      const { complete, states } = await progressOf(id);
      if (complete) return;
      if (look >= 3 && (states.sending ?? 0) === 0) break;
    }
  }
  throw new Error(`${id} did not come to its end: ${JSON.stringify(await progressOf(id))}`);
}

async function mailsPerAddress(subject: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const mail of await stack.mails()) {
    if (mail.subject === subject) counts.set(mail.to, (counts.get(mail.to) ?? 0) + 1);
  }
  return counts;
}

describe('an announcement whose mail system fails', () => {
  it('ends for each address as it must, and reaches all the others once', async () => {
    const faults = [
      ['reject', 'failed', 0],
      ['throttle', 'delivered', 1],
      ['refuse-connection', 'unknown', 0],
      ['unavailable', 'unknown', 0],
      ['timeout', 'delivered', 1],
      ['drop-after-accept', 'delivered', 1],
      ['bounce', 'bounced', 1],
      ['bounce-first', 'bounced', 1],
      ['soft-bounce', 'bounced', 1],
      // The configuration set does not heed the list of the account.
      ['suppressed', 'delivered', 1],
      ['complain', 'complained', 1],
      ['reorder', 'complained', 1],
      ['twice', 'delivered', 1],
    ] as const;
    const list = listOf(stack);
    const all = await subscribers('faults', 40);
    for (const [index, [fault]] of faults.entries()) {
      await stack.failMailTo(all[index] ?? '', fault);
    }
    await publish('faults');
    // A sender that SES does not answer ends only after its time-out.
    await carryOut('faults', 100);

    const states = async () => {
      const found = await list.states('faults', all);
      return all.map((email, index) => [faults[index]?.[0] ?? 'none', found.get(email)]);
    };
    const expected = all.map((_, index) => {
      const [fault, state] = faults[index] ?? ['none', 'delivered'];
      return [fault, state];
    });
    await expect.poll(states, { timeout: 10_000 }).toEqual(expected);
    const mails = await mailsPerAddress('Paziņojums faults');
    expect(all.map((email) => mails.get(email) ?? 0)).toEqual(
      all.map((_, index) => faults[index]?.[2] ?? 1),
    );
  }, 120_000);

  it('sends no mail to an address that bounced permanently or complained, and mails all others', async () => {
    const list = listOf(stack);
    const all = await subscribers('first', 5);
    const [hard = '', soft = '', complaint = '', ...others] = all;
    await stack.failMailTo(hard, 'bounce');
    await stack.failMailTo(soft, 'soft-bounce');
    await stack.failMailTo(complaint, 'complain');
    await publish('first');
    await carryOut('first');
    const reasonOf = async (email: string) =>
      (await list.store.findSuppression(await list.keysOf(email)))?.reason ?? null;
    await expect
      .poll(async () => Promise.all([hard, soft, complaint].map(reasonOf)))
      .toEqual(['bounce', null, 'complaint']);
    const audit = await list.store.listAudit(await list.keysOf(complaint));
    expect(audit.map(({ event }) => event)).toEqual(['complaint']);

    await publish('second');
    await carryOut('second');
    const mails = await mailsPerAddress('Paziņojums second');
    expect(all.filter((email) => mails.has(email))).toEqual([soft, ...others]);
  }, 60_000);

  it('waits when the day’s quota is used up, and goes on when there is quota again', async () => {
    const all = await subscribers('quota', 30);
    await stack.setQuota({ max24HourSend: 20, sentLast24Hours: 18 });
    await publish('quota');
    await stack.sweep(plus(listOf(stack).clock.now(), 2 * MINUTES));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { due, states, complete } = await progressOf('quota');
    expect({ waits: due >= all.length, states, complete }).toEqual({
      waits: true,
      states: {},
      complete: false,
    });
    await stack.setQuota({ max24HourSend: 1_000 });
    await stack.sweep(plus(listOf(stack).clock.now(), 16 * MINUTES));
    await carryOut('quota');
    const mails = await mailsPerAddress('Paziņojums quota');
    expect(all.filter((email) => mails.get(email) !== 1)).toEqual([]);
    await stack.setQuota({ max24HourSend: 50_000, sentLast24Hours: null });
  }, 60_000);
});

describe('an announcement killed in the middle of its fan-out', () => {
  it('skips nobody and mails nobody twice', async () => {
    const all = await subscribers('killed', 250);
    await publish('killed');
    const KILLS = 2;
    for (let kill = 0; kill < KILLS; kill++) {
      await stack.sweep(plus(listOf(stack).clock.now(), 3 * MINUTES));
      await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 350));
      await stack.stop('SIGKILL');
      await stack.resume();
      await stack.setQuota({ maxSendRate: 2_000 });
    }
    await carryOut('killed');
    const states = await listOf(stack).states('killed', all);
    const mails = await mailsPerAddress('Paziņojums killed');
    const skipped = all.filter((email) => states.get(email) === null);
    const twice = all.filter((email) => (mails.get(email) ?? 0) > 1);
    const missed = all.filter((email) => !mails.has(email) && states.get(email) !== 'unknown');
    expect({ skipped, twice, missed }).toEqual({ skipped: [], twice: [], missed: [] });
    // At each kill, two senders have at most four mails in flight each.
    const unknown = all.filter((email) => states.get(email) === 'unknown');
    expect(unknown.length).toBeLessThanOrEqual(8 * KILLS);
  }, 120_000);
});
