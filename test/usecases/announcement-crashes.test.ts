import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../shared/domain/delivery.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import type { AnnouncementWriter } from '../../shared/usecases/write-announcement.ts';
import { anAnnouncement } from '../support/builders.ts';
import { aMailingList, PLENTY, SEND_AT } from '../support/mailing-list.ts';

describe('a sender that dies', () => {
  it.each(['crash-before', 'crash-after'] as const)(
    '(%s) at any mail leaves that mail unknown, skips nobody and mails nobody twice',
    async (crash) => {
      const list = aMailingList();
      const all = await list.readers(12);
      // Among the first mails, which go out at the same time, among later ones, and at the last
      // one.
      for (const position of [0, 1, 3, 5, 8, 11]) {
        const id = `at-${position}`;
        const on = aMailingList(list.store);
        await on.scheduled({ id });
        let sends = 0;
        const send = async (mail: Mail) => {
          sends += 1;
          if (sends === position + 1) on.mails.outcomes.unshift(crash);
          return on.mails.send(mail);
        };
        await on.sendOut(6, on.announcing({ send }));
        const found = await on.states(id);
        expect(found.size, id).toBe(12);
        const unknown = [...found.values()].filter((state) => state === 'unknown');
        expect(unknown, id).toHaveLength(1);
        const missing = crash === 'crash-before' ? 1 : 0;
        const taken = on.addressees(
          on.mails.taken.filter(({ tags }) => tags['announcement'] === id),
        );
        expect(new Set(taken).size, id).toBe(taken.length);
        expect(taken, id).toHaveLength(12 - missing);
        expect(all).toEqual(expect.arrayContaining(taken));
        expect(await on.progress(anAnnouncement({ id })), id).toMatchObject({
          due: 0,
          complete: true,
        });
      }
    },
  );

  it('leaves its claimed mail alone until the lease is over', async () => {
    const on = aMailingList();
    const [email = ''] = await on.readers(1);
    await on.scheduled();
    on.mails.outcomes.push('crash-after');
    await on.sendOut(1);
    expect(await on.stateOf(email)).toBe('sending');
    on.clock.advance(LEASE_MS - MINUTE_MS);
    await on.sweep();
    await on.drain();
    expect(await on.stateOf(email)).toBe('sending');
    await on.minutes(2);
    expect(await on.stateOf(email)).toBe('unknown');
    expect(on.mails.taken).toHaveLength(1);
  });

  it('after SES took the mail, because the database is throttled, mails nobody twice', async () => {
    const on = aMailingList();
    const all = await on.readers(20);
    await on.scheduled();
    let writes = 0;
    let lost = 0;
    const throttled = {
      ...on.store,
      moveBatch: async (...about: Parameters<typeof on.store.moveBatch>) => {
        writes += 1;
        if (writes > 3) return on.store.moveBatch(...about);
        lost += about[1].size;
        throw new Error('The database is throttled');
      },
    };
    await on.sendOut(8, on.announcing({ store: throttled }));
    expect(on.addressees()).toEqual(all.toSorted());
    expect(await on.progress()).toEqual({
      due: 0,
      states: { sent: 20 - lost, unknown: lost },
      complete: true,
    });
  });

  it('because a mail cannot be written loses no mail that was never tried', async () => {
    const on = aMailingList();
    const all = await on.readers(20);
    await on.scheduled();
    let faults = 0;
    const failing: AnnouncementWriter = (announcement) => {
      const write = on.writing()(announcement);
      return async (...about) => {
        faults += 1;
        if (faults <= 3) throw new Error('The mail cannot be written');
        return write(...about);
      };
    };
    await on.sendOut(8, on.announcing({ writer: failing }));
    expect(on.addressees()).toEqual(all.toSorted());
    expect(await on.progress()).toEqual({ due: 0, states: { sent: 20 }, complete: true });
  });

  it('ends only when none of its mails is in flight any more', async () => {
    const on = aMailingList();
    await on.neighbours(6);
    await on.scheduled();
    on.clock.set(SEND_AT);
    await on.store.startAnnouncement(anAnnouncement(), on.clock.now());
    const [key] = await on.store.addCursors('spring', on.clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    const gate = Promise.withResolvers<undefined>();
    const second = Promise.withResolvers<undefined>();
    const told: string[] = [];
    let sends = 0;
    const send = async (mail: Mail) => {
      sends += 1;
      if (sends === 1) {
        await second.promise;
        throw new Error('killed');
      }
      second.resolve(undefined);
      await gate.promise;
      return on.mails.send(mail);
    };
    const running = on
      .announcing({ send })(key)
      .catch(() => told.push('answered'));
    await second.promise;
    for (let reads = 0; reads < 5; reads++) await on.store.listAnnouncements();
    told.push('last mail');
    gate.resolve(undefined);
    await running;
    expect(told).toEqual(['last mail', 'answered']);
  });

  it('at random points of sending or storing, again and again, settles everyone once', async () => {
    const list = aMailingList();
    const all = [...(await list.readers(40)), ...(await list.neighbours(20))];
    let run = 0;
    const kills = fc.record({
      /** How many of a thousand steps kill the sender. */
      deadly: fc.integer({ min: 5, max: 150 }),
      seed: fc.integer(),
      rate: fc.constantFrom(2, 14, 1_000),
    });
    await fc.assert(
      fc.asyncProperty(kills, async ({ deadly, seed, rate }) => {
        run += 1;
        const id = `run-${run}`;
        const on = aMailingList(list.store);
        on.quota.now = { ...PLENTY, rate };
        await on.scheduled({ id });
        const random = randomFrom(seed);
        let isDeadly = true;
        const mayDie = () => {
          if (isDeadly && random() < deadly / 1_000) throw new Error('killed');
        };
        const send = async (mail: Mail) => {
          mayDie();
          const outcome = await on.mails.send(mail);
          mayDie();
          return outcome;
        };
        const store = dying(on.store, mayDie);
        const announce = on.announcing({ store, send });
        await on.sendOut(10, announce);
        isDeadly = false;
        await on.minutes(10, announce);

        const found = await on.states(id);
        expect(found.size).toBe(all.length);
        const taken = on.addressees();
        expect(new Set(taken).size).toBe(taken.length);
        // A mail that is not known to be sent was interrupted.
        expect([...found.values()].filter((one) => one !== 'sent' && one !== 'unknown')).toEqual(
          [],
        );
        const sent = [...found.values()].filter((one) => one === 'sent').length;
        expect(taken.length).toBeGreaterThanOrEqual(sent);
        expect(await on.progress(anAnnouncement({ id }))).toMatchObject({ due: 0, complete: true });
      }),
      { numRuns: 5 },
    );
  }, 120_000);
});

/** A store that may die before and after each of its calls. */
function dying<Store extends object>(store: Store, mayDie: () => void): Store {
  return Object.fromEntries(
    Object.entries(store as Record<string, unknown>).map(([name, member]) => [
      name,
      isCall(name, member)
        ? async (...about: unknown[]) => {
            mayDie();
            const answer = await member(...about);
            mayDie();
            return answer;
          }
        : member,
    ]),
  ) as Store;
}

function isCall(
  name: string,
  member: unknown,
): member is (...about: readonly unknown[]) => Promise<unknown> {
  return typeof member === 'function' && !/Key$|From$/u.test(name);
}

/** Mulberry32: numbers from 0 to 1 that are always the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
