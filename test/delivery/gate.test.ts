import { beforeEach, describe, expect, it } from 'vitest';
import { sendingGate } from '../../shared/delivery/gate.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
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

/** The gate of a sender that has no share of the quota. */
function aGate() {
  const identify = async () => {
    looked += 1;
    return Promise.resolve(identity);
  };
  return sendingGate({ store: { identify }, account: null, clock, journal });
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
});
