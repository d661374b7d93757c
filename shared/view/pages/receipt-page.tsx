import { stateOf } from '../../domain/consultation.ts';
import {
  type Acceptance,
  mayAskAgain,
  type Progress,
  type Receipt,
  type Reception,
} from '../../domain/receipt.ts';
import type { Owner } from '../../domain/owner.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Language } from '../../domain/text.ts';
import type { Instant } from '../../domain/time.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { MailLink } from '../contact-links.tsx';
import { copyFor } from '../copy/index.ts';
import { proofCopyFor } from '../copy/proof.ts';
import { NOT_TRANSLATED } from '../not-translated.ts';
import { OpinionsLink } from '../opinions-link.tsx';
import { formatCount } from '../format.ts';
import { Leads } from '../leads.tsx';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { draftNameOf } from '../submission-form.tsx';

interface ReceiptModel extends PageContext {
  readonly receipt: Receipt;
  readonly now: Instant;
  /** What the reader has just sent and the page answers. Null for somebody who looks it up. */
  readonly answers: 'new' | 'edit' | null;
  /** What became of the wish to get the mail again, right after it was made. */
  readonly again: 'due' | 'too-many' | 'over' | null;
  /** The complete address of the page, for paper. */
  readonly url: string;
}

/**
 * Shows where a submission stands, to anybody who has its reference. Shows neither its author nor
 * its text.
 */
export function receiptPage(model: ReceiptModel): string {
  const { receipt, now, answers, again, url, ...context } = model;
  const { language } = context;
  const copy = copyFor(language).receipt;
  const { consultation, reference, state } = receipt;
  const title = titleOf(model);
  return renderPage(context, {
    title: `${title}: ${spellReference(reference)}`,
    description: copy.description,
    alternates: alternatesOf('receipt', (one) => ({
      language: one,
      consultation: consultation.id,
      reference,
    })),
    listed: false,
    children: (
      <div
        class="page page-narrow"
        data-received={answers !== null && state !== 'withdrawn' ? consultation.id : undefined}
        data-draft={draftNameOf(consultation, answers === 'edit' ? reference : undefined)}
        data-reference={reference}
        data-version-at={receipt.receivedAt}
      >
        <article class="certificate">
          <h1>{title}</h1>
          <p class="reference-label">{copy.reference}</p>
          <p class="reference">
            <strong {...NOT_TRANSLATED}>{spellReference(reference)}</strong>
          </p>
          <p class="dictate">{copy.dictate}</p>
          <Particulars language={language} receipt={receipt} />
          <section aria-labelledby="journey-title">
            <h2 id="journey-title">{copy.journey}</h2>
            <ol class="journey">
              {receipt.receptions.map((reception) => (
                <ReceptionStep {...{ language, reception }} consultation={consultation.id} />
              ))}
              {receipt.progress.map((progress) => (
                <UnitStep
                  {...{ language, progress }}
                  consultation={consultation.id}
                  replaced={isReplaced(progress, receipt.progress)}
                />
              ))}
            </ol>
            {receipt.progress.length === 0 && <p>{copy.toldNobody}</p>}
          </section>
          <p class="keep">{copy.keep}</p>
          <p class="on-paper">
            {copy.address}: <span {...NOT_TRANSLATED}>{url}</span>
          </p>
        </article>
        <Leads language={language} leads={receipt.leadsTo} />
        <MailNote {...{ language, receipt, now, again }} owner={context.site.owner} />
        <ProofNote language={language} />
        <OpinionsLink language={language} consultation={consultation} now={now} />
        <p class="back">
          <a
            class="ds-link"
            href={pathTo('consultation', { language, consultation: consultation.id })}
          >
            {copy.back}
          </a>
        </p>
      </div>
    ),
  });
}

function titleOf({ language, receipt, answers }: ReceiptModel): string {
  const copy = copyFor(language).receipt;
  const { consultation, state } = receipt;
  if (state === 'withdrawn') return copy.withdrawn;
  if (answers === 'new') return wordsOf(consultation.kind, language).received;
  return answers === 'edit' && state === 'edited' ? copy.editReceived : copy.title;
}

function Particulars({ language, receipt }: { language: Language; receipt: Receipt }) {
  const copy = copyFor(language).receipt;
  const { consultation, state, parts } = receipt;
  return (
    <dl class="particulars">
      <div>
        <dt>{copy.consultation}</dt>
        <dd>{consultation.title[language]}</dd>
      </div>
      {state !== 'withdrawn' && (
        <div>
          <dt>{copy.content}</dt>
          <dd>{formatCount(language, parts, wordsOf(consultation.kind, language).parts)}</dd>
        </div>
      )}
    </dl>
  );
}

interface StepProps {
  readonly language: Language;
  readonly consultation: string;
}

/** A version was received, and the log holds it. */
function ReceptionStep({
  language,
  consultation,
  reception: { change, at, sealing },
}: StepProps & { readonly reception: Reception }) {
  const copy = copyFor(language).receipt;
  const proof = proofCopyFor(language).receipt;
  return (
    <li data-reached={sealing.state}>
      <p class="step-status">{copy.changed[change]}</p>
      <p>
        <time dateTime={at}>{copy.at(at)}</time>
      </p>
      {sealing.state === 'sealed' ? (
        <p>
          {proof.sealed(sealing.at)}{' '}
          <EntryLink {...{ language, consultation }} entry={sealing.entry} />
        </p>
      ) : (
        <p>{proof[sealing.state]}</p>
      )}
    </li>
  );
}

