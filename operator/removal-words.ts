import type { Expiry } from '../shared/domain/expiry.ts';
import { showInstant } from './show-instant.ts';

const WORDS = {
  contacts: 'contact persons and addresses of versions',
  mails: 'records of what became of a mail about a submission',
  announcements: 'records of what became of a mail of the announcement',
  sources: 'counts of what a source sent in an hour',
} as const satisfies Record<Expiry['kind'], string>;

/** Says what was removed because it was too old, in one line. */
export function removalLine({
  kind,
  subject,
  removed,
  at,
  rule,
  days,
  tooOldAt,
  isDone,
}: Expiry): string {
  const state =
    tooOldAt === null ? 'day by day' : isDone ? 'all of them' : 'it goes on every night';
  return `${subject}: ${removed} ${WORDS[kind]}, last at ${showInstant(at)} (${rule}: ${days}; ${state})`;
}
