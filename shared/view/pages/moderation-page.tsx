import type { Language } from '../../domain/text.ts';
import { MODERATION_RULES, ruleOf } from '../../moderation-rules.ts';
import { pathTo } from '../../routes.ts';
import type { PublicAct, PublicActs } from '../../ports/public-parts.ts';
import { publicCopyFor } from '../copy/public.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

interface ModerationModel extends PageContext, PublicActs {
  /** False: these are older acts. */
  readonly isFirst: boolean;
}

/** Shows the rules by which texts are hidden, and every act, for everybody to read. */
export function moderationPage({ acts, next, isFirst, ...context }: ModerationModel): string {
  const { language } = context;
  const copy = publicCopyFor(language).moderation;
  const path = pathTo('moderation', { language });
  return renderPage(context, {
    title: copy.title,
    description: copy.description,
    alternates: alternatesOf('moderation', (one) => ({ language: one })),
    listed: isFirst,
    children: (
      <div class="page">
        <header class="page-head">
          <h1>{copy.title}</h1>
          <p class="lead">{copy.lead}</p>
        </header>
        <section class="rules" aria-labelledby="rules-title">
          <h2 id="rules-title">{copy.rules}</h2>
          <dl>
            {MODERATION_RULES.map(({ id, title, text }) => (
              <div id={id}>
                <dt>{title[language]}</dt>
                <dd>{text[language]}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section class="listing" aria-labelledby="log-title">
          <h2 id="log-title">{copy.log}</h2>
          {acts.length === 0 ? (
            <p class="none">{copy.none}</p>
          ) : (
            <ul>
              {acts.map((act) => (
                <li>
                  <Act language={language} act={act} />
                </li>
              ))}
            </ul>
          )}
          <nav class="pager" aria-label={copy.log}>
            {next !== null && (
              <a
                class="ds-link"
                href={`${path}?${new URLSearchParams({ before: next }).toString()}`}
              >
                {copy.older}
              </a>
            )}
            {!isFirst && (
              <a class="ds-link" href={path}>
                {copy.newest}
              </a>
            )}
          </nav>
        </section>
      </div>
    ),
  });
}

function Act({ language, act }: { language: Language; act: PublicAct }) {
  const copy = publicCopyFor(language).moderation;
  const { consultation, kind, rule, receivedAt, parts } = act;
  return (
    <article class="entry">
      <p class="when">
        <time dateTime={receivedAt}>{copy.at(receivedAt)}</time>
      </p>
      <div class="entry-text">
        <p class="plan">{consultation.title[language]}</p>
        <h3>
          {copy.act[kind]}: {ruleOf(rule)?.title[language] ?? rule}
        </h3>
        {parts.length === 0 ? (
          <p>{copy.gone}</p>
        ) : (
          <ul class="places">
            {parts.map((opinion, index) => (
              <li>
                <a
                  class="ds-link"
                  href={pathTo('opinion', { language, consultation: consultation.id, opinion })}
                >
                  {copy.part(index + 1)}
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </article>
  );
}
