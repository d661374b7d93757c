import { describe, expect, it } from 'vitest';
import {
  type Consultation,
  inReadingOrder,
  planPublication,
  Publication,
  ResponsibleUnit,
  Standards,
  stateOf,
  unitFor,
} from '../../shared/domain/consultation.ts';
import { read } from '../../shared/domain/failure.ts';
import { Slug } from '../../shared/domain/text.ts';
import { dayAfter, endOfDay, localDate, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aConsultation, aPublishedDraft, at, aUnit } from '../support/builders.ts';

const NOW = at('2027-01-20T10:00:00Z');
const before = aConsultation({
  opensAt: at('2027-01-11T06:00:00Z'),
  closesAt: at('2027-05-01T06:00:00Z'),
});

type Stated = Publication['consultation'];

/** Publishes the consultation again with these changes, over itself. */
function publishAgain(changes: Partial<Stated> = {}) {
  const { opensAt, closesAt, units: _, ...stated } = before;
  const open = { from: opensAt, to: closesAt };
  const consultation: Stated = { ...stated, draft: aPublishedDraft(), open, ...changes };
  const known = before.draft.commitments;
  return planPublication({ consultation, units: [aUnit()] }, before, known, NOW);
}

const renamed = (title: (was: { lv: string; en: string }) => { lv: string; en: string }) => ({
  draft: aPublishedDraft({
    version: before.draft.version + 1,
    commitments: before.draft.commitments.map((one, index) =>
      index === 0 ? { ...one, title: title(one.title) } : one,
    ),
  }),
});

describe('what a consultation sets itself', () => {
  it('refuses no publication, at no time', () => {
    const strict = { shortestWindowDays: 730, noticeDays: 730, summaryDays: 1 };
    expect(publishAgain({ standards: strict })).toEqual({
      consultation: { ...before, standards: strict },
    });
  });

  it.each([0, 731, 1.5, '14'])('is a number of days from 1 to 730, which %s is not', (days) => {
    for (const name of ['shortestWindowDays', 'noticeDays', 'summaryDays']) {
      const { success, data } = Standards.safeParse({ [name]: days });
      expect([name, success, data]).toEqual([name, false, undefined]);
    }
    expect(Standards.parse({})).toEqual({});
  });
});

describe('a consultation that has opened', () => {
  it('is published again as it stands', () => {
    expect(publishAgain()).toEqual({ consultation: before });
  });

  it('cannot be put off, because digests would skip the opinions that came', () => {
    const later = { from: plus(NOW, 1), to: before.closesAt };
    expect(publishAgain({ open: later })).toEqual({
      failures: [{ pointer: '/consultation/open/from', fault: 'not-allowed' }],
    });
    const alsoPast = { from: plus(before.opensAt, 1), to: before.closesAt };
    expect(publishAgain({ open: alsoPast })).toEqual(publishAgain({ open: later }));
    const earlier = { from: plus(before.opensAt, -1), to: before.closesAt };
    expect(publishAgain({ open: earlier })).toHaveProperty('consultation');
  });

  it('never gives the number of a commitment to another one, because opinions refer to it', () => {
    expect(publishAgain(renamed(() => ({ lv: 'Cita', en: 'Another' })))).toEqual({
      failures: [{ pointer: '/consultation/draft/commitments/0/number', fault: 'not-allowed' }],
    });
  });

  it('may have a title corrected, in one language at a time', () => {
    expect(publishAgain(renamed(({ en }) => ({ lv: 'Labots', en })))).toHaveProperty(
      'consultation.draft.commitments.0.title.lv',
      'Labots',
    );
  });
});

describe('the days of a unit’s digest', () => {
  const { opensAt: from, closesAt: to, units: _, ...stated } = before;
  const publishing = (digestDays: readonly string[]) =>
    read(Publication, {
      consultation: { ...stated, open: { from, to } },
      units: [{ ...aUnit(), digestDays }],
    });

  it.each([[[]], [['saturday']], [['monday', 'sunday']]])(
    'are refused when there are none, or when one is at a weekend: %j',
    (days) => {
      const outcome = publishing(days);
      if (!('failures' in outcome)) throw new Error('It was accepted');
      for (const { pointer } of outcome.failures)
        expect(pointer).toMatch(/^\/units\/0\/digestDays/u);
    },
  );

  it('are any of the week’s working days', () => {
    expect(publishing(['monday', 'friday'])).toHaveProperty('value');
  });
});

