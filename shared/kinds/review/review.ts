import { scale, textOf } from '../field.ts';
import type { Kind } from '../kind.ts';

/** How far a commitment has got, on the scale of the Open Government Partnership. */
export const COMPLETIONS = ['not-started', 'limited', 'substantial', 'complete'] as const;

/** About eight pages on one commitment. */
export const MAX_OPINION_CHARS = 20_000;

/** NGOs say of each commitment of a plan how it is being carried out. */
export const REVIEW: Kind = {
  id: 'review',
  about: 'commitments',
  property: 'opinions',
  fields: {
    rating: scale(COMPLETIONS),
    text: { ...textOf(MAX_OPINION_CHARS, { required: false }), posted: 'opinion' },
  },
  counted: 'rating',
  title: null,
  dataVersion: 1,
  stage: 'implementation',
  topic: 'drafts',
};
