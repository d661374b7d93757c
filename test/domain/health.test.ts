import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEGINNING, type Digest } from '../../shared/domain/digest.ts';
import { claim, type Delivery, due, hear, settle } from '../../shared/domain/delivery.ts';
import {
  acceptanceDeadline,
  changesMadeBy,
  checkSeries,
  cleanUpTo,
  type Finding,
  findSilentDigests,
  isAccepted,
  isSilence,
  judgeReceipt,
  type MailedDigest,
  receiptsDueBefore,
  windowAround,
} from '../../shared/domain/health.ts';
import { withdrawSubmission } from '../../shared/domain/submission.ts';
import { DAY_MS, type Instant, localDate, plus } from '../../shared/domain/time.ts';
import { aConsultation, aSubmission, at } from '../support/builders.ts';

const UNIT = 'change-management';
const FIRST = at('2027-01-11T05:55:00Z');

function aDigest(number: number, from: Instant, to: Instant): Digest {
  return {
    unit: UNIT,
    number,
    slot: localDate(to),
    window: { from, to },
    consultations: [],
    language: 'lv',
    recipients: [],
    totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
  };
}

/** A good series: each window begins where the window before ends. The lengths differ. */
const series = fc
  .array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 30 })
  .map((days) => {
    let from = BEGINNING;
    let to = FIRST;
    return days.map((length, index) => {
      const digest = aDigest(index + 1, from, to);
      [from, to] = [to, plus(to, length * DAY_MS)];
      return digest;
    });
  });

type Damage = 'gap' | 'overlap' | 'missing' | 'none';
/** The damage to single digests. The number gives the digest's place as a share of the series. */
const damages = fc.array(
  fc.tuple(
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    fc.constantFrom<Damage>('gap', 'overlap', 'missing'),
  ),
  { maxLength: 5 },
);

const shift = (digest: Digest, ms: number): Digest => ({
  ...digest,
  window: { ...digest.window, from: plus(digest.window.from, ms) },
});

function damageSeries(digests: readonly Digest[], wanted: readonly (readonly [number, Damage])[]) {
  const by = new Map<number, Damage>();
  for (const [share, damage] of wanted) {
    // The last digest is never damaged: no digest follows that would show that it is missing.
    by.set(Math.floor(share * (digests.length - 1)), damage);
  }
  const left = digests.flatMap((digest, place) => {
    const damage = by.get(place) ?? 'none';
    if (damage === 'missing') return [];
    if (damage === 'gap') return [shift(digest, 1)];
    return damage === 'overlap' && place > 0 ? [shift(digest, -1)] : [digest];
  });
  return { left, by };
}

const numbersOf = (findings: readonly Finding[], kind: Finding['finding']) =>
  findings.flatMap((one) => (one.finding === kind && 'number' in one ? one.number : []));

describe('the series of a unit’s digests', () => {
  it('has no findings while each window begins where the one before ended', () => {
    fc.assert(
      fc.property(series, fc.nat(), (digests, start) => {
        const clean = start % (digests.length + 1);
        expect(checkSeries(UNIT, digests.slice(Math.max(clean - 1, 0)), clean)).toEqual([]);
      }),
    );
  });

  it('shows every gap, overlap and missing number, wherever they are', () => {
    fc.assert(
      fc.property(series, damages, (digests, wanted) => {
        const { left, by } = damageSeries(digests, wanted);
        const findings = checkSeries(UNIT, left, 0);
        const missing = findings.flatMap((one) =>
          one.finding === 'number-missing'
            ? Array.from({ length: one.last - one.number + 1 }, (_, index) => one.number + index)
            : [],
        );
        const places = (damage: Damage) =>
          [...by]
            .flatMap(([place, done]) => (done === damage ? place + 1 : []))
            .toSorted((a, b) => a - b);
        expect(missing).toEqual(places('missing'));
        // The digest after a missing one has a gap before it, because every window lasts at least a
        // day.
        const afterMissing = left
          .map(({ number }) => number)
          .filter((number) => by.get(number - 2) === 'missing');
        const gaps = new Set([...places('gap'), ...afterMissing]);
        expect(numbersOf(findings, 'window-gap')).toEqual([...gaps].toSorted((a, b) => a - b));
        const overlaps = places('overlap').filter((number) => number > 1 && !gaps.has(number));
        expect(numbersOf(findings, 'window-overlap')).toEqual(overlaps);
      }),
    );
  });

  it('shows that a digest is missing that was clean before', () => {
    expect(checkSeries(UNIT, [], 7)).toEqual([
      { finding: 'number-missing', unit: UNIT, number: 7, last: 7 },
    ]);
    const eighth = aDigest(8, FIRST, plus(FIRST, DAY_MS));
    expect(checkSeries(UNIT, [eighth], 7)).toMatchObject([
      { finding: 'number-missing', number: 7, last: 7 },
    ]);
  });
});

