import * as z from 'zod/mini';
import { Answers } from './submission.ts';
import { Language, Slug } from './text.ts';
import { Instant } from './time.ts';

/**
 * One opinion or proposal as everybody may see it. It holds no reference and no contact. Of what
 * was withdrawn or hidden it holds nothing that the author wrote.
 */
export const PublicPart = z.lazy(() =>
  z.readonly(
    z.strictObject({
      /**
       * Its address. Nobody can get from it to the reference, whose page has a button that mails the
       * author.
       */
      id: z.string(),
      consultation: Slug,
      commitment: z.nullable(z.int()),
      draftVersion: z.int(),
      language: Language,
      state: z.enum(['shown', 'withdrawn', 'hidden']),
      /** Null: published without the name. */
      organisation: z.nullable(z.string()),
      /** Null unless shown. */
      answers: z.nullable(Answers),
      /** When the submission that holds it was first received. */
      receivedAt: Instant,
      /** When it got its present words, or was withdrawn. */
      changedAt: Instant,
      /** For an edit: when the words before these were received. They were public or might have been. */
      earlier: z.nullable(Instant),
      hidden: z.nullable(z.readonly(z.strictObject({ rule: Slug, at: Instant }))),
    }),
  ),
);
export type PublicPart = z.infer<typeof PublicPart>;

/** The list of every public part, whatever its state. */
export const EVERY_PART = 'all';
/** The same list, in the order of the commitments. */
export const BY_COMMITMENT = 'by-commitment';
