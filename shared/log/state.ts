import * as z from 'zod/mini';
import { Slug } from '../domain/text.ts';
import { Instant } from '../domain/time.ts';
import { PlannedEntries } from './entry.ts';

/** A digest in the log whose deliveries are still looked at. */
const Watched = z.strictObject({
  unit: Slug,
  number: z.int(),
  until: Instant,
  /** What the log says about each mailbox, by its number. */
  outcomes: z.readonly(z.record(z.string(), z.enum(['accepted', 'bounced']))),
});
export type Watched = z.infer<typeof Watched>;

/** How far the log has got with everything that it tells. */
export const Reached = z.readonly(
  z.strictObject({
    /** Everything that was received before is in the log. */
    upTo: Instant,
    /** The public key that signs, in base64. Null before the first entry. */
    key: z.nullable(z.string()),
    dates: z.nullable(z.strictObject({ opensAt: Instant, closesAt: Instant })),
    closed: z.boolean(),
    /** The newest version of the draft. 0: none. */
    draft: z.int(),
    /** The newest digest of each unit: its number, and the end of its window. */
    digests: z.readonly(z.record(z.string(), z.strictObject({ number: z.int(), to: Instant }))),
    watched: z.readonly(z.array(Watched)),
  }),
);
export type Reached = z.infer<typeof Reached>;

/** What a log says about itself. It is one row, which each step of the sealing moves on twice. */
export const LogState = z.readonly(
  z.strictObject({
    /** The table in which the log is written. */
    table: z.string(),
    /** The first line of its checkpoints. It changes when the table is restored from a backup. */
    origin: z.string(),
    /** 1, and one more after each restore. */
    epoch: z.int(),
    /** Every key that has signed under this origin or an earlier one, oldest first, in base64. */
    keys: z.readonly(z.array(z.string())),
    size: z.int(),
    /** The roots of the complete subtrees, in base64. */
    roots: z.readonly(z.array(z.string())),
    reached: Reached,
    /** The step under way, if there is one: what it adds, and how far the log has got after it. */
    plan: z.optional(z.strictObject({ entries: PlannedEntries, reached: Reached })),
  }),
);
export type LogState = z.infer<typeof LogState>;

/** A signed state of the log. */
export const Seal = z.readonly(
  z.strictObject({
    /** The entries that it added: from `first` to before `size`. */
    first: z.int(),
    size: z.int(),
    /** The end of its window: it holds all submissions received before. */
    upTo: Instant,
    sealedAt: Instant,
    /** The checkpoint as C2SP tlog-checkpoint writes it. */
    checkpoint: z.string(),
  }),
);
export type Seal = z.infer<typeof Seal>;
