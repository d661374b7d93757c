import type { Consultation } from '../domain/consultation.ts';
import type { Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { logCopyFor } from './copy/log.ts';

interface LogLinkProps {
  readonly language: Language;
  readonly consultation: Pick<Consultation, 'id'>;
}

/** Leads to the page about the log of a consultation. */
export function LogLink({ language, consultation: { id } }: LogLinkProps) {
  return (
    <a class="ds-link" href={pathTo('log', { language, consultation: id })}>
      {logCopyFor(language).link}
    </a>
  );
}
