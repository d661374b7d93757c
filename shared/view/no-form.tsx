import { type Consultation, stateOf } from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';
import { COMPLETIONS, PUBLICATIONS } from '../domain/opinion.ts';
import type { Language } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { copyFor } from './copy/index.ts';
import { CommitmentText } from './draft-text.tsx';
import { fieldLabels, type FormState } from './form-state.ts';
import { completionLabel } from './format.ts';

interface NoFormProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly draft: PublishedDraft;
  readonly now: Instant;
  readonly form: FormState;
}

/**
 * Shown instead of the form: why there is no form, what was typed, and what the consultation is
 * about.
 */
export function NoForm({ language, consultation, draft, now, form }: NoFormProps) {
  const { consultation: copy } = copyFor(language);
  const early = stateOf(consultation, now) === 'upcoming';
  return (
    <>
      <section class="notice" aria-labelledby="no-form-title">
        <h2 id="no-form-title">{early ? copy.notOpenYet : copy.closed}</h2>
        <p>
          {early
            ? copy.notOpenYetHint(consultation.opensAt)
            : copy.closedHint(consultation.closesAt)}
        </p>
      </section>
      <Unsent language={language} consultation={consultation} form={form} early={early} />
      <section class="commitments" aria-labelledby="commitments-title">
        <h2 id="commitments-title">{copy.commitments}</h2>
        <ol>
          {draft.commitments.map(({ number, title }) => (
            <li value={number}>
              {title[language]}
              <CommitmentText language={language} draft={draft} number={number} headingLevel={3} />
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

interface UnsentProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly form: FormState;
  readonly early: boolean;
}

/** Shows what the author typed but cannot submit or change, so that the author can copy it. */
function Unsent({ language, consultation, form, early }: UnsentProps) {
  const copy = copyFor(language);
  const written = [...fieldLabels(consultation, form, copy)].flatMap(([field, label]) => {
    const text = form.typed[field] ?? '';
    return text === '' ? [] : [{ label, text: inWords(language, field, text) }];
  });
  if (written.length === 0) return null;
  return (
    <section class="unsent" aria-labelledby="unsent-title">
      <h2 id="unsent-title">{copy.consultation.yourText}</h2>
      {form.failure !== undefined && (
        <p role="alert">{early ? copy.consultation.early : copy.consultation.late}</p>
      )}
      <dl>
        {written.map(({ label, text }) => (
          <div>
            <dt>{label}</dt>
            <dd>
              <bdi>{text}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Returns a choice as the page words it, and any other text as it was typed. */
function inWords(language: Language, field: string, typed: string): string {
  const { publicationChoices } = copyFor(language).form;
  if (field.startsWith('rating-')) {
    const completion = COMPLETIONS.find((one) => one === typed);
    return completion === undefined ? typed : completionLabel(language, completion);
  }
  const choice = PUBLICATIONS.find((one) => field === 'publication' && one === typed);
  return choice === undefined ? typed : publicationChoices[choice].label;
}
