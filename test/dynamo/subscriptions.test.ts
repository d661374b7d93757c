import { expect, it } from 'vitest';
import { cancel, claim, due } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { closeSubscription } from '../../shared/domain/subscription.ts';
import { plus } from '../../shared/domain/time.ts';
import { aPending, at } from '../support/builders.ts';
import { keyOf } from '../support/ports.ts';
import { batchAt } from '../support/sending.ts';
import { describeStores } from '../support/stores.ts';

describeStores('subscriptions', (under) => {
  const requestedAt = at('2027-01-05T10:00:00.999Z');
  /** Each test has an address of its own. */
  let addresses = 0;
  const ownAddress = () => {
    addresses += 1;
    return `address-${addresses}`.padEnd(22, 'x');
  };
  const rowOf = async (address: string) => under.table.get(under.store.confirmationKey(address));
  const using = () => under.store;

  it('come back as they were saved, in each of their states', async () => {
    const address = ownAddress();
    // The table keeps whole seconds.
    const expiresAt = at('2027-01-12T10:00:00Z');
    const pending = aPending({ requestedAt, expiresAt });
    expect(await using().findSubscription(address)).toBeNull();
    expect(await using().saveRequest(address, null, pending)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(pending);
    const confirmed = {
      ...pending,
      state: 'confirmed' as const,
      confirmedAt: plus(requestedAt, 5),
      expiresAt: null,
      revision: 2,
    };
    expect(await using().saveSubscription(address, pending, confirmed)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(confirmed);
    const ended = closeSubscription(confirmed, 'unsubscribed', requestedAt, DEFAULT_RETENTION);
    if (ended === null) throw new Error('The subscription has already ended');
    const over = { ...ended, expiresAt: at('2027-02-04T10:00:00Z') };
    expect(await using().saveSubscription(address, confirmed, over)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(over);
    const anew = aPending({ requestedAt: plus(requestedAt, 20), expiresAt, revision: 4 });
    expect(await using().saveRequest(address, over, anew)).toBe('saved');
    expect(await using().findSubscription(address)).toEqual(anew);
  });

  it('are forgotten by the table, in whole seconds, while pending and once ended', async () => {
    const address = ownAddress();
    const pending = aPending({ requestedAt });
    const seconds = Date.parse('2027-01-05T10:00:00Z') / 1_000;
    await using().saveRequest(address, null, pending);
    expect((await rowOf(address))?.expires).toBe(seconds + 7 * 86_400);
    const confirmed = {
      ...pending,
      state: 'confirmed' as const,
      confirmedAt: requestedAt,
      expiresAt: null,
      revision: 2,
    };
    await using().saveSubscription(address, pending, confirmed);
    expect((await rowOf(address))?.expires).toBeNull();
    const over = closeSubscription(confirmed, 'complaint', requestedAt, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
    await using().saveSubscription(address, confirmed, over);
    expect((await rowOf(address))?.expires).toBe(seconds + 30 * 86_400);
  });

  it('have their confirmation due again when the request is repeated', async () => {
    const address = ownAddress();
    const key = using().confirmationKey(address);
    const first = aPending({ requestedAt: at('2026-01-01T00:00:00Z') });
    const isDue = async () => {
      const { batches } = await using().dueItems(at('2026-06-01T00:00:00Z'), 1_000);
      return batches.some(({ sort }) => sort === address);
    };
    await using().saveRequest(address, null, first);
    expect(await isDue()).toBe(true);
    const moves = new Map([['confirmation', cancel(first.confirmation, 'no')]]);
    await using().moveBatch(await batchAt(using(), key), moves);
    expect(await isDue()).toBe(false);
    const again = { ...first, confirmation: due('confirmation', at('2026-02-01Z')), revision: 2 };
    await using().saveRequest(address, first, again);
    expect(await isDue()).toBe(true);
  });

  it('keep the delivery of their confirmation, which moves on by itself, when they are saved', async () => {
    const address = ownAddress();
    const key = using().confirmationKey(address);
    const pending = aPending({ requestedAt });
    await using().saveRequest(address, null, pending);
    const claimed = claim(pending.confirmation, requestedAt, 'me');
    if (claimed === null) throw new Error('The delivery is not due');
    const moves = new Map([['confirmation', claimed]]);
    await using().moveBatch(await batchAt(using(), key), moves);
    const over = closeSubscription(pending, 'bounce', requestedAt, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
    expect(await using().saveSubscription(address, pending, over)).toBe('saved');
    expect((await using().findSubscription(address))?.confirmation).toEqual(claimed);
    expect(await using().findMailing(key)).toMatchObject({
      kind: 'confirmation',
      deliveries: moves,
      subscription: { state: 'ended' },
    });
  });

  it('take one of several changes made at once', async () => {
    const address = ownAddress();
    const pending = aPending({ requestedAt });
    const added = await Promise.all(
      [1, 2, 3].map(async () => using().saveRequest(address, null, pending)),
    );
    expect(added.toSorted()).toEqual(['saved', 'stale', 'stale']);
    const outcomes = await Promise.all(
      (['unsubscribed', 'bounce', 'complaint'] as const).map(async (ending) => {
        const over = closeSubscription(pending, ending, requestedAt, DEFAULT_RETENTION);
        return over && using().saveSubscription(address, pending, over);
      }),
    );
    expect(outcomes.toSorted()).toEqual(['saved', 'stale', 'stale']);
    const anew = { ...pending, revision: 2 };
    expect(await using().saveRequest(address, pending, anew)).toBe('stale');
  });

  it('that were erased are not brought back by a change at the same time', async () => {
    const address = ownAddress();
    const pending = aPending({ requestedAt });
    await using().saveRequest(address, null, pending);
    const batch = await batchAt(using(), using().confirmationKey(address));
    await using().eraseAddress(address, []);
    const over = closeSubscription(pending, 'bounce', requestedAt, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
    const moves = new Map([['confirmation', cancel(pending.confirmation, 'no')]]);
    expect(await using().saveSubscription(address, pending, over)).toBe('stale');
    expect(await using().moveBatch(batch, moves)).toBeNull();
    expect(await using().findSubscription(address)).toBeNull();
  });

  it('are read page by page, every one once, in as many shards as there are', async () => {
    const own = await under.another('subscriptions');
    try {
      const all = await Promise.all(
        Array.from({ length: 120 }, async (_, index) => {
          const address = await keyOf(`reader-${index}@list.example`);
          await own.store.saveRequest(address, null, aPending());
          return address;
        }),
      );
      expect(own.store.shards).toBe(16);
      const read: string[] = [];
      let used = 0;
      for (let shard = 0; shard < own.store.shards; shard++) {
        const before = read.length;
        for (let after: string | null = null; ;) {
          const page: Awaited<ReturnType<typeof own.store.subscriptionsAfter>> =
            await own.store.subscriptionsAfter(shard, after, 3);
          expect(page.length).toBeLessThanOrEqual(3);
          read.push(...page.map(({ address }) => address));
          after = page.at(-1)?.address ?? null;
          if (after === null) break;
        }
        if (read.length > before) used += 1;
      }
      expect(read.toSorted()).toEqual(all.toSorted());
      expect(used).toBe(16);
    } finally {
      await own.close();
    }
  });
});
