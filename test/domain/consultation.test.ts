import { describe, expect, it } from 'vitest';
import { Publication, planPublication } from '../../shared/domain/consultation.ts';
import { read } from '../../shared/domain/failure.ts';
import { plus } from '../../shared/domain/time.ts';
import { aConsultation, at, aUnit } from '../support/builders.ts';

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
  const consultation: Stated = { ...stated, open, ...changes };
  return planPublication({ consultation, units: [aUnit()] }, before, NOW);
}

const renamed = (title: (was: { lv: string; en: string }) => { lv: string; en: string }) => ({
  draft: {
    ...before.draft,
    version: before.draft.version + 1,
    commitments: before.draft.commitments.map((one, index) =>
      index === 0 ? { ...one, title: title(one.title) } : one,
    ),
  },
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
