import type { Failure } from '../../domain/failure.ts';
import { LANGUAGES, type Language } from '../../domain/text.ts';
import { pathTo } from '../../routes.ts';
import { MailLink, PhoneLink } from '../contact-links.tsx';
import { copyFor } from '../copy/index.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

interface FailureModel extends PageContext {
  readonly failure: Failure;
  /** Identifies this occurrence in the logs. */
  readonly correlationId?: string;
}

/**
 * Shows what went wrong and what to do, for a request that no better page can answer. An unknown
 * address says nothing about its reader's language, so that failure is shown in every language.
 */
export function failurePage({ failure, correlationId, ...context }: FailureModel): string {
  const { language, site } = context;
  const { owner } = site;
  const copy = copyFor(language);
  const { title, detail } = copy.failures[failure];
  const others = failure === 'not-found' ? LANGUAGES.filter((one) => one !== language) : [];
  return renderPage(context, {
    title,
    description: detail,
    alternates: alternatesOf('home', (one) => ({ language: one })),
    listed: false,
    offersSubscription: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <h1>{title}</h1>
          <p class="lead">{detail}</p>
          {correlationId !== undefined && (
            <div class="whom-to-tell">
              <p>
                {copy.failureTell(owner.name[language])} <MailLink address={owner.email} />,{' '}
                <PhoneLink number={owner.phone} />
              </p>
              <p>
                {copy.failureCode} <code>{correlationId}</code>
              </p>
            </div>
          )}
          <ToHome language={language} />
        </header>
        {others.map((other) => (
          <section class="other-language" lang={other} aria-labelledby={`failure-${other}`}>
            <h2 id={`failure-${other}`}>{copyFor(other).failures[failure].title}</h2>
            <p>{copyFor(other).failures[failure].detail}</p>
            <ToHome language={other} />
          </section>
        ))}
      </div>
    ),
  });
}

function ToHome({ language }: { language: Language }) {
  return (
    <p class="back">
      <a class="ds-link" href={pathTo('home', { language })}>
        {copyFor(language).failureHome}
      </a>
    </p>
  );
}
