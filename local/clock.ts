/*
 * The stack's clock is the real clock plus a shift. It replaces `Date` itself, so the product does
 * not know about the shift. The shift lies in shared memory, so the clocks of all workers move at
 * the same moment.
 */

const RealDate = Date;

/**
 * The milliseconds that are added to the real time. The stack and its workers share this memory.
 */
export type ClockShift = Float64Array<SharedArrayBuffer>;

export function clockShift(ms: number): ClockShift {
  const shift = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  shift[0] = ms;
  return shift;
}

/** Replaces `Date` in this thread with the shifted clock, permanently. */
export function installClock(shift: ClockShift): void {
  const now = () => RealDate.now() + (shift[0] ?? 0);
  const Shifted = new Proxy(RealDate, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) =>
      property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown),
  });
  globalThis.Date = Shifted;
  // A library that clones a date reads the date's constructor.
  Object.defineProperty(RealDate.prototype, 'constructor', { value: Shifted, configurable: true });
}

/** Returns the milliseconds since 1970 by the machine's own clock. */
export function realNow(): number {
  return RealDate.now();
}
