/** Counts the characters of each text while one types, and warns of a text that is too long. */
export function countCharacters(form: HTMLFormElement): void {
  let numbers: Intl.NumberFormat | undefined;
  // A page that is only read needs no numbers, and `Intl.NumberFormat` is slow to make on a phone.
  const write = (count: number) =>
    (numbers ??= new Intl.NumberFormat(document.documentElement.lang)).format(count);
  for (const counter of form.querySelectorAll<HTMLElement>('[data-counter]')) {
    const field = document.getElementById(counter.dataset['counter'] ?? '');
    if (!(field instanceof HTMLTextAreaElement)) continue;
    const limit = Number(counter.dataset['limit']);
    const show = () => {
      const count = field.value.length;
      counter.hidden = count === 0;
      counter.toggleAttribute('data-over', count > limit);
      if (count === 0) return;
      // Screen readers read the counter out only when the text is too long.
      counter.setAttribute('aria-live', count > limit ? 'polite' : 'off');
      counter.textContent = (form.dataset['counterText'] ?? '')
        .replace('{count}', write(count))
        .replace('{limit}', write(limit));
    };
    field.addEventListener('input', show);
    field.addEventListener('count', show);
    form.addEventListener('reset', () => setTimeout(show));
    show();
  }
}
