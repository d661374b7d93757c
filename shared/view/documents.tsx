import type { DraftDocument } from '../domain/draft.ts';
import type { Language } from '../domain/text.ts';
import { copyFor } from './copy/index.ts';
import { formatBytes } from './format.ts';
import { NOT_TRANSLATED } from './not-translated.ts';

interface DocumentsProps {
  readonly language: Language;
  readonly documents: readonly DraftDocument[];
}

/** Lists the draft's documents, each with its size and what its reader can check it by. */
export function Documents({ language, documents }: DocumentsProps) {
  const { consultation: copy } = copyFor(language);
  return (
    <ul class="documents">
      {documents.map(({ title, address, bytes, sha256 }) => (
        <li>
          <a class="ds-link" href={address} rel="noreferrer">
            {title[language]}
          </a>{' '}
          <span class="size">({formatBytes(language, bytes)})</span>
          <details class="checksum">
            <summary>{copy.checksum}</summary>
            <code {...NOT_TRANSLATED}>{sha256}</code>
            <p>{copy.checksumHint}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}
