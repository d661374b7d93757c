import { describe, expect, it } from 'vitest';
import { planPublication, type Publication } from '../../shared/domain/consultation.ts';
import {
  Draft,
  MAX_COMMITMENTS,
  MAX_DRAFT_BYTES,
  MAX_MARKS,
  parseVersion,
  PublishedDraft,
  withoutText,
} from '../../shared/domain/draft.ts';
import { read } from '../../shared/domain/failure.ts';
import { aConsultation, aPublishedDraft, at, aUnit } from '../support/builders.ts';
import { aFirstDraft, aLargeDraft, both } from '../support/drafts.ts';

const failuresOf = (draft: unknown) => {
  const result = read(PublishedDraft, draft);
  return 'failures' in result ? result.failures : [];
};
const accepts = (draft: unknown) => failuresOf(draft).length === 0;
const commitment = (number: number, changes: object = {}) => ({
  number,
  title: both('A'),
  unit: 'change-management',
  ...changes,
});

describe.each([
  ['a draft', Draft],
  ['a published draft', PublishedDraft],
])('%s', (_, schema) => {
  const isGood = (draft: unknown) => !('failures' in read(schema, draft));

  it('has 60 commitments at most, each number once', () => {
    const draft = (...numbers: number[]) => ({
      version: 1,
      commitments: numbers.map((number) => commitment(number)),
    });
    const upTo = (last: number) => Array.from({ length: last }, (__, index) => index + 1);
    for (const good of [draft(1), draft(999), draft(...upTo(MAX_COMMITMENTS))]) {
      expect(isGood(good)).toBe(true);
    }
    for (const wrong of [
      draft(0),
      draft(1_000),
      draft(1.5),
      draft(1, 1),
      draft(...upTo(MAX_COMMITMENTS + 1)),
      { ...draft(1), more: 1 },
    ]) {
      expect(isGood(wrong)).toBe(false);
    }
  });

  it('has a version from 1 to 9999', () => {
    const draft = (version: number) => ({ version, commitments: [commitment(1)] });
    for (const version of [1, 9_999]) expect(isGood(draft(version))).toBe(true);
    for (const version of [0, 10_000, 1.5]) expect(isGood(draft(version))).toBe(false);
  });
});

describe('the text of a draft', () => {
  it('is kept as running text, without what shows nothing', () => {
    const typed = { lv: ' \u0007Viens\r\n\r\n**divi** ', en: 'One' };
    expect(PublishedDraft.parse(aPublishedDraft({ introduction: typed })).introduction).toEqual({
      lv: 'Viens\n\n**divi**',
      en: 'One',
    });
  });

  it.each([
    ['introduction', 20_000, (text: object) => aPublishedDraft({ introduction: text as never })],
    ['commitments/0/summary', 4_000, (summary: object) => only({ summary })],
    ['commitments/0/finding', 10_000, (finding: object) => only({ finding })],
  ] as const)('has a limit: %s', (field, limit, draft) => {
    const words = (length: number) => 'ā'.repeat(length);
    expect(accepts(draft(both(words(limit))))).toBe(true);
    expect(failuresOf(draft({ lv: 'Īss', en: words(limit + 1) }))).toEqual([
      { pointer: `/${field}/en`, fault: 'too-long', limit },
    ]);
    expect(failuresOf(draft({ lv: '> '.repeat(20), en: 'Short' }))).toEqual([
      { pointer: `/${field}/lv`, fault: 'not-allowed' },
    ]);
    expect(failuresOf(draft({ lv: 'Tikai latviski' }))).toEqual([
      { pointer: `/${field}/en`, fault: 'required' },
    ]);
    expect(failuresOf(draft({ lv: ' ', en: 'Short' }))).toEqual([
      { pointer: `/${field}/lv`, fault: 'required' },
    ]);
  });

  it('stays out of the row that every submission reads', () => {
    const { version, commitments } = aConsultation().draft;
    expect(withoutText(aFirstDraft())).toEqual({ version, commitments });
  });
});

function only(text: object) {
  return { version: 1, commitments: [commitment(1, text)] };
}

