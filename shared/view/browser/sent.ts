import { fnv1a } from '../../domain/fnv1a.ts';
import { carriedFields } from './fields.ts';
import {
  type Fields,
  forgetDraft,
  keepDraft,
  keepSent,
  nameAside,
  readDraft,
  readSent,
} from './kept.ts';

/*
 * What has been sent from this browser: its draft ends, and for some hours the browser recognises
 * it when it is sent again with a few words changed.
 */

/** Marks the draft as sent when the reader sends what the page shows. */
export function markWhenSent(form: HTMLFormElement, name: string): void {
  form.addEventListener('submit', ({ submitter }) => {
    if (submitter?.hasAttribute('data-send') !== true) return;
    const from = readDraft(name)?.from ?? null;
    keepDraft(name, { fields: carriedFields(form), from, sent: true });
  });
}

/** What a receipt page says of the submission that it answers, in its data attributes. */
interface Received {
  readonly consultation: string;
  readonly draft: string;
  readonly reference: string;
  /** When the version that it shows was received. */
  readonly receivedAt: string;
}

/**
 * Ends the draft of a submission that this receipt answers. A receipt that somebody only looks up
 * has no draft in this browser. If the receipt was shown before, it answers what was sent before: a
 * newer draft stays, because its submission may not have arrived.
 */
export function endDraft({ consultation, draft: name, reference, receivedAt }: Received): void {
  const draft = readDraft(name);
  if (draft?.sent !== true) return;
  const marks = marksOf(draft.fields);
  const shown = readSent(consultation).find(
    (one) => one.reference === reference && one.version === receivedAt,
  );
  if (shown !== undefined && String(shown.marks) !== String(marks)) return;
  keepSent(consultation, { reference, version: receivedAt, marks });
  forgetDraft(name);
}

/**
 * Asks whether this was sent before, if something very similar was. It asks each time when the page
 * is shown: the way back shows the page as it was left. If the author chooses to edit the earlier
 * submission, what is typed now is put aside for the form of that edit, which offers it.
 */
export function askIfSentBefore(
  form: HTMLFormElement,
  consultation: string,
  fieldsIn: (form: HTMLFormElement) => Fields,
): void {
  const question = form.querySelector<HTMLElement>('[data-sent-before]');
  const number = form.querySelector('[data-sent-reference]');
  const edit = form.querySelector<HTMLAnchorElement>('[data-sent-before] a');
  if (question === null || number === null || edit === null) return;
  const { sentBefore = '', sendAnew } = question.dataset;
  let draftOfEdit = '';

  // Else the browser scrolls past the question, to where the reader was before.
  if (readSent(consultation).length > 0) history.scrollRestoration = 'manual';
  addEventListener('pageshow', () => {
    const marks = marksOf(fieldsIn(form));
    const before = readSent(consultation).find((sent) => isSimilar(sent.marks, marks));
    question.hidden = before === undefined;
    // The page says that nothing has been sent, which is then not true.
    document.querySelector('[data-not-sent]')?.toggleAttribute('hidden', !question.hidden);
    if (before === undefined) return;
    const { reference } = before;
    number.textContent = reference.replace(/(.{4})(?=.)/gu, '$1-');
    edit.href = `${sentBefore}/${reference}`;
    draftOfEdit = `${consultation}/${reference}`;
    const send = form.querySelector('[data-send]');
    if (send !== null && sendAnew !== undefined) send.textContent = sendAnew;
    question.focus();
  });
  edit.addEventListener('click', () => {
    keepDraft(nameAside(draftOfEdit), { fields: fieldsIn(form), from: null, sent: false });
    forgetDraft(consultation);
  });
}

/** These say who writes, and are the same in all that an author sends. */
const AUTHOR = ['organisation', 'contact', 'email', 'publication'];
const MAX_MARKS = 400;

/**
 * Returns a number for each word and choice, without their order: enough to recognise a text, and
 * too little to put it together again. Of a long text only the smallest numbers count.
 */
function marksOf(fields: Fields): number[] {
  const said = Object.entries(fields)
    .filter(([field]) => !AUTHOR.includes(field))
    .flatMap(([field, values]) =>
      values
        .flatMap((value) => value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
        .map((word) => `${field} ${word}`),
    );
  return [...new Set(said.map((word) => fnv1a(word)))]
    .toSorted((a, b) => a - b)
    .slice(0, MAX_MARKS);
}

function isSimilar(one: readonly number[], other: readonly number[]): boolean {
  const common = one.filter((mark) => other.includes(mark)).length;
  return common > 0 && common * 2 >= Math.min(one.length, other.length);
}