describe('a consultation that is published', () => {
  const { opensAt: from, closesAt: to, units: _, ...stated } = before;
  const LATER = at('2027-06-01T06:00:00Z');

  /** The first publication, or another over `standing`. */
  function published(
    changes: Partial<Stated>,
    standing: Consultation | null = null,
    units: ResponsibleUnit[] = [aUnit()],
  ) {
    const consultation: Stated = {
      ...stated,
      draft: aPublishedDraft(),
      open: { from, to },
      ...changes,
    };
    const known = standing?.draft.commitments ?? [];
    return planPublication({ consultation, units }, standing, known, NOW);
  }
  const refused = (...pointers: string[]) => ({
    failures: pointers.map((pointer) => ({ pointer, fault: 'not-allowed' })),
  });

  it('for a number of days opens now, and keeps that opening when it is published again', () => {
    const first = published({ open: { days: 30 } });
    expect(first).toMatchObject({
      consultation: { opensAt: NOW, closesAt: endOfDay(dayAfter(localDate(NOW), 30)) },
    });
    expect(published({ open: { days: 120 } }, before)).toMatchObject({
      consultation: {
        opensAt: before.opensAt,
        closesAt: endOfDay(dayAfter(localDate(before.opensAt), 120)),
      },
    });
  });

  it.each([
    ['2027-03-27T01:55:59+02:00', '2027-03-29T00:00+03:00'],
    ['2027-10-30T23:59:59.999+03:00', '2027-11-01T00:00+02:00'],
    ['2027-10-31T00:00+03:00', '2027-11-02T00:00+02:00'],
  ])('for a day from %s closes when the next day ends in Riga', (now, closesAt) => {
    const consultation: Stated = { ...stated, draft: aPublishedDraft(), open: { days: 1 } };
    expect(planPublication({ consultation, units: [aUnit()] }, null, [], at(now))).toMatchObject({
      consultation: { opensAt: at(now), closesAt: at(closesAt) },
    });
  });

  it('closes after it opens', () => {
    expect(published({ open: { from, to: from } })).toEqual(refused('/consultation/open/to'));
    expect(published({ open: { from, to: plus(from, 1) } })).toHaveProperty('consultation');
  });

  it('names no unit that is not published with it', () => {
    const commitments = before.draft.commitments.map((one) =>
      one.number === 2 ? { ...one, unit: 'ethics' } : one,
    );
    const draft = aPublishedDraft({ commitments });
    expect(published({ unit: 'nobody', draft })).toEqual(
      refused('/consultation/unit', '/consultation/draft/commitments/1/unit'),
    );
    expect(published({ draft }, null, [aUnit(), aUnit({ id: 'ethics' })])).toMatchObject({
      consultation: { units: [aUnit().id, 'ethics'] },
    });
  });

  it('keeps every unit that was ever responsible, each once', () => {
    const standing = { ...before, units: ['former', aUnit().id] };
    expect(published({}, standing)).toMatchObject({
      consultation: { units: ['former', aUnit().id] },
    });
  });

  it('keeps the moment at which opinions are published, once it has opened', () => {
    const [opened, upcoming] = [
      aConsultation(),
      aConsultation({ opensAt: at('2027-03-01T00:00Z') }),
    ];
    const asBefore = { from: opened.opensAt, to: opened.closesAt };
    expect(published({ publishes: 'never', open: asBefore }, opened)).toEqual(
      refused('/consultation/publishes'),
    );
    const open = { from: upcoming.opensAt, to: upcoming.closesAt };
    expect(published({ publishes: 'never', open }, upcoming)).toMatchObject({
      consultation: { publishes: 'never' },
    });
  });

  it('keeps every entry of its lists, because proposals name them, and may get more', () => {
    const entry = (id: string) => ({ id, title: { lv: id, en: id } });
    const [openness, trust] = [entry('openness'), entry('trust')];
    const had = { ...before, lists: { principles: [openness, trust] } };
    const lists = (principles: readonly ReturnType<typeof entry>[]) => ({ lists: { principles } });
    expect(published(lists([openness]), had)).toEqual(refused('/consultation/lists/principles'));
    expect(published(lists([]), had)).toEqual(refused('/consultation/lists/principles'));
    expect(published({ lists: {} }, had)).toEqual(refused('/consultation/lists/principles'));
    const more = lists([trust, entry('more'), openness]);
    expect(published(more, had)).toHaveProperty('consultation');
  });

  it('keeps the number of its shards, and the order of its drafts', () => {
    const draft = aPublishedDraft({ version: 2 });
    expect(published({ shards: 2 }, before)).toEqual(refused('/consultation/shards'));
    expect(published({}, { ...before, draft })).toEqual(refused('/consultation/draft/version'));
    expect(published({ draft }, before)).toHaveProperty('consultation');
    expect(published({ draft }, { ...before, draft })).toHaveProperty('consultation');
  });

  it('does not close before every function can know it, unless it had closed then', () => {
    const past = { from, to: plus(NOW, -1) };
    const soon = plus(NOW, 2 * MINUTE_MS);
    for (const open of [past, { from, to: NOW }, { from, to: plus(soon, -1) }]) {
      expect(published({ open }, before)).toEqual(refused('/consultation/open/to'));
    }
    expect(published({ open: { from, to: soon } }, before)).toHaveProperty('consultation');
    const closesSoon = { ...before, closesAt: plus(NOW, 1) };
    expect(published({ open: { from, to: closesSoon.closesAt } }, closesSoon)).toHaveProperty(
      'consultation',
    );
    expect(published({ open: { days: 1 } }, before)).toEqual(refused('/consultation/open/days'));
    expect(published({ open: past }, { ...before, closesAt: past.to })).toHaveProperty(
      'consultation',
    );
    expect(published({ open: past })).toHaveProperty('consultation');
  });

  it('may be put off until shortly before it opens, while no function can take it for open', () => {
    const upcoming = { ...before, opensAt: plus(NOW, 2 * MINUTE_MS + 1) };
    const opensSoon = { ...before, opensAt: plus(NOW, 2 * MINUTE_MS) };
    expect(published({ open: { from: LATER, to: plus(LATER, 1) } }, opensSoon)).toEqual(
      refused('/consultation/open/from'),
    );
    expect(published({ open: { from: LATER, to: plus(LATER, 1) } }, upcoming)).toHaveProperty(
      'consultation',
    );
    const opensNow = { ...before, opensAt: NOW };
    expect(published({ open: { from: NOW, to } }, opensNow)).toHaveProperty('consultation');
    expect(published({ open: { from: plus(NOW, 1), to } }, opensNow)).toEqual(
      refused('/consultation/open/from'),
    );
  });

  it('is upcoming until it opens, and closed from its closing time on', () => {
    expect(stateOf(before, plus(before.opensAt, -1))).toBe('upcoming');
    expect(stateOf(before, before.opensAt)).toBe('open');
    expect(stateOf(before, plus(before.closesAt, -1))).toBe('open');
    expect(stateOf(before, before.closesAt)).toBe('closed');
  });

  it('has a unit for each commitment of its draft, and for the draft as a whole', () => {
    const commitments = before.draft.commitments.map((one) => ({
      ...one,
      unit: `of-${one.number}`,
    }));
    const owned = { ...before, unit: 'whole', draft: { ...before.draft, commitments } };
    expect([null, 1, 3, 4].map((number) => unitFor(owned, number))).toEqual([
      'whole',
      'of-1',
      'of-3',
      undefined,
    ]);
  });
});

