/*
 * The stack's clock: the real one, shifted. `Date` itself is replaced, so that the product knows
 * nothing of it; the shift lies in shared memory, so that every worker's clock moves at once.
 */

const RealDate = Date;

/** Shared between the stack and its workers; milliseconds added to the real time. */
export type ClockShift = Float64Array<SharedArrayBuffer>;

export function clockShift(ms: number): ClockShift {
  const shift = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  shift[0] = ms;
  return shift;
}

/** Puts the shifted clock in the place of `Date` in this thread, for good. */
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
  // A library that clones a date asks it for its constructor.
  Object.defineProperty(RealDate.prototype, 'constructor', { value: Shifted, configurable: true });
}

/** Milliseconds since 1970 by the machine's own clock. */
export function realNow(): number {
  return RealDate.now();
}
