import * as z from 'zod/mini';
import { type Consultation, unitFor } from './consultation.ts';
import { Email } from './email.ts';
import { Language, line, Slug } from './text.ts';
import { Instant, laterThan } from './time.ts';

/** Whether a submission may be published with the organisation's name, without it, or not at all. */
export const PUBLICATIONS = ['named', 'anonymous', 'internal'] as const;
export const PublicationChoice = z.enum(PUBLICATIONS);
export type PublicationChoice = z.infer<typeof PublicationChoice>;

const MAX_ORGANISATION_CHARS = 200;
const MAX_CONTACT_CHARS = 120;

/** What every submission says about its author, whatever the kind of the consultation. */
export const AUTHOR = {
  organisation: line(MAX_ORGANISATION_CHARS),
  contact: z.strictObject({ name: line(MAX_CONTACT_CHARS), email: Email }),
  publication: PublicationChoice,
  language: Language,
};
type Author = z.infer<z.ZodMiniObject<typeof AUTHOR>>;

/**
 * What the author has given in one field: a text, several choices, or null for no choice.
 */
const Answer = z.union([z.string(), z.readonly(z.array(z.string())), z.null()]);
export type Answer = z.infer<typeof Answer>;

/** By the name of the field. Which fields there are is up to the kind of the consultation. */
export const Answers = z.readonly(z.record(z.string(), Answer));
export type Answers = z.infer<typeof Answers>;

/** A part as it was sent, before anybody is responsible for it. */
export interface GivenPart {
  /** The number of the commitment, or null if the part is about no single commitment. */
  readonly commitment: number | null;
  readonly answers: Answers;
}

/** What one NGO sends in one go, as its kind has read it. */
export interface SubmissionInput extends Author {
  readonly parts: readonly GivenPart[];
}

/** What a part keeps when its author takes it back. */
const lasting = {
  commitment: z.nullable(z.int()),
  unit: Slug,
  /**
   * When the part got the words that it has now, or was taken back. A version that leaves the part as
   * it was keeps this time. See {@link readsTheSame}.
   */
  changedAt: Instant,
  /**
   * The `changedAt` of the words before. Null if there were none, or if their author did not wish them
   * published when they were replaced. Rows from before there was this attribute do not have it.
   */
  earlier: z._default(z.nullable(Instant), null),
};

/**
 * One opinion, or one proposal. It keeps the unit that was responsible when it arrived. So it has
 * one owner, even if the commitment moves to another unit later.
 */
const Part = z.lazy(() => z.readonly(z.strictObject({ ...lasting, answers: Answers })));
export type Part = z.infer<typeof Part>;

/** A part that its author has taken back. If the author gives it again, it goes to the same unit. */
const Withdrawal = z.lazy(() => z.readonly(z.strictObject(lasting)));
type Withdrawal = z.infer<typeof Withdrawal>;

/** Who is written to about a submission. */
const Contact = z.strictObject({ name: z.string(), email: Email });

/**
 * Why a contact was removed: its retention time has passed, or the person has asked for it. What
 * the author has said to the public stays.
 */
export const ContactRemoval = z.readonly(
  z.strictObject({ at: Instant, because: z.enum(['retention', 'request']) }),
);
export type ContactRemoval = z.infer<typeof ContactRemoval>;

/**
 * One immutable version of a submission. An edit or a withdrawal is a later version beside it. Only
 * its contact may be removed.
 */