describe('consultations', () => {
  it('are read open ones first, then those to come, each by its end, and closed ones newest first', () => {
    const one = (id: string, opens: number, closes: number) =>
      aConsultation({ id, opensAt: plus(NOW, opens), closesAt: plus(NOW, closes) });
    const all = [
      one('closed-early', -9, -5),
      one('soon-long', 1, 9),
      one('open-long', -1, 8),
      one('closed-late', -9, -2),
      one('open-short', -1, 2),
      one('soon-short', 2, 3),
    ];
    const inOrder = (list: Consultation[]) => inReadingOrder(list, NOW).map(({ id }) => id);
    const expected = [
      'open-short',
      'open-long',
      'soon-short',
      'soon-long',
      'closed-late',
      'closed-early',
    ];
    expect(inOrder(all)).toEqual(expected);
    expect(inOrder(all.toReversed())).toEqual(expected);
    const same = [one('b', -1, 2), one('a', -1, 2)];
    expect(inOrder(same)).toEqual(['b', 'a']);
  });
});

describe('what an operator writes of a consultation', () => {
  const accepts = (schema: { safeParse(input: unknown): { success: boolean } }, input: unknown) =>
    schema.safeParse(input).success;

  it('has ids of lower-case words joined by hyphens, 60 characters at most', () => {
    for (const good of ['a', 'nap2-midterm-review', '2027', 'x'.repeat(60)]) {
      expect(accepts(Slug, good)).toBe(true);
    }
    for (const wrong of ['', 'A', '-a', 'a-', 'a--b', 'a_b', 'a b', 'ā', 'a\n', 'x'.repeat(61)]) {
      expect(accepts(Slug, wrong)).toBe(false);
    }
  });

  it('gives a unit 20 mailboxes at most, and Latvian and Monday where it says nothing', () => {
    const { language: _language, digestDays: _days, ...unit } = aUnit();
    expect(ResponsibleUnit.parse(unit)).toMatchObject({ language: 'lv', digestDays: ['monday'] });
    const mailboxes = (count: number) =>
      Array.from({ length: count }, (_, index) => `box-${index}@unit.example`);
    expect(accepts(ResponsibleUnit, { ...unit, mailboxes: mailboxes(20) })).toBe(true);
    expect(accepts(ResponsibleUnit, { ...unit, mailboxes: mailboxes(21) })).toBe(false);
  });

  it('is open for 1 to 730 days, in 1 to 64 shards, with at least one unit and each once', () => {
    const { opensAt: from, closesAt: to, units: _, ...stated } = before;
    const publication = (changes: object, units: unknown[] = [aUnit()]) =>
      accepts(Publication, {
        consultation: { ...stated, open: { from, to }, ...changes },
        units,
      });
    for (const days of [1, 730]) expect(publication({ open: { days } })).toBe(true);
    for (const days of [0, 731, 1.5]) expect(publication({ open: { days } })).toBe(false);
    for (const shards of [1, 64]) expect(publication({ shards })).toBe(true);
    for (const shards of [0, 65]) expect(publication({ shards })).toBe(false);
    const { shards: __, ...unsharded } = stated;
    const parsed = Publication.parse({
      consultation: { ...unsharded, open: { from, to } },
      units: [aUnit()],
    });
    expect(parsed.consultation.shards).toBe(16);
    expect(publication({}, [])).toBe(false);
    expect(publication({}, [aUnit(), aUnit()])).toBe(false);
  });
});
