import type { Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { NOT_TRANSLATED } from './not-translated.ts';

interface SentBeforeProps {
  readonly language: Language;
  /** The id of the consultation. */
  readonly consultation: string;
  /** The page on which it stands. */
  readonly on: 'form' | 'check';
}

/**
 * Asks whether the author rather wants to edit what this browser has sent a short time ago, because
 * what stands in the form is very similar. Only the script shows it.
 */
export function SentBefore({ language, consultation, on }: SentBeforeProps) {
  const { sentBefore } = copyFor(language).check;
  const [before, after] = sentBefore.title.split('{reference}');
  const page = pathTo('consultation', { language, consultation });
  return (
    <section
      class="notice"
      aria-labelledby="sent-title"
      tabIndex={-1}
      data-sent-before={`${page}/receipts`}
      data-send-anew={on === 'check' ? sentBefore.sendAnew : undefined}
      hidden
    >
      <h2 id="sent-title">
        {before}
        <span {...NOT_TRANSLATED} data-sent-reference></span>
        {after}
      </h2>
      <p>{sentBefore.hint}</p>
      <p>
        <a class="ds-link" href={page}>
          {sentBefore.edit}
        </a>
        . {sentBefore.editHint}
      </p>
      <p>{sentBefore.other[on]}</p>
    </section>
  );
}
