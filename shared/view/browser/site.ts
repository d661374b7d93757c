/*
 * Makes forms more comfortable, and nothing more: the pages are complete without it. It keeps the
 * draft of a form in this browser until the submission has been received, counts characters, and
 * makes a double click send only once. All its words are in the page already.
 */

const form = document.querySelector<HTMLFormElement>('form.opinion-form');
if (form !== null) {
  countCharacters(form);
  if (form.dataset['draft'] !== undefined) keepDraft(form, form.dataset['draft']);
}
for (const posting of document.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
  guardAgainstDoubleClicks(posting);
}
const received = document.querySelector<HTMLElement>('[data-received]')?.dataset['received'];
if (received !== undefined) forgetDraft(received, { onlyIfSent: true });

interface StoredDraft {
  readonly fields: Readonly<Record<string, string>>;
  /**
   * True when the draft has been submitted as it is. Once a receipt is shown, it is no longer a
   * draft.
   */
  readonly sent: boolean;
}

function draftKey(consultation: string): string {
  return `draft:${consultation}`;
}

/**
 * Returns the stored draft, or null. Storage can be switched off or full; then there is no draft.
 */
function readDraft(consultation: string): StoredDraft | null {
  try {
    return JSON.parse(localStorage.getItem(draftKey(consultation)) ?? 'null') as StoredDraft | null;
  } catch {
    return null;
  }
}

function writeDraft(consultation: string, draft: StoredDraft): void {
  try {
    localStorage.setItem(draftKey(consultation), JSON.stringify(draft));
  } catch {
    // Storage can be switched off or full: see `readDraft`.
  }
}

function forgetDraft(consultation: string, { onlyIfSent }: { onlyIfSent: boolean }): void {
  if (onlyIfSent && readDraft(consultation)?.sent !== true) return;
  try {
    localStorage.removeItem(draftKey(consultation));
  } catch {
    // Storage can be switched off or full: see `readDraft`.
  }
}

function keepDraft(form: HTMLFormElement, consultation: string): void {
  const restored = form.querySelector<HTMLElement>('[data-draft-restored]');
  const kept = form.querySelector<HTMLElement>('[data-draft-kept]');
  const save = (sent: boolean) => {
    const fields = fieldsOf(form);
    if (Object.keys(fields).length > 0) writeDraft(consultation, { fields, sent });
    else forgetDraft(consultation, { onlyIfSent: false });
  };

  // A form that the server has sent back filled in is newer than any draft, and stays as it is.
  const draft = readDraft(consultation);
  if (draft !== null && fillIn(form, draft.fields)) restored?.removeAttribute('hidden');
  kept?.removeAttribute('hidden');

  let pause: number | undefined;
  form.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      save(false);
    }, 300);
  });
  form.addEventListener('submit', () => {
    clearTimeout(pause);
    save(true);
  });
  for (const button of form.querySelectorAll('[data-draft-clear]')) {
    button.addEventListener('click', () => {
      clearTimeout(pause);
      forgetDraft(consultation, { onlyIfSent: false });
      form.reset();
      restored?.setAttribute('hidden', '');
      form.querySelector('textarea')?.focus();
    });
  }
}

/** Returns the fields that are filled in. */
function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** Fills in an untouched form. Returns whether it filled in anything. */
function fillIn(form: HTMLFormElement, fields: StoredDraft['fields']): boolean {
  if (Object.keys(fieldsOf(form)).length > 0) return false;
  let filled = false;
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    const writable =
      field instanceof RadioNodeList ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLInputElement;
    if (!writable) continue;
    field.value = value;
    filled = true;
    if (field instanceof HTMLTextAreaElement) field.dispatchEvent(new Event('count'));
  }
  return filled;
}

function countCharacters(form: HTMLFormElement): void {
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  for (const counter of form.querySelectorAll<HTMLElement>('[data-counter]')) {
    const field = document.getElementById(counter.dataset['counter'] ?? '');
    if (!(field instanceof HTMLTextAreaElement)) continue;
    const limit = Number(counter.dataset['limit']);
    const show = () => {
      const count = field.value.length;
      counter.hidden = count === 0;
      counter.toggleAttribute('data-over', count > limit);
      // Screen readers read the counter out only when the text is too long.
      counter.setAttribute('aria-live', count > limit ? 'polite' : 'off');
      counter.textContent = (form.dataset['counterText'] ?? '')
        .replace('{count}', numbers.format(count))
        .replace('{limit}', numbers.format(limit));
    };
    field.addEventListener('input', show);
    field.addEventListener('count', show);
    form.addEventListener('reset', () => setTimeout(show));
    show();
  }
}

/** Ignores a second click soon after the first. A later click is a retry and is let through. */
function guardAgainstDoubleClicks(form: HTMLFormElement): void {
  const PAUSE_MS = 5000;
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  const label = button?.textContent ?? '';
  let busy = false;
  const rest = () => {
    busy = false;
    button?.removeAttribute('aria-busy');
    if (button !== null) button.textContent = label;
  };
  form.addEventListener('submit', (event) => {
    if (busy) {
      event.preventDefault();
      return;
    }
    busy = true;
    button?.setAttribute('aria-busy', 'true');
    if (button !== null) button.textContent = form.dataset['sending'] ?? label;
    setTimeout(rest, PAUSE_MS);
  });
  // The back button shows the page as the reader left it, so the button is made ready again.
  addEventListener('pageshow', rest);
}
