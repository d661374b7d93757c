import type { Delivery } from '../domain/delivery.ts';
import { DUE } from './keys.ts';

/** A delivery as attributes of its item, with those of the sparse `outbox` index while it is under way. */
export function dueAttributes(delivery: Delivery) {
  return 'dueAt' in delivery
    ? { delivery, outbox: DUE, dueAt: delivery.dueAt }
    : { delivery, outbox: null, dueAt: null };
}
