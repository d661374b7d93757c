import * as z from 'zod/mini';

/** The calls of KMS that the product makes. */
export const KMS_ACTIONS = ['GetPublicKey', 'Sign'] as const;
export type KmsAction = (typeof KMS_ACTIONS)[number];

/**
 * The ways in which the local KMS fails on purpose.
 *
 * - KMS does nothing: `throttle`, `unavailable`, `disabled` (somebody has disabled the key),
 *   `deleting` (its deletion is scheduled), `refuse-connection`.
 * - KMS does it but does not say so: `timeout`, `drop-answer`.
 */
const KMS_FAULTS = [
  'throttle',
  'unavailable',
  'disabled',
  'deleting',
  'refuse-connection',
  'timeout',
  'drop-answer',
] as const;
export type KmsFault = (typeof KMS_FAULTS)[number];

/**
 * What the next calls meet. `*` means every call without an order of its own. The fault null ends
 * the order.
 */
export const KmsFaultOrder = z.strictObject({
  action: z._default(z.enum(['*', ...KMS_ACTIONS]), '*'),
  fault: z.nullable(z.enum(KMS_FAULTS)),
  times: z._default(z.union([z.int().check(z.minimum(1)), z.literal('always')]), 1),
});
type KmsFaultOrder = z.infer<typeof KmsFaultOrder>;

/** The ordered faults of the local KMS. */
export class KmsFaults {
  readonly #orders = new Map<KmsFaultOrder['action'], { fault: KmsFault; left: number }>();

  order({ action, fault, times }: KmsFaultOrder): void {
    if (fault === null) this.#orders.delete(action);
    else this.#orders.set(action, { fault, left: times === 'always' ? Infinity : times });
  }

  /** Returns the orders that are in force. */
  get orders() {
    return [...this.#orders].map(([action, { fault, left }]) => ({
      action,
      fault,
      left: left === Infinity ? ('always' as const) : left,
    }));
  }

  /** Returns the fault that this call meets, and counts its order down. */
  faultFor(action: KmsAction): KmsFault | null {
    const own = this.#orders.has(action) ? action : '*';
    const order = this.#orders.get(own);
    if (order === undefined) return null;
    order.left -= 1;
    if (order.left <= 0) this.#orders.delete(own);
    return order.fault;
  }
}
