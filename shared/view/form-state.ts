import type { Consultation } from '../domain/consultation.ts';
import type { Failure, FieldFault } from '../domain/failure.ts';
import type { Copy } from './copy/lv.ts';

/** A form as the page shows it: everything typed, by field name, and what is wrong with it. */
export interface FormState {
  readonly typed: Readonly<Record<string, string>>;
  readonly failures: readonly FormFailure[];
  /** Why the form as a whole was refused. Undefined if it was not refused. */
  readonly failure?: Failure;
}

export interface FormFailure {
  /** The name of a field. Any other value means that the form as a whole is at fault. */
  readonly field: string;
  readonly fault: FieldFault;
  readonly limit?: number;
}

/** A fault in words. */
export interface Complaint {
  /** The field to correct. The page always has this field. */
  readonly field: string;
  /** The sentence beside the field. */
  readonly beside: string;
  /** The sentence in the summary, away from the field. */
  readonly inSummary: string;
}

/**
 * Returns the numbers of commitments that the draft no longer has, but about which the author has
 * written something.
 */
export function goneCommitments({ draft }: Consultation, { typed }: FormState): number[] {
  const numbers = Object.entries(typed).flatMap(([field, value]) => {
    const number = value === '' ? undefined : OPINION_FIELD.exec(field)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  const standing = new Set([0, ...draft.commitments.map(({ number }) => number)]);
  return [...new Set(numbers)].filter((number) => !standing.has(number)).toSorted((a, b) => a - b);
}

/**
 * Matches the name of a field of one opinion. The group is the commitment's number, or 0 for the
 * draft as a whole.
 */
export const OPINION_FIELD = /^(?:rating|opinion)-(0|[1-9]\d{0,5})$/u;

/**
 * Returns what opinions may be about, in the order of the page: each commitment, each commitment
 * that the draft no longer has, the draft as a whole (0).
 */
function opinionNumbers(consultation: Consultation, form: FormState): number[] {
  const standing = consultation.draft.commitments.map(({ number }) => number);
  return [...standing, ...goneCommitments(consultation, form), 0];
}

/** Returns every field with its label, in the order of the page. */
export function fieldLabels(
  consultation: Consultation,
  filled: FormState,
  copy: Copy,
): Map<string, string> {
  const { form } = copy;
  const opinions = opinionNumbers(consultation, filled).flatMap((number) => {
    return [
      [`rating-${number}`, number === 0 ? form.ratingWhole : form.ratingOf(number)],
      [`opinion-${number}`, number === 0 ? form.opinionOnWhole : form.opinionOn(number)],
    ] as const;
  });
  return new Map([
    ...opinions,
    ['organisation', form.organisation],
    ['contact', form.contact],
    ['email', form.email],
    ['publication', form.publication],
  ]);
}

/**
 * Returns the failures of a submission in words. A failure that concerns no field of the page (no
 * opinion at all) leads to the first opinion.
 */
export function complaintsOf(
  consultation: Consultation,
  filled: FormState,
  copy: Copy,
): Complaint[] {
  const first = `opinion-${opinionNumbers(consultation, filled)[0] ?? 0}`;
  const labels = fieldLabels(consultation, filled, copy);
  return complaintsAbout(filled.failures, labels, first, copy);
}

/**
 * Returns the failures in words, in the order of `labels`, without duplicates. A failure that
 * concerns no field in `labels` leads to `first`.
 */
export function complaintsAbout(
  failures: readonly FormFailure[],
  labels: ReadonlyMap<string, string>,
  first: string,
  copy: Copy,
): Complaint[] {
  const order = [...labels.keys()];
  const complaints = failures.map((failure): Complaint => {
    const label = labels.get(failure.field);
    const sentence = sentenceFor(failure, copy);
    if (label === undefined) return { field: first, beside: sentence, inSummary: sentence };
    const inSummary = SAYS_ITS_FIELD.has(failure.fault)
      ? sentence
      : `${label}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
    return { field: failure.field, beside: sentence, inSummary };
  });
  return complaints
    .filter((one, index) => index === complaints.findIndex((other) => isSame(one, other)))
    .toSorted((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
}

/**
 * Returns the error that stands beside a field, or undefined if nothing is wrong with the field.
 */
export function errorAt(complaints: readonly Complaint[], field: string): string | undefined {
  const found = complaints.filter((complaint) => complaint.field === field);
  return found.length === 0 ? undefined : found.map(({ beside }) => beside).join(' ');
}

function isSame(one: Complaint, other: Complaint): boolean {
  return one.field === other.field && one.inSummary === other.inSummary;
}

/** Faults whose sentence can mean only one field, so that the summary does not name the field. */
const SAYS_ITS_FIELD: ReadonlySet<FieldFault> = new Set([
  'required',
  'not-an-email',
  'no-opinion',
  'too-large-together',
]);

function sentenceFor({ field, ...failure }: FormFailure, copy: Copy): string {
  const own: Readonly<Record<string, string>> = copy.faults.required;
  const missing =
    failure.fault === 'required' && Object.hasOwn(own, field) ? own[field] : undefined;
  return missing ?? copy.fault(failure);
}
