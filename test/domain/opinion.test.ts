import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from '../../shared/domain/failure.ts';
import {
  contentOf,
  editSubmission,
  MAX_OPINION_CHARS,
  readsTheSame,
  refusalOf,
  SubmissionInput,
  unitsToTell,
  withdrawSubmission,
} from '../../shared/domain/opinion.ts';
import { plus } from '../../shared/domain/time.ts';
import { aConsultation, anInput, aSubmission, at } from '../support/builders.ts';

const consultation = aConsultation();
const now = at('2027-01-05T10:00:00Z');

function failuresOf(changes: object) {
  const result = read(SubmissionInput, { ...anInput(), ...changes });
  return 'failures' in result ? result.failures : [];
}

describe('a submission as it is typed', () => {
  it('is accepted with unusual but valid names and addresses, and keeps them as they were written', () => {
    const typed = anInput({
      organisation: '  Nodibinājums «Ķeguma Ļaudis & Co»\t— 2. nodaļa  ',
      contact: { name: 'Ģirts O’Nīls-Šķiņķis', email: 'info@ķekava.lv' },
    });
    expect(SubmissionInput.parse(typed)).toMatchObject({
      organisation: 'Nodibinājums «Ķeguma Ļaudis & Co» — 2. nodaļa',
      contact: { name: 'Ģirts O’Nīls-Šķiņķis', email: 'info@xn--ekava-n5a.lv' },
    });
  });

  it.each([
    [{ organisation: undefined }, '/organisation', 'required'],
    [{ organisation: ' \u200b\u00a0 ' }, '/organisation', 'required'],
    [{ organisation: 'a'.repeat(201) }, '/organisation', 'too-long'],
    [{ organisation: ['a', 'b'] }, '/organisation', 'wrong-type'],
    [{ contact: { name: '', email: 'a@b.lv' } }, '/contact/name', 'required'],
    [{ contact: { name: 'A', email: '' } }, '/contact/email', 'required'],
    [{ contact: { name: 'A', email: 'a@b' } }, '/contact/email', 'not-an-email'],
    [{ contact: { name: 'A', email: 'a@b.lv\r\nBcc: c@d.lv' } }, '/contact/email', 'not-an-email'],
    [{ contact: null }, '/contact', 'wrong-type'],
    [{ publication: 'secret' }, '/publication', 'not-a-choice'],
    [{ publication: undefined }, '/publication', 'required'],
    [{ language: 'ru' }, '/language', 'not-a-choice'],
    [{ opinions: 'many' }, '/opinions', 'wrong-type'],
    [{ opinions: [{ commitment: '1', text: 'x' }] }, '/opinions/0/commitment', 'wrong-type'],
    [{ opinions: [{ commitment: 1, rating: 'great' }] }, '/opinions/0/rating', 'not-a-choice'],
    [
      { opinions: [{ commitment: 1, text: 'a'.repeat(MAX_OPINION_CHARS + 1) }] },
      '/opinions/0/text',
      'too-long',
    ],
    [{ opinions: Array.from({ length: 62 }, () => ({})) }, '/opinions', 'too-many'],
    [{ surprise: 1 }, '/surprise', 'unknown-field'],
    [JSON.parse('{"__proto__": {"a": 1}}') as object, '/__proto__', 'unknown-field'],
  ])('names the field of %j', (changes, pointer, fault) => {
    expect(failuresOf(changes)).toEqual([expect.objectContaining({ pointer, fault })]);
  });

  it('names every field that is wrong, not only the first', () => {
    expect(
      failuresOf({ organisation: '', publication: 'x', contact: { name: '', email: '' } }),
    ).toHaveLength(4);
  });

  it('may leave out the rating or the text of an opinion', () => {
    const { opinions } = SubmissionInput.parse({ ...anInput(), opinions: [{ commitment: 1 }] });
    expect(opinions).toEqual([{ commitment: 1, rating: null, text: '' }]);
  });

  it('with too many opinions is refused before any of them is looked at', () => {
    const unread = new Proxy(
      {},
      {
        get: () => {
          throw new Error('An opinion was read');
        },
      },
    );
    expect(failuresOf({ opinions: Array.from({ length: 62 }, () => unread) })).toEqual([
      { pointer: '/opinions', fault: 'too-many', limit: 61 },
    ]);
    expect(() => failuresOf({ opinions: [unread] })).toThrow('An opinion was read');
  });

  it('takes an opinion on each of the most commitments and one on the whole', () => {
    const opinions = Array.from({ length: 61 }, (_, commitment) => ({ commitment, text: 'x' }));
    expect(failuresOf({ opinions })).toEqual([]);
  });

  it('takes an opinion of exactly the longest length', () => {
    expect(
      failuresOf({ opinions: [{ commitment: 1, text: 'ā'.repeat(MAX_OPINION_CHARS) }] }),
    ).toEqual([]);
  });

  it('keeps what was typed except line ends, control characters and spaces at the edges', () => {
    const [opinion] = SubmissionInput.parse(
      anInput({
        opinions: [
          { commitment: 1, rating: null, text: '\r\n  Pirmā\r\nOtrā\u0000\u0008 👩‍👩‍👧 \ud800 <b>\n' },
        ],
      }),
    ).opinions;
    expect(opinion?.text).toBe('Pirmā\nOtrā 👩‍👩‍👧 \ufffd <b>');
  });
});

