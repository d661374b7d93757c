/**
 * Keeps the reader on the page when a form is sent without a connection, and says so: otherwise the
 * browser shows a page of its own in its place. Nothing of it counts as sent.
 */
export function stayWithoutConnection(form: HTMLFormElement): void {
  const note = document.createElement('p');
  note.className = 'ds-validation-message offline';
  note.setAttribute('role', 'alert');
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    note.textContent = document.body.dataset['offline'] ?? '';
    event.submitter?.after(note);
    note.scrollIntoView({ block: 'center' });
  });
  addEventListener('online', () => {
    note.remove();
  });
}
