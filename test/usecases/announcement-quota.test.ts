import { describe, expect, it } from 'vitest';
import { HOLD_MS, type SendOutcome } from '../../shared/domain/delivery.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { Mail, SendingQuota } from '../../shared/ports/mail.ts';
import { aMailingList, PLENTY } from '../support/mailing-list.ts';
import { deliveriesOf, type KeptMails } from '../support/ports.ts';

describe('the quota of the account', () => {
  const remaining = (daily: number, { taken }: KeptMails): SendingQuota => ({
    rate: 100,
    daily,
    left: daily - taken.length,
  });

  it('when used up makes the announcement wait, is counted, and lets it go on when there is quota again', async () => {
    const on = aMailingList();
    const all = await on.readers(30);
    on.quota.now = { rate: 100, daily: 200, left: 20 };
    await on.scheduled();
    await on.sendOut(3);
    expect(on.mails.taken).toEqual([]);
    expect(on.journal.counts.get('QuotaUsedUp')).toBeGreaterThanOrEqual(1);
    expect(await on.progress()).toEqual({ due: 30, states: {}, complete: false });
    on.quota.now = { ...on.quota.now, left: 200 };
    await on.minutes(HOLD_MS / MINUTE_MS + 1);
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it('with a rate of no mail a second holds all mail', async () => {
    const on = aMailingList();
    const all = await on.readers(3);
    on.quota.now = { ...PLENTY, rate: 0 };
    await on.scheduled();
    await on.sendOut(2);
    expect(on.mails.taken).toEqual([]);
    expect(on.journal.counts.get('MailsHeld')).toBeGreaterThanOrEqual(1);
    on.quota.now = PLENTY;
    await on.minutes(HOLD_MS / MINUTE_MS + 1);
    expect(on.addressees()).toEqual(all.toSorted());
  });

  it('keeps a tenth of the day for the other mails, for any pages', async () => {
    const on = aMailingList();
    await on.readers(60);
    const daily = 45;
    await on.scheduled();
    await on.sendOut(
      40,
      on.announcing({ readQuota: () => Promise.resolve(remaining(daily, on.mails)) }),
    );
    // A tenth of 45, rounded up, is 5.
    expect(on.mails.taken).toHaveLength(40);
    expect(await on.progress()).toMatchObject({ due: 20, complete: false });
  });

  it('keeps that tenth also when several senders share a small quota', async () => {
    const on = aMailingList();
    const all = await on.readers(60);
    const daily = 45;
    await on.scheduled();
    const readQuota = () => Promise.resolve(remaining(daily, on.mails));
    const [one, other] = [1, 2].map(() => on.announcing({ readQuota, senders: 2 }));
    let turn = 0;
    await on.sendOut(40, async (key) => ((turn += 1) % 2 === 0 ? one : other)?.(key));
    // Nine tenths are 40. A sender does not know yet of a mail or two of the other sender.
    expect(on.mails.taken.length).toBeGreaterThanOrEqual(39);
    expect(on.mails.taken.length).toBeLessThanOrEqual(42);
    expect(all).toEqual(expect.arrayContaining(on.addressees()));
  });

  it('that SES itself reports as full costs no attempt, and loses nobody', async () => {
    const on = aMailingList();
    const all = await on.readers(30);
    await on.scheduled();
    const full: SendOutcome = { outcome: 'held', reason: 'daily-quota' };
    let isFull = true;
    const send = async (mail: Mail) => (isFull ? full : on.mails.send(mail));
    await on.sendOut(5, on.announcing({ send }));
    expect(on.mails.taken).toEqual([]);
    expect(on.journal.counts.get('QuotaUsedUp')).toBeGreaterThanOrEqual(1);
    await on.minutes(4 * 60, on.announcing({ send }));
    isFull = false;
    await on.minutes(HOLD_MS / MINUTE_MS + 2, on.announcing({ send }));
    expect(on.addressees()).toEqual(all.toSorted());
    for (const delivery of (await deliveriesOf(on.store, 'spring')).values()) {
      expect(delivery).toMatchObject({ state: 'sent', attempts: 1 });
    }
  });

  it('is read now and then, not at every page', async () => {
    const on = aMailingList();
    await on.readers(60);
    let asked = 0;
    const readQuota = () => Promise.resolve(((asked += 1), PLENTY));
    await on.scheduled();
    await on.sendOut(1, on.announcing({ readQuota }));
    expect(on.mails.taken).toHaveLength(60);
    expect(asked).toBeLessThanOrEqual(2);
  });
});
