import { type Consultation, stateOf } from '../domain/consultation.ts';
import type { Language } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { pathTo } from '../routes.ts';
import { recordCopyFor } from './copy/record.ts';

interface RecordLinkProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly now: Instant;
}

/** Leads to the record of the consultation. Once it has closed, the link stands out. */
export function RecordLink({ language, consultation, now }: RecordLinkProps) {
  const isClosed = stateOf(consultation, now) === 'closed';
  return (
    <p class={isClosed ? 'record-link record-link-closed' : 'record-link'}>
      <a class="ds-link" href={pathTo('record', { language, consultation: consultation.id })}>
        {recordCopyFor(language).link}
      </a>
    </p>
  );
}
