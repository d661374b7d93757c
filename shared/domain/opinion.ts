import * as z from 'zod/mini';
import { type Consultation, stateOf, unitFor } from './consultation.ts';
import { MAX_COMMITMENTS } from './draft.ts';
import { Email } from './email.ts';
import { type FieldFailure, pointerTo } from './failure.ts';
import { Language, line, multiLine, Slug } from './text.ts';
import { Instant, plus } from './time.ts';

/** How far a commitment has got, on the scale of the Open Government Partnership. */
export const COMPLETIONS = ['not-started', 'limited', 'substantial', 'complete'] as const;
export const Completion = z.enum(COMPLETIONS);
export type Completion = z.infer<typeof Completion>;

/** Whether an opinion may be published with the organisation's name, without it, or not at all. */
export const PUBLICATIONS = ['named', 'anonymous', 'internal'] as const;
export const PublicationChoice = z.enum(PUBLICATIONS);
export type PublicationChoice = z.infer<typeof PublicationChoice>;

const MAX_ORGANISATION_CHARS = 200;
const MAX_CONTACT_CHARS = 120;
/** About eight pages on one commitment. */
export const MAX_OPINION_CHARS = 20_000;
/** UTF-8 bytes. DynamoDB takes items of 400 KB. The rest is for names, keys and the delivery. */
const MAX_SUBMISSION_BYTES = 360_000;
/** One on each commitment, and one on the draft as a whole. */
const MAX_OPINIONS = MAX_COMMITMENTS + 1;

const CommitmentNumber = z.nullable(z.int());

const OpinionInput = z.strictObject({
  /** The commitment's number, or null for the draft as a whole. */
  commitment: CommitmentNumber,
  rating: z._default(z.nullable(Completion), null),
  text: z._default(z.string().check(z.overwrite(multiLine), z.maxLength(MAX_OPINION_CHARS)), ''),
});

/** What one NGO sends in one go, by the form or as JSON. */
export const SubmissionInput = z.strictObject({
  organisation: line(MAX_ORGANISATION_CHARS),
  contact: z.strictObject({ name: line(MAX_CONTACT_CHARS), email: Email }),
  publication: PublicationChoice,
  language: Language,
  opinions: z.array(OpinionInput).check(z.maxLength(MAX_OPINIONS)),
});
export type SubmissionInput = z.infer<typeof SubmissionInput>;

const ownership = { commitment: CommitmentNumber, unit: Slug };

/**
 * An opinion keeps the unit that was responsible when it arrived. So it has one owner, even if the
 * commitment moves to another unit later.
 */
const Opinion = z.lazy(() =>
  z.readonly(
    z.strictObject({
      ...ownership,
      rating: z.nullable(Completion),
      text: z.string(),
      /**
       * When the opinion got the words that it has now. A version that leaves the opinion as it was
       * keeps this time. See {@link readsTheSame}.
       */
      changedAt: Instant,
    }),
  ),
);
type Opinion = z.infer<typeof Opinion>;

/**
 * An opinion that its author has taken back. If the author gives it again, it goes to the same
 * unit.
 */
const Withdrawal = z.lazy(() => z.readonly(z.strictObject({ ...ownership, changedAt: Instant })));
type Withdrawal = z.infer<typeof Withdrawal>;

/** One immutable version of a submission. An edit or a withdrawal is a later version beside it. */
export const Submission = z.lazy(() =>
  z.readonly(
    z.strictObject({
      consultation: Slug,
      reference: z.string(),
      version: z.int().check(z.minimum(1)),
      state: z.enum(['submitted', 'edited', 'withdrawn']),
      draftVersion: z.int(),
      organisation: z.string(),
      contact: z.strictObject({ name: z.string(), email: Email }),
      publication: PublicationChoice,
      language: Language,
      opinions: z.readonly(z.array(Opinion)),
      /** Opinions that an earlier version had and this version does not, by commitment. */
      withdrawn: z.readonly(z.array(Withdrawal)),
      /** A keyed hash of {@link contentOf}, so that nobody can try out what it may be. */
      content: z.string(),
      /** The `content` of version 1. The reference was made from it. */
      origin: z.string(),
      firstReceivedAt: Instant,
      /** Later than the `receivedAt` of the version before. */
      receivedAt: Instant,
      /**
       * Whoever made this version held the link that was mailed to the address. A first version is
       * confirmed later, by the link in its receipt.
       */
      confirmed: z.boolean(),
      /**
       * The version that gave the address of the contact. Links that were mailed to an earlier
       * address no longer open the submission.
       */
      contactSince: z.int().check(z.minimum(1)),
    }),
  ),
);
export type Submission = z.infer<typeof Submission>;

