import { describe, expect, it } from 'vitest';
import {
  AnnouncementInput,
  announcementsOf,
  CLOSING_NOTICE_MS,
  createAnnouncement,
  mustBeCounted,
  receives,
  repeatClosing,
  wentOutAt,
} from '../../shared/domain/announcement.ts';
import { read } from '../../shared/domain/failure.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { closeSubscription, type Topic, TOPICS } from '../../shared/domain/subscription.ts';
import { DAY_MS, type Instant, plus } from '../../shared/domain/time.ts';
import {
  aConfirmed,
  aConsultation,
  anAnnouncement,
  aPending,
  at,
  toldOf,
} from '../support/builders.ts';

function accepts(body: string): boolean {
  const words = { subject: 'Temats', body };
  const input = {
    id: 'a',
    topic: 'results',
    sendAt: '2027-01-11T08:00+02:00',
    lv: words,
    en: words,
  };
  return AnnouncementInput.safeParse(input).success;
}

describe('the body of an announcement', () => {
  it.each([
    ['a rule of many dashes', '-'.repeat(80)],
    ['lists within lists', '- a\n  - b\n    1. c\n       > d'],
    ['20,000 characters', 'x'.repeat(20_000)],
  ])('may be %s', (_, body) => {
    expect(accepts(body)).toBe(true);
  });

  it.each([
    ['empty', ' \n '],
    ['longer', 'x'.repeat(20_001)],
    ['nested as nobody reads it', `Teksts\n\n${'- '.repeat(9_000)}`],
    ['quoted as nobody reads it', '>'.repeat(500)],
  ])('may not be %s', (_, body) => {
    expect(accepts(body)).toBe(false);
  });
});