/** Says whether the unit has been told an earlier version, and a change of it waits. */
function isReplaced({ unit, change, told }: Progress, all: readonly Progress[]): boolean {
  const waits = all.some((one) => one.unit.id === unit.id && one.told.state === 'waiting');
  return waits && told.state === 'told' && change !== 'withdrawn';
}

interface UnitStepProps extends StepProps {
  readonly progress: Progress;
  readonly replaced: boolean;
}

/** A unit is told, or will be. */
function UnitStep({
  language,
  consultation,
  progress: { unit, change, told },
  replaced,
}: UnitStepProps) {
  const copy = copyFor(language).receipt;
  const reached = told.state === 'waiting' ? 'waiting' : told.reach.state;
  return (
    <li data-reached={reached}>
      <p class="step-status">{copy.status[reached]}</p>
      <p class="step-unit">{unit.name[language]}</p>
      {told.state === 'waiting' ? (
        <p>{copy.waiting[change](told.next)}</p>
      ) : (
        <>
          <p>
            {(replaced ? copy.toldBefore : copy.told[change])(told.number, told.day)}{' '}
            <EntryLink {...{ language, consultation }} entry={told.entry} />
          </p>
          <p>{copy.reach[told.reach.state](told.reach)}</p>
          {told.reach.accepted.length > 0 && (
            <ul class="acceptances">
              {told.reach.accepted.map((acceptance) => (
                <AcceptanceLine {...{ language, consultation, acceptance }} />
              ))}
            </ul>
          )}
        </>
      )}
    </li>
  );
}

function AcceptanceLine({
  language,
  consultation,
  acceptance: { at, entry },
}: StepProps & { readonly acceptance: Acceptance }) {
  const copy = proofCopyFor(language).receipt;
  return (
    <li>
      {at === null ? copy.acceptedSometime : <time dateTime={at}>{copy.acceptedAt(at)}</time>}{' '}
      <EntryLink {...{ language, consultation }} entry={entry} />
    </li>
  );
}

function EntryLink({
  language,
  consultation,
  entry,
}: StepProps & { readonly entry: number | null }) {
  if (entry === null) return null;
  return (
    <a class="ds-link unbroken" href={pathTo('logEntry', { consultation, place: String(entry) })}>
      {proofCopyFor(language).receipt.entry(entry)}
    </a>
  );
}

/** Says who can get the proof. Whoever has only the reference cannot. */
function ProofNote({ language }: { readonly language: Language }) {
  const { receipt, revision } = proofCopyFor(language);
  return (
    <section class="notice" aria-labelledby="proof-title">
      <h2 id="proof-title">{revision.title}</h2>
      <p>{receipt.file}</p>
      <p>
        <a class="ds-link" href={pathTo('checkReceipt', { language })}>
          {receipt.check}
        </a>
      </p>
    </section>
  );
}

interface MailNoteProps extends Pick<ReceiptModel, 'receipt' | 'now' | 'again'> {
  readonly language: Language;
  readonly owner: Owner;
}

function MailNote({ language, receipt, now, again, owner }: MailNoteProps) {
  const copy = copyFor(language).receipt;
  const { consultation, reference, state, address, mail } = receipt;
  const action = pathTo('resendReceipt', { language, consultation: consultation.id, reference });
  const isOpen = stateOf(consultation, now) === 'open';
  const isOnItsWay = mail.state === 'due' || mail.state === 'delayed';
  // The address of the page keeps the answer. Once the mail is sent, its state says more.
  const answer = again === 'due' && !isOnItsWay ? null : again;
  return (
    <section class="notice" aria-labelledby="mail-title">
      <h2 id="mail-title">{copy.mailTitle}</h2>
      {address !== null && (
        <p class="sent-to">
          {copy.mailAddress}: <bdi {...NOT_TRANSLATED}>{address}</bdi>. {copy.mailAddressWhile}
        </p>
      )}
      {answer !== null && <p role="status">{copy.mailAgain[answer]}</p>}
      {answer !== 'due' && answer !== 'over' && <p>{copy.mail[mail.state](mail.at)}</p>}
      {state !== 'withdrawn' && (
        <p>{isOpen ? copy.mailRevision(consultation.closesAt) : copy.mailRevisionOver}</p>
      )}
      {mayAskAgain(mail) && answer !== 'over' && (
        <form method="post" action={action}>
          <button class="ds-button" data-variant="secondary" type="submit">
            {copy.mailSendAgain}
          </button>
        </form>
      )}
      {state !== 'withdrawn' && mail.state !== 'over' && (
        <details class="wrong-address" open={mail.state === 'bounced' || mail.state === 'stopped'}>
          <summary>{copy.wrongAddress}</summary>
          <p>{copy.wrongAddressWhy}</p>
          <p>{isOpen ? copy.wrongAddressOpen : copy.wrongAddressOver}</p>
          <p>
            {owner.name[language]}: <MailLink address={owner.email} />
          </p>
        </details>
      )}
    </section>
  );
}
