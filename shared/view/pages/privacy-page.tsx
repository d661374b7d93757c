import { copyFor } from '../copy/index.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

/** Says what we store about people, why, and who sees it. */
export function privacyPage(context: PageContext): string {
  const { privacy } = copyFor(context.language);
  return renderPage(context, {
    title: privacy.title,
    description: privacy.description,
    alternates: alternatesOf('privacy', (language) => ({ language })),
    listed: true,
    children: (
      <div class="page page-narrow prose">
        <header class="page-head">
          <h1>{privacy.title}</h1>
          <p class="lead">{privacy.lead}</p>
        </header>
        {privacy.sections.map(({ title, paragraphs }) => (
          <section>
            <h2>{title}</h2>
            {paragraphs.map((paragraph) => (
              <p>{paragraph}</p>
            ))}
          </section>
        ))}
      </div>
    ),
  });
}