export type Refusal =
  | { readonly failure: 'not-open-yet' | 'closed' }
  | { readonly failure: 'invalid'; readonly fields: readonly FieldFailure[] };

/**
 * Makes the checks that need the consultation. A submission at the closing instant itself is late.
 * An edit of `earlier` may keep opinions on commitments that the draft no longer has.
 */
export function refusalOf(
  consultation: Consultation,
  input: SubmissionInput,
  now: Instant,
  earlier?: Submission,
): Refusal | null {
  const state = stateOf(consultation, now);
  if (state === 'upcoming') return { failure: 'not-open-yet' };
  if (state === 'closed') return { failure: 'closed' };
  const given = new Set(earlier?.opinions.map(({ commitment }) => commitment));
  const isKnown = (commitment: number | null) =>
    given.has(commitment) || unitFor(consultation, commitment) !== undefined;
  const fields = checkOpinions(input.opinions, isKnown);
  return fields.length > 0 ? { failure: 'invalid', fields } : null;
}

function checkOpinions(
  opinions: SubmissionInput['opinions'],
  isKnown: (commitment: number | null) => boolean,
): FieldFailure[] {
  if (opinions.length === 0) return [{ pointer: '/opinions', fault: 'no-opinion' }];
  const failures = opinions.flatMap((opinion, index): FieldFailure[] => {
    const at = (field: string) => pointerTo(['opinions', index, field]);
    if (!isKnown(opinion.commitment)) {
      return [{ pointer: at('commitment'), fault: 'unknown-commitment' }];
    }
    if (opinions.findIndex(({ commitment }) => commitment === opinion.commitment) < index) {
      return [{ pointer: at('commitment'), fault: 'repeated' }];
    }
    const empty = opinion.rating === null && opinion.text === '';
    return empty ? [{ pointer: at('text'), fault: 'empty-opinion' }] : [];
  });
  const bytes = new TextEncoder().encode(opinions.map(({ text }) => text).join('')).length;
  if (bytes > MAX_SUBMISSION_BYTES) {
    failures.push({
      pointer: '/opinions',
      fault: 'too-large-together',
      limit: MAX_SUBMISSION_BYTES,
    });
  }
  return failures;
}

/**
 * Returns the submission in canonical form: what is the same to a person gives the same text. So
 * the same words sent twice are one submission. The language of the page and the version of the
 * draft are left out, because they do not make it another submission.
 */
export function contentOf(consultation: string, input: SubmissionInput): string {
  const { organisation, contact, publication } = input;
  const opinions = sortByCommitment(input.opinions).map(({ commitment, rating, text }) => [
    commitment,
    rating,
    text,
  ]);
  return JSON.stringify([
    consultation,
    organisation,
    contact.name,
    contact.email,
    publication,
    opinions,
  ]);
}

/** Sorts by commitment, with the draft as a whole first. */
function sortByCommitment<Item extends { readonly commitment: number | null }>(
  items: readonly Item[],
): Item[] {
  return items.toSorted((a, b) => (a.commitment ?? 0) - (b.commitment ?? 0));
}

/**
 * Makes the first version. `input` must have passed {@link refusalOf}. `content` is the keyed
 * hash of {@link contentOf}.
 */
export function createSubmission(
  consultation: Consultation,
  input: SubmissionInput,
  identity: Pick<Submission, 'reference' | 'content' | 'origin'>,
  now: Instant,
): Submission {
  return {
    ...identity,
    consultation: consultation.id,
    version: 1,
    state: 'submitted',
    draftVersion: consultation.draft.version,
    organisation: input.organisation,
    contact: input.contact,
    publication: input.publication,
    language: input.language,
    opinions: assignUnits(consultation, input.opinions, [], now),
    withdrawn: [],
    firstReceivedAt: now,
    receivedAt: now,
    confirmed: false,
    contactSince: 1,
  };
}

