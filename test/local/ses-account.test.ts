import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SesAccount } from '../../local/ses-account.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2027-01-05T10:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** Returns what this many mails meet when they come at the same time. */
const fates = (account: SesAccount, mails: number, address = 'anna@ngo.example') =>
  Array.from({ length: mails }, () => {
    const fault = account.faultFor(address);
    if (fault === null) account.recordTaken();
    return fault;
  });

describe('the mails of the last 24 hours', () => {
  it('are those in the inbox at the start and those taken since, each for a day', () => {
    const account = new SesAccount([START - 25 * HOUR_MS, START - 23 * HOUR_MS]);
    expect(account.quota.sentLast24Hours).toBe(1);
    account.recordTaken();
    expect(account.quota.sentLast24Hours).toBe(2);
    later(HOUR_MS);
    expect(account.quota.sentLast24Hours).toBe(1);
    later(23 * HOUR_MS);
    expect(account.quota.sentLast24Hours).toBe(0);
  });

  it('are the ordered count and those since, and the true count again after null', () => {
    const account = new SesAccount([START - HOUR_MS, START - HOUR_MS]);
    account.recordTaken();
    account.orderQuota({ sentLast24Hours: 10 });
    account.recordTaken();
    expect(account.quota.sentLast24Hours).toBe(11);
    account.orderQuota({ sentLast24Hours: null });
    expect(account.quota.sentLast24Hours).toBe(4);
  });

  it('are still counted when another part of the quota is ordered', () => {
    const account = new SesAccount([]);
    account.orderQuota({ sentLast24Hours: 10 });
    account.orderQuota({ max24HourSend: 12 });
    expect(account.quota).toEqual({
      maxSendRate: 14,
      max24HourSend: 12,
      sentLast24Hours: 10,
      enforceRate: false,
    });
    expect(fates(account, 3)).toEqual([null, null, 'quota']);
  });
});

describe('the rate', () => {
  it('is not enforced unless that is ordered', () => {
    expect(new Set(fates(new SesAccount([]), 100))).toEqual(new Set([null]));
  });

  it('lets one second’s worth through at once, and then refills with time', () => {
    const account = new SesAccount([]);
    account.orderQuota({ maxSendRate: 2, enforceRate: true });
    expect(fates(account, 3)).toEqual([null, null, 'throttle']);
    later(500);
    expect(fates(account, 2)).toEqual([null, 'throttle']);
    later(HOUR_MS);
    expect(fates(account, 3)).toEqual([null, null, 'throttle']);
  });
});

describe('a fault', () => {
  it('ordered for every address is met by addresses without an order of their own', () => {
    const account = new SesAccount([]);
    account.order({ address: '*', fault: 'bounce', times: 'always' });
    account.order({ address: 'Anna@ngo.example', fault: 'complain', times: 1 });
    expect(account.faults).toEqual([
      { address: '*', fault: 'bounce', left: 'always' },
      { address: 'anna@ngo.example', fault: 'complain', left: 1 },
    ]);
    expect(fates(account, 3)).toEqual(['complain', 'bounce', 'bounce']);
    expect(fates(account, 2, 'other@ngo.example')).toEqual(['bounce', 'bounce']);
    account.order({ address: '*', fault: null, times: 1 });
    expect(fates(account, 1)).toEqual([null]);
  });

  it('that takes the mail first is not met while the account may send nothing', () => {
    const account = new SesAccount([]);
    account.orderQuota({ max24HourSend: 0 });
    account.order({ address: '*', fault: 'bounce', times: 1 });
    expect(fates(account, 1)).toEqual(['quota']);
    account.orderQuota({ max24HourSend: 1 });
    expect(fates(account, 1)).toEqual(['bounce']);
  });

  it('that refuses the mail is met even then', () => {
    const account = new SesAccount([]);
    account.orderQuota({ max24HourSend: 0 });
    account.order({ address: '*', fault: 'reject', times: 1 });
    expect(fates(account, 2)).toEqual(['reject', 'quota']);
  });
});
