/** In milliseconds. A second click within this time counts as the same click. */
const PAUSE_MS = 5000;

/** Ignores a second click soon after the first. A later click is a retry and is let through. */
export function guardAgainstDoubleClicks(form: HTMLFormElement): void {
  let makeReady: (() => void) | null = null;
  form.addEventListener('submit', (event) => {
    if (makeReady !== null) {
      event.preventDefault();
      return;
    }
    const { submitter } = event;
    const label = submitter?.textContent ?? '';
    // A button with a name only leads elsewhere, and says what it did before.
    const isSending = submitter?.getAttribute('name') === null;
    makeReady = () => {
      makeReady = null;
      submitter?.removeAttribute('aria-busy');
      if (submitter !== null && isSending) submitter.textContent = label;
    };
    submitter?.setAttribute('aria-busy', 'true');
    if (submitter !== null && isSending) submitter.textContent = form.dataset['sending'] ?? label;
    setTimeout(() => makeReady?.(), PAUSE_MS);
  });
  // The back button shows the page as the reader left it, so the button is made ready again.
  addEventListener('pageshow', () => makeReady?.());
}
