import type { Topic } from '../../domain/subscription.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { TextField } from '../fields.tsx';
import { ErrorSummary, Refused } from '../form-head.tsx';
import { complaintsAbout, errorAt, type FormState } from '../form-state.ts';
import { typedText } from '../typed.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { ActionForm } from '../subscription-action.tsx';
import { TopicChoice } from '../topic-choice.tsx';

interface SubscribeModel extends PageContext {
  readonly form: FormState;
  /** The ticked topics. */
  readonly topics: readonly Topic[];
}

/** The page to sign up for announcements, with a choice of topics. */
export function subscribePage({ form, topics, ...context }: SubscribeModel): string {
  const { language } = context;
  const copy = copyFor(language);
  const { subscribe, site } = copy;
  const labels = new Map([
    ['email', subscribe.email],
    ['topics', subscribe.topics],
  ]);
  const complaints = complaintsAbout(form.failures, labels, 'email', copy);
  const failed = form.failure !== undefined || complaints.length > 0;
  return renderPage(context, {
    title: subscribe.title,
    description: subscribe.description,
    alternates: alternatesOf('subscribe', (one) => ({ language: one })),
    listed: !failed,
    failed,
    offersSubscription: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <ErrorSummary language={language} complaints={complaints} title={subscribe.faultsTitle} />
          <Refused language={language} form={form} />
          <h1>{subscribe.title}</h1>
          <p class="lead">{subscribe.lead}</p>
        </header>
        <ActionForm
          language={language}
          action={pathTo('signUp', { language })}
          submit={subscribe.submit}
        >
          <TextField
            name="email"
            label={subscribe.email}
            hint={subscribe.emailHint}
            value={typedText(form.typed, 'email')}
            type="email"
            autocomplete="email"
            error={errorAt(complaints, 'email')}
            errorPrefix={site.errorPrefix}
            required
          />
          <TopicChoice
            language={language}
            hint={subscribe.topicsHint}
            chosen={topics}
            error={errorAt(complaints, 'topics')}
          />
          <p class="privacy-notice">
            {subscribe.consent}{' '}
            <a class="ds-link" href={pathTo('privacy', { language })}>
              {copy.form.privacyLink}
            </a>
          </p>
        </ActionForm>
      </div>
    ),
  });
}
