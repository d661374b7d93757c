import type { Clock, Pause } from '../ports/world.ts';

/** Keeps whoever waits before each batch of mails to a rate. */
export function pacer(clock: Clock, pause: Pause) {
  let free = 0;
  const now = () => Date.parse(clock.now());
  return {
    /** Waits until what was booked before has had its time. */
    async wait(): Promise<void> {
      const ahead = free - now();
      if (ahead > 0) await pause(ahead);
    },
    /** So many go out now, at `perSecond` mails a second. */
    book(mails: number, perSecond: number): void {
      free = Math.max(free, now()) + (mails * 1_000) / perSecond;
    },
  };
}
