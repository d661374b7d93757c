import * as z from 'zod/mini';
import type { Retention } from './retention.ts';
import { Instant } from './time.ts';

/**
 * What the nightly run removes. `contacts`: who is written to about submissions. `mails`: what has
 * become of the mails about submissions. `announcements`: what has become of the mails of an
 * announcement, by address. `sources`: how much each source has sent, by the hour.
 */
const EXPIRING = ['contacts', 'mails', 'announcements', 'sources'] as const;
type Expiring = (typeof EXPIRING)[number];

/** The setting that each kind follows. */
const RULES = {
  contacts: 'contactDaysAfterClosing',
  mails: 'deliveryDays',
  announcements: 'deliveryDays',
  sources: 'sourceCountDays',
} as const satisfies Record<Expiring, keyof Retention>;

/**
 * How far the removal of one kind of data of one subject has got. The row is also the log of what
 * was removed: it holds numbers, and no removed data.
 */
export const Expiry = z.readonly(
  z.strictObject({
    kind: z.enum(EXPIRING),
    /** The consultation, the announcement, or {@link EVERYTHING}. */
    subject: z.string(),
    /** The setting that was followed, and its days when the removal began. */
    rule: z.enum([...new Set(Object.values(RULES))]),
    days: z.int(),
    /** When everything became too old at once. Null: more becomes too old every day. */
    tooOldAt: z.nullable(Instant),
    /** Where the removal goes on: a place that only the table understands. Null: at the beginning. */
    place: z.nullable(z.string()),
    removed: z.int(),
    startedAt: Instant,
    /** When it last removed anything, or came to its end. */
    at: Instant,
    isDone: z.boolean(),
  }),
);
export type Expiry = z.infer<typeof Expiry>;

/** The subject of what belongs to no consultation. */
export const EVERYTHING = 'all';

/** Returns an expiry that begins now. */
export function beginExpiry(
  { kind, subject, tooOldAt }: Pick<Expiry, 'kind' | 'subject' | 'tooOldAt'>,
  retention: Retention,
  now: Instant,
): Expiry {
  const rule = RULES[kind];
  const about = { kind, subject, rule, days: retention[rule], tooOldAt };
  return { ...about, place: null, removed: 0, startedAt: now, at: now, isDone: false };
}

/**
 * What was removed in one step, and where the next one begins. `next` null: nothing is left that is
 * too old.
 */
export interface Step {
  readonly removed: number;
  readonly next: string | null;
}

/** Returns the expiry after a step. One without a `tooOldAt` is never done: more becomes too old. */
export function afterStep(expiry: Expiry, { removed, next }: Step, now: Instant): Expiry {
  const isDone = expiry.tooOldAt !== null && next === null;
  return {
    ...expiry,
    place: next ?? expiry.place,
    removed: expiry.removed + removed,
    at: removed > 0 || isDone ? now : expiry.at,
    isDone,
  };
}
