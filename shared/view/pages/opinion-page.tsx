import type { Consultation } from '../../domain/consultation.ts';
import type { Lead } from '../../domain/lineage.ts';
import type { PublicPart } from '../../domain/public-part.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { publicCopyFor } from '../copy/public.ts';
import { Leads } from '../leads.tsx';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { Body, partTitle, When } from '../public-part.tsx';

interface OpinionModel extends PageContext {
  readonly consultation: Consultation;
  readonly part: PublicPart;
  /** The commitments that have grown from it. */
  readonly leadsTo: readonly Lead[];
}

/** Shows one public part, with everything that it says. */
export function opinionPage({ consultation, part, leadsTo, ...context }: OpinionModel): string {
  const { language } = context;
  const copy = publicCopyFor(language).opinions;
  const { one } = wordsOf(consultation.kind, language).published;
  const title = partTitle(consultation, part, language);
  const parameters = { consultation: consultation.id, opinion: part.id };
  return renderPage(context, {
    title: title === one ? title : `${one}: ${title}`,
    description: copy.description(consultation.title[language]),
    alternates: alternatesOf('opinion', (other) => ({ language: other, ...parameters })),
    listed: part.state === 'shown',
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <p class="plan">{consultation.title[language]}</p>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p>
            {copy.received} <When language={language} at={part.receivedAt} />
          </p>
        </header>
        <article class="public-part-whole" data-state={part.state}>
          <Body language={language} consultation={consultation} part={part} short={false} />
        </article>
        <Leads language={language} leads={leadsTo} />
        <p class="back">
          <a class="ds-link" href={pathTo('opinions', { language, consultation: consultation.id })}>
            {copy.all}
          </a>
        </p>
      </div>
    ),
  });
}