describe('what an operator publishes', () => {
  const words = { subject: 'Temats', body: 'Teksts' };
  const input = {
    id: 'spring',
    topic: 'drafts',
    sendAt: '2027-01-05T14:00+02:00',
    lv: words,
    en: words,
  };
  const failuresOf = (changes: object) => {
    const result = read(AnnouncementInput, { ...input, ...changes });
    return 'failures' in result ? result.failures : [];
  };

  it('is scheduled as it was written', () => {
    expect(createAnnouncement(AnnouncementInput.parse(input))).toEqual({
      id: 'spring',
      topic: 'drafts',
      sendAt: at('2027-01-05T12:00:00Z'),
      content: { kind: 'written', lv: words, en: words },
      state: 'scheduled',
    });
  });

  it('may have ids that only resemble those of consultations', () => {
    for (const id of ['reopened-plan', 'opened', 'closings', 'x-closing-plan']) {
      expect(failuresOf({ id })).toEqual([]);
    }
    for (const id of ['opened-plan', 'closing-plan']) {
      expect(failuresOf({ id })).toEqual([{ pointer: '/id', fault: 'not-allowed' }]);
    }
  });

  it('goes out in this century', () => {
    expect(failuresOf({ sendAt: '2099-12-31T00:00Z' })).toEqual([]);
    for (const sendAt of ['1999-12-31T00:00Z', '2127-01-05T00:00Z']) {
      expect(failuresOf({ sendAt })).toEqual([{ pointer: '/sendAt', fault: 'not-allowed' }]);
    }
  });

  it('has a subject of 150 characters at most, on one line', () => {
    const long = { ...words, subject: 'x'.repeat(150) };
    expect(failuresOf({ lv: long })).toEqual([]);
    expect(failuresOf({ lv: { ...words, subject: `${long.subject}x` } })).toEqual([
      { pointer: '/lv/subject', fault: 'too-long', limit: 150 },
    ]);
  });

  it.each([
    ['nineteen deep', '> '.repeat(19), []],
    ['twenty deep', '> '.repeat(20), ['/lv/body']],
    ['twenty deep in numbers', '1. '.repeat(20), ['/lv/body']],
    ['twenty deep in brackets', '123456789)\t'.repeat(20), ['/lv/body']],
    ['twenty deep in every mark', '- * + > '.repeat(5), ['/lv/body']],
    ['twenty deep and set in', `Teksts\n \t${'*  '.repeat(20)}`, ['/lv/body']],
    ['twenty deep below other words', `Teksts\n${'- '.repeat(20)}x`, ['/lv/body']],
    ['of marks without a space', '-'.repeat(20), []],
    ['of marks after words', `x ${'- '.repeat(20)}`, []],
    ['of numbers that no list has', '1234567890. '.repeat(20), []],
  ])('has a body that is not nested without end: %s', (_, marks, pointers) => {
    const failures = failuresOf({ lv: { ...words, body: `${marks}x` } });
    expect(failures.map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

describe('what a consultation announces by itself', () => {
  const { id, opensAt } = aConsultation();
  const lasting = (ms: number) => aConsultation({ closesAt: plus(opensAt, ms) });

  it('is its opening, and three days before its end that it closes', () => {
    const consultation = lasting(10 * DAY_MS);
    expect(announcementsOf(consultation, 'drafts')).toEqual([
      {
        id: `opened-${id}`,
        topic: 'drafts',
        sendAt: opensAt,
        content: toldOf('opened', consultation),
        state: 'scheduled',
      },
      {
        id: `closing-${id}`,
        topic: 'closing',
        sendAt: plus(opensAt, 7 * DAY_MS),
        content: toldOf('closing', consultation),
        state: 'scheduled',
      },
    ]);
  });

  it('is said in the morning, three days before, where the form closes with the day', () => {
    const consultation = aConsultation({ closesAt: at('2027-03-30T00:00+03:00') });
    expect(announcementsOf(consultation, 'drafts')[1]?.sendAt).toBe(at('2027-03-26T09:00+02:00'));
  });

  it('is its opening alone where both would go out together', () => {
    expect(announcementsOf(lasting(CLOSING_NOTICE_MS), 'drafts')).toHaveLength(1);
    expect(announcementsOf(lasting(CLOSING_NOTICE_MS + 1), 'drafts')).toHaveLength(2);
  });

  it('is said again of another end, under an id that the repetitions count', () => {
    const consultation = aConsultation({ closesAt: at('2027-03-10T00:00+02:00') });
    const [opened, closing] = announcementsOf(consultation, 'drafts');
    if (opened === undefined || closing === undefined) throw new Error('It announces both');
    expect(repeatClosing(closing, 1)).toEqual({ ...closing, id: `closing-${id}-repeat-1` });
    expect(repeatClosing(closing, 2).id).toBe(`closing-${id}-repeat-2`);
    for (const other of [opened, anAnnouncement()]) {
      expect(() => repeatClosing(other, 1)).toThrow(other.id);
    }
  });
});

describe('the count of the addresses', () => {
  const sendAt = at('2027-01-05T12:00:00Z');
  const counted = (countedAt: Instant, complete = true) =>
    anAnnouncement({
      sendAt,
      state: 'started',
      reach: { countedAt, complete, sent: 2, accepted: 1 },
    });

  it('begins when the announcement has started', () => {
    expect(mustBeCounted(anAnnouncement({ sendAt }), plus(sendAt, DAY_MS))).toBe(false);
    expect(mustBeCounted(anAnnouncement({ sendAt, state: 'started' }), sendAt)).toBe(true);
  });

  it('goes on for two weeks, and until everybody has had their turn', () => {
    const [before, over] = [plus(sendAt, 14 * DAY_MS - 1), plus(sendAt, 14 * DAY_MS)];
    const night = plus(sendAt, 15 * DAY_MS);
    expect(mustBeCounted(counted(before), night)).toBe(true);
    expect(mustBeCounted(counted(over), night)).toBe(false);
    expect(mustBeCounted(counted(over, false), night)).toBe(true);
  });

  it('begins at the time at which the announcement went out, however late that was', () => {
    const startedAt = plus(sendAt, 90 * DAY_MS);
    const late = anAnnouncement({ sendAt, startedAt, state: 'started' });
    expect(wentOutAt(late)).toBe(startedAt);
    expect(mustBeCounted(late, plus(startedAt, DAY_MS))).toBe(true);
    const countedAt = plus(startedAt, 14 * DAY_MS - 1);
    const reach = { countedAt, complete: true, sent: 2, accepted: 1 };
    expect(mustBeCounted({ ...late, reach }, plus(countedAt, DAY_MS))).toBe(true);
    expect(mustBeCounted(late, plus(startedAt, 30 * DAY_MS))).toBe(false);
  });

  it('ends before the mails may be forgotten, whatever it knows', () => {
    const never = anAnnouncement({ sendAt, state: 'started' });
    expect(mustBeCounted(never, plus(sendAt, 30 * DAY_MS - 1))).toBe(true);
    expect(mustBeCounted(never, plus(sendAt, 30 * DAY_MS))).toBe(false);
  });
});

describe('an announcement goes', () => {
  const sendAt = at('2027-01-05T12:00:00Z');
  const startedAt = plus(sendAt, DAY_MS);
  const since = (instant: Instant, ms: number) => aConfirmed({ confirmedAt: plus(instant, ms) });

  it('to those confirmed when it starts, and to nobody confirmed later', () => {
    for (const [starts, about] of [
      [sendAt, anAnnouncement({ sendAt })],
      [startedAt, anAnnouncement({ sendAt, startedAt })],
    ] as const) {
      expect(receives(since(starts, -1), about)).toBe(true);
      expect(receives(since(starts, 0), about)).toBe(true);
      expect(receives(since(starts, 1), about)).toBe(false);
    }
  });

  it('to those who want its topic', () => {
    const closing = aConfirmed({ topics: ['closing'] });
    const about = (topic: Topic) => anAnnouncement({ topic, sendAt });
    expect(TOPICS.filter((topic) => receives(closing, about(topic)))).toEqual(['closing']);
  });

  it('to nobody who has not confirmed, has ended or is unknown', () => {
    const ended = closeSubscription(aConfirmed(), 'unsubscribed', sendAt, DEFAULT_RETENTION);
    expect(ended?.state).toBe('ended');
    for (const one of [aPending(), ended, null]) {
      expect(receives(one, anAnnouncement({ sendAt }))).toBe(false);
    }
  });
});