/**
 * Makes the next version, with other content. An opinion on a commitment that any earlier version
 * had keeps its unit.
 */
export function editSubmission(
  before: Submission,
  consultation: Consultation,
  input: SubmissionInput,
  content: string,
  now: Instant,
): Submission {
  const receivedAt = laterThan(before, now);
  const earlier = [...before.opinions, ...before.withdrawn];
  const given = assignUnits(consultation, input.opinions, earlier, receivedAt);
  const version = before.version + 1;
  const isSameContact = input.contact.email === before.contact.email;
  const after: Submission = {
    ...createSubmission(consultation, input, { ...identityOf(before), content }, now),
    version,
    state: 'edited',
    opinions: given,
    withdrawn: collectWithdrawals(before, given, receivedAt),
    firstReceivedAt: before.firstReceivedAt,
    receivedAt,
    contactSince: isSameContact ? before.contactSince : version,
  };
  const opinions = given.map((opinion) => {
    const was = opinionOn(before, opinion.commitment);
    const same = was !== undefined && readsTheSame(opinion.commitment, before, after);
    return same ? { ...opinion, changedAt: was.changedAt } : opinion;
  });
  return { ...after, opinions };
}

/**
 * Makes the next version, for somebody who holds the link, with no opinions. It lists everything that was taken back, so that each
 * unit is told.
 */
export function withdrawSubmission(before: Submission, now: Instant): Submission {
  const receivedAt = laterThan(before, now);
  return {
    ...before,
    version: before.version + 1,
    state: 'withdrawn',
    opinions: [],
    withdrawn: collectWithdrawals(before, [], receivedAt),
    receivedAt,
    confirmed: true,
  };
}

/** Returns the opinion on that commitment, or on the draft as a whole for null. */
export function opinionOn(
  { opinions }: Submission,
  commitment: number | null,
): Opinion | undefined {
  return opinions.find((opinion) => opinion.commitment === commitment);
}

/**
 * Says whether a unit reads the same about this commitment in both versions. A unit reads the
 * organisation, the publication choice, the rating and the text. Also true if neither version has
 * an opinion on the commitment.
 */
export function readsTheSame(
  commitment: number | null,
  one: Submission,
  other: Submission,
): boolean {
  const [a, b] = [opinionOn(one, commitment), opinionOn(other, commitment)];
  if (a === undefined || b === undefined) return a === b;
  return (
    a.rating === b.rating &&
    a.text === b.text &&
    one.organisation === other.organisation &&
    one.publication === other.publication
  );
}

/**
 * Returns the units for which this version changes something. They are told in a digest. The other
 * units are not.
 */
export function unitsToTell({ opinions, withdrawn: gone, receivedAt }: Submission): string[] {
  const changed = [...opinions, ...gone].filter(({ changedAt }) => changedAt === receivedAt);
  return [...new Set(changed.map(({ unit }) => unit))];
}

/**
 * Returns a time later than the version before. The clocks of two servers may differ by some
 * milliseconds. If a version were older than the one before it, a window that ends between them
 * would tell them in the wrong order.
 */
function laterThan({ receivedAt }: Submission, now: Instant): Instant {
  const earliest = plus(receivedAt, 1);
  return now < earliest ? earliest : now;
}

function identityOf({ reference, origin }: Submission) {
  return { reference, origin };
}

function assignUnits(
  consultation: Consultation,
  opinions: SubmissionInput['opinions'],
  earlier: readonly { readonly commitment: number | null; readonly unit: string }[],
  changedAt: Instant,
): Opinion[] {
  return sortByCommitment(opinions).map(({ commitment, rating, text }) => {
    const unit =
      earlier.find((was) => was.commitment === commitment)?.unit ??
      unitFor(consultation, commitment) ??
      consultation.unit;
    return { commitment, unit, rating, text, changedAt };
  });
}

/**
 * Returns what was taken back before and what this version takes back, without the opinions that
 * are `given` again.
 */
function collectWithdrawals(
  { opinions, withdrawn: earlier }: Submission,
  given: readonly Opinion[],
  changedAt: Instant,
): Withdrawal[] {
  const gone = opinions.map(({ commitment, unit }) => ({ commitment, unit, changedAt }));
  return sortByCommitment([...gone, ...earlier]).filter(
    (was) => !given.some(({ commitment }) => commitment === was.commitment),
  );
}
