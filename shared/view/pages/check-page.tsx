import type { ComponentChildren } from 'preact';
import type { Consultation } from '../../domain/consultation.ts';
import { isReachable, type Submission } from '../../domain/submission.ts';
import type { Language } from '../../domain/text.ts';
import { formNameOf, WHOLE } from '../../kinds/form-fields.ts';
import { fieldsOf } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { fieldLabels } from '../form-state.ts';
import { type Typed, typedChoices, typedText } from '../typed.ts';
import { GivenFields, GivenPart } from '../given-content.tsx';
import { type Alternates, alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NOT_TRANSLATED } from '../not-translated.ts';
import { SentBefore } from '../sent-before.tsx';
import { draftNameOf } from '../submission-form.tsx';
import { type Content, shownAuthor, shownParts } from '../submission-content.ts';
import { comparison } from '../word-changes.ts';

interface CheckModel extends PageContext {
  readonly consultation: Consultation;
  /** What would be stored. */
  readonly content: Content;
  /** What was typed into the form. The page posts it on as it is. */
  readonly typed: Typed;
  /** The submission that is edited, or null for a new one. */
  readonly edit: {
    readonly key: string;
    /** The newest version. */
    readonly submission: Submission;
  } | null;
}

/**
 * Shows everything that will be sent, before it is sent. Its one form holds what was typed: one
 * button sends it, and the others post it back to where it can be changed.
 */
export function checkPage(model: CheckModel): string {
  const { consultation, content, typed, edit, ...context } = model;
  const { language } = context;
  const copy = copyFor(language);
  const words = wordsOf(consultation.kind, language);
  const stands = edit?.submission ?? null;
  // An edit of a withdrawn submission gives it anew.
  const before = stands === null || stands.state === 'withdrawn' ? null : stands;
  const shown = { language, compare: comparison() };
  const parts = shownParts(consultation, content, before, language);
  const author = shownAuthor(consultation, content, before, language);
  const { action, check, alternates } = addressesOf(model);
  const kind = kindOf(consultation);
  const [first = ''] = fieldsOf(kind)[0] ?? [];
  const placeOf = (number: number) =>
    kind.about === 'nothing' ? formNameOf(kind, first, WHOLE) : `commitment-${number}`;
  const isNew = edit === null;
  const isUnchanged =
    before?.contact !== undefined &&
    before.contact.email === content.contact?.email &&
    parts.every(({ change }) => change === 'same') &&
    author.every((field) => field.text === field.before);
  return renderPage(context, {
    title: isNew ? copy.check.title : copy.check.editTitle,
    description: copy.check.description,
    alternates,
    listed: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <p class="plan">{consultation.title[language]}</p>
          <h1>{isNew ? copy.check.title : copy.check.editTitle}</h1>
          <p class="lead" data-not-sent>
            {isNew ? copy.check.lead : copy.check.editLead}
          </p>
        </header>
        <form
          class="check-form"
          method="post"
          action={action}
          accept-charset="utf-8"
          data-sending={copy.form.sending}
          data-draft={draftNameOf(consultation, stands?.reference)}
        >
          <Carried {...{ consultation, typed, language }} held={edit?.key} />
          {isNew && <SentBefore language={language} consultation={consultation.id} on="check" />}
          <Address {...{ language, content, stands, typed, isUnchanged }}>
            <Change language={language} to={`${check}#email`} about={copy.form.email} />
          </Address>
          <h2>{words.form.title}</h2>
          {parts.map((part) => (
            <GivenPart {...shown} part={part}>
              <Change
                language={language}
                to={`${check}#${placeOf(part.number)}`}
                about={part.title}
              />
            </GivenPart>
          ))}
          <section class="given" aria-labelledby="given-author">
            <h2 id="given-author">{copy.form.author}</h2>
            <GivenFields {...shown} fields={author} />
            <Change language={language} to={`${check}#organisation`} about={copy.form.author} />
          </section>
          {isUnchanged && <p class="promise">{copy.check.unchanged}</p>}
          <div class="submit-row">
            <button class="ds-button" type="submit" data-send>
              {isNew ? words.form.submit : copy.revision.submit}
            </button>
            <button
              class="ds-button"
              data-variant="secondary"
              type="submit"
              name="change"
              value="yes"
              formaction={check}
            >
              {copy.check.back}
            </button>
          </div>
        </form>
      </div>
    ),
  });
}

function addressesOf({ language, consultation: { id }, edit }: CheckModel): {
  readonly action: string;
  readonly check: string;
  readonly alternates: Alternates;
} {
  if (edit === null) {
    const at = { language, consultation: id };
    return {
      action: pathTo('submit', at),
      check: pathTo('check', at),
      alternates: alternatesOf('consultation', (one) => ({ language: one, consultation: id })),
    };
  }
  const { submission, key } = edit;
  const at = { language, consultation: id, reference: submission.reference };
  return {
    action: pathTo('revise', at),
    check: pathTo('checkRevision', at),
    alternates: alternatesOf('revision', (one) => ({ ...at, language: one }), { key }),
  };
}

interface CarriedProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly typed: Typed;
  /** The key of an edit. */
  readonly held: string | undefined;
}

/** Every field of the form that is filled in. A field that the form does not have is left out. */
function Carried({ language, consultation, typed, held }: CarriedProps) {
  const names = [...fieldLabels(consultation, { typed, failures: [] }, language).keys()];
  return (
    <>
      {held !== undefined && <input type="hidden" name="key" value={held} />}
      {names.flatMap((name) =>
        typedChoices(typed, name)
          .filter((value) => value !== '')
          .map((value) => <input type="hidden" name={name} value={value} />),
      )}
    </>
  );
}

interface ChangeProps {
  readonly language: Language;
  /** Where the form is shown again, and the place in it. */
  readonly to: string;
  readonly about: string;
}

function Change({ language, to, about }: ChangeProps) {
  return (
    <button class="ds-link change" type="submit" name="change" value="yes" formaction={to}>
      {copyFor(language).check.change}
      <span class="ds-sr-only">: {about}</span>
    </button>
  );
}

interface AddressProps {
  readonly language: Language;
  readonly content: Content;
  /** What is edited, or null for a new submission. */
  readonly stands: Submission | null;
  readonly typed: Typed;
  readonly isUnchanged: boolean;
  readonly children: ComponentChildren;
}

/**
 * Asks whether the address is right, and says which link opens the submission from then on. The
 * address is shown as it was typed, because a stored address of another script is hard to read.
 */
function Address({ language, content, stands, typed, isUnchanged, children }: AddressProps) {
  const { check } = copyFor(language);
  return (
    <section class="notice" aria-labelledby="address-title">
      <h2 id="address-title">{check.address}</h2>
      <p class="address">
        <bdi {...NOT_TRANSLATED}>{typedText(typed, 'email').trim()}</bdi>
      </p>
      <p>{hint()}</p>
      {children}
    </section>
  );

  function hint(): string {
    if (stands === null) return check.addressHint;
    const isSame = stands.contact?.email === content.contact?.email;
    if (isSame) return isUnchanged ? check.linkKept : `${check.addressKept} ${check.linkKept}`;
    return isReachable(stands) ? check.addressMoved : check.addressGiven;
  }
}
