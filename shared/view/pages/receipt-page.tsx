import { type Consultation, stateOf } from '../../domain/consultation.ts';
import type { Progress, Receipt } from '../../domain/receipt.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Language } from '../../domain/text.ts';
import type { Instant } from '../../domain/time.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { FindReceipt } from '../find-receipt.tsx';
import { OpinionsLink } from '../opinions-link.tsx';
import { formatCount } from '../format.ts';
import { Leads } from '../leads.tsx';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

interface ReceiptModel extends PageContext {
  readonly receipt: Receipt;
  readonly now: Instant;
  /** True if the page answers a submission that was sent a moment ago. */
  readonly fresh: boolean;
  /** What became of the wish to get the mail again, right after it was made. */
  readonly again: 'due' | 'too-many' | 'over' | null;
}

/**
 * Shows where a submission stands, to anybody who has its reference. Shows neither its author nor
 * its text.
 */
export function receiptPage({ receipt, now, fresh, again, ...context }: ReceiptModel): string {
  const { language } = context;
  const copy = copyFor(language).receipt;
  const { consultation, reference, state } = receipt;
  const { received } = wordsOf(consultation.kind, language);
  const freshTitle = state === 'submitted' ? received : copy.fresh[state];
  const title = fresh || state === 'withdrawn' ? freshTitle : copy.title;
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
      <div class="page page-narrow" data-received={fresh ? consultation.id : undefined}>
        <article class="certificate">
          <h1>{title}</h1>
          <p class="reference-label">{copy.reference}</p>
          <p class="reference">
            <strong translate={false}>{spellReference(reference)}</strong>
          </p>
          <p class="dictate">{copy.dictate}</p>
          <Particulars language={language} receipt={receipt} />
          <section aria-labelledby="journey-title">
            <h2 id="journey-title">{copy.journey}</h2>
            {receipt.progress.length === 0 ? (
              <p>{copy.toldNobody}</p>
            ) : (
              <ol class="journey">
                {receipt.progress.map((progress) => (
                  <Step language={language} progress={progress} />
                ))}
              </ol>
            )}
          </section>
          <p class="keep">{copy.keep}</p>
        </article>
        <Leads language={language} leads={receipt.leadsTo} />
        <MailNote language={language} receipt={receipt} now={now} again={again} />
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

function Particulars({ language, receipt }: { language: Language; receipt: Receipt }) {
  const copy = copyFor(language).receipt;
  const { consultation, state, parts, firstReceivedAt, receivedAt } = receipt;
  return (
    <dl class="particulars">
      <div>
        <dt>{copy.consultation}</dt>
        <dd>{consultation.title[language]}</dd>
      </div>
      <div>
        <dt>{copy.received}</dt>
        <dd>
          <time dateTime={firstReceivedAt}>{copy.at(firstReceivedAt)}</time>
        </dd>
      </div>
      {state !== 'submitted' && (
        <div>
          <dt>{copy.changed[state]}</dt>
          <dd>
            <time dateTime={receivedAt}>{copy.at(receivedAt)}</time>
          </dd>
        </div>
      )}
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
  readonly progress: Progress;
}

function Step({ language, progress: { unit, change, told } }: StepProps) {
  const copy = copyFor(language).receipt;
  const reached = told.state === 'waiting' ? 'waiting' : told.sentAt === null ? 'sending' : 'sent';
  return (
    <li data-reached={reached}>
      <p class="step-status">{copy.status[reached]}</p>
      <p class="step-unit">{unit.name[language]}</p>
      <p>
        {told.state === 'waiting'
          ? copy.waiting[change](told.next)
          : copy.told[change](told.number, told.sentAt)}
      </p>
    </li>
  );
}

function MailNote({
  language,
  receipt,
  now,
  again,
}: { language: Language } & Omit<ReceiptModel, keyof PageContext | 'fresh'>) {
  const copy = copyFor(language).receipt;
  const { consultation, reference, state, mail } = receipt;
  const action = pathTo('resendReceipt', { language, consultation: consultation.id, reference });
  const over = stateOf(consultation, now) === 'closed';
  return (
    <section class="notice" aria-labelledby="mail-title">
      <h2 id="mail-title">{copy.mailTitle}</h2>
      {again !== null && <p role="status">{copy.mailAgain[again]}</p>}
      {again !== 'due' && again !== 'over' && <p>{copy.mail[mail]}</p>}
      {state !== 'withdrawn' && (
        <p>{over ? copy.mailRevisionOver : copy.mailRevision(consultation.closesAt)}</p>
      )}
      {mail !== 'under-way' && mail !== 'over' && again === null && (
        <form method="post" action={action}>
          <button class="ds-button" data-variant="secondary" type="submit">
            {copy.mailSendAgain}
          </button>
        </form>
      )}
    </section>
  );
}

interface ReceiptNotFoundModel extends PageContext {
  readonly consultation: Pick<Consultation, 'id' | 'title'>;
  readonly typed: string;
  /**
   * `misread`: the check symbol is wrong. `unknown`: the check symbol is right, but there is no
   * such submission.
   */
  readonly why: 'misread' | 'unknown';
}

/**
 * Shown when a reference leads to nothing: says why, what was typed, and has the form to try again.
 */
export function receiptNotFoundPage(model: ReceiptNotFoundModel): string {
  const { consultation, typed, why, ...context } = model;
  const { language } = context;
  const { findReceipt: copy, receipt } = copyFor(language);
  const asked = typed.trim();
  const error = asked === '' ? copy.missing : copy[why];
  return renderPage(context, {
    title: copy.notFound,
    description: receipt.description,
    alternates: alternatesOf(
      'findReceipt',
      (one) => ({ language: one, consultation: consultation.id }),
      { reference: asked },
    ),
    listed: false,
    failed: true,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <p class="plan">{consultation.title[language]}</p>
          <h1>{copy.notFound}</h1>
          {asked !== '' && (
            <p class="lead">
              {copy.typed}: <bdi translate={false}>{asked}</bdi>
            </p>
          )}
        </header>
        <FindReceipt language={language} consultation={consultation} typed={asked} error={error} />
        <p class="back">
          <a
            class="ds-link"
            href={pathTo('consultation', { language, consultation: consultation.id })}
          >
            {receipt.back}
          </a>
        </p>
      </div>
    ),
  });
}
