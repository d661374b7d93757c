import type { Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { TextField } from './fields.tsx';

interface FindReceiptProps {
  readonly language: Language;
  readonly consultation: { readonly id: string };
  readonly typed?: string;
  readonly error?: string;
}

/** The form that leads from a reference to its receipt. */
export function FindReceipt({ language, consultation, typed = '', error }: FindReceiptProps) {
  const { findReceipt: copy, site } = copyFor(language);
  return (
    <section class="find-receipt" aria-labelledby="find-receipt-title">
      <h2 id="find-receipt-title">{copy.title}</h2>
      <p>{copy.hint}</p>
      <form
        method="get"
        action={pathTo('findReceipt', { language, consultation: consultation.id })}
        novalidate
      >
        <TextField
          name="reference"
          label={copy.label}
          hint={copy.format}
          value={typed}
          width="short"
          error={error}
          errorPrefix={site.errorPrefix}
        />
        <button class="ds-button" data-variant="secondary" type="submit">
          {copy.submit}
        </button>
      </form>
    </section>
  );
}
