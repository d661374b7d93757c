import type { ComponentChildren } from 'preact';
import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';
import { PUBLICATIONS } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import { WHOLE } from '../kinds/form-fields.ts';
import { kindOf } from '../kinds/kinds.ts';
import { wordsOf } from '../kinds/words.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { CommitmentText } from './draft-text.tsx';
import { Choices, TextField } from './fields.tsx';
import {
  complaintsOf,
  errorAt,
  fieldLabels,
  type FormState,
  goneCommitments,
  typedText,
} from './form-state.ts';
import { type Filled, PartFields } from './part-fields.tsx';

interface SubmissionFormProps {
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
export function SubmissionForm(props: SubmissionFormProps) {
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
  const words = wordsOf(consultation.kind, language);
  const complaints = complaintsOf(consultation, form, language);
  const severalUnits = new Set(consultation.draft.commitments.map(({ unit }) => unit)).size > 1;
  const labels = fieldLabels(consultation, form, language);
  const filled: Filled = { language, consultation, typed: form.typed, complaints, labels };
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
      {consultation.draft.commitments.map(({ number, title, unit }) => (
        <Part
          {...filled}
          number={number}
          title={title[language]}
          unit={severalUnits ? units.find(({ id }) => id === unit) : undefined}
        >
          <CommitmentText language={language} draft={published} number={number} headingLevel={4} />
        </Part>
      ))}
      {goneCommitments(consultation, form).map((number) => (
        <Part {...filled} number={number} title={copy.form.gone} hint={copy.form.goneHint} />
      ))}
      {kindOf(consultation).about === 'nothing' ? (
        <div class="only-part">
          <PartFields {...filled} number={WHOLE} />
        </div>
      ) : (
        <Part
          {...filled}
          number={WHOLE}
          title={words.form.whole}
          hint={words.form.wholeHint ?? undefined}
        />
      )}
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

interface PartProps extends Filled {
  /** The commitment's number, or 0 for the draft as a whole. */
  readonly number: number;
  readonly title: string;
  readonly hint?: string | undefined;
  readonly unit?: ResponsibleUnit | undefined;
  readonly children?: ComponentChildren;
}

/** What an author may say about one commitment. */
function Part({ number, title, hint, unit, children, ...filled }: PartProps) {
  const { language } = filled;
  const copy = copyFor(language);
  return (
    <section class="opinion" id={`commitment-${number}`} aria-labelledby={`title-${number}`}>
      <h3 id={`title-${number}`}>
        {number !== WHOLE && <span class="opinion-number">{number}.</span>}
        {title}
      </h3>
      {unit !== undefined && (
        <p class="opinion-unit">
          {copy.consultation.unit}: {unit.name[language]}
        </p>
      )}
      {hint !== undefined && <p class="opinion-unit">{hint}</p>}
      {children}
      <PartFields {...filled} number={number} />
    </section>
  );
}

function Author({ language, consultation, typed, complaints, labels }: Filled) {
  const { form, site } = copyFor(language);
  const { publicationHints } = wordsOf(consultation.kind, language).form;
  const field = (name: string) => ({
    name,
    label: labels.get(name) ?? name,
    value: typedText(typed, name),
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
        chosen={typedText(typed, 'publication')}
        choices={PUBLICATIONS.map((value) => ({
          value,
          ...form.publicationChoices[value],
          ...(value === 'anonymous' ? {} : { hint: publicationHints[value] }),
        }))}
      />
    </section>
  );
}
