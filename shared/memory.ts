import { type Instant, plus } from './domain/time.ts';
import type { Clock } from './ports/world.ts';

interface Settings<Value> {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly forMs: number;
  /** Says whether a value is remembered. Every value is, unless said otherwise. */
  readonly keeps?: (value: Value) => boolean;
}

/**
 * Remembers what was read under a name. It never holds more than what was read in the last `forMs`
 * before its newest reading.
 */
export function memory<Value>({ clock, forMs, keeps = () => true }: Settings<Value>) {
  const known = new Map<string, { readonly value: Value; readonly until: Instant }>();

  return async (name: string, read: () => Promise<Value>): Promise<Value> => {
    const now = clock.now();
    const remembered = known.get(name);
    if (remembered !== undefined && now < remembered.until) return remembered.value;
    const value = await read();
    for (const [other, { until }] of known) if (until <= now) known.delete(other);
    if (keeps(value)) known.set(name, { value, until: plus(now, forMs) });
    return value;
  };
}
