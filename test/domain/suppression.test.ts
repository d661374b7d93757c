import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditRow, suppressionFor } from '../../shared/domain/suppression.ts';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { at } from '../support/builders.ts';

const start = at('2027-01-01T00:00:00Z');

function row(event: AuditRow['event'], days: number): AuditRow {
  const id = `${event}-${days}`;
  return { id, at: plus(start, days * DAY_MS), event, kind: '', messageId: '', reason: '' };
}

const soft = (...days: number[]) => days.map((day) => row('soft-bounce', day));

describe('an address', () => {
  it('may get mail when nothing is known about it', () => {
    expect(suppressionFor([])).toBeNull();
  });

  it('that bounces temporarily may still get mail, up to the fourth time', () => {
    expect(suppressionFor(soft(1))).toBeNull();
    expect(suppressionFor(soft(1, 2, 3, 4))).toBeNull();
  });

  it('that has bounced five times within 90 days gets no more', () => {
    const fifth = { reason: 'soft-bounces', at: plus(start, 90 * DAY_MS) };
    expect(suppressionFor(soft(0, 10, 20, 30, 90))).toEqual(fifth);
    expect(suppressionFor(soft(-200, -100, 0, 10, 20, 30, 90))).toEqual(fifth);
  });

  it('that has bounced five times over more than 90 days may get mail', () => {
    expect(suppressionFor(soft(0, 20, 40, 60, 90 + 1 / DAY_MS))).toBeNull();
    expect(suppressionFor(soft(0, 30, 60, 90, 120, 150, 180, 210))).toBeNull();
  });

  it.each([
    ['bounce', 'bounce'],
    ['account-list', 'account-list'],
    ['complaint', 'complaint'],
  ] as const)('gets no more after one %s', (event, reason) => {
    expect(suppressionFor([row(event, 3)])).toEqual({ reason, at: plus(start, 3 * DAY_MS) });
  });

  it('is suppressed for the gravest reason, in any order of the reports', () => {
    const all = [
      ...soft(0, 1, 2, 3, 4),
      row('bounce', 5),
      row('account-list', 6),
      row('complaint', 7),
      row('complaint', 8),
    ];
    expect(suppressionFor(all)).toEqual({ reason: 'complaint', at: plus(start, 7 * DAY_MS) });
    expect(suppressionFor(all.slice(0, 7))?.reason).toBe('account-list');
    expect(suppressionFor(all.slice(0, 6))?.reason).toBe('bounce');
  });

  it('starts again from zero after a release', () => {
    const before = [row('complaint', 1), row('bounce', 2), ...soft(3, 4, 5, 6)];
    expect(suppressionFor([...before, row('released', 10)])).toBeNull();
    expect(suppressionFor([...before, row('released', 10), ...soft(11)])).toBeNull();
    expect(suppressionFor([...before, row('released', 10), row('bounce', 11)])?.reason).toBe(
      'bounce',
    );
  });

  it('starts again from zero after a second release', () => {
    const released = [row('bounce', 1), row('released', 2), row('bounce', 3), row('released', 4)];
    expect(suppressionFor(released)).toBeNull();
  });

  it('is judged the same in any order of its reports', () => {
    const events = fc.constantFrom<AuditRow['event']>(
      'soft-bounce',
      'bounce',
      'account-list',
      'complaint',
      'released',
    );
    const rows = fc.uniqueArray(fc.tuple(events, fc.integer({ min: 0, max: 120 })), {
      selector: ([, day]) => day,
      maxLength: 12,
    });
    const shuffled = rows.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const judged = (all: typeof one) => suppressionFor(all.map((about) => row(...about)));
        expect(judged(other)).toEqual(judged(one));
      }),
    );
  });
});
