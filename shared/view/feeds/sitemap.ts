import { h } from 'preact';
import { render } from 'preact-render-to-string';
import type { Consultation } from '../../domain/consultation.ts';
import { LANGUAGES } from '../../domain/text.ts';
import { type Alternates, alternatesOf } from '../layout.tsx';

/**
 * Returns the pages that search engines may list, each in every language (sitemaps.org, with the
 * links that name the same page in another language).
 */
export function sitemap({
  siteUrl,
  consultations,
}: {
  readonly siteUrl: string;
  readonly consultations: readonly Consultation[];
}): string {
  const pages = [
    ...STANDING.map((name) => alternatesOf(name, (language) => ({ language }))),
    ...consultations.flatMap(pagesOf),
  ];
  const entries = pages.flatMap((alternates) =>
    LANGUAGES.map((language) =>
      h('url', null, [
        h('loc', null, siteUrl + alternates[language]),
        ...LANGUAGES.map((one) =>
          h('xhtml:link', { rel: 'alternate', hreflang: one, href: siteUrl + alternates[one] }),
        ),
      ]),
    ),
  );
  const namespaces = {
    xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9',
    'xmlns:xhtml': 'http://www.w3.org/1999/xhtml',
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(h('urlset', namespaces, entries))}\n`;
}

const STANDING = [
  'home',
  'announcements',
  'subscribe',
  'moderation',
  'checkReceipt',
  'privacy',
  'accessibility',
] as const;

function pagesOf({ id, draft, publishes }: Consultation): Alternates[] {
  const version = String(draft.version);
  return [
    alternatesOf('consultation', (language) => ({ language, consultation: id })),
    alternatesOf('draft', (language) => ({ language, consultation: id, version })),
    alternatesOf('record', (language) => ({ language, consultation: id })),
    alternatesOf('log', (language) => ({ language, consultation: id })),
    ...(publishes === 'never'
      ? []
      : [alternatesOf('opinions', (language) => ({ language, consultation: id }))]),
  ];
}
