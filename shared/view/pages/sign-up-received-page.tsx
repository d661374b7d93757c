import { copyFor } from '../copy/index.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

/** The same answer to every sign-up, so that it tells nobody whether the address was known. */
export function signUpReceivedPage(context: PageContext): string {
  const { signUpReceived: copy } = copyFor(context.language);
  return renderPage(context, {
    title: copy.title,
    description: copy.description,
    alternates: alternatesOf('signUpReceived', (language) => ({ language })),
    listed: false,
    offersSubscription: false,
    children: (
      <div class="page page-narrow prose">
        <header class="page-head">
          <h1>{copy.title}</h1>
          <p class="lead">{copy.lead}</p>
        </header>
        <section>
          <h2>{copy.nextTitle}</h2>
          <p>{copy.confirm}</p>
          <p>{copy.spam}</p>
          <p>{copy.known}</p>
        </section>
        <section>
          <h2>{copy.whyTitle}</h2>
          <p>{copy.why}</p>
        </section>
      </div>
    ),
  });
}
