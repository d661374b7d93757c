import * as z from 'zod/mini';
import {
  type Commitment,
  Draft,
  hasTooMuchMarkup,
  isTooLarge,
  MAX_DRAFT_BYTES,
  MAX_MARKS,
  PublishedDraft,
  withoutText,
} from './draft.ts';
import { Email, foldEmail } from './email.ts';
import type { FieldFailure } from './failure.ts';
import { Bilingual, Language, Slug } from './text.ts';
import {
  dayAfter,
  endOfDay,
  Instant,
  localDate,
  MINUTE_MS,
  plus,
  WORKDAYS,
  WrittenInstant,
} from './time.ts';

export const MAX_MAILBOXES = 20;

/**
 * Who gets the digest. If a unit has no mailbox when its digest is due, an alarm is raised and its
 * opinions wait.
 */
export const ResponsibleUnit = z.lazy(() =>
  z.readonly(
    z.strictObject({
      id: Slug,
      name: Bilingual,
      language: z._default(Language, 'lv'),
      /** Where a reply to a digest goes. */
      contact: Email,
      mailboxes: z.readonly(z.array(Email).check(z.maxLength(MAX_MAILBOXES))),
      digestDays: z._default(z.readonly(z.array(z.enum(WORKDAYS)).check(z.minLength(1))), [
        'monday',
      ]),
    }),
  ),
);
export type ResponsibleUnit = z.infer<typeof ResponsibleUnit>;

/**
 * One partition holds 10 GB and takes about 1,000 writes a second. The default holds 440,000
 * submissions of the largest size.
 */
const DEFAULT_SHARDS = 16;
export const MAX_SHARDS = 64;

/** In a list: far more than any consultation needs. */
export const MAX_CHOICES = 30;

/** A list from which authors choose, such as the principles that a proposal may serve. */
const ChoiceList = z.readonly(
  z.array(z.readonly(z.strictObject({ id: Slug, title: Bilingual }))).check(
    z.minLength(1),
    z.maxLength(MAX_CHOICES),
    z.refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'repeated'),
  ),
);

/** Two years. */
export const MAX_DAYS = 730;
const Days = z.int().check(z.minimum(1), z.maximum(MAX_DAYS));

/**
 * What the consultation sets itself beyond the law. Nothing is refused because of it: the
 * consultation's record says whether it was kept.
 */
export const Standards = z.readonly(
  z.strictObject({
    /** The least number of full days for which the consultation is open. */
    shortestWindowDays: z.optional(Days),
    /** For how many full days before the opening people can read the draft. */
    noticeDays: z.optional(Days),
    /** Within how many days after closing the owner publishes what has come of it. */
    summaryDays: z.optional(Days),
  }),
);
export type Standards = z.infer<typeof Standards>;

/** When what authors agree to is published: from the moment it comes, after closing, or never. */
export const PUBLISHING = ['at-once', 'after-closing', 'never'] as const;

const described = {
  id: Slug,
  /** What a submission holds is up to the kind. */
  kind: Slug,
  title: Bilingual,
  summary: Bilingual,
  plan: Bilingual,
  /** The unit that is responsible for opinions on the draft as a whole. */
  unit: Slug,
  publishes: z._default(z.enum(PUBLISHING), 'after-closing'),
  shards: z._default(z.int().check(z.minimum(1), z.maximum(MAX_SHARDS)), DEFAULT_SHARDS),
  /** By name: the kind says which lists there must be. */
  lists: z._default(z.readonly(z.record(Slug, ChoiceList)), {}),
  standards: z._default(Standards, {}),
};

export const Consultation = z.readonly(
  z.strictObject({
    ...described,
    /** The newest version, without its text: every submission reads this row. */
    draft: Draft,
    opensAt: Instant,
    /** Half-open: a submission that arrives at this instant is late. */
    closesAt: Instant,
    /**
     * Every unit that was ever responsible in this consultation. The digests of a former unit still
     * read this consultation.
     */
    units: z.readonly(z.array(Slug)),
  }),
);
export type Consultation = z.infer<typeof Consultation>;

/** What an operator publishes: a consultation, and the units that it names. */
export const Publication = z.strictObject({
  consultation: z.strictObject({
    ...described,
    draft: PublishedDraft,
    open: z.union([
      z.strictObject({ from: WrittenInstant, to: WrittenInstant }),
      /**
       * Open from the first publication on, for the rest of that day and this many further days.
       */
      z.strictObject({ days: Days }),
    ]),
  }),
  units: z.array(ResponsibleUnit).check(
    z.minLength(1),
    z.refine((all) => new Set(all.map(({ id }) => id)).size === all.length, { error: 'repeated' }),
  ),
});
export type Publication = z.infer<typeof Publication>;

/** Returns the units that the consultation names now, each once. */
function unitsOf(described: { unit: string; draft: Draft }): string[] {
  return [...new Set([described.unit, ...described.draft.commitments.map(({ unit }) => unit)])];
}

/** For this long, functions remember a consultation that they have read. */
export const REMEMBERED_MS = MINUTE_MS;
/**
 * For this long after a change, a submission may still be accepted by the consultation as it was. If
 * it had closed meanwhile, the log would show a submission that came too late, and digests might skip
 * it. The second half is for requests that last, and for clocks that differ.
 */
export const KNOWN_AFTER_MS = 2 * REMEMBERED_MS;