describe('a document of a draft', () => {
  const document = {
    title: both('Izvērtējums'),
    address: 'https://tapportals.mk.gov.lv/x',
    sha256: '0123456789abcdef'.repeat(4),
    bytes: 1,
  };
  const pointersFor = (changes: object) =>
    failuresOf({ ...aPublishedDraft(), documents: [{ ...document, ...changes }] }).map(
      ({ pointer }) => pointer,
    );

  it('has an address on the web, by https alone', () => {
    expect(pointersFor({})).toEqual([]);
    for (const address of [
      'http://a.lv/',
      'xhttps://a.lv',
      'httpsx://a.lv/',
      'ftp://a.lv/',
      'javascript:alert(1)',
      'a.lv',
      `https://a.lv/${'x'.repeat(500)}`,
    ]) {
      expect(pointersFor({ address })).toEqual(['/documents/0/address']);
    }
  });

  it('has a SHA-256, which some programs print in capital letters', () => {
    const draft = { ...aPublishedDraft(), documents: [{ ...document, sha256: 'AB'.repeat(32) }] };
    expect(PublishedDraft.parse(draft).documents[0]?.sha256).toBe('ab'.repeat(32));
    for (const sha256 of ['', 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64)]) {
      expect(pointersFor({ sha256 })).toEqual(['/documents/0/sha256']);
    }
  });

  it('has a size', () => {
    for (const bytes of [0, -1, 1.5, 1_000_000_001, '1']) {
      expect(pointersFor({ bytes })).toEqual(['/documents/0/bytes']);
    }
  });

  it('stands there once, among at most 20, or not at all', () => {
    const documents = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...document,
        address: `${document.address}${index}`,
      }));
    const { documents: _none, ...without } = aPublishedDraft();
    expect(PublishedDraft.parse(without).documents).toEqual([]);
    expect(accepts({ ...without, documents: documents(20) })).toBe(true);
    expect(failuresOf({ ...without, documents: documents(21) })).toEqual([
      { pointer: '/documents', fault: 'too-many', limit: 20 },
    ]);
    expect(failuresOf({ ...without, documents: [document, document] })).toEqual([
      { pointer: '/documents', fault: 'repeated' },
    ]);
  });
});

describe('a draft as a whole', () => {
  const publish = (draft: PublishedDraft) => {
    const { opensAt: from, closesAt: to, units: _, ...stated } = aConsultation();
    const consultation: Publication['consultation'] = { ...stated, draft, open: { from, to } };
    return planPublication(
      { consultation, units: [aUnit()] },
      null,
      [],
      at('2027-01-01T00:00:00Z'),
    );
  };

  it('has so much markup as its pages can show in time, in each language', () => {
    const marked = (marks: number) => {
      const text = (count: number) => ({ lv: 'a', en: `a${'*'.repeat(count)}` });
      return aPublishedDraft({
        introduction: text(marks - 2_000),
        commitments: aPublishedDraft().commitments.map((one, index) =>
          index === 0 ? { ...one, summary: text(1_000), finding: text(1_000) } : one,
        ),
      });
    };
    expect(publish(marked(MAX_MARKS))).toHaveProperty('consultation');
    expect(publish(marked(MAX_MARKS + 1))).toEqual({
      failures: [{ pointer: '/consultation/draft', fault: 'too-many', limit: MAX_MARKS }],
    });
  });

  it('may nearly fill an item of the table, and no more', () => {
    const large = aLargeDraft();
    expect(accepts(large)).toBe(true);
    expect(publish(large)).toMatchObject({ consultation: { draft: { version: 1 } } });
    expect(publish(aLargeDraft('apņemšanās ', MAX_DRAFT_BYTES + 1))).toEqual({
      failures: [
        { pointer: '/consultation/draft', fault: 'too-large-together', limit: MAX_DRAFT_BYTES },
      ],
    });
  });
});

describe('the number of a version in an address', () => {
  it.each([
    ['1', 1],
    ['12', 12],
    ['9999', 9_999],
    ['0', null],
    ['01', null],
    ['10000', null],
    ['1.0', null],
    ['-1', null],
    ['1 ', null],
    ['1\n', null],
    ['', null],
    ['१', null],
  ])('%j is %j', (typed, version) => {
    expect(parseVersion(typed)).toBe(version);
  });
});
