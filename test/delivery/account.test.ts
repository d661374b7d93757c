import { beforeEach, describe, expect, it } from 'vitest';
import { sendingAccount } from '../../shared/delivery/account.ts';
import { HOLD_MS } from '../../shared/domain/delivery.ts';
import type { SendingQuota } from '../../shared/ports/mail.ts';
import { StandingClock } from '../support/ports.ts';

let clock: StandingClock;
let quota: SendingQuota;
let asked: number;
beforeEach(() => {
  clock = new StandingClock();
  quota = { rate: 10, left: 1_000, daily: Infinity };
  asked = 0;
});

function anAccount(senders = 1) {
  const readQuota = async () => {
    asked += 1;
    return Promise.resolve(quota);
  };
  return sendingAccount({ readQuota, clock, senders });
}

describe('the share of a sender', () => {
  it('keeps what SES has answered for half a minute', async () => {
    const account = anAccount();
    await account.share('receipt');
    quota = { ...quota, left: 500 };
    clock.advance(29_999);
    expect(await account.share('receipt')).toMatchObject({ left: 1_000 });
    expect(asked).toBe(1);
    clock.advance(1);
    expect(await account.share('receipt')).toMatchObject({ left: 500 });
    expect(asked).toBe(2);
  });

  it('is less by what this sender has sent, until SES counts that itself', async () => {
    const account = anAccount();
    await account.share('receipt');
    account.spend();
    account.spend();
    expect(await account.share('receipt')).toMatchObject({ left: 998 });
    quota = { ...quota, left: 998 };
    clock.advance(30_000);
    expect(await account.share('receipt')).toMatchObject({ left: 998 });
  });

  it('is a part of the quota and of nine tenths of the rate', async () => {
    expect(await anAccount(4).share('announcement')).toEqual({ perSecond: 2.25, left: 250 });
  });

  it('that is nothing before anything was sent is not asked for twice', async () => {
    quota = { ...quota, left: 0 };
    const account = anAccount();
    expect(await account.share('receipt')).toMatchObject({ left: 0 });
    expect(await account.share('receipt')).toMatchObject({ left: 0 });
    expect(asked).toBe(1);
  });

  it('that is not used up is not asked for again', async () => {
    const account = anAccount();
    await account.share('receipt');
    account.spend();
    await account.share('receipt');
    expect(asked).toBe(1);
  });

  it('is nothing while the sending of the account is stopped', async () => {
    quota = { ...quota, rate: 0 };
    expect(await anAccount().share('receipt')).toEqual({ perSecond: 0, left: 0 });
  });

  it('is nothing, without a question, while SES refuses all mail, and comes back after that', async () => {
    const account = anAccount();
    account.hold();
    clock.advance(HOLD_MS - 1);
    expect(await account.share('receipt')).toEqual({ perSecond: 0, left: 0 });
    expect(asked).toBe(0);
    clock.advance(1);
    expect(await account.share('receipt')).toEqual({ perSecond: 9, left: 1_000 });
  });
});
