import { type Consultation, stateOf } from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';
import { PUBLICATIONS } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { formNameOf, partNumbersIn } from '../kinds/form-fields.ts';
import { isText } from '../kinds/field.ts';
import { fieldsOf } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { choiceLabel, wordsOf } from '../kinds/words.ts';
import { copyFor } from './copy/index.ts';
import { CommitmentText } from './draft-text.tsx';
import { fieldLabels, type FormState } from './form-state.ts';
import { typedChoices } from './typed.ts';

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
  const words = wordsOf(consultation.kind, language);
  const early = stateOf(consultation, now) === 'upcoming';
  return (
    <>
      <section class="notice" aria-labelledby="no-form-title">
        <h2 id="no-form-title">{early ? words.notOpenYet : copy.closed}</h2>
        <p>
          {early
            ? copy.notOpenYetHint(consultation.opensAt)
            : words.closedHint(consultation.closesAt)}
        </p>
      </section>
      <Unsent language={language} consultation={consultation} form={form} early={early} />
      {draft.commitments.length > 0 && (
        <section class="commitments" aria-labelledby="commitments-title">
          <h2 id="commitments-title">{copy.commitments}</h2>
          <ol>
            {draft.commitments.map(({ number, title }) => (
              <li id={`commitment-${number}`} value={number}>
                {title[language]}
                <CommitmentText
                  language={language}
                  draft={draft}
                  number={number}
                  headingLevel={3}
                />
              </li>
            ))}
          </ol>
        </section>
      )}
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
  const written = [...fieldLabels(consultation, form, language)].flatMap(([field, label]) => {
    const words = typedChoices(form.typed, field)
      .filter((text) => text !== '')
      .map((text) => inWords(language, consultation, field, text));
    return words.length === 0 ? [] : [{ label, text: words.join(', ') }];
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
function inWords(
  language: Language,
  consultation: Consultation,
  field: string,
  typed: string,
): string {
  const { publicationChoices } = copyFor(language).form;
  const choice = PUBLICATIONS.find((one) => field === 'publication' && one === typed);
  if (choice !== undefined) return publicationChoices[choice].label;
  const kind = kindOf(consultation);
  const numbers = partNumbersIn(kind, [field]);
  const [name, about] =
    fieldsOf(kind).find(([one]) => numbers.some((n) => formNameOf(kind, one, n) === field)) ?? [];
  if (name === undefined || about === undefined || isText(about)) return typed;
  return choiceLabel(consultation, name, typed, language);
}
