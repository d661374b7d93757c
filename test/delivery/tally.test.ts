import { beforeEach, describe, expect, it } from 'vitest';
import { tally } from '../../shared/delivery/tally.ts';
import { claim, type Delivery, due, fail, settle, suppress } from '../../shared/domain/delivery.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import { at } from '../support/builders.ts';

const NOW = at('2027-01-11T06:00:00Z');
const KEY = { partition: 'DIGESTS#unit', sort: '000001' };

const waiting = due('receipt', NOW);
const sending = claim(waiting, NOW, 'me') ?? waiting;
const sent = settle(sending, { outcome: 'accepted', messageId: 'm' }, NOW);
const unknown = settle(sending, { outcome: 'unknown', reason: 'TimeoutError' }, NOW);
const failed = fail(waiting, 'not-composed');
const suppressed = suppress(waiting, 'complaint', NOW);

let counts: [string, number | undefined][];
let told: Record<string, unknown>[];
let wrong: Record<string, unknown>[];
let journal: Journal;
beforeEach(() => {
  [counts, told, wrong] = [[], [], []];
  journal = {
    count: (name, value) => void counts.push([name, value]),
    info: (_, details) => void told.push(details),
    error: (_, details) => void wrong.push(details),
  };
});

const moves = (...deliveries: Delivery[]) =>
  new Map(deliveries.map((delivery, place) => [String(place), delivery]));

describe('what became of many mails', () => {
  it('is told in one line and counted by state, with what the report is about', () => {
    const done = tally(journal);
    done.add(KEY, moves(sent, failed, unknown, suppressed));
    done.add(KEY, moves(sent, waiting));
    done.report({ unit: 'unit' });
    expect(counts).toEqual([
      ['MailsSent', 2],
      ['MailsFailed', 1],
      ['MailsUnknown', 1],
    ]);
    expect(told).toEqual([{ unit: 'unit', sent: 2, failed: 1, unknown: 1, suppressed: 1, due: 1 }]);
  });

  it('is told once', () => {
    const done = tally(journal);
    done.add(KEY, moves(sent));
    done.report({});
    done.report({});
    expect(counts).toEqual([['MailsSent', 1]]);
    expect(told).toEqual([{ sent: 1 }]);
  });

  it('leaves out a mail that is only being sent', () => {
    const done = tally(journal);
    done.add(KEY, moves(sending));
    done.report({});
    expect([counts, told, wrong]).toEqual([[], [], []]);
  });

  it('names at once each mail that did not go out, or of which nobody knows, and no other', () => {
    tally(journal).add(KEY, moves(sending, sent, failed, waiting, unknown, suppressed));
    expect(wrong).toEqual([
      {
        key: KEY,
        name: '2',
        kind: 'receipt',
        state: 'failed',
        attempts: 0,
        reason: 'not-composed',
      },
      {
        key: KEY,
        name: '4',
        kind: 'receipt',
        state: 'unknown',
        attempts: 1,
        reason: 'TimeoutError',
      },
    ]);
  });
});
