import type { ComponentChildren } from 'preact';
import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';
import { COMPLETIONS, MAX_OPINION_CHARS, PUBLICATIONS } from '../domain/opinion.ts';
import type { Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { CommitmentText } from './draft-text.tsx';
import { Choices, TextArea, TextField } from './fields.tsx';
import {
  type Complaint,
  complaintsOf,
  errorAt,
  fieldLabels,
  type FormState,
  goneCommitments,
} from './form-state.ts';
import { completionLabel } from './format.ts';

interface OpinionFormProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly units: readonly ResponsibleUnit[];
  /** The text that the opinions are about. */
  readonly published: PublishedDraft;
  readonly form: FormState;
  readonly action: string;
  readonly submit: string;
  /** What happens next, said beside the button. */
  readonly afterwards?: string;
  /**
   * The name of the draft that the browser may keep. Without a name, the browser keeps no draft.
   */
  readonly draft?: string;
  /** Hidden fields. */
  readonly children?: ComponentChildren;
}

/** The form in which a submission is given or edited. */
export function OpinionForm(props: OpinionFormProps) {
  const {
    language,
    consultation,
    units,
    published,
    form,
    action,
    submit,
    afterwards,
    draft,
    children,
  } = props;
  const copy = copyFor(language);
  const complaints = complaintsOf(consultation, form, copy);
  const severalUnits = new Set(consultation.draft.commitments.map(({ unit }) => unit)).size > 1;
  const labels = fieldLabels(consultation, form, copy);
  const filled = { language, typed: form.typed, complaints, labels };
  return (
    <form
      class="opinion-form"
      method="post"
      action={action}
      accept-charset="utf-8"
      novalidate
      data-sending={copy.form.sending}
      data-counter-text={copy.form.counter}
      data-draft={draft}
    >
      {children}
      {draft !== undefined && (
        <p class="draft-note" role="status" data-draft-restored hidden>
          {copy.form.draftRestored} <ClearDraft label={copy.form.draftClear} />
        </p>
      )}
      {consultation.draft.commitments.map((commitment) => (
        <OpinionOn
          {...filled}
          number={commitment.number}
          title={commitment.title[language]}
          unit={severalUnits ? units.find(({ id }) => id === commitment.unit) : undefined}
        >
          <CommitmentText
            language={language}
            draft={published}
            number={commitment.number}
            headingLevel={4}
          />
        </OpinionOn>
      ))}
      {goneCommitments(consultation, form).map((number) => (
        <OpinionOn
          {...filled}
          number={number}
          title={copy.form.gone}
          hint={copy.form.goneHint}
          unit={undefined}
        />
      ))}
      <OpinionOn
        {...filled}
        number={0}
        title={copy.form.whole}
        hint={copy.form.wholeHint}
        unit={undefined}
      />
      <Author {...filled} />
      <p class="privacy-notice">
        {copy.form.privacy}{' '}
        <a class="ds-link" href={pathTo('privacy', { language })}>
          {copy.form.privacyLink}
        </a>
      </p>
      <div class="submit-row">
        <button class="ds-button" type="submit">
          {submit}
        </button>
        {afterwards !== undefined && <p>{afterwards}</p>}
      </div>
      {draft !== undefined && (
        <p class="draft-note" data-draft-kept hidden>
          {copy.form.draftKept} <ClearDraft label={copy.form.draftClear} />
        </p>
      )}
    </form>
  );
}

function ClearDraft({ label }: { label: string }) {
  return (
    <button class="ds-link" type="button" data-draft-clear>
      {label}
    </button>
  );
}

interface Filled {
  readonly language: Language;
  readonly typed: FormState['typed'];
  readonly complaints: readonly Complaint[];
  readonly labels: ReadonlyMap<string, string>;
}

interface OpinionOnProps extends Filled {
  /** The commitment's number, or 0 for the draft as a whole. */
  readonly number: number;
  readonly title: string;
  readonly hint?: string;
  readonly unit: ResponsibleUnit | undefined;
  readonly children?: ComponentChildren;
}

function OpinionOn(props: OpinionOnProps) {
  const { language, typed, complaints, labels, number, title, hint, unit, children } = props;
  const copy = copyFor(language);
  const errorPrefix = copy.site.errorPrefix;
  const [rating, opinion] = [`rating-${number}`, `opinion-${number}`];
  return (
    <section class="opinion" id={`commitment-${number}`} aria-labelledby={`title-${number}`}>
      <h3 id={`title-${number}`}>
        {number !== 0 && <span class="opinion-number">{number}.</span>}
        {title}
      </h3>
      {unit !== undefined && (
        <p class="opinion-unit">
          {copy.consultation.unit}: {unit.name[language]}
        </p>
      )}
      {hint !== undefined && <p class="opinion-unit">{hint}</p>}
      {children}
      <Choices
        name={rating}
        layout="scale"
        label={
          <Label
            short={number === 0 ? copy.form.ratingWhole : copy.form.rating}
            full={labels.get(rating)}
          />
        }
        choices={[
          ...COMPLETIONS.map((value) => ({ value, label: completionLabel(language, value) })),
          { value: '', label: copy.form.noRating },
        ]}
        chosen={typed[rating] ?? ''}
        error={errorAt(complaints, rating)}
        errorPrefix={errorPrefix}
      />
      <TextArea
        name={opinion}
        label={<Label short={copy.form.opinion} full={labels.get(opinion)} />}
        value={typed[opinion] ?? ''}
        limit={MAX_OPINION_CHARS}
        error={errorAt(complaints, opinion)}
        errorPrefix={errorPrefix}
      />
    </section>
  );
}

/**
 * People who see the page know from the place of a field what it is about. Screen readers need the
 * full label.
 */
function Label({ short, full = short }: { short: string; full: string | undefined }) {
  if (short === full) return <>{short}</>;
  return (
    <>
      <span aria-hidden="true">{short}</span>
      <span class="ds-sr-only">{full}</span>
    </>
  );
}

function Author({ language, typed, complaints, labels }: Filled) {
  const { form, site } = copyFor(language);
  const field = (name: string) => ({
    name,
    label: labels.get(name) ?? name,
    value: typed[name] ?? '',
    error: errorAt(complaints, name),
    errorPrefix: site.errorPrefix,
    required: true,
  });
  return (
    <section class="author" aria-labelledby="author-title">
      <h2 id="author-title">{form.author}</h2>
      <TextField
        {...field('organisation')}
        hint={form.organisationHint}
        autocomplete="organization"
      />
      <TextField {...field('contact')} hint={form.contactHint} autocomplete="name" />
      <TextField {...field('email')} hint={form.emailHint} type="email" autocomplete="email" />
      <Choices
        {...field('publication')}
        layout="list"
        chosen={typed['publication']}
        choices={PUBLICATIONS.map((value) => ({ value, ...form.publicationChoices[value] }))}
      />
    </section>
  );
}
