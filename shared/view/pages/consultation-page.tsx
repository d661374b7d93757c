import { type Consultation, type ResponsibleUnit, stateOf } from '../../domain/consultation.ts';
import type { PublishedDraft } from '../../domain/draft.ts';
import type { Instant } from '../../domain/time.ts';
import { pathTo } from '../../routes.ts';
import { ConsultationFacts } from '../consultation-facts.tsx';
import { copyFor } from '../copy/index.ts';
import { DRAFT_NOTE } from '../draft-note.tsx';
import { Introduction } from '../draft-text.tsx';
import { ErrorSummary, FORM_TITLE, FormIntro, Refused } from '../form-head.tsx';
import { complaintsOf, type FormState } from '../form-state.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NoForm } from '../no-form.tsx';
import { OpinionsLink } from '../opinions-link.tsx';
import { RecordLink } from '../record-link.tsx';
import { draftNameOf, SubmissionForm } from '../submission-form.tsx';

interface ConsultationModel extends PageContext {
  readonly consultation: Consultation;
  /** All known units. Only the units responsible for something in this consultation are shown. */
  readonly units: readonly ResponsibleUnit[];
  readonly draft: PublishedDraft;
  readonly now: Instant;
  readonly form: FormState;
}

/**
 * Shows one consultation, with its form while it is open. The page never leaves out what was typed.
 */
export function consultationPage(model: ConsultationModel): string {
  const { consultation, units, draft, now, form, ...context } = model;
  const { language } = context;
  const copy = copyFor(language);
  const state = stateOf(consultation, now);
  const isOpen = state === 'open' && form.failure !== 'closed';
  const complaints = isOpen ? complaintsOf(consultation, form, language) : [];
  return renderPage(context, {
    title: consultation.title[language],
    description: consultation.summary[language],
    alternates: alternatesOf('consultation', (one) => ({
      language: one,
      consultation: consultation.id,
    })),
    listed: form.failure === undefined,
    failed: form.failure !== undefined,
    children: (
      <div class="page page-split">
        <header class="page-head">
          <ErrorSummary language={language} complaints={complaints} />
          {isOpen && <Refused language={language} form={form} />}
          <p class="plan">{consultation.plan[language]}</p>
          <h1>{consultation.title[language]}</h1>
          <p class="lead">{consultation.summary[language]}</p>
          {isOpen && (
            <p class="draft-link" data-draft-link hidden>
              <a class="ds-link" href={`#${DRAFT_NOTE}`}>
                {copy.keptDraft.goOn}
              </a>
            </p>
          )}
          {isOpen && (
            <p class="form-link">
              <a class="ds-link" href={`#${FORM_TITLE}`}>
                {copy.consultation.toForm}
              </a>
            </p>
          )}
          <OpinionsLink language={language} consultation={consultation} now={now} />
          <RecordLink language={language} consultation={consultation} now={now} />
        </header>
        <ConsultationFacts
          language={language}
          consultation={consultation}
          units={units}
          draft={draft}
          now={now}
          jump={isOpen}
        />
        <div class="page-body">
          <Introduction language={language} consultation={consultation} draft={draft} />
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
                action={pathTo('check', { language, consultation: consultation.id })}
                submit={copy.form.check}
                emailHint={copy.form.emailHint}
                keptDraft={{
                  name: draftNameOf(consultation),
                  from: null,
                  page: pathTo('consultation', { language, consultation: consultation.id }),
                }}
              />
            </>
          ) : (
            <NoForm {...{ language, consultation, draft, now, form }} />
          )}
        </div>
      </div>
    ),
  });
}
