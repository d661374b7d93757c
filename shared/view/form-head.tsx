import type { Language } from '../domain/text.ts';
import { choiceLabel, wordsOf } from '../kinds/words.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { Consultation } from '../domain/consultation.ts';
import { copyFor } from './copy/index.ts';
import type { Complaint, FormState } from './form-state.ts';

/** The id of the error summary's heading. */
const SUMMARY_TITLE = 'error-summary-title';
/** The id of the form's heading, to which a page leads. */
export const FORM_TITLE = 'form-title';

interface ErrorSummaryProps {
  readonly language: Language;
  readonly complaints: readonly Complaint[];
  /**
   * The heading, which says what was not accepted. Without it, the heading speaks of a submission.
   */
  readonly title?: string;
}

/**
 * Lists what is wrong, before everything else on the page. The list takes the focus and links to
 * each field.
 */
export function ErrorSummary({ language, complaints, title }: ErrorSummaryProps) {
  if (complaints.length === 0) return null;
  const { faults } = copyFor(language);
  return (
    <div class="ds-error-summary" tabIndex={-1} autofocus aria-labelledby={SUMMARY_TITLE}>
      <div role="alert">
        <h2 id={SUMMARY_TITLE}>{title ?? faults.title}</h2>
        <p>{faults.hint}</p>
        <ul>
          {complaints.map(({ field, inSummary }) => (
            <li>
              <a class="ds-link" href={`#${field}`}>
                {inSummary}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Shows why the form as a whole was refused, if no field is the reason. */
export function Refused({ language, form }: { language: Language; form: FormState }) {
  if (form.failure === undefined || form.failure === 'invalid') return null;
  const { title, detail } = copyFor(language).failures[form.failure];
  return (
    <div class="notice" role="alert">
      <h2>{title}</h2>
      <p>{detail}</p>
    </div>
  );
}

interface FormIntroProps {
  readonly language: Language;
  readonly consultation: Consultation;
}

export function FormIntro({ language, consultation }: FormIntroProps) {
  const { form } = wordsOf(consultation.kind, language);
  const { counted } = kindOf(consultation);
  return (
    <div class="form-intro">
      <h2 id={FORM_TITLE}>{form.title}</h2>
      <p>{form.intro}</p>
      {form.scale !== null && (
        <details class="scale">
          <summary>{form.scale.title}</summary>
          <dl>
            {Object.entries(form.scale.meanings).map(([value, meaning]) => (
              <div>
                <dt>{choiceLabel(consultation, counted, value, language)}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
