import type { Consultation } from '../domain/consultation.ts';
import type { Failure, FieldFault } from '../domain/failure.ts';
import { formNameOf, partNumbersIn, WHOLE } from '../kinds/form-fields.ts';
import { fieldsOf } from '../kinds/kind.ts';
import type { KindWords } from '../kinds/kind-words.ts';
import { kindOf } from '../kinds/kinds.ts';
import { fieldWordsOf, wordsOf } from '../kinds/words.ts';
import type { Language } from '../domain/text.ts';
import { copyFor } from './copy/index.ts';
import type { Copy } from './copy/lv.ts';
import { type Typed, typedText } from './typed.ts';

/** A form as the page shows it: everything typed, and what is wrong with it. */
export interface FormState {
  readonly typed: Typed;
  readonly failures: readonly FormFailure[];
  /** Why the form as a whole was refused. Undefined if it was not refused. */
  readonly failure?: Failure;
  /** True if the author has checked what was typed, and wants to change it. */
  readonly toChange?: true;
}

/** Says whether the form comes back with what its author has just typed. */
export function hasComeBack({ failure, toChange }: FormState): boolean {
  return failure !== undefined || toChange === true;
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
export function goneCommitments(consultation: Consultation, { typed }: FormState): number[] {
  const written = Object.keys(typed).filter((field) => typedText(typed, field) !== '');
  const standing = new Set([WHOLE, ...consultation.draft.commitments.map(({ number }) => number)]);
  return partNumbersIn(kindOf(consultation), written).filter((number) => !standing.has(number));
}

/**
 * Returns what parts may be about, in the order of the page: each commitment, each commitment that
 * the draft no longer has, and what is about no single commitment.
 */
function partNumbers(consultation: Consultation, form: FormState): number[] {
  const standing = consultation.draft.commitments.map(({ number }) => number);
  return [...standing, ...goneCommitments(consultation, form), WHOLE];
}

/** One field of the form, with all that can be said about it. */
interface LabelledField {
  readonly name: string;
  readonly label: string;
  /** Said when the field is empty and must not be. */
  readonly missing: string | undefined;
}

/** Returns every field in the order of the page. */
function labelledFields(
  consultation: Consultation,
  filled: FormState,
  language: Language,
): LabelledField[] {
  const { form, faults } = copyFor(language);
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const parts = partNumbers(consultation, filled).flatMap((number) =>
    fieldsOf(kind).map(([field]): LabelledField => {
      const label = fullLabelOf(words, field, number);
      const { missing } = fieldWordsOf(words, field);
      return { name: formNameOf(kind, field, number), label, missing };
    }),
  );
  const author = (['organisation', 'contact', 'email'] as const).map((name): LabelledField => {
    return { name, label: form[name], missing: faults.required[name] };
  });
  return [
    ...parts,
    ...author,
    {
      name: 'publication',
      label: words.form.publication,
      missing: faults.required.publication,
    },
  ];
}

/** Returns the label of a field of one part, for people who do not see where it stands. */
function fullLabelOf(words: KindWords, field: string, number: number): string {
  const { label, labelAbout } = fieldWordsOf(words, field);
  return labelAbout?.(number === WHOLE ? null : number) ?? label;
}

/** Returns every field with its label, in the order of the page. */
export function fieldLabels(
  consultation: Consultation,
  filled: FormState,
  language: Language,
): Map<string, string> {
  return new Map(
    labelledFields(consultation, filled, language).map(({ name, label }) => [name, label]),
  );
}

/**
 * Returns the failures of a submission in words. A failure that concerns no field of the page (no
 * part at all) leads to the last field of the first part.
 */
export function complaintsOf(
  consultation: Consultation,
  filled: FormState,
  language: Language,
): Complaint[] {
  const kind = kindOf(consultation);
  const [last = ''] = fieldsOf(kind).at(-1) ?? [];
  const first = formNameOf(kind, last, partNumbers(consultation, filled)[0] ?? WHOLE);
  const fields = labelledFields(consultation, filled, language);
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  const missing = new Map(fields.map((field) => [field.name, field.missing]));
  return complaintsAbout(filled.failures, labels, first, copyFor(language), missing);
}

/**
 * Returns the failures in words, in the order of `labels`, without duplicates. A failure that
 * concerns no field in `labels` leads to `first`. `missing` says what to do about fields that
 * must not be empty.
 */
export function complaintsAbout(
  failures: readonly FormFailure[],
  labels: ReadonlyMap<string, string>,
  first: string,
  copy: Copy,
  missing: ReadonlyMap<string, string | undefined> = new Map(Object.entries(copy.faults.required)),
): Complaint[] {
  const order = [...labels.keys()];
  const complaints = failures.map((failure): Complaint => {
    const label = labels.get(failure.field);
    const sentence =
      (failure.fault === 'required' ? missing.get(failure.field) : undefined) ??
      copy.fault(failure);
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
