import { expect, it } from 'vitest';
import { dependentLines } from '../../operator/key-words.ts';
import { removalLine } from '../../operator/removal-words.ts';
import type { Expiry } from '../../shared/domain/expiry.ts';
import { at } from '../support/builders.ts';

const NOTHING = { consultations: 0, references: null, confirmations: null, subscribers: 0 };
const KINDS = ['contacts', 'mails', 'announcements', 'sources'] as const;

function linesOf(count: number): string {
  return dependentLines({ ...NOTHING, consultations: count, subscribers: count }).join('\n');
}

function removalOf(kind: Expiry['kind'], removed: number): string {
  const from = { subject: 'rights', rule: 'deliveryDays', days: 400, tooOldAt: null } as const;
  const begun = { place: null, startedAt: at('2028-02-01T03:00:00Z'), isDone: false };
  return removalLine({ kind, removed, at: at('2028-02-01T03:00:00Z'), ...from, ...begun });
}

it('what depends on a key is counted in the singular and in the plural', () => {
  expect(linesOf(1)).toMatch(/of 1 consultation, [^]*to 1 person on the list, /u);
  expect(linesOf(2)).toMatch(/of 2 consultations, [^]*to 2 people on the list, /u);
});

it.each([
  ['contacts', 'contact person and address of a version'],
  ['mails', 'record of what became of a mail about a submission'],
  ['announcements', 'record of what became of a mail of the announcement'],
  ['sources', 'count of what a source sent in an hour'],
] as const)('one removal is counted in the singular: %s', (kind, one) => {
  expect(removalOf(kind, 1)).toContain(`rights: 1 ${one}, last at `);
});

it.each(KINDS)('any other number of removals is counted in the plural: %s', (kind) => {
  for (const removed of [0, 2, 21]) {
    expect(removalOf(kind, removed)).toMatch(
      new RegExp(`^rights: ${removed} (?:contact persons|records|counts) `, 'u'),
    );
  }
});
