import { stayWithoutConnection } from './connection.ts';
import { countCharacters } from './counter.ts';
import { keepDraftOf } from './draft.ts';
import { carriedFields, fieldsOf } from './fields.ts';
import { forgetWhatHasEnded } from './kept.ts';
import { guardAgainstDoubleClicks } from './sending.ts';
import { askIfSentBefore, endDraft, markWhenSent } from './sent.ts';

/*
 * Makes forms more comfortable, and nothing more: the pages are complete without it. It keeps the
 * draft of a form in this browser until the submission has been received, recognises what was sent
 * before, counts characters, makes a double click send only once, and says when there is no connection.
 * All its words are in the page already.
 */

forgetWhatHasEnded();
// Browsers that do not know the attribute `autofocus` here leave the focus where it was.
document.querySelector<HTMLElement>('.ds-error-summary')?.focus();

const received = document.querySelector<HTMLElement>('[data-received]')?.dataset;
if (received !== undefined) {
  endDraft({
    consultation: received['received'] ?? '',
    draft: received['draft'] ?? '',
    reference: received['reference'] ?? '',
    receivedAt: received['versionAt'] ?? '',
  });
  // The page may be opened again from the history, and then answers nothing that was sent since.
  history.replaceState(history.state, '', location.pathname);
}

// Set the guard first: when the reader comes back to the page, it restores the words of a button
// before the code below may change them. Without a connection, a form is stopped before both.
for (const posting of document.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
  stayWithoutConnection(posting);
  guardAgainstDoubleClicks(posting);
}
const form = document.querySelector<HTMLFormElement>('form.opinion-form');
if (form !== null) {
  countCharacters(form);
  keepDraftOf(form, form.dataset['draft'] ?? '');
  askIfSentBefore(form, form.dataset['draft'] ?? '', fieldsOf);
}
const check = document.querySelector<HTMLFormElement>('form.check-form');
if (check !== null) {
  markWhenSent(check, check.dataset['draft'] ?? '');
  askIfSentBefore(check, check.dataset['draft'] ?? '', carriedFields);
}
