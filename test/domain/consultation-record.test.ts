import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import {
  judgeConsultation,
  type RecordedAnnouncement,
  type RecordedDraft,
  type RecordFacts,
  type Rule,
} from '../../shared/domain/consultation-record.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { aConsultation, at } from '../support/builders.ts';

/* Clocks in Riga change on 28 March 2027 and on 31 October 2027. */
const opensAt = at('2027-03-15T09:00+02:00');
const closesAt = at('2027-04-15T09:00+03:00');
const CLOSED = at('2027-04-16T09:00+03:00');
const SHA = 'a'.repeat(64);

function aDraft(loggedAt: Instant, version = 1): RecordedDraft {
  return { version, logged: { at: loggedAt, entry: 2, sha256: SHA } };
}

function anAnnouncement(changes: Partial<RecordedAnnouncement> = {}): RecordedAnnouncement {
  return {
    id: 'opened-nap2-midterm-review',
    kind: 'opened',
    topic: 'drafts',
    subject: null,
    sentAt: opensAt,
    reach: { countedAt: CLOSED, complete: true, sent: 40, accepted: 38 },
    ...changes,
  };
}

interface Changes extends Omit<Partial<RecordFacts>, 'consultation'> {
  readonly consultation?: Partial<Consultation>;
}

function facts({ consultation = {}, ...changes }: Changes = {}): RecordFacts {
  return {
    consultation: aConsultation({ opensAt, closesAt, ...consultation }),
    stage: 'co-creation',
    drafts: [aDraft(at('2027-03-01T09:00+02:00'))],
    announcements: [anAnnouncement()],
    log: { upTo: CLOSED },
    ...changes,
  };
}

function judge(rule: Rule['rule'], changes: Changes = {}, now = CLOSED): Partial<Rule> | undefined {
  return judgeConsultation(facts(changes), now).find((one) => one.rule === rule);
}

const own = (standards: Consultation['standards'], changes: Partial<Consultation> = {}) => ({
  consultation: { standards, ...changes },
});

describe('the rules', () => {
  it('are those of the OGP, and those that the consultation sets itself', () => {
    const rules = (changes: Changes) =>
      judgeConsultation(facts(changes), CLOSED).map(({ rule, standard }) => [rule, standard]);
    expect(rules({})).toEqual([
      ['dialogue', 1],
      ['readable', 2],
      ['invited', 3],
      ['answered', 4],
    ]);
    expect(rules({ stage: 'implementation' })).toEqual([
      ['dialogue', 1],
      ['readable', 2],
      ['invited', 5],
      ['answered', 5],
    ]);
    const set = own({ shortestWindowDays: 30, noticeDays: 14, summaryDays: 60 });
    expect(rules(set).slice(4)).toEqual([
      ['window', null],
      ['notice', null],
      ['summary', null],
    ]);
  });

  it('never judge what one consultation cannot show', () => {
    expect(judge('dialogue')).toMatchObject({ verdict: 'unknown', because: 'not-in-record' });
  });
});

describe('the shortest window', () => {
  const window = (days: number, changes: Partial<Consultation> = {}) =>
    judge('window', own({ shortestWindowDays: days }, changes));

  it('counts full days, one with a change of clocks as one', () => {
    // 31 days in which clocks lose an hour.
    expect(window(31)).toMatchObject({ verdict: 'pass', because: 'long-enough', days: 31 });
    expect(window(32)).toMatchObject({ verdict: 'fail', because: 'too-short', days: 31 });
  });

  it('does not count a day that is a millisecond short', () => {
    const short = { closesAt: plus(closesAt, -1) };
    expect(window(31, short)).toMatchObject({ verdict: 'fail', days: 30 });
    expect(window(30, short)).toMatchObject({ verdict: 'pass', days: 30 });
  });

  it('counts a window over the end of summer time', () => {
    const autumn = {
      opensAt: at('2027-10-30T12:00+03:00'),
      closesAt: at('2027-11-01T12:00+02:00'),
    };
    expect(window(2, autumn)).toMatchObject({ verdict: 'pass', days: 2 });
    // 48 hours, and an hour less than two days.
    const hours = { ...autumn, closesAt: plus(autumn.opensAt, 48 * 3_600_000) };
    expect(window(2, hours)).toMatchObject({ verdict: 'fail', days: 1 });
  });
});

