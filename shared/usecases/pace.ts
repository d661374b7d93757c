import type { Clock, Pause } from '../ports.ts';

/** Turns that come at most `perSecond` times a second, however many wait for one. */
export function pace(perSecond: number, clock: Clock, pause: Pause): () => Promise<void> {
  const apart = 1_000 / perSecond;
  let next = 0;
  return async () => {
    const now = Date.parse(clock.now());
    const turn = Math.max(now, next);
    next = turn + apart;
    if (turn > now) await pause(turn - now);
  };
}