describe('a submission to a consultation', () => {
  const closing = consultation.closesAt;

  it('is late at the closing instant, and in time one millisecond before', () => {
    expect(refusalOf(consultation, anInput(), plus(closing, -1))).toBeNull();
    expect(refusalOf(consultation, anInput(), closing)).toEqual({ failure: 'closed' });
    expect(refusalOf(consultation, anInput(), consultation.opensAt)).toBeNull();
    expect(refusalOf(consultation, anInput(), plus(consultation.opensAt, -1))).toEqual({
      failure: 'not-open-yet',
    });
  });

  it.each([
    [[], '/opinions', 'no-opinion'],
    [[{ commitment: 99, rating: null, text: 'x' }], '/opinions/0/commitment', 'unknown-commitment'],
    [[{ commitment: 1, rating: null, text: '' }], '/opinions/0/text', 'empty-opinion'],
    [
      [
        { commitment: 1, rating: null, text: 'x' },
        { commitment: 1, rating: null, text: 'y' },
      ],
      '/opinions/1/commitment',
      'repeated',
    ],
  ])('is refused with opinions %j at %s', (opinions, pointer, fault) => {
    expect(refusalOf(consultation, anInput({ opinions }), now)).toEqual({
      failure: 'invalid',
      fields: [{ pointer, fault }],
    });
  });

  it('may rate without a text, and may be about the whole draft without a rating', () => {
    const opinions = [
      { commitment: 1, rating: 'complete' as const, text: '' },
      { commitment: null, rating: null, text: 'Labs projekts.' },
    ];
    expect(refusalOf(consultation, anInput({ opinions }), now)).toBeNull();
  });

  it('is refused when all its texts together would not fit into one item', () => {
    const long = '💧'.repeat(MAX_OPINION_CHARS / 2);
    const commitments = Array.from({ length: 10 }, (_, index) => ({
      number: index + 1,
      title: { lv: 'A', en: 'A' },
      unit: 'change-management',
    }));
    const plan = aConsultation({ draft: { version: 1, commitments } });
    const opinions = commitments.map(({ number }) => ({
      commitment: number,
      rating: null,
      text: long,
    }));
    expect(refusalOf(plan, anInput({ opinions }), now)).toMatchObject({
      failure: 'invalid',
      fields: [{ pointer: '/opinions', fault: 'too-large-together' }],
    });
    expect(refusalOf(plan, anInput({ opinions: opinions.slice(0, 9) }), now)).toBeNull();
  });
});