/**
 * Returns the consultation as it will stand once `publication` is carried out over `before`, or the
 * fields that forbid it. `known`: each commitment that any version of the draft has had, as the last
 * of these versions has it. What authors have relied on stays: the number of shards, because
 * references lead to a shard; when opinions are published, once the consultation has opened; the kind,
 * and the choices of a list, because submissions hold them; the commitment that a number stands for; and a published draft
 * version, because the version must not go back. An opening time that has passed must not move to a
 * later time, because digests and a rebuilt projection would then skip the opinions received before
 * it. A closing time must not move into the past. For both, the next {@link KNOWN_AFTER_MS} count as
 * past.
 */
export function planPublication(
  { consultation: { open, ...stated }, units }: Publication,
  before: Consultation | null,
  known: readonly Commitment[],
  now: Instant,
): { readonly consultation: Consultation } | { readonly failures: readonly FieldFailure[] } {
  const unitIds = new Set(units.map(({ id }) => id));
  const opensAt = 'days' in open ? (before?.opensAt ?? now) : open.from;
  const closesAt = 'days' in open ? endOfDay(dayAfter(localDate(opensAt), open.days)) : open.to;
  const consultation: Consultation = {
    ...stated,
    draft: withoutText(stated.draft),
    opensAt,
    closesAt,
    units: [...new Set([...(before?.units ?? []), ...unitsOf(stated)])],
  };

  const failures = units.flatMap(({ mailboxes }, index): FieldFailure[] => {
    const distinct = new Set(mailboxes.map(foldEmail));
    const pointer = `/units/${index}/mailboxes`;
    return distinct.size < mailboxes.length ? [{ pointer, fault: 'repeated' }] : [];
  });
  const refuse = (pointer: string) => failures.push({ pointer, fault: 'not-allowed' });
  if (opensAt >= closesAt) refuse('/consultation/open/to');
  if (isTooLarge(stated.draft)) {
    const fault = 'too-large-together';
    failures.push({ pointer: '/consultation/draft', fault, limit: MAX_DRAFT_BYTES });
  }
  if (hasTooMuchMarkup(stated.draft)) {
    failures.push({ pointer: '/consultation/draft', fault: 'too-many', limit: MAX_MARKS });
  }
  if (!unitIds.has(stated.unit)) refuse('/consultation/unit');
  stated.draft.commitments.forEach((commitment, index) => {
    const at = `/consultation/draft/commitments/${index}`;
    if (!unitIds.has(commitment.unit)) refuse(`${at}/unit`);
    if (isAnother(commitment, known)) refuse(`${at}/number`);
  });
  if (before !== null) {
    if (stated.kind !== before.kind) refuse('/consultation/kind');
    if (stated.shards !== before.shards) refuse('/consultation/shards');
    const soon = plus(now, KNOWN_AFTER_MS);
    const hasOpened = before.opensAt <= soon;
    if (stated.publishes !== before.publishes && hasOpened) {
      refuse('/consultation/publishes');
    }
    for (const [name, list] of Object.entries(before.lists)) {
      const ids = new Set(stated.lists[name]?.map(({ id }) => id));
      if (!list.every(({ id }) => ids.has(id))) refuse(`/consultation/lists/${name}`);
    }
    if (hasOpened && opensAt > before.opensAt) refuse('/consultation/open/from');
    if (closesAt !== before.closesAt && closesAt < soon) {
      refuse('days' in open ? '/consultation/open/days' : '/consultation/open/to');
    }
    if (stated.draft.version < before.draft.version) refuse('/consultation/draft/version');
  }
  return failures.length > 0 ? { failures } : { consultation };
}

/**
 * Says whether the number stood for another commitment before: opinions refer to the number. An
 * operator may correct the title, in one language at a time.
 */
function isAnother({ number, title }: Commitment, known: readonly Commitment[]): boolean {
  const before = known.find((one) => one.number === number);
  return before !== undefined && before.title.lv !== title.lv && before.title.en !== title.en;
}

export type ConsultationState = 'upcoming' | 'open' | 'closed';

/**
 * Returns the state at `now`: open from `opensAt` on, closed from `closesAt` on. This is the only
 * rule about the closing instant.
 */
export function stateOf(
  { opensAt, closesAt }: Pick<Consultation, 'opensAt' | 'closesAt'>,
  now: Instant,
): ConsultationState {
  if (now < opensAt) return 'upcoming';
  return now < closesAt ? 'open' : 'closed';
}

/** Says whether what authors have agreed to is public at `now`. */
export function isPublic(
  { publishes, opensAt, closesAt }: Pick<Consultation, 'publishes' | 'opensAt' | 'closesAt'>,
  now: Instant,
): boolean {
  const state = stateOf({ opensAt, closesAt }, now);
  return (
    (publishes === 'at-once' && state !== 'upcoming') ||
    (publishes === 'after-closing' && state === 'closed')
  );
}

/**
 * Sorts consultations into the order in which people read them: open ones by closing time, then
 * upcoming ones by closing time, then closed ones with the newest first.
 */
export function inReadingOrder(all: readonly Consultation[], now: Instant): Consultation[] {
  const rank = { open: 0, upcoming: 1, closed: 2 };
  return all.toSorted((a, b) => {
    const [stateA, stateB] = [stateOf(a, now), stateOf(b, now)];
    if (stateA !== stateB) return rank[stateA] - rank[stateB];
    const [first, second] = stateA === 'closed' ? [b, a] : [a, b];
    return first.closesAt < second.closesAt ? -1 : first.closesAt > second.closesAt ? 1 : 0;
  });
}

/**
 * Returns the unit that is responsible for opinions on this commitment, or on the draft as a whole
 * for null. Returns undefined for a commitment that the draft does not have.
 */
export function unitFor(consultation: Consultation, commitment: number | null): string | undefined {
  if (commitment === null) return consultation.unit;
  return consultation.draft.commitments.find(({ number }) => number === commitment)?.unit;
}
