import * as z from 'zod/mini';
import { DAY_MS, Instant, plus } from './time.ts';

/** An address that must get no more mail, and why. */
export const Suppression = z.readonly(
  z.strictObject({
    reason: z.enum(['bounce', 'soft-bounces', 'complaint', 'account-list']),
    at: Instant,
  }),
);
export type Suppression = z.infer<typeof Suppression>;

/**
 * One report of SES about an address, or the moment when an operator released the address. Each
 * report is written once.
 */
export const AuditRow = z.readonly(
  z.strictObject({
    /** The id of the report: the same if the same report is delivered twice. */
    id: z.string(),
    at: Instant,
    event: z.enum(['bounce', 'soft-bounce', 'complaint', 'account-list', 'released']),
    /** The kind of the mail. */
    kind: z.string(),
    messageId: z.string(),
    reason: z.string(),
  }),
);
export type AuditRow = z.infer<typeof AuditRow>;

/**
 * A full mailbox or a server that is down is no reason for a suppression at first. This many soft
 * bounces within `SOFT_BOUNCES_WITHIN_MS` are a reason.
 */
const MAX_SOFT_BOUNCES = 5;
const SOFT_BOUNCES_WITHIN_MS = 90 * DAY_MS;

/**
 * Returns the suppression that follows from all rows of an address, or null while the address may
 * get mail. Rows from before the last release do not count.
 */
export function suppressionFor(rows: readonly AuditRow[]): Suppression | null {
  const inOrder = rows.toSorted((one, other) => one.at.localeCompare(other.at));
  const since = inOrder.slice(inOrder.findLastIndex(({ event }) => event === 'released') + 1);
  const first = (wanted: AuditRow['event']) => since.find(({ event }) => event === wanted)?.at;
  const complaint = first('complaint');
  if (complaint !== undefined) return { reason: 'complaint', at: complaint };
  const listed = first('account-list');
  if (listed !== undefined) return { reason: 'account-list', at: listed };
  const bounce = first('bounce');
  if (bounce !== undefined) return { reason: 'bounce', at: bounce };
  const soft = since.filter(({ event }) => event === 'soft-bounce').map(({ at }) => at);
  const last = soft.find((at, index) => {
    const start = soft[index - MAX_SOFT_BOUNCES + 1];
    return start !== undefined && at <= plus(start, SOFT_BOUNCES_WITHIN_MS);
  });
  return last === undefined ? null : { reason: 'soft-bounces', at: last };
}
