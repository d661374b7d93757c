import { describe, expect, it } from 'vitest';
import { contentOf, createSubmission } from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import { formOf, readForm } from '../../shared/http/form.ts';
import { CALL } from '../../shared/kinds/call/call.ts';
import { checkKind, Publication } from '../../shared/kinds/publication.ts';
import { readInput, refusalOf } from '../../shared/kinds/submission-input.ts';
import { aCall, aConsultation, aProposal, at, aUnit } from '../support/builders.ts';

const call = aCall();
const now = at('2027-01-05T10:00:00Z');

function valueOf(typed: unknown) {
  const result = readInput(CALL, typed);
  if ('failures' in result) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

function failuresOf(changes: Readonly<Record<string, unknown>>) {
  const result = readInput(CALL, aProposal(changes));
  return 'failures' in result ? result.failures : [];
}

describe('a proposal as it is typed', () => {
  it('is one part, about no commitment, with its principles in one order and each once', () => {
    const principles = ['participation', 'openness', 'participation'];
    expect(valueOf(aProposal({ principles, title: '  Viens\t nosaukums ' })).parts).toEqual([
      {
        commitment: null,
        answers: {
          ...aProposal().proposal,
          title: 'Viens nosaukums',
          principles: ['openness', 'participation'],
        },
      },
    ]);
  });

  it('needs no word on how NGOs help, on the institution or on supporters', () => {
    const { title, problem, action, principles, ngos } = aProposal().proposal;
    const proposal = { title, problem, action, principles, ngos };
    expect(valueOf({ ...aProposal(), proposal }).parts[0]?.answers).toEqual({
      ...proposal,
      principles: ['accountability', 'openness'],
      ngoShare: '',
      institution: '',
      supporters: '',
    });
  });

  it.each([
    [{ title: '' }, 'title', 'required'],
    [{ title: 'a'.repeat(201) }, 'title', 'too-long'],
    [{ problem: ' \n ' }, 'problem', 'required'],
    [{ action: undefined }, 'action', 'required'],
    [{ action: 'a'.repeat(5_001) }, 'action', 'too-long'],
    [{ principles: [] }, 'principles', 'required'],
    [{ principles: 'openness' }, 'principles', 'wrong-type'],
    [{ principles: Array.from({ length: 31 }, (_, n) => `p${n}`) }, 'principles', 'too-many'],
    [{ ngos: 'perhaps' }, 'ngos', 'not-a-choice'],
    [{ ngos: undefined }, 'ngos', 'required'],
    [{ ngoShare: 'a'.repeat(2_001) }, 'ngoShare', 'too-long'],
    [{ institution: 7 }, 'institution', 'wrong-type'],
    [{ surprise: 1 }, 'surprise', 'unknown-field'],
  ])('names the field of %j', (changes, field, fault) => {
    expect(failuresOf(changes)).toEqual([
      expect.objectContaining({ pointer: `/proposal/${field}`, fault }),
    ]);
  });

  it('is no submission without a proposal, or with opinions', () => {
    const { proposal: _, ...author } = aProposal();
    const faults = (typed: unknown) => {
      const result = readInput(CALL, typed);
      return 'failures' in result ? result.failures.map(({ pointer }) => pointer) : [];
    };
    expect(faults(author)).toEqual(['/proposal']);
    expect(faults({ ...aProposal(), opinions: [] })).toEqual(['/opinions']);
  });

  it('is the same submission in any order of its fields, and another one with any other word', () => {
    const { proposal } = aProposal();
    const turned = Object.fromEntries(Object.entries(proposal).toReversed());
    const contentIn = (typed: unknown) => contentOf('c', valueOf(typed));
    expect(contentIn({ ...aProposal(), proposal: turned })).toBe(contentIn(aProposal()));
    const others = [
      { title: 'Cits' },
      { problem: 'Cita' },
      { principles: ['openness'] },
      { ngos: 'no' },
      { supporters: '' },
    ].map((changes) => contentIn(aProposal(changes)));
    expect(new Set([contentIn(aProposal()), ...others]).size).toBe(6);
  });
});

describe('a proposal to a call', () => {
  it('is taken while the call is open, and late at its closing instant', () => {
    const input = valueOf(aProposal());
    expect(refusalOf(CALL, call, input, plus(call.closesAt, -1))).toBeNull();
    expect(refusalOf(CALL, call, input, call.closesAt)).toEqual({ failure: 'closed', fields: [] });
  });

  it('serves only principles that the call lists', () => {
    const input = valueOf(aProposal({ principles: ['openness', 'wisdom'] }));
    expect(refusalOf(CALL, call, input, now)).toEqual({
      failure: 'invalid',
      fields: [{ pointer: '/proposal/principles', fault: 'not-a-choice' }],
    });
  });

  it('goes to the unit of the call, in every version', () => {
    const identity = { reference: 'R', content: 'c', origin: 'c', logSecret: 's' };
    const submission = createSubmission(call, valueOf(aProposal()), identity, now);
    expect(submission.parts).toMatchObject([{ commitment: null, unit: call.unit }]);
  });
});

describe('the form of a call', () => {
  const posted = {
    organisation: 'Biedrība',
    contact: 'Anna',
    email: 'anna@b.lv',
    publication: 'named',
    ...aProposal().proposal,
  };

  it('becomes the input that the API takes, with one box ticked or several', () => {
    for (const principles of ['openness', ['openness', 'innovation']]) {
      const { input } = readForm(CALL, { ...posted, principles }, 'lv');
      expect(input).toMatchObject({ proposal: { principles: [principles].flat() } });
      expect(failuresIn(input)).toEqual([]);
    }
  });

  it.each([
    [{ title: '' }, 'title', 'required'],
    [{ title: ['a', 'b'] }, 'title', 'repeated'],
    [{ principles: undefined }, 'principles', 'required'],
    [{ ngos: '' }, 'ngos', 'required'],
    [{ ngos: undefined }, 'ngos', 'required'],
    [{ ngos: ['yes', 'no'] }, 'ngos', 'repeated'],
    [{ email: 'x' }, 'email', 'not-an-email'],
  ])('with %j fails at the field %s as %s', (changes, field, fault) => {
    const form = readForm(CALL, { ...posted, ...changes }, 'lv');
    expect(failuresIn(form.input).map(form.failureAt)).toEqual([
      expect.objectContaining({ field, fault }),
    ]);
  });

  it('comes back from a stored proposal as it would be typed again', () => {
    const identity = { reference: 'R', content: 'c', origin: 'c', logSecret: 's' };
    const input = valueOf(aProposal());
    const submission = createSubmission(call, input, identity, now);
    const { typed } = formOf(CALL, submission);
    expect(valueOf(readForm(CALL, typed, 'lv').input)).toEqual(input);
  });

  function failuresIn(input: unknown) {
    const result = readInput(CALL, input);
    return 'failures' in result ? result.failures : [];
  }
});

describe('the publication of a consultation', () => {
  const publication = (changes: object) =>
    Publication.parse({
      consultation: { ...stated, ...changes },
      units: [aUnit()],
    });
  const { opensAt: from, closesAt: to, units: _, ...described } = call;
  const stated = { ...described, open: { from, to } };
  const review = aConsultation().draft;

  it.each([
    [{}, []],
    [{ lists: {} }, [['/consultation/lists/principles', 'required']]],
    [
      { lists: { ...call.lists, colours: call.lists['principles'] } },
      [['/consultation/lists/colours', 'unknown-field']],
    ],
    [{ draft: review }, [['/consultation/draft/commitments', 'not-allowed']]],
    [
      { kind: 'review' },
      [
        ['/consultation/lists/principles', 'unknown-field'],
        ['/consultation/draft/commitments', 'required'],
      ],
    ],
    [{ kind: 'review', lists: {}, draft: review }, []],
  ])('with %j is refused at %j', (changes, faults) => {
    const failures = checkKind(publication(changes));
    expect(failures.map(({ pointer, fault }) => [pointer, fault])).toEqual(faults);
  });
});
