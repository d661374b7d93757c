import { type Consultation, type ResponsibleUnit, stateOf } from '../../domain/consultation.ts';
import type { PublishedDraft } from '../../domain/draft.ts';
import type { Submission } from '../../domain/submission.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Language } from '../../domain/text.ts';
import type { Instant } from '../../domain/time.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { publicCopyFor } from '../copy/public.ts';
import { ErrorSummary, FormIntro, Refused } from '../form-head.tsx';
import { complaintsOf, type FormState } from '../form-state.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NoForm } from '../no-form.tsx';
import { NOT_TRANSLATED } from '../not-translated.ts';
import { PublicationChoiceForm } from '../publication-choice-form.tsx';
import { SubmissionForm } from '../submission-form.tsx';

interface RevisionModel extends PageContext {
  readonly consultation: Consultation;
  readonly submission: Pick<Submission, 'reference' | 'state' | 'publication' | 'contactRemoved'>;
  readonly units: readonly ResponsibleUnit[];
  readonly draft: PublishedDraft;
  /** The key from the receipt mail. Anybody who holds it may edit and withdraw. */
  readonly key: string;
  readonly now: Instant;
  readonly form: FormState;
  /** Whether somebody has confirmed the submission with its link. `now`: a moment ago. */
  readonly confirmed: 'no' | 'before' | 'now';
  /** True right after the choice of publication was changed. */
  readonly chosen?: boolean;
}

/**
 * Shows the form again, filled in with the newest version, and the way to withdraw the submission.
 */
export function revisionPage(model: RevisionModel): string {
  const { consultation, submission, units, draft, key, now, form, ...others } = model;
  const { confirmed, chosen = false, ...context } = others;
  const { language } = context;
  const copy = copyFor(language);
  const { reference } = submission;
  const isOpen = stateOf(consultation, now) === 'open' && form.failure !== 'closed';
  const complaints = isOpen ? complaintsOf(consultation, form, language) : [];
  const parameters = { consultation: consultation.id, reference };
  return renderPage(context, {
    title: copy.revision.title,
    description: copy.revision.description,
    alternates: alternatesOf('revision', (one) => ({ language: one, ...parameters }), { key }),
    listed: false,
    failed: form.failure !== undefined,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <ErrorSummary language={language} complaints={complaints} />
          {isOpen && <Refused language={language} form={form} />}
          <p class="plan">{consultation.title[language]}</p>
          <h1>{copy.revision.title}</h1>
          <p class="lead">
            {copy.receipt.reference}:{' '}
            <strong {...NOT_TRANSLATED}>{spellReference(reference)}</strong>
          </p>
          {isOpen && (
            <p>
              {copy.revision.intro} {copy.revision.until(consultation.closesAt)}
            </p>
          )}
          {submission.state === 'withdrawn' && <p class="promise">{copy.revision.withdrawn}</p>}
          {submission.contactRemoved !== undefined && <p>{copy.revision.contactRemoved}</p>}
          {confirmed === 'now' && (
            <p class="promise" role="status">
              {copy.revision.confirmed}
            </p>
          )}
          {chosen && (
            <p class="promise" role="status">
              {publicCopyFor(language).choice.saved}
            </p>
          )}
          {confirmed === 'no' && submission.contactRemoved === undefined && (
            <Confirmation
              language={language}
              action={pathTo('confirmSubmission', { language, ...parameters })}
              keyHeld={key}
            />
          )}
        </header>
        {isOpen ? (
          <>
            <FormIntro language={language} consultation={consultation} />
            <SubmissionForm
              language={language}
              consultation={consultation}
              units={units}
              published={draft}
              form={form}
              action={pathTo('revise', { language, ...parameters })}
              submit={copy.revision.submit}
            >
              <input type="hidden" name="key" value={key} />
            </SubmissionForm>
          </>
        ) : (
          <NoForm {...{ language, consultation, draft, now, form }} />
        )}
        {submission.state !== 'withdrawn' && (
          <PublicationChoiceForm
            language={language}
            consultation={consultation}
            submission={submission}
            keyHeld={key}
          />
        )}
        {isOpen && submission.state !== 'withdrawn' && (
          <Withdrawal
            language={language}
            action={pathTo('withdraw', { language, ...parameters })}
            keyHeld={key}
          />
        )}
      </div>
    ),
  });
}

interface ActionProps {
  readonly language: Language;
  readonly action: string;
  readonly keyHeld: string;
}

/**
 * Asks whether the submission is the reader's own. A button, because programs that check mails for
 * harm open every link, and press no button.
 */
function Confirmation({ language, action, keyHeld }: ActionProps) {
  const { revision } = copyFor(language);
  return (
    <form class="notice" method="post" action={action} accept-charset="utf-8">
      <p>{revision.confirmHint}</p>
      <input type="hidden" name="key" value={keyHeld} />
      <button class="ds-button" data-variant="secondary" type="submit">
        {revision.confirm}
      </button>
    </form>
  );
}

/**
 * Takes two steps, because a withdrawal cannot be undone: the button appears only after the reader
 * has opened this part.
 */
function Withdrawal({ language, action, keyHeld }: ActionProps) {
  const { revision } = copyFor(language);
  return (
    <details class="withdrawal">
      <summary>{revision.withdraw}</summary>
      <p>{revision.withdrawHint}</p>
      <form method="post" action={action} accept-charset="utf-8">
        <input type="hidden" name="key" value={keyHeld} />
        <button class="ds-button" data-variant="secondary" type="submit">
          {revision.withdrawSubmit}
        </button>
      </form>
    </details>
  );
}
