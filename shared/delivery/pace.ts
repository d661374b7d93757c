import type { Clock, Pause } from '../ports/world.ts';

/** Keeps a sender to a rate: the sender waits before each batch of mails, and books each batch. */
export function pacer(clock: Clock, pause: Pause) {
  let free = 0;
  const now = () => Date.parse(clock.now());
  return {
    /** Waits until the batches that were booked have had their time. */
    async wait(): Promise<void> {
      const ahead = free - now();
      if (ahead > 0) await pause(ahead);
    },
    /** Books this number of mails, which go out now at `perSecond` mails a second. */
    book(mails: number, perSecond: number): void {
      free = Math.max(free, now()) + (mails * 1_000) / perSecond;
    },
  };
}