describe('the content of a submission', () => {
  const content = (changes = {}) =>
    contentOf('c', SubmissionInput.parse({ ...anInput(), ...changes }));

  it('is the same for the same words, however the form wrote them', () => {
    const a = [
      { commitment: 2, rating: null, text: 'Cafe\u0301\r\nlīdz' },
      { commitment: null, rating: null, text: 'Viss' },
    ];
    const b = [
      { commitment: null, rating: null, text: ' Viss\n' },
      { commitment: 2, rating: null, text: 'Café\nlīdz' },
    ];
    expect(content({ opinions: a })).toBe(content({ opinions: b, language: 'en' }));
  });

  it('differs when any word, choice or name does', () => {
    const contents = [
      content(),
      content({ organisation: 'Cita' }),
      content({ contact: { name: 'Cits', email: anInput().contact.email } }),
      content({ contact: { name: anInput().contact.name, email: 'cits@b.lv' } }),
      content({ publication: 'internal' }),
      content({
        opinions: [{ commitment: 3, rating: 'limited', text: 'Portāls vēl nedarbojas.' }],
      }),
      content({ opinions: [{ commitment: 2, rating: null, text: 'Portāls vēl nedarbojas.' }] }),
    ];
    expect(new Set(contents).size).toBe(contents.length);
  });

  it('cannot be forged by moving words from one field into another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (organisation, name) => {
        const one = contentOf('c', anInput({ organisation, contact: { name, email: 'a@b.lv' } }));
        const two = contentOf(
          'c',
          anInput({ organisation: organisation + name, contact: { name: '', email: 'a@b.lv' } }),
        );
        expect(one === two).toBe(name === '');
      }),
    );
  });
});

describe('a first version', () => {
  it('gives each opinion the unit that is responsible when it comes, in the order of the numbers', () => {
    const opinions = [
      { commitment: 3, rating: null, text: 'trīs' },
      { commitment: null, rating: null, text: 'viss' },
      { commitment: 1, rating: 'limited' as const, text: '' },
    ];
    const submission = aSubmission({ receivedAt: now, opinions });
    const unit = 'change-management';
    expect(submission).toMatchObject({
      version: 1,
      state: 'submitted',
      withdrawn: [],
      firstReceivedAt: now,
      receivedAt: now,
    });
    expect(submission.opinions).toEqual([
      { commitment: null, unit, rating: null, text: 'viss', changedAt: now },
      { commitment: 1, unit, rating: 'limited', text: '', changedAt: now },
      { commitment: 3, unit, rating: null, text: 'trīs', changedAt: now },
    ]);
  });
});

