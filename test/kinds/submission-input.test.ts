import { describe, expect, it } from 'vitest';
import { plus } from '../../shared/domain/time.ts';
import { MAX_OPINION_CHARS, REVIEW } from '../../shared/kinds/review/review.ts';
import { readInput, refusalOf as refuse } from '../../shared/kinds/submission-input.ts';
import {
  aConsultation,
  anInput,
  aSubmission,
  at,
  given,
  type ReviewInput,
} from '../support/builders.ts';

const consultation = aConsultation();
const now = at('2027-01-05T10:00:00Z');

function failuresOf(changes: object) {
  const result = readInput(REVIEW, { ...anInput(), ...changes });
  return 'failures' in result ? result.failures : [];
}

function valueOf(typed: object) {
  const result = readInput(REVIEW, typed);
  if ('failures' in result) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

function refusalOf(about: typeof consultation, input: ReviewInput, at: typeof now) {
  return refuse(REVIEW, about, given(input), at);
}

describe('a submission as it is typed', () => {
  it('is accepted with unusual but valid names and addresses, and keeps them as they were written', () => {
    const typed = anInput({
      organisation: '  Nodibinājums «Ķeguma Ļaudis & Co»\t— 2. nodaļa  ',
      contact: { name: 'Ģirts O’Nīls-Šķiņķis', email: 'info@ķekava.lv' },
    });
    expect(valueOf(typed)).toMatchObject({
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
    [{ opinions: [] }, '/opinions', 'no-opinion'],
    [{ surprise: 1 }, '/surprise', 'unknown-field'],
    [JSON.parse('{"__proto__": {"a": 1}}') as object, '/__proto__', 'unknown-field'],
  ])('names the field of %j', (changes, pointer, fault) => {
    expect(failuresOf(changes)).toEqual([expect.objectContaining({ pointer, fault })]);
  });

  it('names every field that is wrong, not only the first', () => {
    expect(
      failuresOf({
        organisation: '',
        publication: 'x',
        contact: { name: '', email: '' },
        opinions: [],
      }),
    ).toHaveLength(5);
  });

  it('may leave out the rating or the text of an opinion', () => {
    const { parts } = valueOf({ ...anInput(), opinions: [{ commitment: 1 }] });
    expect(parts).toEqual([{ commitment: 1, answers: { rating: null, text: '' } }]);
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
    const [part] = valueOf(
      anInput({
        opinions: [
          { commitment: 1, rating: null, text: '\r\n  Pirmā\r\nOtrā\u0000\u0008 👩‍👩‍👧 \ud800 <b>\n' },
        ],
      }),
    ).parts;
    expect(part?.answers['text']).toBe('Pirmā\nOtrā 👩‍👩‍👧 \ufffd <b>');
  });
});

describe('a submission to a consultation', () => {
  const closing = consultation.closesAt;

  it('is late at the closing instant, and in time one millisecond before', () => {
    expect(refusalOf(consultation, anInput(), plus(closing, -1))).toBeNull();
    expect(refusalOf(consultation, anInput(), closing)).toEqual({ failure: 'closed', fields: [] });
    expect(refusalOf(consultation, anInput(), consultation.opensAt)).toBeNull();
    expect(refusalOf(consultation, anInput(), plus(consultation.opensAt, -1))).toEqual({
      failure: 'not-open-yet',
      fields: [],
    });
  });

  it.each([
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

  it.each([
    ['&', 5],
    ['"', 6],
    ['<', 4],
    ['ā', 2],
    ['€', 3],
    ['>', 1],
  ])('is measured as its page shows it, where %s takes %i bytes', (sign, bytes) => {
    const commitments = Array.from({ length: 60 }, (_, index) => ({
      number: index + 1,
      title: { lv: 'A', en: 'A' },
      unit: 'change-management',
    }));
    const plan = aConsultation({ draft: { version: 1, commitments } });
    const inEach = 360_000 / bytes / 60;
    const opinions = commitments.map(({ number }) => {
      return { commitment: number, rating: null, text: sign.repeat(inEach) };
    });
    expect(refusalOf(plan, anInput({ opinions }), now)).toBeNull();
    const more = [...opinions, { commitment: null, text: sign }];
    expect(refusalOf(plan, anInput({ opinions: more }), now)).toMatchObject({
      fields: [{ pointer: '/opinions', fault: 'too-large-together' }],
    });
  });

  it('may keep an opinion on a commitment that the draft no longer has, and give no new one', () => {
    const first = aSubmission({ opinions: [{ commitment: 1, rating: null, text: 'viens' }] });
    const { draft } = consultation;
    const shorter = aConsultation({
      draft: { ...draft, commitments: draft.commitments.filter(({ number }) => number === 3) },
    });
    const about = (commitment: number) =>
      anInput({ opinions: [{ commitment, rating: null, text: 'x' }] });
    expect(refuse(REVIEW, shorter, given(about(1)), now, first)).toBeNull();
    expect(refusalOf(shorter, about(1), now)).toMatchObject({
      fields: [{ pointer: '/opinions/0/commitment', fault: 'unknown-commitment' }],
    });
    expect(refuse(REVIEW, consultation, given(about(99)), now, first)).not.toBeNull();
  });
});
