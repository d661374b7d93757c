import { describe, expect, it } from 'vitest';
import { CALL } from '../../shared/kinds/call/call.ts';
import {
  choicesOf,
  countedIn,
  fieldsOf,
  listsOf,
  textIn,
  textsIn,
} from '../../shared/kinds/kind.ts';
import { KINDS, kindOf } from '../../shared/kinds/kinds.ts';
import { REVIEW } from '../../shared/kinds/review/review.ts';
import { aCall, aConsultation, aProposal } from '../support/builders.ts';

const { proposal } = aProposal();

describe.each(KINDS)('the kind $id', (kind) => {
  it('has the field that names a part as its first', () => {
    const names = fieldsOf(kind).map(([name]) => name);
    if (kind.title !== null) expect(names.indexOf(kind.title)).toBe(0);
    expect(names).toContain(kind.counted);
  });

  it('is the kind of its consultations', () => {
    expect(kindOf({ kind: kind.id })).toBe(kind);
  });
});

it('a kind that nobody knows is an error', () => {
  expect(() => kindOf({ kind: 'poll' })).toThrow('There is no kind of consultation poll');
});

describe('what a call holds', () => {
  it('belongs to the making of a plan, and is announced as a call', () => {
    expect([CALL.stage, CALL.topic]).toEqual(['co-creation', 'calls']);
    expect(listsOf(CALL)).toEqual(['principles']);
    expect(listsOf(REVIEW)).toEqual([]);
  });

  it('must be given, except how NGOs help, the institution and supporters', () => {
    const optional = fieldsOf(CALL).filter(([, { required }]) => !required);
    expect(optional.map(([name]) => name)).toEqual(['ngoShare', 'institution', 'supporters']);
    expect(fieldsOf(REVIEW).map(([, { required }]) => required)).toEqual([false, false]);
  });
});

describe('the choices of a field', () => {
  it('are those of its scale, those that it may have, or those that the consultation lists', () => {
    const scale = ['not-started', 'limited', 'substantial', 'complete'];
    expect(choicesOf(REVIEW, 'rating', aConsultation())).toEqual(scale);
    expect(choicesOf(CALL, 'ngos', aCall())).toEqual(['yes', 'no', 'undecided']);
    const listed = ['openness', 'participation', 'accountability', 'innovation'];
    expect(choicesOf(CALL, 'principles', aCall())).toEqual(listed);
  });

  it('are none where there is nothing to choose', () => {
    expect(choicesOf(CALL, 'principles', aCall({ lists: {} }))).toEqual([]);
    expect(choicesOf(CALL, 'title', aCall())).toEqual([]);
    expect(choicesOf(CALL, 'unknown', aCall())).toEqual([]);
  });
});

describe('answers', () => {
  it('are counted by the value, by each of several, or not at all', () => {
    expect(countedIn(REVIEW, { rating: 'limited', text: 'x' })).toEqual(['limited']);
    expect(countedIn(REVIEW, { rating: null, text: 'x' })).toEqual([]);
    expect(countedIn(REVIEW, {})).toEqual([]);
    expect(countedIn(CALL, proposal)).toEqual(['openness', 'accountability']);
  });

  it('are texts in the order of the form, without what was chosen', () => {
    const { title, problem, action, ngoShare, institution, supporters } = proposal;
    const texts = [title, problem, action, ngoShare, institution, supporters];
    expect(textsIn(CALL, proposal)).toEqual(texts);
    expect(textsIn(REVIEW, { rating: 'limited', text: 'Jā.' })).toEqual(['Jā.']);
    expect(textsIn(REVIEW, { rating: 'limited' })).toEqual(['']);
  });

  it('are one text, or an empty one if there are several or none', () => {
    expect(textIn(proposal, 'title')).toBe(proposal.title);
    expect(textIn(proposal, 'principles')).toBe('');
    expect(textIn({ text: null }, 'text')).toBe('');
    expect(textIn({}, 'text')).toBe('');
  });
});
