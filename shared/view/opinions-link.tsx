import { type Consultation, stateOf } from '../domain/consultation.ts';
import type { Language } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { pathTo } from '../routes.ts';
import { publicCopyFor } from './copy/public.ts';

interface OpinionsLinkProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly now: Instant;
}

/** Leads to what others have written, once there can be something. */
export function OpinionsLink({ language, consultation, now }: OpinionsLinkProps) {
  if (stateOf(consultation, now) === 'upcoming') return null;
  return (
    <p class="opinions-link">
      <a class="ds-link" href={pathTo('opinions', { language, consultation: consultation.id })}>
        {publicCopyFor(language).opinions.read}
      </a>
    </p>
  );
}
