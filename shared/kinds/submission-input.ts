import * as z from 'zod/mini';
import { type Consultation, stateOf, unitFor } from '../domain/consultation.ts';
import { MAX_COMMITMENTS } from '../domain/draft.ts';
import { type FieldFailure, pointerTo, read } from '../domain/failure.ts';
import {
  type Answers,
  AUTHOR,
  type GivenPart,
  type Submission,
  type SubmissionInput,
} from '../domain/submission.ts';
import { escapeMarkup } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { fieldsOf, type Kind } from './kind.ts';

/**
 * In UTF-8 bytes, as a page escapes the texts. DynamoDB takes items of 400 KB; the rest is for
 * names, keys and the delivery. The page on which an author edits the submission must also stay
 * below a megabyte.
 */
const MAX_SUBMISSION_BYTES = 360_000;
/** One on each commitment, and one on the draft as a whole. */
const MAX_PARTS = MAX_COMMITMENTS + 1;

const schemas = new Map<Kind, z.ZodMiniObject>();

/** Returns the schema of what an NGO sends at one time to a consultation of this kind, as JSON. */
export function inputSchemaOf(kind: Kind): z.ZodMiniObject {
  const known = schemas.get(kind);
  if (known !== undefined) return known;
  const fields = Object.fromEntries(fieldsOf(kind).map(([name, { schema }]) => [name, schema]));
  const parts =
    kind.about === 'nothing'
      ? z.strictObject(fields)
      : z
          .array(
            z.strictObject({
              /** The commitment's number, or null for the draft as a whole. */
              commitment: z.nullable(z.int()),
              ...fields,
            }),
          )
          .check(z.minLength(1, 'no-opinion'), z.maxLength(MAX_PARTS));
  const schema = z.strictObject({ ...AUTHOR, [kind.property]: parts });
  schemas.set(kind, schema);
  return schema;
}

/** Reads what was sent as a submission to a consultation of this kind. */
export function readInput(
  kind: Kind,
  typed: unknown,
): { readonly value: SubmissionInput } | { readonly failures: readonly FieldFailure[] } {
  const result = read(inputSchemaOf(kind), typed);
  if ('failures' in result) return result;
  const { [kind.property]: sent, ...author } = result.value;
  const all = (
    kind.about === 'nothing' ? [{ commitment: null, ...(sent as Answers) }] : sent
  ) as readonly ({ readonly commitment: number | null } & Answers)[];
  const parts = all.map(({ commitment, ...answers }): GivenPart => ({ commitment, answers }));
  return { value: { ...(author as Omit<SubmissionInput, 'parts'>), parts } };
}

/** Returns the pointer to a field of a part, in the JSON of a submission. */
function pointerIn({ about, property }: Kind, index: number, field: string): string {
  return pointerTo(about === 'nothing' ? [property, field] : [property, index, field]);
}

export interface Refusal {
  readonly failure: 'not-open-yet' | 'closed' | 'invalid';
  /** Which fields are not valid. Empty if the time is wrong. */
  readonly fields: readonly FieldFailure[];
}

/**
 * Makes the checks that need the consultation. A submission at the closing instant itself is late.
 * An edit of `earlier` may keep parts about commitments that the draft no longer has.
 */
export function refusalOf(
  kind: Kind,
  consultation: Consultation,
  input: SubmissionInput,
  now: Instant,
  earlier?: Submission,
): Refusal | null {
  const state = stateOf(consultation, now);
  if (state === 'upcoming') return { failure: 'not-open-yet', fields: [] };
  if (state === 'closed') return { failure: 'closed', fields: [] };
  const fields = [
    ...(kind.about === 'commitments' ? checkParts(kind, consultation, input, earlier) : []),
    ...checkLists(kind, consultation, input),
    ...checkSize(kind, input),
  ];
  return fields.length > 0 ? { failure: 'invalid', fields } : null;
}

function checkParts(
  kind: Kind,
  consultation: Consultation,
  { parts }: SubmissionInput,
  earlier?: Submission,
): FieldFailure[] {
  const given = new Set(earlier?.parts.map(({ commitment }) => commitment));
  const isKnown = (commitment: number | null) =>
    given.has(commitment) || unitFor(consultation, commitment) !== undefined;
  return parts.flatMap(({ commitment, answers }, index): FieldFailure[] => {
    const at = (field: string) => pointerIn(kind, index, field);
    if (!isKnown(commitment)) return [{ pointer: at('commitment'), fault: 'unknown-commitment' }];
    if (parts.findIndex((one) => one.commitment === commitment) < index) {
      return [{ pointer: at('commitment'), fault: 'repeated' }];
    }
    const [last] = fieldsOf(kind).at(-1) ?? [''];
    return isEmpty(answers) ? [{ pointer: at(last), fault: 'empty-opinion' }] : [];
  });
}

function isEmpty(answers: Answers): boolean {
  return Object.values(answers).every((answer) => answer === null || answer.length === 0);
}

/** Checks that each choice is on the list of the consultation. */
function checkLists(
  kind: Kind,
  { lists }: Consultation,
  { parts }: SubmissionInput,
): FieldFailure[] {
  return parts.flatMap(({ answers }, index) =>
    fieldsOf(kind).flatMap(([name, field]): FieldFailure[] => {
      if (field.control !== 'several') return [];
      const known = new Set(lists[field.list]?.map(({ id }) => id));
      const isKnown = [answers[name] ?? []].flat().every((one) => known.has(one));
      return isKnown ? [] : [{ pointer: pointerIn(kind, index, name), fault: 'not-a-choice' }];
    }),
  );
}

function checkSize({ property }: Kind, { parts }: SubmissionInput): FieldFailure[] {
  const texts = parts.flatMap(({ answers }) => Object.values(answers).flat());
  const bytes = new TextEncoder().encode(escapeMarkup(texts.join(''))).length;
  if (bytes <= MAX_SUBMISSION_BYTES) return [];
  const limit = MAX_SUBMISSION_BYTES;
  return [{ pointer: pointerTo([property]), fault: 'too-large-together', limit }];
}
