import type { Topic } from '../../domain/subscription.ts';
import { copyFor } from '../copy/index.ts';
import { type Alternates, type PageContext, renderPage } from '../layout.tsx';
import { ActionForm, SignUpAgain } from '../subscription-action.tsx';
import { TopicChoice } from '../topic-choice.tsx';

interface SubscriptionModel extends PageContext {
  /** The topics of the subscription. */
  readonly topics: readonly Topic[];
  /** True if the topics have just been changed. */
  readonly saved: boolean;
  /** `none-chosen`: a choice without any topic has just been refused. */
  readonly state: 'confirmed' | 'none-chosen' | 'over';
  readonly alternates: Alternates;
  /** Where the choice is posted to, with the query that proves whose subscription it is. */
  readonly action: string;
  readonly unsubscribeHref: string;
}

/**
 * Shows what a subscriber may change. The link in a forwarded mail leads here too, so the page
 * shows no address.
 */
export function subscriptionPage(model: SubscriptionModel): string {
  const { topics, saved, state, alternates, action, unsubscribeHref, ...context } = model;
  const { language } = context;
  const { subscription } = copyFor(language);
  const isOver = state === 'over';
  const error = state === 'none-chosen' ? subscription.noneChosen : undefined;
  const title = isOver ? subscription.overTitle : subscription.title;
  return renderPage(context, {
    title,
    description: subscription.description,
    alternates,
    listed: false,
    failed: error !== undefined,
    offersSubscription: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          {error !== undefined && (
            <p class="notice" role="alert">
              {subscription.notSaved}
            </p>
          )}
          {saved && !isOver && (
            <p class="notice" role="status">
              {subscription.saved}
            </p>
          )}
          <h1>{title}</h1>
          <p class="lead">{isOver ? subscription.over : subscription.lead}</p>
        </header>
        {isOver ? (
          <SignUpAgain language={language} />
        ) : (
          <>
            <ActionForm language={language} action={action} submit={subscription.submit}>
              <TopicChoice language={language} chosen={topics} error={error} />
            </ActionForm>
            <p class="back">
              <a class="ds-link" href={unsubscribeHref}>
                {subscription.unsubscribe}
              </a>
            </p>
          </>
        )}
      </div>
    ),
  });
}
