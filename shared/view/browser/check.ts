import type { CheckWords } from '../receipt-check.ts';
import { examine, MAX_BYTES, type Result, tooLarge } from './check/examine.ts';
import { showBusy, showResult } from './check/result.ts';

/*
 * Checks a receipt in the browser of its reader. What the reader gives stays there: the script asks the
 * server for public parts of the log, and sends nothing. All its words are in the page already.
 */

const tool = document.querySelector<HTMLElement>('[data-receipt-check]');
const file = tool?.querySelector<HTMLInputElement>('input[type="file"]');
const pasted = tool?.querySelector('textarea');
const region = tool?.querySelector<HTMLElement>('[role="status"]');

if (tool && file && pasted && region) {
  const words = JSON.parse(tool.dataset['words'] ?? '') as CheckWords;
  let newest = 0;
  /** Shows what is found, unless something else was given in the meantime. */
  const check = async (find: () => Promise<Result>, name: string | null) => {
    const own = ++newest;
    showBusy(region, words);
    const result = await find();
    if (own === newest) showResult(region, words, result, name);
  };
  const checkFile = (chosen: File | undefined) => {
    if (chosen === undefined) return;
    const find = async () => {
      if (chosen.size > MAX_BYTES) return tooLarge();
      // A file that was removed since cannot be read.
      return examine(await chosen.text().catch(() => ''));
    };
    void check(find, chosen.name);
  };

  file.addEventListener('change', () => {
    checkFile(file.files?.[0]);
  });
  // A file that was corrected and is chosen again is a change too.
  file.addEventListener('click', () => {
    file.value = '';
  });
  tool.querySelector('button')?.addEventListener('click', () => {
    void check(async () => examine(pasted.value), null);
  });
  // A file that misses the field would be opened by the browser instead of the page.
  for (const moment of ['dragover', 'drop'] as const) {
    document.addEventListener(moment, (event) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    });
  }
  document.addEventListener('drop', ({ dataTransfer }) => {
    checkFile(dataTransfer?.files[0]);
  });
  document.querySelector('[data-without-script]')?.remove();
  tool.hidden = false;
}
