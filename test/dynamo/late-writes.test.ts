import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancel, claim, due, settle } from '../../shared/domain/delivery.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { closeSubscription } from '../../shared/domain/subscription.ts';
import { plus } from '../../shared/domain/time.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import { aDigest, anAddress, aPending, at } from '../support/builders.ts';
import { batchAt, onlyDelivery } from '../support/sending.ts';
import { aWiredTable } from '../support/wired-table.ts';
import type { WireRequest } from '../support/wire.ts';

const now = at('2027-01-11T06:00:00Z');
const isWrite = ({ action }: WireRequest) => /^(Put|Update|Delete)Item$/.test(action);

describe('a write that arrives late, after its retry and after later writes', () => {
  let under: Awaited<ReturnType<typeof aWiredTable>>;
  beforeEach(async () => {
    under = await aWiredTable({ requestTimeout: 250 });
  });
  afterEach(async () => under.close());

  /** Makes a write whose first attempt is held back until `letThrough`. Returns its answer. */
  async function straying<Answer>(write: () => Promise<Answer>): Promise<Answer> {
    under.wire.inject('stray', isWrite);
    const answer = await write();
    expect(under.wire.waiting()).toBe(0);
    return answer;
  }

  it('does not make a digest again', async () => {
    const { store, engineStore, wire } = under;
    const digest = aDigest();
    expect(await straying(() => store.addDigest(digest, now))).toBe('added');
    const made = await engineStore.latestDigest(digest.unit);
    if (made === null) throw new Error('It was not made');
    const widened = await engineStore.addRecipients(made, ['c@unit.example'], true, now);
    await wire.letThrough();
    expect(await engineStore.latestDigest(digest.unit)).toEqual(widened);
  });

  it('does not claim a mail that was sent, nor make its batch again', async () => {
    const { store, engineStore, wire } = under;
    const [address, before] = [anAddress('a'), due('announcement', now)];
    const key = { announcement: 'sent', shard: 0, number: 0 };
    const claimed = claim(before, now, 'me');
    if (claimed === null) throw new Error('The delivery is not due');
    const sent = settle(claimed, { outcome: 'accepted', messageId: 'm' }, now);
    const made = await straying(() => store.addBatch(key, new Map([[address, before]])));
    if (made === null) throw new Error('The batch was not made');
    const held = await straying(() => store.moveBatch(made, new Map([[address, claimed]])));
    if (held === null) throw new Error('The batch was not claimed');
    await engineStore.moveBatch(held, new Map([[address, sent]]));
    await wire.letThrough();
    expect(await onlyDelivery(engineStore, made.key)).toEqual(sent);
  });

  it('does not add a recipient again', async () => {
    const { store, engineStore, wire } = under;
    await engineStore.addDigest(aDigest({ unit: 'widened' }), now);
    const made = await engineStore.findDigest('widened', 1);
    if (made === null) throw new Error('It was not made');
    const widened = await straying(() => store.addRecipients(made, ['c@unit.example'], true, now));
    if (widened === null) throw new Error('The digest was not changed');
    const moves = new Map([['2', cancel(due('digest', now), 'no')]]);
    const moved = await engineStore.moveBatch(widened, moves);
    await wire.letThrough();
    expect(await batchAt(engineStore, made.key)).toEqual({
      key: made.key,
      mark: moved?.mark,
      deliveries: moved?.deliveries,
    });
  });

  it('does not bring back a subscription as it was', async () => {
    const { store, engineStore, wire } = under;
    const address = anAddress('subscribed');
    const pending = aPending({ requestedAt: now });
    const over = closeSubscription(pending, 'unsubscribed', now, DEFAULT_RETENTION);
    if (over === null) throw new Error('The subscription has already ended');
    const again = aPending({ requestedAt: plus(now, 1_000), revision: over.revision + 1 });
    expect(await straying(() => store.saveRequest(address, null, pending))).toBe('saved');
    expect(await straying(() => store.saveSubscription(address, pending, over))).toBe('saved');
    expect(await engineStore.saveRequest(address, over, again)).toBe('saved');
    await wire.letThrough();
    expect(await engineStore.findSubscription(address)).toEqual(again);
  });

  it('does not move a cursor back', async () => {
    const { store, engineStore, wire } = under;
    await engineStore.addCursors('moved', now);
    const [first] = await engineStore.listCursors('moved');
    if (first === undefined) throw new Error('There are no cursors');
    const second = { ...first, after: anAddress('a'), batch: 1, dueAt: plus(now, 1_000) };
    const third = { ...first, after: anAddress('b'), batch: 2, dueAt: plus(now, 2_000) };
    expect(await straying(() => store.moveCursor(first, second))).toBe('moved');
    expect(await engineStore.moveCursor(second, third)).toBe('moved');
    await wire.letThrough();
    expect((await engineStore.listCursors('moved'))[0]).toEqual(third);
  });

  it('does not count again', async () => {
    const { store, engineTable, wire } = under;
    expect(await straying(() => store.addTo('late', { count: 1 }, now))).toEqual({ count: 1 });
    await wire.letThrough();
    expect((await engineTable.get(keys.count('late')))?.attributes).toEqual({ count: 1 });
  });
});
