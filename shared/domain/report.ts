import type { Feedback } from './delivery.ts';
import type { AuditRow } from './suppression.ts';
import type { Instant } from './time.ts';

/** What SES reports about one mail that it had accepted. */
export interface Report {
  /** The same if the same report is delivered twice. */
  readonly id: string;
  readonly event: 'delivery' | 'reject' | Exclude<AuditRow['event'], 'released'>;
  readonly at: Instant;
  readonly reason: string;
  readonly messageId: string;
  readonly destination: string;
  /** The tags with which the mail was sent. They name its delivery. */
  readonly tags: Readonly<Record<string, string>>;
}

const SAYS = {
  delivery: { state: 'delivered' },
  reject: { state: 'bounced' },
  bounce: { state: 'bounced' },
  'soft-bounce': { state: 'bounced', soft: true },
  'account-list': { state: 'suppressed' },
  complaint: { state: 'complained' },
} as const satisfies Record<Report['event'], { state: Feedback['state']; soft?: true }>;

export function feedbackOf({ event, at, reason, messageId }: Report): Feedback {
  return { ...SAYS[event], at, reason, messageId };
}

/**
 * Returns what must be remembered about the address, or null if the report says nothing about it.
 */
export function auditRowOf({ id, event, at, reason, messageId, tags }: Report): AuditRow | null {
  if (event === 'delivery' || event === 'reject') return null;
  return { id, event, at, reason, messageId, kind: tags['kind'] ?? '' };
}