describe('the notice', () => {
  const notice = (loggedAt: Instant, log: RecordFacts['log'] = { upTo: CLOSED }) =>
    judge('notice', { ...own({ noticeDays: 14 }), drafts: [aDraft(loggedAt)], log });

  it('lasts from when the log tells of the draft to the opening', () => {
    const first = at('2027-03-01T09:00+02:00');
    expect(notice(first)).toMatchObject({
      verdict: 'pass',
      because: 'early-enough',
      days: 14,
      at: first,
    });
    expect(notice(plus(first, 1))).toMatchObject({
      verdict: 'fail',
      because: 'too-late',
      days: 13,
    });
  });

  it('was none if the draft came with the opening', () => {
    expect(notice(plus(opensAt, 20 * 60_000))).toMatchObject({ verdict: 'fail', days: 0 });
  });

  it('is not known if the log begins later', () => {
    expect(notice(plus(opensAt, 3_600_000))).toMatchObject({ verdict: 'fail' });
    expect(notice(plus(opensAt, 3_600_001))).toMatchObject({
      verdict: 'unknown',
      because: 'log-began-later',
    });
    expect(
      judge('notice', { ...own({ noticeDays: 14 }), drafts: [{ version: 1, logged: null }] }),
    ).toMatchObject({ verdict: 'unknown', because: 'log-behind' });
    expect(notice(opensAt, null)).toMatchObject({ verdict: 'unknown', because: 'log-behind' });
  });
});

describe('the summary', () => {
  const dueAt = at('2027-05-15T09:00+03:00');
  const summary = (changes: Changes, now: Instant) =>
    judge('summary', { ...own({ summaryDays: 30 }), ...changes }, now);
  const results = (sentAt: Instant) =>
    anAnnouncement({ id: 'results', kind: 'written', topic: 'results', sentAt });

  it('is not due before closing, and until so many days later', () => {
    expect(summary({}, plus(closesAt, -1))).toMatchObject({
      verdict: 'unknown',
      because: 'not-closed-yet',
      at: closesAt,
    });
    expect(summary({}, closesAt)).toMatchObject({ because: 'not-answered-yet', at: dueAt });
    expect(summary({}, dueAt)).toMatchObject({ because: 'not-answered-yet', at: dueAt });
  });

  it('fails a moment later, once the log has come so far', () => {
    const now = plus(dueAt, 1);
    expect(summary({ log: { upTo: dueAt } }, now)).toMatchObject({
      verdict: 'unknown',
      because: 'log-behind',
    });
    expect(summary({ log: null }, now)).toMatchObject({ because: 'log-behind' });
    expect(summary({ log: { upTo: now } }, now)).toMatchObject({
      verdict: 'fail',
      because: 'not-answered',
      at: dueAt,
    });
  });

  it('is an announcement of results or a later version of the draft, in time', () => {
    const now = plus(dueAt, 86_400_000);
    const passed = { verdict: 'pass', because: 'answered', at: dueAt };
    expect(summary({ announcements: [results(dueAt)] }, now)).toMatchObject(passed);
    expect(summary({ drafts: [aDraft(opensAt), aDraft(dueAt, 2)] }, now)).toMatchObject(passed);
    expect(summary({ announcements: [results(plus(dueAt, 1))] }, now)).toMatchObject({
      verdict: 'fail',
      because: 'answered-late',
    });
    const twice = [results(plus(dueAt, 1)), results(plus(dueAt, -1))];
    expect(summary({ announcements: twice }, now)).toMatchObject({ verdict: 'pass' });
  });

  it('is nothing of what came before closing, and no announcement of another topic', () => {
    const now = plus(dueAt, 1);
    const others = {
      log: { upTo: now },
      announcements: [
        results(plus(closesAt, -1)),
        anAnnouncement({ kind: 'written', topic: 'calls', sentAt: closesAt }),
      ],
    };
    expect(summary(others, now)).toMatchObject({ verdict: 'fail', because: 'not-answered' });
  });

  it('is not the first version of the draft, although the log tells of it after closing', () => {
    const now = plus(dueAt, 1);
    const late = { log: { upTo: now }, drafts: [aDraft(closesAt)] };
    expect(summary(late, now)).toMatchObject({ verdict: 'fail', because: 'not-answered' });
    const further = { ...late, drafts: [aDraft(plus(closesAt, 1), 2), aDraft(closesAt, 1)] };
    expect(summary(further, now)).toMatchObject({ verdict: 'pass', at: plus(closesAt, 1) });
  });

  it('has its last day at midnight when the consultation closes at midnight', () => {
    const midnight = { closesAt: at('2027-10-16T00:00+03:00') };
    const judged = judge(
      'summary',
      own({ summaryDays: 16 }, midnight),
      at('2027-10-20T00:00+03:00'),
    );
    // Winter time began on the day before.
    expect(judged?.at).toBe(at('2027-11-01T00:00+02:00'));
  });

  it('has no deadline by the standard of the OGP', () => {
    const never = at('2029-01-01T00:00Z');
    expect(judge('answered', {}, never)).toMatchObject({
      verdict: 'unknown',
      because: 'not-answered-yet',
      at: null,
    });
    expect(judge('answered', { announcements: [results(never)] }, never)).toMatchObject({
      verdict: 'pass',
    });
  });
});

