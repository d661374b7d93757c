import { copyFor } from '../copy/index.ts';
import { type Alternates, type PageContext, renderPage } from '../layout.tsx';
import { ActionForm, SignUpAgain } from '../subscription-action.tsx';

interface ConfirmationModel extends PageContext {
  /**
   * `expired`: the link is too old or not the newest. `ended`: the subscription has ended since the
   * link was asked for.
   */
  readonly state: 'asked' | 'confirmed' | 'already-confirmed' | 'expired' | 'ended';
  readonly alternates: Alternates;
  /** Where the button posts to, with the query that proves who presses it. */
  readonly action: string;
  /** Where a subscriber who has just confirmed can change topics. Null if there is no such link. */
  readonly subscriptionHref: string | null;
}

/**
 * Lets a subscriber confirm. Opening the page changes nothing, because programs that check mail
 * open every link. Only its button confirms.
 */
export function confirmationPage(model: ConfirmationModel): string {
  const { state, alternates, action, subscriptionHref, ...context } = model;
  const { language } = context;
  const { confirmation } = copyFor(language);
  const { title, lead } = confirmation[state];
  return renderPage(context, {
    title,
    description: confirmation.description,
    alternates,
    listed: false,
    offersSubscription: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </header>
        {state === 'asked' && (
          <ActionForm
            language={language}
            action={action}
            submit={confirmation.submit}
            afterwards={confirmation.notYou}
          />
        )}
        {subscriptionHref !== null && (
          <p>
            <a class="ds-link" href={subscriptionHref}>
              {confirmation.chooseTopics}
            </a>
          </p>
        )}
        {(state === 'expired' || state === 'ended') && <SignUpAgain language={language} />}
      </div>
    ),
  });
}
