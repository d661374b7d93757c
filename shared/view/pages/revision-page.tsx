import { type Consultation, type ResponsibleUnit, stateOf } from '../../domain/consultation.ts';
import type { PublishedDraft } from '../../domain/draft.ts';
import type { Submission } from '../../domain/submission.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Language } from '../../domain/text.ts';
import type { Instant } from '../../domain/time.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { proofCopyFor } from '../copy/proof.ts';
import { publicCopyFor } from '../copy/public.ts';
import { ErrorSummary, FormIntro, Refused } from '../form-head.tsx';
import { complaintsOf, type FormState } from '../form-state.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NoForm } from '../no-form.tsx';
import { NOT_TRANSLATED } from '../not-translated.ts';
import { PublicationChoiceForm } from '../publication-choice-form.tsx';
import { draftNameOf, SubmissionForm } from '../submission-form.tsx';

interface RevisionModel extends PageContext {
  readonly consultation: Consultation;
  readonly submission: Pick<
    Submission,
    'reference' | 'state' | 'publication' | 'receivedAt' | 'contactRemoved'
  >;
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
 * Shows the form again, filled in with the newest version, and leads to the withdrawal of the
 * submission.
 */
export function revisionPage(model: RevisionModel): string {
  const { consultation, submission, units, draft, key, now, form, ...others } = model;
  const { confirmed, chosen = false, ...context } = others;
  const { language } = context;
  const copy = copyFor(language);
  const { reference } = submission;
  const { takeBackOne } = wordsOf(consultation.kind, language).form;
  const isOpen = stateOf(consultation, now) === 'open' && form.failure !== 'closed';
  const complaints = isOpen ? complaintsOf(consultation, form, language) : [];
  const parameters = { consultation: consultation.id, reference };
  const query = `?${new URLSearchParams({ key }).toString()}`;
  const hasContact = submission.contactRemoved === undefined;
  const isWithdrawn = submission.state === 'withdrawn';
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
            <strong class="number" {...NOT_TRANSLATED}>
              {spellReference(reference)}
            </strong>
          </p>
          {isOpen && (
            <p>
              {copy.revision.intro} {copy.revision.until(consultation.closesAt)}
            </p>
          )}
          {isOpen && !isWithdrawn && takeBackOne !== null && <p>{takeBackOne}</p>}
          {isWithdrawn && <p class="promise">{copy.revision.withdrawn}</p>}
          {!hasContact && <p>{copy.revision.contactRemoved}</p>}
          {isOpen && !isWithdrawn && (
            <Others
              language={language}
              withdrawal={`${pathTo('withdrawal', { language, ...parameters })}${query}`}
            />
          )}
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
          {confirmed === 'no' && hasContact && (
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
              licence={context.site.licence}
              consultation={consultation}
              units={units}
              draft={draft}
              form={form}
              action={pathTo('checkRevision', { language, ...parameters })}
              submit={copy.form.checkEdit}
              emailHint={hasContact ? copy.revision.emailHint : copy.form.emailHint}
              keptDraft={{
                name: draftNameOf(consultation, reference),
                from: submission.receivedAt,
                page: `${pathTo('revision', { language, ...parameters })}${query}`,
              }}
            >
              <input type="hidden" name="key" value={key} />
            </SubmissionForm>
          </>
        ) : (
          <NoForm {...{ language, consultation, draft, now, form }} />
        )}
        {!isWithdrawn && (
          <PublicationChoiceForm
            language={language}
            licence={context.site.licence}
            consultation={consultation}
            submission={submission}
            keyHeld={key}
          />
        )}
        <Proof
          language={language}
          file={`${pathTo('receiptFile', { language, ...parameters })}${query}`}
        />
      </div>
    ),
  });
}

interface OthersProps {
  readonly language: Language;
  readonly withdrawal: string;
}

/** What else the page leads to, besides the form. */
function Others({ language, withdrawal }: OthersProps) {
  const { revision } = copyFor(language);
  return (
    <nav class="others" aria-labelledby="others-title">
      <p id="others-title">{revision.others}</p>
      <ul>
        <li>
          <a class="ds-link" href={withdrawal}>
            {revision.withdraw}
          </a>
        </li>
        <li>
          <a class="ds-link" href="#choice-title">
            {revision.choose}
          </a>
        </li>
        <li>
          <a class="ds-link" href="#proof-title">
            {proofCopyFor(language).revision.choose}
          </a>
        </li>
      </ul>
    </nav>
  );
}

/** Offers the file that proves what was submitted. */
function Proof({ language, file }: { readonly language: Language; readonly file: string }) {
  const { revision, receipt } = proofCopyFor(language);
  return (
    <section class="notice" aria-labelledby="proof-title">
      <h2 id="proof-title">{revision.title}</h2>
      <p>{revision.hint}</p>
      <p>{revision.care}</p>
      <p>
        <a class="ds-button" data-variant="secondary" href={file} download>
          {revision.download}
        </a>
      </p>
      <p>
        <a class="ds-link" href={pathTo('checkReceipt', { language })}>
          {receipt.check}
        </a>
      </p>
    </section>
  );
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
