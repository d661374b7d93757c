import { copyFor } from '../copy/index.ts';
import { type Alternates, type PageContext, renderPage } from '../layout.tsx';
import { ActionForm, SignUpAgain } from '../subscription-action.tsx';

interface UnsubscribeModel extends PageContext {
  readonly state: 'asked' | 'ended';
  readonly alternates: Alternates;
  /** Where the button posts to, with the query that proves who presses it. */
  readonly action: string;
  /** Where the reader can choose fewer topics instead. Null if there is no such link. */
  readonly topicsHref: string | null;
}

/**
 * Lets a subscriber unsubscribe. Opening the page changes nothing, because programs that check mail
 * open every link. Only its button unsubscribes.
 */
export function unsubscribePage(model: UnsubscribeModel): string {
  const { state, alternates, action, topicsHref, ...context } = model;
  const { language } = context;
  const { unsubscribe } = copyFor(language);
  const { title, lead } = unsubscribe[state];
  return renderPage(context, {
    title,
    description: unsubscribe.description,
    alternates,
    listed: false,
    offersSubscription: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
          {state === 'ended' && <p>{unsubscribe.kept}</p>}
        </header>
        {state === 'asked' ? (
          <ActionForm
            language={language}
            action={action}
            submit={unsubscribe.submit}
            afterwards={
              topicsHref === null ? undefined : (
                <a class="ds-link" href={topicsHref}>
                  {unsubscribe.topicsInstead}
                </a>
              )
            }
          />
        ) : (
          <SignUpAgain language={language} />
        )}
      </div>
    ),
  });
}
