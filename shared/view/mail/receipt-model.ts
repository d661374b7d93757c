import { type Consultation, type ResponsibleUnit, stateOf } from '../../domain/consultation.ts';
import type { Owner } from '../../domain/owner.ts';
import { type Submission, unitsToTell } from '../../domain/submission.ts';
import { spellReference } from '../../domain/reference.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import { type Instant, type LocalDate, localDate } from '../../domain/time.ts';
import type { SealedLog } from '../../ports/writers.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { answerInWords, fieldWordsOf, wordsOf } from '../../kinds/words.ts';
import { abridgeLine } from '../excerpt.ts';
import { mailCopyFor } from './copy/index.ts';
import { describeLogs, type LogsModel } from './describe-logs.ts';
import { type Extent, quoteAnswers, type QuotedText } from './quote-answers.ts';

/** What a receipt says, in words, before it becomes text or HTML. */
export interface ReceiptModel {
  readonly language: Language;
  readonly owner: Owner;
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
  readonly parts: readonly GivenPart[];
  readonly why: string;
  /** Null: nothing is sealed yet. */
  readonly logs: LogsModel | null;
}

/** One part as it was received. */
export interface GivenPart {
  readonly title: string;
  /** The counted field with what was chosen in it. */
  readonly chosen: string | null;
  readonly texts: readonly QuotedText[];
  readonly remark: string | null;
}

/** How much is quoted. `titleChars` is in UTF-16 units. */
export interface Quoting extends Extent {
  readonly titleChars: number;
}

export interface ReceiptAbout {
  readonly submission: Submission;
  /** False: the mail holds nothing that the author has typed. */
  readonly quotes: boolean;
  readonly consultation: Consultation;
  readonly units: readonly ResponsibleUnit[];
  readonly revisionUrl: string;
  readonly receiptUrl: string;
  /** The day on which the first digest that tells it is due, or was. Null: no unit is told anything. */
  readonly firstDigestOn: LocalDate | null;
  readonly log: SealedLog | null;
  readonly checkUrl: string;
  /** Who answers for the mail. */
  readonly owner: Owner;
  readonly now: Instant;
}

export function receiptModel(about: ReceiptAbout, quoting: Quoting): ReceiptModel {
  const { submission, quotes, consultation, units, now } = about;
  const { language, state } = submission;
  const copy = mailCopyFor(language).receipt;
  const told = unitsToTell(submission);
  const names = units.filter(({ id }) => told.includes(id)).map(({ name }) => name[language]);
  const parts = givenParts(about, quoting);
  const words = wordsOf(consultation.kind, language);
  const cut = parts.some(({ remark }) => remark !== null);
  return {
    language,
    owner: about.owner,
    title: state === 'submitted' ? words.received : copy.title[state],
    thanks: state === 'submitted' ? words.mail.thanks : copy.thanks[state],
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
    ...wayOf(about, names),
    follow: { sentence: copy.follow, label: copy.followLabel, href: about.receiptUrl },
    ...revisionOf(about, stateOf(consultation, now) === 'closed'),
    copyTitle: copy.copyTitle[state === 'withdrawn' ? 'withdrawn' : quotes ? 'quoted' : 'named'],
    copyNote: cut ? copy.attached(copy.filename(submission.reference)) : null,
    notQuoted: quotes ? null : copy.notQuoted,
    parts,
    why: copy.why,
    logs: describeLogs(about.log === null ? [] : [about.log], language, about.checkUrl),
  };
}

/** Says which units are told, and when; or when they were due to be told, if that day has passed. */
function wayOf(
  { submission: { language, state }, firstDigestOn: day, now }: ReceiptAbout,
  units: readonly string[],
): Pick<ReceiptModel, 'nextTitle' | 'goes'> {
  const copy = mailCopyFor(language).receipt;
  if (day === null) return { nextTitle: copy.nextTitle, goes: copy.unchanged };
  if (day >= localDate(now)) {
    return { nextTitle: copy.nextTitle, goes: copy.goes(units, day, state) };
  }
  return { nextTitle: copy.wentTitle, goes: copy.went(units, day, state) };
}

/** Says what the author's own link is for. After the closing it changes no text any more. */
function revisionOf(
  { submission: { language, state }, consultation: { closesAt }, revisionUrl: href }: ReceiptAbout,
  isOver: boolean,
): Pick<ReceiptModel, 'reviseTitle' | 'revise'> {
  const copy = mailCopyFor(language).receipt;
  return isOver
    ? {
        reviseTitle: copy.overTitle,
        revise: { sentence: copy.over[state](closesAt), label: copy.overLabel, href },
      }
    : {
        reviseTitle: copy.reviseTitle,
        revise: { sentence: copy.revise[state](closesAt), label: copy.reviseLabel[state], href },
      };
}

function givenParts(
  { submission, quotes, consultation }: ReceiptAbout,
  { titleChars, ...extent }: Quoting,
): GivenPart[] {
  const { language, state, parts, withdrawn } = submission;
  const copy = mailCopyFor(language);
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const titleOf = (number: number | null) => {
    const title = consultation.draft.commitments.find((one) => one.number === number)?.title;
    if (number === null) return words.form.whole;
    if (title === undefined) return copy.digest.commitment(number);
    return copy.digest.titled(number, abridgeLine(title[language], titleChars));
  };
  if (state === 'withdrawn' || !quotes) {
    return (state === 'withdrawn' ? withdrawn : parts).map(({ commitment }) => {
      return { title: titleOf(commitment), chosen: null, texts: [], remark: null };
    });
  }
  return parts.map(({ commitment, answers }) => {
    const { texts, wordsLeft } = quoteAnswers(
      consultation,
      answers,
      language,
      [kind.counted],
      extent,
    );
    const chosen = answerInWords(consultation, kind.counted, answers, language);
    const { label } = fieldWordsOf(words, kind.counted);
    return {
      title: titleOf(commitment),
      chosen: chosen === '' ? null : `${label}: ${chosen}`,
      texts,
      remark: wordsLeft > 0 ? copy.receipt.cut : null,
    };
  });
}
