import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../../shared/domain/delivery.ts';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { aConsultation, anAnnouncement, at } from '../support/builders.ts';
import { keyOf, keysOf } from '../support/ports.ts';
import {
  ACCEPTED,
  aReportedAddress,
  EMAIL,
  type Event,
  EVENTS,
  KINDS,
  report,
} from '../support/reported-address.ts';

describe.each(KINDS)('a report of a mail that is a %s', (kind) => {
  it.each([
    ['delivered', 'delivered'],
    ['hard', 'bounced'],
    ['soft', 'bounced'],
    ['listed', 'suppressed'],
    ['complained', 'complained'],
    ['rejected', 'bounced'],
  ] as const)('moves its delivery on: %s', async (event, state) => {
    const on = aReportedAddress();
    const { key, tags } = await on.aSentMail(kind);
    const told = report(event, tags);
    await on.recording()(told);
    expect(await on.deliveryAt(key)).toEqual({
      kind,
      attempts: 1,
      repeat: false,
      state,
      at: told.at,
      reason: told.reason,
      messageId: 'message-1',
      ...(event === 'soft' ? { soft: true } : {}),
    });
  });

  it('that comes before our own record of the sending is kept', async () => {
    const on = aReportedAddress();
    const { key, tags } = await on.aDueMail(kind);
    const claimed = await on.claimedAt(key);
    await on.recording()(report('hard', tags));
    const after = settle(claimed.delivery, ACCEPTED, on.clock.now());
    const [name = ''] = claimed.batch.deliveries.keys();
    expect(await on.store.moveBatch(claimed.batch, new Map([[name, after]]))).toBeNull();
    expect(await on.deliveryAt(key)).toMatchObject({ state: 'bounced' });
    const { batches } = await on.store.dueItems(plus(on.clock.now(), DAY_MS), 1_000);
    expect(batches).not.toContainEqual(key);
  });

  it('of a permanent bounce or a complaint suppresses its address', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail(kind);
    await on.recording()(report('hard', tags));
    expect(await on.suppression()).toEqual({ reason: 'bounce', at: at('2027-01-05T12:00:04Z') });
  });
});

describe('reports of one mail', () => {
  it('leave the same in any order and however often each comes', async () => {
    const events = Object.keys(EVENTS) as Event[];
    const told = fc.array(fc.constantFrom(...events), { minLength: 1, maxLength: 6 });
    const both = told.chain((all) => {
      const repeated = fc.tuple(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.subarray(all),
      );
      return fc.tuple(
        fc.constant(all),
        repeated.map(([one, again]) => [...one, ...again]),
      );
    });
    const left = async (all: readonly Event[]) => {
      const on = aReportedAddress();
      const { key, tags } = await on.aSentMail('announcement');
      for (const event of all) await on.recording()(report(event, tags));
      const standing = await on.subscription();
      return {
        state: (await on.deliveryAt(key)).state,
        suppression: (await on.suppression())?.reason,
        subscription: standing?.state,
        rows: (await on.store.listAudit(await keysOf(EMAIL))).map(({ event }) => event),
      };
    };
    await fc.assert(
      fc.asyncProperty(both, async ([one, other]) => {
        expect(await left(other)).toEqual(await left(one));
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    [['delivered', 'soft'], 'delivered'],
    [['soft', 'delivered'], 'delivered'],
    [['delivered', 'hard'], 'bounced'],
    [['soft', 'hard', 'delivered'], 'bounced'],
  ] as const)(
    'tell that a mail with an automatic reply has arrived: after %j it is %s',
    async (events, state) => {
      const on = aReportedAddress();
      const { key, tags } = await on.aSentMail('digest');
      for (const event of events) await on.recording()(report(event, tags));
      const delivery = await on.deliveryAt(key);
      expect(delivery.state).toBe(state);
      expect(delivery).not.toHaveProperty('soft');
    },
  );

  it('at the same time leave the worst state', async () => {
    const on = aReportedAddress();
    const { key, tags } = await on.aSentMail('announcement');
    const events: Event[] = ['delivered', 'soft', 'complained', 'hard', 'delivered', 'listed'];
    await Promise.all(events.map((event) => on.recording()(report(event, tags))));
    expect(await on.deliveryAt(key)).toMatchObject({ state: 'complained' });
    expect(await on.subscription()).toMatchObject({ state: 'ended' });
    expect(await on.store.listAudit(await keysOf(EMAIL))).toHaveLength(4);
  });

  it('that lose against another write read again until they are recorded', async () => {
    const on = aReportedAddress();
    const { key, tags } = await on.aSentMail('digest');
    let losses = 0;
    const losing = on.recording({
      async moveBatch(batch, moves) {
        // Another writer changes the row three times between the read and the write.
        if (losses < 3) {
          losses += 1;
          await on.store.moveBatch(batch, new Map());
        }
        return on.store.moveBatch(batch, moves);
      },
    });
    await losing(report('rejected', tags));
    expect(losses).toBe(3);
    expect(await on.deliveryAt(key)).toMatchObject({ state: 'bounced' });
    expect(on.journal.counts.get('MailsRejected')).toBe(1);
  });

  it('that come twice are written down and counted once', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    for (let times = 0; times < 3; times++) {
      await on.recording()(report('hard', tags));
      await on.recording()(report('complained', tags));
    }
    expect(on.journal.counts).toEqual(
      new Map([
        ['MailsBounced', 1],
        ['MailsComplained', 1],
      ]),
    );
    expect(await on.store.listAudit(await keysOf(EMAIL))).toEqual([
      {
        id: 'f-hard',
        at: at('2027-01-05T12:00:04Z'),
        event: 'bounce',
        kind: 'announcement',
        messageId: 'message-1',
        reason: 'Permanent/General',
      },
      expect.objectContaining({ id: 'f-complaint', event: 'complaint' }),
    ]);
  });

  it('count a receipt that came back by itself, once', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('receipt');
    for (let times = 0; times < 2; times++) await on.recording()(report('hard', tags));
    expect(on.journal.counts.get('ReceiptsBounced')).toBe(1);
    await on.recording()(report('hard', (await on.aSentMail('confirmation')).tags));
    expect(on.journal.counts.get('ReceiptsBounced')).toBe(1);
  });

  it('settle a mail with an unknown outcome', async () => {
    const on = aReportedAddress();
    const { key, tags } = await on.aDueMail('receipt');
    const claimed = await on.claimedAt(key);
    const silence = { outcome: 'unknown', reason: 'TimeoutError' } as const;
    await on.moved(claimed.batch, settle(claimed.delivery, silence, on.clock.now()));
    await on.recording()(report('delivered', tags));
    expect(await on.deliveryAt(key)).toMatchObject({ state: 'delivered' });
  });

  it('that a fault breaks off after the audit row are completed when they come again', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    const broken = on.recording({ saveSuppression: () => Promise.reject(new Error('throttled')) });
    await expect(broken(report('hard', tags))).rejects.toThrow('throttled');
    const unended = on.recording({
      saveSubscription: () => Promise.reject(new Error('throttled')),
    });
    await expect(unended(report('hard', tags))).rejects.toThrow('throttled');
    expect(await on.subscription()).toMatchObject({ state: 'confirmed' });
    await on.recording()(report('hard', tags));
    expect(await on.suppression()).toMatchObject({ reason: 'bounce' });
    expect(await on.subscription()).toMatchObject({ state: 'ended', ending: 'bounce' });
    expect(on.journal.counts.get('MailsBounced')).toBe(1);
  });
});