describe('the invitation', () => {
  const invited = (announcements: readonly RecordedAnnouncement[], now = CLOSED) =>
    judge('invited', { announcements }, now);

  it('passes once it went to somebody', () => {
    expect(invited([anAnnouncement()])).toMatchObject({ verdict: 'pass', sent: 40 });
    const nobody = { countedAt: CLOSED, complete: true, sent: 0, accepted: 0 };
    expect(invited([anAnnouncement({ reach: nobody })])).toMatchObject({
      verdict: 'fail',
      because: 'went-to-nobody',
    });
    expect(invited([anAnnouncement({ reach: { ...nobody, complete: false } })])).toMatchObject({
      verdict: 'unknown',
    });
    expect(invited([anAnnouncement({ reach: null })])).toMatchObject({
      because: 'not-counted-yet',
    });
  });

  it('fails if none has gone out an hour after opening', () => {
    expect(invited([], plus(opensAt, -1))).toMatchObject({ because: 'not-open-yet' });
    expect(invited([], plus(opensAt, 3_600_000 - 1))).toMatchObject({ verdict: 'unknown' });
    expect(invited([], plus(opensAt, 3_600_000))).toMatchObject({
      verdict: 'fail',
      because: 'not-announced',
    });
    expect(invited([anAnnouncement({ kind: 'closing' })])).toMatchObject({ verdict: 'fail' });
  });
});

describe('whether everybody can read it', () => {
  it.each([
    ['at-once', plus(opensAt, -1), 'unknown', 'not-open-yet'],
    ['at-once', opensAt, 'pass', 'readable'],
    ['after-closing', plus(closesAt, -1), 'unknown', 'readable-after-closing'],
    ['after-closing', closesAt, 'pass', 'readable'],
    ['never', closesAt, 'fail', 'never-published'],
  ] as const)('%s at %s: %s', (publishes, now, verdict, because) => {
    const judged = judge('readable', { consultation: { publishes } }, now);
    expect(judged).toMatchObject({ verdict, because });
  });
});