export const Submission = z.lazy(() =>
  z.readonly(
    z.strictObject({
      consultation: Slug,
      reference: z.string(),
      version: z.int().check(z.minimum(1)),
      state: z.enum(['submitted', 'edited', 'withdrawn']),
      draftVersion: z.int(),
      organisation: z.string(),
      /** Absent once it was removed. */
      contact: z.optional(Contact),
      contactRemoved: z.optional(ContactRemoval),
      publication: PublicationChoice,
      language: Language,
      parts: z.readonly(z.array(Part)),
      /** Parts that an earlier version had and this version does not, by commitment. */
      withdrawn: z.readonly(z.array(Withdrawal)),
      /** A keyed hash of {@link contentOf}, so that nobody can try out what it may be. */
      content: z.string(),
      /** The `content` of version 1. The reference was made from it. */
      origin: z.string(),
      /**
       * 32 random bytes in hex, the same for all versions. What the log says of the submission
       * follows from them, and means nothing without them.
       */
      logSecret: z.string(),
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

/** A submission whose author can be written to. */
export type Reachable = Submission & { readonly contact: z.infer<typeof Contact> };

/** Says whether the contact is still there. */
export function isReachable(submission: Submission): submission is Reachable {
  return submission.contact !== undefined;
}

/**
 * Returns the submission in canonical form: what is the same to a person gives the same text. So
 * the same words sent twice are one submission. The language of the page and the version of the
 * draft are left out, because they do not make it another submission.
 */
export function contentOf(consultation: string, input: SubmissionInput): string {
  const { organisation, contact, publication } = input;
  const parts = sortByCommitment(input.parts).map(({ commitment, answers }) => [
    commitment,
    ...sortedAnswers(answers),
  ]);
  const author = [organisation, contact.name, contact.email, publication];
  return JSON.stringify([consultation, ...author, parts]);
}

/** Returns the answers by the names of their fields, so that the order of fields does not count. */
function sortedAnswers(answers: Answers): (readonly [field: string, answer: Answer])[] {
  return Object.entries(answers).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** Sorts by commitment, with what is about no single commitment first. */
function sortByCommitment<Item extends { readonly commitment: number | null }>(
  items: readonly Item[],
): Item[] {
  return items.toSorted((a, b) => (a.commitment ?? 0) - (b.commitment ?? 0));
}

/**
 * Makes the first version. `input` must have been accepted. `content` is the keyed hash of
 * {@link contentOf}.
 */
export function createSubmission(
  consultation: Consultation,
  input: SubmissionInput,
  identity: Pick<Submission, 'reference' | 'content' | 'origin' | 'logSecret'>,
  now: Instant,
): Reachable {
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
    parts: assignUnits(consultation, input.parts, [], now),
    withdrawn: [],
    firstReceivedAt: now,
    receivedAt: now,
    confirmed: false,
    contactSince: 1,
  };
}

/**
 * Makes the next version, with other content. A part about a commitment that any earlier version had
 * keeps its unit. `before` is the newest version as it is stored: digests compare stored versions, so
 * `changedAt` does too. `inForce` is the choice of publication that its author may have made since. It
 * decides which of the words before were for everybody.
 */
export function editSubmission(
  before: Submission,
  consultation: Consultation,
  input: SubmissionInput,
  content: string,
  now: Instant,
  inForce: PublicationChoice = before.publication,
): Reachable {
  const receivedAt = laterThan([before.receivedAt], now);
  const earlier = [...before.parts, ...before.withdrawn];
  const given = assignUnits(consultation, input.parts, earlier, receivedAt);
  const version = before.version + 1;
  const isSameContact = input.contact.email === before.contact?.email;
  const after: Reachable = {
    ...createSubmission(consultation, input, { ...identityOf(before), content }, now),
    version,
    state: 'edited',
    parts: given,
    withdrawn: collectWithdrawals(before, given, receivedAt, inForce),
    firstReceivedAt: before.firstReceivedAt,
    receivedAt,
    contactSince: isSameContact ? before.contactSince : version,
  };
  const parts = given.map((part) => {
    const was = partOn(before, part.commitment);
    if (was === undefined) return part;
    const { changedAt, earlier } = was;
    const same = readsTheSame(part.commitment, before, after);
    return same ? { ...part, changedAt, earlier } : { ...part, earlier: publicSince(inForce, was) };
  });
  return { ...after, parts };
}

/**
 * Makes the next version, for somebody who holds the link, with no parts. It lists everything that
 * was taken back, so that each unit is told. `before` states the choice of publication that is in
 * force.
 */
export function withdrawSubmission(before: Submission, now: Instant): Submission {
  const receivedAt = laterThan([before.receivedAt], now);
  return {
    ...before,
    version: before.version + 1,
    state: 'withdrawn',
    parts: [],
    withdrawn: collectWithdrawals(before, [], receivedAt, before.publication),
    receivedAt,
    confirmed: true,
  };
}

/** Returns the part about that commitment, or about no single commitment for null. */
export function partOn({ parts }: Submission, commitment: number | null): Part | undefined {
  return parts.find((part) => part.commitment === commitment);
}

/**
 * Says whether a unit reads the same about this commitment in both versions. A unit reads the
 * organisation, the publication choice and the answers. Also true if neither version has a part
 * about the commitment.
 */
export function readsTheSame(
  commitment: number | null,
  one: Submission,
  other: Submission,
): boolean {
  const [a, b] = [partOn(one, commitment), partOn(other, commitment)];
  if (a === undefined || b === undefined) return a === b;
  return (
    isSame(a.answers, b.answers) &&
    one.organisation === other.organisation &&
    one.publication === other.publication
  );
}

function isSame(one: Answers, other: Answers): boolean {
  return JSON.stringify(sortedAnswers(one)) === JSON.stringify(sortedAnswers(other));
}

/**
 * Returns the units for which this version changes something. They are told in a digest. The other
 * units are not.
 */
export function unitsToTell({ parts, withdrawn: gone, receivedAt }: Submission): string[] {
  const changed = [...parts, ...gone].filter(({ changedAt }) => changedAt === receivedAt);
  return [...new Set(changed.map(({ unit }) => unit))];
}

/** Returns since when the words of the part have been for everybody, or null if they are not. */
function publicSince(publication: PublicationChoice, { changedAt }: Part): Instant | null {
  return publication === 'internal' ? null : changedAt;
}

function identityOf({ reference, origin, logSecret }: Submission) {
  return { reference, origin, logSecret };
}

function assignUnits(
  consultation: Consultation,
  parts: SubmissionInput['parts'],
  earlier: readonly { readonly commitment: number | null; readonly unit: string }[],
  changedAt: Instant,
): Part[] {
  return sortByCommitment(parts).map(({ commitment, answers }) => {
    const unit =
      earlier.find((was) => was.commitment === commitment)?.unit ??
      unitFor(consultation, commitment) ??
      consultation.unit;
    return { commitment, unit, answers, changedAt, earlier: null };
  });
}

/**
 * Returns what was taken back before and what this version takes back, without the parts that are
 * `given` again.
 */
function collectWithdrawals(
  before: Submission,
  given: readonly Part[],
  changedAt: Instant,
  inForce: PublicationChoice,
): Withdrawal[] {
  const gone = before.parts.map((part) => {
    const { commitment, unit } = part;
    return { commitment, unit, changedAt, earlier: publicSince(inForce, part) };
  });
  return sortByCommitment([...gone, ...before.withdrawn]).filter(
    (was) => !given.some(({ commitment }) => commitment === was.commitment),
  );
}
