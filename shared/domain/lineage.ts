import * as z from 'zod/mini';
import type { Consultation } from './consultation.ts';
import { Slug } from './text.ts';
import { Instant } from './time.ts';

/** Says that a commitment of a later plan has grown from a proposal. It never changes. */
export const Descent = z.readonly(
  z.strictObject({
    /** The call to which the proposal was made. */
    consultation: Slug,
    reference: z.string(),
    /** The address of the proposal's page among those that everybody may see. */
    part: z.string(),
    /** The consultation about the later plan, and the number of its commitment. */
    into: Slug,
    commitment: z.int(),
    at: Instant,
  }),
);
export type Descent = z.infer<typeof Descent>;

/** A commitment to which a proposal has led. */
export interface Lead {
  readonly consultation: Consultation;
  readonly commitment: number;
}