const CONSULTATION = aConsultation().id;
const now = at('2027-02-01T02:30:00Z');

function aMail(kind: 'digest' | 'receipt', sentAt: Instant): Delivery {
  const claimed = claim(due(kind, sentAt), sentAt, 'me');
  if (claimed === null) throw new Error('It is due');
  return settle(claimed, { outcome: 'accepted', messageId: 'm' }, sentAt);
}

function accepted(mail: Delivery): Delivery {
  const about = { at: now, reason: '', messageId: 'm' };
  return hear(mail, { state: 'delivered', ...about }) ?? mail;
}

function mailed(number: number, from: Instant, to: Instant, ...mails: Delivery[]): MailedDigest {
  return {
    digest: { ...aDigest(number, from, to), consultations: [CONSULTATION] },
    deliveries: new Map(mails.map((mail, place) => [String(place), mail])),
  };
}

describe('a digest of which SES says nothing', () => {
  it('is found a day after its last mail went out, not a millisecond before', () => {
    const [early, late] = [plus(FIRST, 60_000), plus(FIRST, 3_600_000)];
    const digest = mailed(3, BEGINNING, FIRST, aMail('digest', late), aMail('digest', early));
    expect(findSilentDigests([digest], plus(late, DAY_MS - 1))).toEqual([]);
    expect(findSilentDigests([digest], plus(late, DAY_MS))).toEqual([
      { finding: 'digest-silent', unit: UNIT, number: 3, sentAt: late },
    ]);
  });

  it('is none that a mailbox has accepted, that waits, or that no mail was sent of', () => {
    const sent = aMail('digest', FIRST);
    const digests = [
      mailed(1, BEGINNING, FIRST, sent, accepted(sent)),
      mailed(2, BEGINNING, FIRST, sent, due('digest', FIRST)),
      mailed(3, BEGINNING, FIRST),
    ];
    expect(findSilentDigests(digests, now)).toEqual([]);
  });
});

describe('the digests that are clean', () => {
  const done = accepted(aMail('digest', FIRST));
  const ends = [0, 7, 14].map((days) => plus(FIRST, days * DAY_MS));
  const [first = FIRST, second = FIRST, third = FIRST] = ends;
  const digests = [
    mailed(1, BEGINNING, first, done),
    mailed(2, first, second, done),
    mailed(3, second, third, done),
  ];

  it('end where the horizon is, or with the last', () => {
    expect(cleanUpTo(digests, 0, [], third)).toBe(3);
    expect(cleanUpTo(digests, 0, [], plus(third, -1))).toBe(2);
    expect(cleanUpTo([], 5, [], third)).toBe(5);
  });

  it('end before the first that no mailbox has accepted', () => {
    const [one, two, three] = digests as [MailedDigest, MailedDigest, MailedDigest];
    const waiting = { ...two, deliveries: new Map([['0', aMail('digest', second)]]) };
    expect(cleanUpTo([one, waiting, three], 0, [], third)).toBe(1);
  });

  it('end before the first about which there is a finding', () => {
    const gap = { finding: 'window-gap', unit: UNIT, number: 2, from: first, to: second } as const;
    expect(cleanUpTo(digests, 0, [gap], third)).toBe(1);
    const missing = { finding: 'number-missing', unit: UNIT, number: 4, last: 4 } as const;
    expect(cleanUpTo(digests, 0, [missing], third)).toBe(3);
  });
});

