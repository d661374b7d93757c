import type { Consultation } from '../domain/consultation.ts';
import type { Licence } from '../domain/licence.ts';
import { PUBLICATIONS, type Submission } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import { wordsOf } from '../kinds/words.ts';
import { titleOf } from '../open-data/publisher.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { publicCopyFor } from './copy/public.ts';

interface ChoiceProps {
  readonly language: Language;
  /** The licence of what is published. */
  readonly licence: Licence;
  readonly consultation: Consultation;
  readonly submission: Pick<Submission, 'reference' | 'publication'>;
  readonly keyHeld: string;
}

/**
 * Changes nothing but whether and how the submission is published. It stands on the page also after
 * closing. Its ids differ from those of the form above, which has the same choice.
 */
export function PublicationChoiceForm(props: ChoiceProps) {
  const { language, licence, consultation, submission, keyHeld } = props;
  const { reference, publication } = submission;
  const copy = publicCopyFor(language).choice;
  const { publicationChoices, reuse } = copyFor(language).form;
  const action = pathTo('choosePublication', {
    language,
    consultation: consultation.id,
    reference,
  });
  const { publicationHints } = wordsOf(consultation.kind, language).form;
  const hints: Partial<Record<string, string>> = {
    anonymous: publicationChoices.anonymous.hint,
    ...publicationHints,
  };
  return (
    <section class="notice publication-choice" aria-labelledby="choice-title">
      <h2 id="choice-title">{copy.title}</h2>
      <p>{copy.hint[consultation.publishes]}</p>
      {consultation.publishes !== 'never' && <p>{reuse(titleOf(licence))}</p>}
      <form method="post" action={action} accept-charset="utf-8">
        <input type="hidden" name="key" value={keyHeld} />
        <fieldset class="ds-fieldset" role="radiogroup" aria-labelledby="choice-title">
          <div class="choices choices-list">
            {PUBLICATIONS.map((one) => (
              <div class="ds-field">
                <input
                  class="ds-input"
                  type="radio"
                  id={`choice-${one}`}
                  name="publication"
                  value={one}
                  checked={one === publication}
                  aria-describedby={`choice-${one}-hint`}
                />
                <label class="ds-label" for={`choice-${one}`}>
                  {publicationChoices[one].label}
                </label>
                <p data-field="description" id={`choice-${one}-hint`}>
                  {hints[one]}
                </p>
              </div>
            ))}
          </div>
        </fieldset>
        <button class="ds-button" data-variant="secondary" type="submit">
          {copy.submit}
        </button>
      </form>
    </section>
  );
}
