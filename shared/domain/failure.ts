import * as z from 'zod/mini';

/**
 * Every way in which a request can fail as a whole. Each has a row in the failure table
 * (`http/problem.ts`) and a sentence in both languages (`view/copy`).
 */
export const FAILURES = [
  'not-found',
  'not-open-yet',
  'closed',
  'invalid',
  'malformed',
  'unsupported-media-type',
  'too-large',
  'link-not-valid',
  'changed-meanwhile',
  'too-many-requests',
  'unexpected',
] as const;
export type Failure = (typeof FAILURES)[number];

/** What can be wrong with one field. Each has a sentence in both languages (`view/copy`). */
export const FIELD_FAULTS = [
  'required',
  'wrong-type',
  'too-long',
  'too-many',
  'not-an-email',
  'not-a-choice',
  'not-an-instant',
  'unknown-field',
  'repeated',
  'no-opinion',
  'empty-opinion',
  'unknown-commitment',
  'too-large-together',
  'not-allowed',
] as const;
export type FieldFault = (typeof FIELD_FAULTS)[number];

/**
 * One field that cannot be accepted. `pointer` is a JSON Pointer (RFC 6901) into the input. `limit`
 * is the largest length or count that would have been accepted, if there is one.
 */
export interface FieldFailure {
  readonly pointer: string;
  readonly fault: FieldFault;
  readonly limit?: number;
}

/**
 * Keeps the answer from becoming larger than the request. Somebody who corrects these fields and
 * sends the input again is told about the rest.
 */
export const MAX_FAILURES = 200;

/**
 * No field of ours has a name this long, in characters. An unknown field with a longer name is
 * reported at the object that holds it, because the name would come back in the answer.
 */
const MAX_NAME_CHARS = 100;

/** Joins the steps of a path into a JSON Pointer, and escapes `~` and `/` as RFC 6901 says. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/**
 * Checks unknown input against a schema. Returns the value, or the fields that are wrong (the first
 * {@link MAX_FAILURES} of them).
 */
export function read<Schema extends z.core.$ZodType>(
  schema: Schema,
  input: unknown,
): { readonly value: z.output<Schema> } | { readonly failures: readonly FieldFailure[] } {
  const parsed = z.safeParse(schema, input, { reportInput: true });
  if (parsed.success) return { value: parsed.data };
  return { failures: fieldFailuresOf(parsed.error).slice(0, MAX_FAILURES) };
}

function fieldFailuresOf(error: z.core.$ZodError): FieldFailure[] {
  return error.issues.flatMap((issue): FieldFailure[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, MAX_FAILURES).map((key) => ({
        pointer: pointerTo(key.length > MAX_NAME_CHARS ? issue.path : [...issue.path, key]),
        fault: 'unknown-field',
      }));
    }
    return [{ pointer: pointerTo(issue.path), ...faultOf(issue) }];
  });
}

function faultOf(issue: z.core.$ZodIssue): Pick<FieldFailure, 'fault' | 'limit'> {
  const named = FIELD_FAULTS.find((fault) => fault === issue.message);
  if (named !== undefined) return { fault: named };
  switch (issue.code) {
    case 'invalid_type':
      return { fault: issue.input === undefined ? 'required' : 'wrong-type' };
    case 'invalid_value':
      return { fault: issue.input === undefined ? 'required' : 'not-a-choice' };
    case 'too_small':
      return { fault: 'required' };
    case 'too_big':
      return {
        fault: issue.origin === 'array' ? 'too-many' : 'too-long',
        limit: Number(issue.maximum),
      };
    default:
      return { fault: 'not-allowed' };
  }
}
