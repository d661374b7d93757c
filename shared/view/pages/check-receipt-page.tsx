import { proofCopyFor } from '../copy/proof.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NOT_TRANSLATED } from '../not-translated.ts';
import type { CheckWords } from '../receipt-check.ts';

/**
 * The page on which anybody checks the file of a receipt, or the checkpoint in a mail. Its script does
 * so in the browser. Without it the page says how to do it with a command.
 */
export function checkReceiptPage(context: PageContext): string {
  const { language, site } = context;
  const { check: copy } = proofCopyFor(language);
  const { busy, checked, marks, conclusions, advice, remarks } = copy;
  const words: CheckWords = { busy, checked, marks, conclusions, advice, remarks };
  const log = `${site.url}/log/…/`;
  return renderPage(context, {
    title: copy.title,
    description: copy.description,
    alternates: alternatesOf('checkReceipt', (one) => ({ language: one })),
    listed: true,
    script: 'check.js',
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <h1>{copy.title}</h1>
          <p class="lead">{copy.lead}</p>
        </header>
        <div class="check-place">
          <p class="notice" data-without-script>
            {copy.withoutScript}
          </p>
          <div class="receipt-check" data-receipt-check data-words={JSON.stringify(words)} hidden>
            <p class="promise">{copy.privacy}</p>
            <div class="ds-field drop">
              <label class="ds-label" for="receipt-file">
                {copy.file}
              </label>
              <p data-field="description" id="receipt-file-hint">
                {copy.fileHint}
              </p>
              <input
                class="ds-input"
                type="file"
                id="receipt-file"
                accept=".json,.txt,application/json,text/plain"
                aria-describedby="receipt-file-hint"
              />
            </div>
            <div class="ds-field">
              <label class="ds-label" for="pasted">
                {copy.pasted}
              </label>
              <p data-field="description" id="pasted-hint">
                {copy.pastedHint}
              </p>
              <textarea
                class="ds-input"
                id="pasted"
                rows={6}
                autocomplete="off"
                spellcheck={false}
                aria-describedby="pasted-hint"
              />
            </div>
            <div class="submit-row">
              <button class="ds-button" type="button">
                {copy.submit}
              </button>
            </div>
            <div class="check-result" role="status" aria-label={copy.result} />
          </div>
        </div>
        <section class="check-command" aria-labelledby="command-title">
          <h2 id="command-title">{copy.command}</h2>
          <p>{copy.commandWhy}</p>
          <p>{copy.commandUse}</p>
          <p class="command">
            <code
              {...NOT_TRANSLATED}
            >{`npm run verify -- ${log} --receipt sadzirdets-….json`}</code>
          </p>
          <p>{copy.commandAddress}</p>
        </section>
      </div>
    ),
  });
}
