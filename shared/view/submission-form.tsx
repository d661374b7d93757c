import type { ComponentChildren } from 'preact';
import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';
import type { Licence } from '../domain/licence.ts';
import { PUBLICATIONS } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import { WHOLE } from '../kinds/form-fields.ts';
import { kindOf } from '../kinds/kinds.ts';
import { wordsOf } from '../kinds/words.ts';
import { titleOf } from '../open-data/publisher.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { CommitmentText } from './draft-text.tsx';
import { DraftNote } from './draft-note.tsx';
import { Choices, TextField } from './fields.tsx';
import {
  complaintsOf,
  errorAt,
  fieldLabels,
  type FormState,
  goneCommitments,
  hasComeBack,
} from './form-state.ts';
import { typedText } from './typed.ts';
import { type Filled, PartFields } from './part-fields.tsx';
import { SentBefore } from './sent-before.tsx';

interface SubmissionFormProps {
  readonly language: Language;
  /** The licence of what is published. */
  readonly licence: Licence;
  readonly consultation: Consultation;
  readonly units: readonly ResponsibleUnit[];
  /** The text that the opinions are about. */
  readonly draft: PublishedDraft;
  readonly form: FormState;
  readonly action: string;
  readonly submit: string;
  /** What becomes of the address of the contact. */
  readonly emailHint: string;
  /** The draft that the browser keeps of the form. */
  readonly keptDraft: KeptDraftOfForm;
  /** Hidden fields. */
  readonly children?: ComponentChildren;
}

interface KeptDraftOfForm {
  readonly name: string;
  /** The version that the form edits, or null if it edits none. */
  readonly from: string | null;
  /** The page of the form as it is without a draft. */
  readonly page: string;
}

/** Names the draft that a browser keeps of a form: of a new submission, or of an edit. */
export function draftNameOf({ id }: Consultation, reference?: string): string {
  return reference === undefined ? id : `${id}/${reference}`;
}

/** The form in which a submission is given or edited. It is checked before anything is stored. */
export function SubmissionForm(props: SubmissionFormProps) {
  const { language, licence, consultation, units, draft, form } = props;
  const { action, submit, emailHint, keptDraft, children } = props;
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
      data-draft={keptDraft.name}
      data-draft-from={keptDraft.from ?? undefined}
      data-returned={hasComeBack(form) || undefined}
      data-anew={keptDraft.page}
    >
      {children}
      {keptDraft.from === null && (
        <SentBefore language={language} consultation={consultation.id} on="form" />
      )}
      <DraftNote
        language={language}
        isEdit={keptDraft.from !== null}
        hasCommitments={kindOf(consultation).about === 'commitments'}
      />
      {consultation.draft.commitments.map(({ number, title, unit }) => (
        <Part
          {...filled}
          number={number}
          title={title[language]}
          unit={severalUnits ? units.find(({ id }) => id === unit) : undefined}
        >
          <CommitmentText language={language} draft={draft} number={number} headingLevel={4} />
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
      <Author {...filled} licence={licence} emailHint={emailHint} />
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
        <p>{copy.form.afterwards}</p>
      </div>
    </form>
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

function Author({
  language,
  licence,
  emailHint,
  consultation,
  typed,
  complaints,
  labels,
}: Filled & Pick<SubmissionFormProps, 'licence' | 'emailHint'>) {
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
      <TextField {...field('email')} hint={emailHint} type="email" autocomplete="email" />
      <Choices
        {...field('publication')}
        {...(consultation.publishes === 'never' ? {} : { hint: form.reuse(titleOf(licence)) })}
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
