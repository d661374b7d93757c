import { type Consultation, stateOf } from '../../domain/consultation.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Submission } from '../../domain/submission.ts';
import type { Instant } from '../../domain/time.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { GivenPart } from '../given-content.tsx';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NOT_TRANSLATED } from '../not-translated.ts';
import { shownParts } from '../submission-content.ts';
import { comparison } from '../word-changes.ts';

interface WithdrawalModel extends PageContext {
  readonly consultation: Consultation;
  readonly submission: Submission;
  /** The key from the receipt mail. */
  readonly key: string;
  readonly now: Instant;
}

/**
 * Asks whether the submission shall be withdrawn, and shows what would go. Nothing happens before
 * the button is pressed.
 */
export function withdrawalPage(model: WithdrawalModel): string {
  const { consultation, submission, key, now, ...context } = model;
  const { language } = context;
  const copy = copyFor(language);
  const { reference, state } = submission;
  const at = { consultation: consultation.id, reference };
  const back = `${pathTo('revision', { language, ...at })}?${new URLSearchParams({ key }).toString()}`;
  const isClosed = stateOf(consultation, now) === 'closed';
  const title = copy.revision.withdraw;
  return renderPage(context, {
    title,
    description: copy.revision.description,
    alternates: alternatesOf('withdrawal', (one) => ({ language: one, ...at }), { key }),
    listed: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <p class="plan">{consultation.title[language]}</p>
          <h1>{title}</h1>
          <p class="lead">
            {copy.receipt.reference}:{' '}
            <strong class="number" {...NOT_TRANSLATED}>
              {spellReference(reference)}
            </strong>
          </p>
        </header>
        {state === 'withdrawn' || isClosed ? (
          <p class="promise">{isClosed ? copy.failures.closed.detail : copy.revision.withdrawn}</p>
        ) : (
          <form
            class="withdrawal"
            method="post"
            action={pathTo('withdraw', { language, ...at })}
            accept-charset="utf-8"
            data-sending={copy.form.sending}
          >
            <p>{copy.revision.withdrawHint}</p>
            <input type="hidden" name="key" value={key} />
            <h2>{copy.revision.withdrawContent}</h2>
            {shownParts(consultation, submission, null, language).map((part) => (
              <GivenPart language={language} compare={comparison()} part={part} />
            ))}
            <h2>{copy.revision.withdrawAsk}</h2>
            <button class="ds-button" type="submit">
              {copy.revision.withdrawSubmit}
            </button>
          </form>
        )}
        <p class="back">
          <a class="ds-link" href={back}>
            {state === 'withdrawn' || isClosed ? copy.revision.back : copy.revision.keep}
          </a>
        </p>
      </div>
    ),
  });
}
