import type { Consultation, ResponsibleUnit } from '../../domain/consultation.ts';
import { type Submission, unitsToTell } from '../../domain/opinion.ts';
import { spellReference } from '../../domain/reference.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import type { LocalDate } from '../../domain/time.ts';
import { abridgeLine, excerptOf } from '../excerpt.ts';
import { completionLabel } from '../format.ts';
import { mailCopyFor } from './copy/index.ts';

/** What a receipt says, in words, before it becomes text or HTML. */
export interface ReceiptModel {
  readonly language: Language;
  readonly title: string;
  readonly thanks: string;
  readonly referenceLabel: string;
  readonly reference: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly nextTitle: string;
  readonly goes: string;
  readonly follow: { readonly sentence: string; readonly label: string; readonly href: string };
  readonly reviseTitle: string;
  readonly revise: { readonly sentence: string; readonly label: string; readonly href: string };
  readonly copyTitle: string;
  /** Says that the whole text is attached. Null if the mail holds all of it. */
  readonly copyNote: string | null;
  /** Says why the mail does not quote the submission. Null if it does. */
  readonly notQuoted: string | null;
  readonly opinions: readonly GivenOpinion[];
  readonly why: string;
}

/** What was received about one commitment or about the draft as a whole, as it was received. */
export interface GivenOpinion {
  readonly title: string;
  readonly rating: string | null;
  readonly lines: readonly string[];
  readonly remark: string | null;
}

/** How much of the opinions is quoted, in UTF-16 units and in lines. */
export interface Quoting {
  readonly titleChars: number;
  readonly textChars: number;
  readonly textLines: number;
}

export interface ReceiptAbout {
  readonly submission: Submission;
  /** False: the mail holds nothing that the author has typed. */
  readonly quotes: boolean;
  readonly consultation: Consultation;
  readonly units: readonly ResponsibleUnit[];
  readonly revisionUrl: string;
  readonly receiptUrl: string;
  readonly next: LocalDate | null;
}

export function receiptModel(about: ReceiptAbout, quoting: Quoting): ReceiptModel {
  const { submission, quotes, consultation, units, next } = about;
  const { language, state } = submission;
  const copy = mailCopyFor(language).receipt;
  const told = unitsToTell(submission);
  const names = units.filter(({ id }) => told.includes(id)).map(({ name }) => name[language]);
  const opinions = givenOpinions(about, quoting);
  const cut = opinions.some(({ remark }) => remark !== null);
  return {
    language,
    title: copy.title[state],
    thanks: copy.thanks[state],
    referenceLabel: copy.reference,
    reference: spellReference(submission.reference),
    facts: [
      { label: copy.consultation, value: consultation.title[language] },
      ...(quotes
        ? [{ label: copy.organisation, value: withoutBidiControls(submission.organisation) }]
        : []),
      { label: copy.received[state], value: copy.at(submission.receivedAt) },
      ...(quotes && state !== 'withdrawn'
        ? [{ label: copy.publication, value: copy.publications[submission.publication] }]
        : []),
    ],
    nextTitle: copy.nextTitle,
    goes: told.length === 0 ? copy.unchanged : copy.goes(names, next, state),
    follow: { sentence: copy.follow, label: copy.followLabel, href: about.receiptUrl },
    reviseTitle: copy.reviseTitle,
    revise: {
      sentence: copy.revise[state](consultation.closesAt),
      label: copy.reviseLabel[state],
      href: about.revisionUrl,
    },
    copyTitle: copy.copyTitle[state === 'withdrawn' ? 'withdrawn' : quotes ? 'quoted' : 'named'],
    copyNote: cut ? copy.attached(copy.filename(submission.reference)) : null,
    notQuoted: quotes ? null : copy.notQuoted,
    opinions,
    why: copy.why,
  };
}

function givenOpinions(
  { submission, quotes, consultation }: ReceiptAbout,
  { titleChars, textChars, textLines }: Quoting,
): GivenOpinion[] {
  const { language, state, opinions, withdrawn } = submission;
  const copy = mailCopyFor(language);
  const titleOf = (number: number | null) => {
    const title = consultation.draft.commitments.find((one) => one.number === number)?.title;
    if (number === null) return copy.digest.whole;
    if (title === undefined) return copy.digest.commitment(number);
    return copy.digest.titled(number, abridgeLine(title[language], titleChars));
  };
  if (state === 'withdrawn' || !quotes) {
    return (state === 'withdrawn' ? withdrawn : opinions).map(({ commitment }) => {
      return { title: titleOf(commitment), rating: null, lines: [], remark: null };
    });
  }
  return opinions.map(({ commitment, rating, text }) => {
    const { lines, cut } = excerptOf(text, textChars, textLines);
    return {
      title: titleOf(commitment),
      rating:
        rating === null ? null : `${copy.receipt.rating}: ${completionLabel(language, rating)}`,
      lines: text === '' ? [] : lines,
      remark: cut ? copy.receipt.cut : null,
    };
  });
}
