import { defaultsOf, fieldsOf, fillIn } from './fields.ts';
import { type Fields, forgetDraft, keepDraft, readDraft } from './kept.ts';

/** Milliseconds after the last key until the draft is saved. */
const PAUSE_MS = 300;

/** What the note above a form can say of the draft. */
const SAYINGS = ['restored', 'older', 'cleared'] as const;

/**
 * Keeps the draft of the form until it has been received. A form that the server has sent back is
 * newer than any draft. A draft that began from another version than the form's is only offered.
 */
export function keepDraftOf(form: HTMLFormElement, name: string): void {
  const from = form.dataset['draftFrom'] ?? null;
  const isReturned = form.dataset['returned'] !== undefined;
  const asSent = JSON.stringify(defaultsOf(form));
  const note = noteIn(form);
  let pause: number | undefined;

  const save = () => {
    clearTimeout(pause);
    const fields = fieldsOf(form);
    const isDraft = isReturned || JSON.stringify(fields) !== asSent;
    if (isDraft) keepDraft(name, { fields, from, sent: false });
    else forgetDraft(name);
    note.offer('clear', isDraft);
  };
  const restore = (fields: Fields) => {
    fillIn(form, fields);
    note.say('restored');
    note.offer('clear', true);
    note.offer('use', false);
  };

  const kept = readDraft(name);
  if (isReturned) save();
  else if (kept !== null && kept.from === from) restore(kept.fields);
  else if (kept !== null) {
    note.say('older');
    note.offer('clear', true);
    note.offer('use', true);
  }

  form.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener('submit', save);
  note.on('use', () => {
    restore(kept?.fields ?? {});
    save();
  });
  note.on('clear', note.ask);
  note.on('keep', note.closeQuestion);
  note.on('delete', () => {
    clearTimeout(pause);
    forgetDraft(name);
    note.closeQuestion();
    // The form that has come back holds what was typed. Its own page shows it without that.
    if (isReturned) location.assign(form.dataset['anew'] ?? '');
    form.reset();
    note.say('cleared');
    note.offer('clear', false);
    note.offer('use', false);
  });
}

/** Shows the note above the form, and returns what can be done with it. */
function noteIn(form: HTMLFormElement) {
  const part = (of: string) => form.querySelector<HTMLElement>(`[data-draft-${of}]`);
  const question = form.querySelector<HTMLDialogElement>('[data-draft-question]');
  part('note')?.removeAttribute('hidden');

  return {
    /** Says one thing of the draft, and nothing else. */
    say(saying: (typeof SAYINGS)[number]): void {
      for (const one of SAYINGS) part(one)?.toggleAttribute('hidden', one !== saying);
      // On a phone the note is far below the head of the page, so the head leads to it.
      const link = document.querySelector('[data-draft-link]');
      link?.toggleAttribute('hidden', saying !== 'restored');
    },
    offer(what: 'use' | 'clear', isOffered: boolean): void {
      part(what)?.toggleAttribute('hidden', !isOffered);
    },
    on(what: 'use' | 'clear' | 'keep' | 'delete', act: () => void): void {
      part(what)?.addEventListener('click', act);
    },
    /** Asks before the draft is deleted. The Escape key is a no. */
    ask(): void {
      question?.showModal();
    },
    closeQuestion(): void {
      question?.close();
    },
  };
}