describe('a later version', () => {
  const first = aSubmission({
    receivedAt: at('2027-01-04T10:00:00Z'),
    opinions: [
      { commitment: 1, rating: 'limited', text: 'viens' },
      { commitment: 2, rating: null, text: 'divi' },
    ],
  });
  const moved = aConsultation({
    units: ['change-management', 'ethics'],
    draft: {
      version: 2,
      commitments: [1, 2, 3].map((number) => ({
        number,
        title: { lv: 'A', en: 'A' },
        unit: 'ethics',
      })),
    },
  });

  it('leaves the first version as it is, and keeps the reference and the time of the first receipt', () => {
    const before = structuredClone(first);
    const next = editSubmission(first, consultation, anInput(), 'hash', now);
    expect(first).toEqual(before);
    expect(next).toMatchObject({
      reference: first.reference,
      origin: first.origin,
      version: 2,
      state: 'edited',
      firstReceivedAt: first.receivedAt,
      receivedAt: now,
    });
  });

  it('keeps the unit of an existing opinion, gives a new opinion the unit of today, and names what was withdrawn', () => {
    const input = anInput({
      opinions: [
        { commitment: 1, rating: null, text: 'viens, labots' },
        { commitment: 3, rating: null, text: 'trīs' },
      ],
    });
    const next = editSubmission(first, moved, input, 'hash', now);
    expect(next.opinions.map(({ commitment, unit }) => [commitment, unit])).toEqual([
      [1, 'change-management'],
      [3, 'ethics'],
    ]);
    expect(next.withdrawn).toEqual([{ commitment: 2, unit: 'change-management', changedAt: now }]);
  });

  it('keeps the time of each opinion that it does not change, given or withdrawn', () => {
    const [t1, t2, t3] = [now, plus(now, 1_000), plus(now, 2_000)];
    const saying = (...opinions: [number, string][]) =>
      anInput({
        opinions: opinions.map(([commitment, text]) => ({ commitment, rating: null, text })),
      });
    const second = editSubmission(first, consultation, saying([2, 'divi'], [3, 'trīs']), 'b', t1);
    const third = editSubmission(second, consultation, saying([1, 'viens'], [3, 'Trīs']), 'c', t2);
    const times = ({ opinions, withdrawn: gone }: typeof first) =>
      [...opinions, ...gone].map(({ commitment, changedAt }) => [commitment, changedAt]);
    expect(times(second)).toEqual([
      [2, first.receivedAt],
      [3, t1],
      [1, t1],
    ]);
    expect(times(third)).toEqual([
      [1, t2],
      [3, t2],
      [2, t2],
    ]);
    expect(times(withdrawSubmission(third, t3))).toEqual([
      [1, t3],
      [2, t2],
      [3, t3],
    ]);
  });

  it.each([{ organisation: 'Cita biedrība' }, { publication: 'internal' as const }])(
    'changes all opinions when it has %j',
    (changes) => {
      const { opinions } = first;
      const same = editSubmission(
        first,
        consultation,
        anInput({ opinions: [...opinions] }),
        'b',
        now,
      );
      expect(same.opinions).toEqual(opinions);
      const input = anInput({ opinions: [...opinions], ...changes });
      const next = editSubmission(first, consultation, input, 'b', now);
      expect(next.opinions.map(({ changedAt }) => changedAt)).toEqual([now, now]);
    },
  );

  it('reads the same where neither has an opinion, and differs where one of them has', () => {
    const without = editSubmission(
      first,
      consultation,
      anInput({ opinions: [{ commitment: 1, rating: 'limited', text: 'viens' }] }),
      'b',
      now,
    );
    expect(readsTheSame(3, first, without)).toBe(true);
    expect(readsTheSame(2, first, without)).toBe(false);
    expect(readsTheSame(2, without, first)).toBe(false);
    expect(readsTheSame(1, { ...first, organisation: without.organisation }, without)).toBe(true);
  });

  it('may keep an opinion on a commitment that the draft no longer has, and give no new one', () => {
    const { draft } = consultation;
    const shorter = aConsultation({
      draft: { ...draft, commitments: draft.commitments.filter(({ number }) => number === 3) },
    });
    const about = (commitment: number) =>
      anInput({ opinions: [{ commitment, rating: null, text: 'x' }] });
    expect(refusalOf(shorter, about(1), now, first)).toBeNull();
    expect(refusalOf(shorter, about(1), now)).toMatchObject({
      fields: [{ pointer: '/opinions/0/commitment', fault: 'unknown-commitment' }],
    });
    expect(refusalOf(consultation, about(99), now, first)).not.toBeNull();
  });

  it('is received after the version before, for any difference of the clocks', () => {
    const second = editSubmission(
      first,
      consultation,
      anInput(),
      'b',
      plus(first.receivedAt, -5_000),
    );
    expect(second.receivedAt).toBe(plus(first.receivedAt, 1));
    expect(withdrawSubmission(second, first.receivedAt).receivedAt).toBe(plus(first.receivedAt, 2));
    expect(withdrawSubmission(second, now).receivedAt).toBe(now);
  });

  it('names the units that will be told', () => {
    const input = anInput({ opinions: [{ commitment: 1, rating: 'limited', text: 'viens' }] });
    const added = anInput({
      opinions: [...input.opinions, { commitment: 3, rating: null, text: 'trīs' }],
    });
    const second = editSubmission(first, moved, input, 'b', now);
    const third = editSubmission(second, moved, added, 'c', plus(now, 1));
    expect(unitsToTell(first)).toEqual(['change-management']);
    expect(unitsToTell(second)).toEqual(['change-management']);
    expect(unitsToTell(third)).toEqual(['ethics']);
    expect(unitsToTell(withdrawSubmission(third, plus(now, 2)))).toEqual([
      'change-management',
      'ethics',
    ]);
  });

  it('withdraws every opinion ever given when it is a withdrawal', () => {
    const last = withdrawSubmission(
      editSubmission(
        first,
        moved,
        anInput({ opinions: [{ commitment: 3, rating: null, text: 'x' }] }),
        'hash',
        now,
      ),
      now,
    );
    expect(last).toMatchObject({
      version: 3,
      state: 'withdrawn',
      opinions: [],
    });
    expect(last.withdrawn.map(({ commitment }) => commitment)).toEqual([1, 2, 3]);
  });
});
