import { defaultsOf, fieldsOf, fillIn } from './fields.ts';
import { type Fields, forgetDraft, keepDraft, namesAside, readDraft, setAside } from './kept.ts';

/** Milliseconds after the last key until the draft is saved. */
const PAUSE_MS = 300;

/** What the note above a form can say of the draft. */
const SAYINGS = ['restored', 'cleared'] as const;

/** What the note can show besides. */
type Part = 'gone' | 'older' | 'use' | 'clear';

/**
 * Keeps the draft of the form until it has been received. A form that the server has sent back is
 * newer than any draft. A draft that began from another version than the form's is put aside and only
 * offered.
 */
export function keepDraftOf(form: HTMLFormElement, name: string): void {
  const from = form.dataset['draftFrom'] ?? null;
  const isReturned = form.dataset['returned'] !== undefined;
  const asSent = JSON.stringify(defaultsOf(form));
  const note = noteIn(form);
  let pause: number | undefined;

  const stopWaiting = () => {
    clearTimeout(pause);
    pause = undefined;
  };
  const offer = (isDraft: boolean) => {
    const isOffered = namesAside(name).length > 0;
    note.show('older', isOffered);
    note.show('use', isOffered);
    note.show('clear', isDraft || isOffered);
  };
  const save = () => {
    stopWaiting();
    const fields = fieldsOf(form);
    const isDraft = isReturned || JSON.stringify(fields) !== asSent;
    if (isDraft) keepDraft(name, { fields, from, sent: false });
    else forgetDraft(name);
    offer(isDraft);
  };
  const restore = (fields: Fields) => {
    note.show('gone', fillIn(form, fields));
    note.say('restored');
  };

  const kept = readDraft(name);
  const isSameForm = kept !== null && kept.from === from;
  if (isReturned) save();
  else {
    if (isSameForm) restore(kept.fields);
    else setAside(name);
    offer(isSameForm);
  }

  form.addEventListener('input', () => {
    stopWaiting();
    pause = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener('submit', save);
  // Whoever closes the page right after a key loses nothing.
  document.addEventListener('visibilitychange', () => {
    if (pause !== undefined) save();
  });
  note.on('use', () => {
    const [first = ''] = namesAside(name);
    const offered = readDraft(first);
    if (offered === null) return;
    save();
    setAside(name);
    forgetDraft(first);
    restore(offered.fields);
    save();
  });
  note.on('clear', note.ask);
  note.on('keep', note.closeQuestion);
  note.on('delete', () => {
    stopWaiting();
    for (const one of [name, ...namesAside(name)]) forgetDraft(one);
    note.closeQuestion();
    // The form that has come back holds what was typed. Its own page shows it without that.
    if (isReturned) location.assign(form.dataset['anew'] ?? '');
    form.reset();
    note.say('cleared');
    offer(false);
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
    show(what: Part, isShown: boolean): void {
      part(what)?.toggleAttribute('hidden', !isShown);
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