describe('a digest that bounces', () => {
  it('is counted separately, because somebody must find another mailbox', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('digest');
    await on.recording()(report('soft', tags));
    expect(on.journal.counts.get('DigestsBounced')).toBe(1);
    await on.recording()(report('soft', tags));
    expect(on.journal.counts.get('DigestsBounced')).toBe(1);
  });

  it('is counted as bounced too when SES rejects its content', async () => {
    const on = aReportedAddress();
    const { key, tags } = await on.aSentMail('digest');
    await on.recording()(report('rejected', tags));
    await on.recording()(report('rejected', tags));
    expect(await on.deliveryAt(key)).toMatchObject({ state: 'bounced', reason: 'Bad content' });
    expect(on.journal.counts).toEqual(
      new Map([
        ['MailsRejected', 1],
        ['DigestsBounced', 1],
      ]),
    );
    expect(on.journal.errors).toContain(
      'SES reports a bounce, a rejection or a complaint about a digest',
    );
  });

  it('is not counted when it is a mail of another kind', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    await on.recording()(report('hard', tags));
    expect(on.journal.counts.has('DigestsBounced')).toBe(false);
    expect(on.journal.errors).toEqual([]);
  });
});

describe('a mail that SES rejects for its content', () => {
  it('is counted once, however often it is reported, and says nothing of its address', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('receipt');
    await Promise.all([1, 2, 3].map(async () => on.recording()(report('rejected', tags))));
    expect(on.journal.counts).toEqual(new Map([['MailsRejected', 1]]));
    expect(on.journal.errors).toHaveLength(1);
    expect(await on.suppression()).toBeNull();
  });
});

describe('a report of a mail that the product did not send', () => {
  it.each<Record<string, string>>([
    {},
    { kind: 'newsletter' },
    {
      kind: 'receipt',
      consultation: 'nowhere',
      reference: 'X',
      version: '1',
      content: 'a',
      mail: 'receipt',
    },
    {
      kind: 'receipt',
      consultation: 'nap2-midterm-review',
      reference: 'X',
      version: 'one',
      content: 'a',
    },
    { kind: 'digest', unit: 'nowhere', number: 'one' },
    {
      kind: 'announcement',
      announcement: 'nowhere',
      batch: '0',
      address: 'A'.repeat(22),
    },
    { kind: 'announcement', announcement: 'nowhere', address: 'A'.repeat(22) },
    { kind: 'confirmation', address: 'A'.repeat(22) },
    { kind: 'confirmation', address: '?' },
    { kind: 'receipt' },
    { kind: 'digest' },
    { kind: 'announcement' },
    { kind: 'confirmation' },
  ])('%j moves nothing, and what it says about the address is kept', async (tags) => {
    const on = aReportedAddress();
    await on.store.saveConsultation(aConsultation());
    await on.recording()(report('delivered', tags));
    await on.recording()(report('hard', tags));
    expect(await on.suppression()).toMatchObject({ reason: 'bounce' });
  });

  it('of an announcement that was erased changes nothing', async () => {
    const on = aReportedAddress();
    const { key, tags } = await on.aSentMail('announcement');
    await on.store.eraseAddress(await keyOf(EMAIL), [anAnnouncement().id]);
    await on.recording()(report('delivered', tags));
    expect((await on.store.findBatch(key))?.deliveries.size).toBe(0);
  });
});
