import { choice, lineOf, severalOf, textOf } from '../field.ts';
import type { Kind } from '../kind.ts';

/** Whether NGOs would help to carry out what they propose. */
const NGO_SHARES = ['yes', 'no', 'undecided'] as const;

/** About two pages: a proposal says what would be done, and is no study. */
const MAX_TEXT_CHARS = 5_000;

/** NGOs propose new commitments for the next plan. */
export const CALL: Kind = {
  id: 'call',
  about: 'nothing',
  property: 'proposal',
  fields: {
    title: lineOf(200, { required: true }),
    problem: textOf(MAX_TEXT_CHARS, { required: true }),
    action: textOf(MAX_TEXT_CHARS, { required: true }),
    principles: severalOf('principles'),
    ngos: choice(NGO_SHARES),
    ngoShare: textOf(2_000, { required: false }),
    institution: lineOf(200, { required: false }),
    supporters: textOf(2_000, { required: false }),
  },
  counted: 'principles',
  title: 'title',
  dataVersion: 1,
  stage: 'co-creation',
  topic: 'calls',
};
