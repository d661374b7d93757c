import { beforeEach, describe, expect, it } from 'vitest';
import { sendingAccount } from '../../shared/delivery/account.ts';
import { sendingGate } from '../../shared/delivery/gate.ts';
import { HOLD_MS } from '../../shared/domain/delivery.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { ReadQuota } from '../../shared/ports/mail.ts';
import { KeptJournal, StandingClock } from '../support/ports.ts';

let clock: StandingClock;
let journal: KeptJournal;
let identity: 'original' | 'restored';
let looked: number;
beforeEach(() => {
  clock = new StandingClock();
  journal = new KeptJournal();
  identity = 'original';
  looked = 0;
});

/** Without a quota to read, the gate of a sender that has no share of it. */
function aGate(readQuota: ReadQuota | null = null) {
  const identify = async () => {
    looked += 1;
    return Promise.resolve(identity);
  };
  const account = readQuota && sendingAccount({ readQuota, clock, senders: 1 });
  return sendingGate({ store: { identify }, account, clock, journal });
}

describe('the gate', () => {
  it('of an original table is open, and nothing is counted', async () => {
    const gate = aGate();
    expect(await gate.isOriginal()).toBe(true);
    expect(await gate.ask('digest')).toEqual({ leave: 'yes' });
    expect(journal.counts).toEqual(new Map());
  });

  it('looks at an original table once a minute', async () => {
    const gate = aGate();
    await gate.isOriginal();
    identity = 'restored';
    clock.advance(MINUTE_MS - 1);
    expect(await gate.isOriginal()).toBe(true);
    expect(looked).toBe(1);
    clock.advance(1);
    expect(await gate.isOriginal()).toBe(false);
    expect(looked).toBe(2);
  });

  it('looks at a restored table each time, and opens as soon as an operator has adopted it', async () => {
    identity = 'restored';
    const gate = aGate();
    expect(await gate.ask('digest')).toEqual({ leave: 'no' });
    identity = 'original';
    expect(await gate.ask('digest')).toEqual({ leave: 'yes' });
    expect(journal.counts).toEqual(new Map([['TableHeld', 1]]));
  });

  it('of a sender that has no share of the quota asks for none', async () => {
    expect(await aGate().ask('receipt')).toEqual({ leave: 'yes' });
  });

  it('counts mails that wait because SES does not say what the account may send', async () => {
    const gate = aGate(() => Promise.reject(new Error('AccessDenied')));
    const at = plus(clock.now(), MINUTE_MS);
    expect(await gate.ask('receipt')).toEqual({ leave: 'later', at });
    expect(journal.counts).toEqual(new Map([['MailsHeld', 1]]));
    expect(journal.errors).toHaveLength(1);
    expect(await gate.ask('digest')).toEqual({ leave: 'yes' });
  });

  it.each([
    ['is used up', 10, 'QuotaUsedUp'],
    ['does not count, because the account may send nothing', 0, 'MailsHeld'],
  ])('counts mails that wait because the quota %s', async (_, rate, counted) => {
    const left = rate === 0 ? 1_000 : 0;
    const gate = aGate(() => Promise.resolve({ rate, left, daily: 1_000 }));
    const at = plus(clock.now(), HOLD_MS);
    expect(await gate.ask('receipt')).toEqual({ leave: 'later', at });
    expect(journal.counts).toEqual(new Map([[counted, 1]]));
  });
});
