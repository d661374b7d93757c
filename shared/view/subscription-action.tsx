import type { ComponentChildren } from 'preact';
import type { Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';

interface ActionFormProps {
  readonly language: Language;
  /** A path with its query. */
  readonly action: string;
  readonly submit: string;
  /** What happens next, or what the reader may do instead, said beside the button. */
  readonly afterwards?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** A form that changes a subscription. Nothing happens before its button is pressed. */
export function ActionForm(props: ActionFormProps) {
  const { language, action, submit, afterwards, children } = props;
  const { form } = copyFor(language);
  return (
    <form
      class="subscription-form"
      method="post"
      action={action}
      accept-charset="utf-8"
      novalidate
      data-sending={form.sending}
    >
      {children}
      <div class="submit-row">
        <button class="ds-button" type="submit">
          {submit}
        </button>
        {afterwards !== undefined && <p>{afterwards}</p>}
      </div>
    </form>
  );
}

/** Leads from a subscription that is over to a new subscription. */
export function SignUpAgain({ language }: { language: Language }) {
  return (
    <p>
      <a class="ds-link" href={pathTo('subscribe', { language })}>
        {copyFor(language).subscribe.again}
      </a>
    </p>
  );
}