describe('an opinion', () => {
  const done = accepted(aMail('digest', FIRST));
  const second = plus(FIRST, 7 * DAY_MS);
  const digests = [
    mailed(1, BEGINNING, FIRST, done),
    mailed(2, FIRST, second, aMail('digest', second)),
  ];

  it('is accepted with the digest of its time and its consultation, once a mailbox takes that', () => {
    expect(isAccepted(digests, CONSULTATION, plus(FIRST, -1))).toBe(true);
    expect(isAccepted(digests, CONSULTATION, FIRST)).toBe(false);
    expect(isAccepted(digests, 'another', plus(FIRST, -1))).toBe(false);
  });

  it('is told in the window of the digest that holds its time, the later one of two', () => {
    const again = mailed(3, plus(FIRST, -1), second);
    expect(windowAround([...digests, again], plus(FIRST, -1), now)).toEqual({
      window: again.digest.window,
      digest: 3,
    });
    expect(windowAround(digests, FIRST, now)).toMatchObject({ digest: 2 });
  });

  it('that no digest tells falls between two of them, or after the last', () => {
    const later = mailed(4, plus(second, 2 * DAY_MS), plus(second, 3 * DAY_MS));
    const latest = mailed(5, plus(second, 5 * DAY_MS), plus(second, 6 * DAY_MS));
    const all = [latest, ...digests, later];
    expect(windowAround(all, second, now)).toEqual({
      window: { from: second, to: later.digest.window.from },
      digest: null,
    });
    expect(windowAround(all, latest.digest.window.to, now)).toEqual({
      window: { from: latest.digest.window.to, to: now },
      digest: null,
    });
    expect(windowAround([], FIRST, now)).toEqual({
      window: { from: BEGINNING, to: now },
      digest: null,
    });
  });

  it('should be accepted on the eighth day', () => {
    expect(acceptanceDeadline(now)).toBe(plus(now, -8 * DAY_MS));
  });

  it('is a change of the version that gave, changed or withdrew it, and of no other', () => {
    const given = aSubmission({
      opinions: [
        { commitment: 1, rating: null, text: 'viens' },
        { commitment: 2, rating: null, text: 'divi' },
      ],
    });
    const { receivedAt } = given;
    expect(changesMadeBy(given)).toEqual([
      { commitment: 1, unit: UNIT, changedAt: receivedAt },
      { commitment: 2, unit: UNIT, changedAt: receivedAt },
    ]);
    const gone = withdrawSubmission(given, plus(receivedAt, 1));
    expect(changesMadeBy(gone).map(({ changedAt }) => changedAt)).toEqual([
      gone.receivedAt,
      gone.receivedAt,
    ]);
    expect(changesMadeBy({ ...gone, receivedAt: plus(receivedAt, 2) })).toEqual([]);
  });
});

describe('a receipt', () => {
  const sent = aMail('receipt', FIRST);

  it('is silent a day after SES took it, and early until then', () => {
    expect(judgeReceipt(sent, plus(FIRST, DAY_MS - 1))).toBe('early');
    expect(judgeReceipt(sent, plus(FIRST, DAY_MS))).toBe('silent');
    expect(receiptsDueBefore(now)).toBe(plus(now, -DAY_MS));
  });

  it('is early while it waits or is being sent, however long that takes', () => {
    expect(judgeReceipt(due('receipt', FIRST), now)).toBe('early');
    const sending = claim(due('receipt', FIRST), FIRST, 'me');
    expect(sending && judgeReceipt(sending, now)).toBe('early');
  });

  it('is fine once its outcome is known, whatever it is', () => {
    expect(judgeReceipt(accepted(sent), now)).toBe('fine');
    const claimed = claim(due('receipt', FIRST), FIRST, 'me');
    const failed = claimed && settle(claimed, { outcome: 'refused', reason: 'x' }, FIRST);
    expect(failed && judgeReceipt(failed, now)).toBe('fine');
  });
});

describe('a finding', () => {
  it('is only silence where it is about a mail of which SES says nothing', () => {
    const digest = { finding: 'digest-silent', unit: UNIT, number: 1, sentAt: FIRST } as const;
    const about = { consultation: CONSULTATION, reference: 'R', version: 1, sentAt: FIRST };
    expect(isSilence(digest)).toBe(true);
    expect(isSilence({ finding: 'receipt-silent', ...about })).toBe(true);
    expect(isSilence({ finding: 'number-missing', unit: UNIT, number: 1, last: 1 })).toBe(false);
  });
});
