import type { ReferenceFault } from '../../domain/reference.ts';
import type { Language } from '../../domain/text.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { proofCopyFor } from '../copy/proof.ts';
import { TextField } from '../fields.tsx';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

interface FindReceiptModel extends PageContext {
  /** What was looked up, as it was typed, or null before anything was. */
  readonly typed: string | null;
  readonly fault: LookUpFault | null;
}

/** Why it leads to nothing. `unknown`: it can be read, but there is no such submission. */
export type LookUpFault = ReferenceFault | { readonly fault: 'unknown' };

/** The one page where a reference, of whatever consultation, leads to its receipt. */
export function findReceiptPage({ typed, fault, ...context }: FindReceiptModel): string {
  const { language } = context;
  const { findReceipt: copy, site } = copyFor(language);
  const asked = typed?.trim() ?? '';
  return renderPage(context, {
    title: fault === null ? copy.title : copy.notFound,
    description: copy.hint,
    alternates: alternatesOf(
      'findReceipt',
      (one) => ({ language: one }),
      typed === null ? {} : { reference: asked },
    ),
    listed: fault === null,
    failed: fault !== null,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <h1>{fault === null ? copy.title : copy.notFound}</h1>
          <p class="lead">{copy.hint}</p>
        </header>
        <form
          class="find-receipt"
          method="get"
          action={pathTo('findReceipt', { language })}
          novalidate
        >
          <TextField
            name="reference"
            label={copy.label}
            hint={copy.format}
            value={asked}
            width="short"
            error={fault === null ? undefined : sentenceAbout(fault, language)}
            errorPrefix={site.errorPrefix}
            required
          />
          <div class="submit-row">
            <button class="ds-button" type="submit">
              {copy.submit}
            </button>
          </div>
        </form>
        <section aria-labelledby="lost-title">
          <h2 id="lost-title">{copy.lostTitle}</h2>
          <p>{copy.lost}</p>
        </section>
        <p>
          <a class="ds-link" href={pathTo('checkReceipt', { language })}>
            {proofCopyFor(language).receipt.check}
          </a>
        </p>
      </div>
    ),
  });
}

function sentenceAbout(fault: LookUpFault, language: Language): string {
  const { faults } = copyFor(language).findReceipt;
  switch (fault.fault) {
    case 'wrong-length':
      return faults['wrong-length'](fault.length);
    case 'wrong-symbols':
      return faults['wrong-symbols'](fault.symbols);
    case 'missing':
    case 'misread':
    case 'unknown':
      return faults[fault.fault];
  }
}
