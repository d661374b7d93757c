import type { Expiry } from '../shared/domain/expiry.ts';
import { countOf } from './count-of.ts';
import { showInstant } from './show-instant.ts';

/** What is counted: one of them, and any other number of them. */
const WORDS: Record<Expiry['kind'], readonly [one: string, many: string]> = {
  contacts: [
    'contact person and address of a version',
    'contact persons and addresses of versions',
  ],
  mails: [
    'record of what became of a mail about a submission',
    'records of what became of a mail about a submission',
  ],
  announcements: [
    'record of what became of a mail of the announcement',
    'records of what became of a mail of the announcement',
  ],
  sources: ['count of what a source sent in an hour', 'counts of what a source sent in an hour'],
};

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
  return `${subject}: ${countOf(removed, ...WORDS[kind])}, last at ${showInstant(at)} (${rule}: ${days}; ${state})`;
}
