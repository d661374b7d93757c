import type { CheckWords } from '../../receipt-check.ts';
import type { Result } from './examine.ts';

/** Shows the result in the region, which screen readers read out when it changes. */
export function showResult(
  region: HTMLElement,
  words: CheckWords,
  { conclusion, remarks }: Result,
  name: string | null,
): void {
  region.dataset['conclusion'] = conclusion;
  const list = element('ul', null);
  for (const { what, mark, named } of remarks) {
    const sentence = words.remarks[what].replace(/\{(?<name>\w+)\}/gu, (_, name: string) =>
      String(named[name]),
    );
    const item = element('li', ` ${sentence}`);
    item.dataset['mark'] = mark;
    item.prepend(element('strong', `${words.marks[mark]}.`));
    list.append(item);
  }
  region.replaceChildren(
    element('h2', words.conclusions[conclusion]),
    element('p', words.advice[conclusion]),
    list,
    ...(name === null
      ? []
      : [
          element(
            'p',
            words.checked.replace('{name}', () => name),
          ),
        ]),
  );
}

export function showBusy(region: HTMLElement, words: CheckWords): void {
  delete region.dataset['conclusion'];
  region.replaceChildren(element('p', words.busy));
}

function element(name: 'h2' | 'li' | 'p' | 'strong' | 'ul', text: string | null): HTMLElement {
  const made = document.createElement(name);
  if (text !== null) made.textContent = text;
  return made;
}
