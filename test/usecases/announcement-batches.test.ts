import { describe, expect, it } from 'vitest';
import { type Feedback, hear } from '../../shared/domain/delivery.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import { anAnnouncement, at } from '../support/builders.ts';
import { aMailingList, SEND_AT } from '../support/mailing-list.ts';
import { batchAt } from '../support/sending.ts';

describe('a batch', () => {
  it('keeps a report that comes before the answer of SES, and is recorded too', async () => {
    const on = aMailingList();
    const all = await on.neighbours(4);
    await on.scheduled();
    const bounced: Feedback = {
      state: 'bounced',
      at: at(SEND_AT),
      reason: 'Permanent/General',
      messageId: 'm',
    };
    const send = async (mail: Mail) => {
      const { batch = '', address = '' } = mail.tags;
      if (mail.to === all[1]) {
        const key = on.store.batchKey('spring', Number(batch), address);
        const standing = await batchAt(on.store, key);
        const before = standing.deliveries.get(address);
        const after = before && hear(before, bounced);
        if (!after) throw new Error('It was not claimed');
        await on.store.moveBatch(standing, new Map([[address, after]]));
      }
      if (mail.to === all[2]) await on.store.eraseAddress(address, ['spring']);
      return on.mails.send(mail);
    };
    await on.sendOut(5, on.announcing({ send }));
    expect(on.mails.taken).toHaveLength(4);
    expect(await Promise.all(all.map(async (email) => on.stateOf(email)))).toEqual([
      'sent',
      'bounced',
      null,
      'sent',
    ]);
    expect(await on.progress()).toMatchObject({ due: 0, complete: true });
  });

  it('in which one mail has to wait is finished before the next is made', async () => {
    const on = aMailingList();
    const all = await on.neighbours(9);
    await on.scheduled();
    on.mails.outcomes.push({ outcome: 'postponed', reason: 'Throttling' });
    await on.sendOut(1);
    expect(on.mails.taken).toHaveLength(3);
    await on.sweep();
    await on.drain();
    expect(on.mails.taken).toHaveLength(3);
    await on.minutes(2);
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it('is never made by a sender that was asleep while another went on', async () => {
    const on = aMailingList();
    const all = await on.neighbours(12);
    await on.scheduled();
    on.clock.set(SEND_AT);
    await on.store.startAnnouncement(anAnnouncement(), on.clock.now());
    const [key] = await on.store.addCursors('spring', on.clock.now());
    if (key === undefined) throw new Error('There are no cursors');
    const asleep = Promise.withResolvers<undefined>();
    const gate = Promise.withResolvers<undefined>();
    let batches = 0;
    const drowsy = {
      ...on.store,
      // It falls asleep just before the write that claims its second batch.
      addBatch: async (...about: Parameters<typeof on.store.addBatch>) => {
        batches += 1;
        if (batches === 2) {
          asleep.resolve(undefined);
          await gate.promise;
        }
        return on.store.addBatch(...about);
      },
    };
    const sleeper = on.announcing({ store: drowsy })(key);
    await asleep.promise;
    await on.minutes(10);
    expect(on.addressees()).toEqual(all.toSorted());
    gate.resolve(undefined);
    await sleeper;
    expect(on.addressees()).toEqual(all.toSorted());
    expect(await on.progress()).toEqual({ due: 0, states: { sent: 12 }, complete: true });
  });
});
