import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import type { Licence } from '../domain/licence.ts';
import type { Owner } from '../domain/owner.ts';
import { LANGUAGES, type Language } from '../domain/text.ts';
import { pathTo, type RouteName, type RouteParameters } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { MailLink, PhoneLink } from './contact-links.tsx';
import { TextField } from './fields.tsx';

/** What all pages of a deployment share. */
export interface Site {
  /** The hash of the style sheet, the scripts and the picture. It is part of their addresses. */
  readonly assetVersion: string;
  /** The address of the site, without a slash at the end. */
  readonly url: string;
  /** Who answers for the site. */
  readonly owner: Owner;
  /** The licence of everything that is published. */
  readonly licence: Licence;
}

/** What every page needs to know. */
export interface PageContext {
  readonly language: Language;
  readonly site: Site;
}

/** The path of the same page in each language. */
export type Alternates = Readonly<Record<Language, string>>;

interface Page {
  readonly title: string;
  readonly description: string;
  readonly alternates: Alternates;
  /**
   * Whether search engines may list the page. Receipts, failures and forms with a key concern
   * nobody else.
   */
  readonly listed: boolean;
  /**
   * True if the form was not accepted. The title says so first, for people who hear it read out.
   */
  readonly failed?: boolean;
  /** A script that no other page needs. */
  readonly script?: 'check.js';
  /** False if the page is about the reader's own subscription, or has no address of its own. */
  readonly offersSubscription?: boolean;
  readonly children: ComponentChildren;
}

/**
 * Two bars of carmine with white between them: the flag at the smallest size that can be
 * recognised.
 */
const ICON =
  'data:image/svg+xml,' +
  encodeURI(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0,0,10,10'><path fill='#9d2235' d='M0,0h10v10H0'/><path fill='#fff' d='M0,4h10v2H0'/></svg>",
  ).replaceAll('#', '%23');

/** Returns a page's path in each language. Keeps `query` as it is. */
export function alternatesOf<Name extends RouteName>(
  name: Name,
  parametersIn: (language: Language) => RouteParameters<Name>,
  query: Readonly<Record<string, string>> = {},
): Alternates {
  const suffix = Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query).toString()}`;
  const path = (language: Language) => `${pathTo(name, parametersIn(language))}${suffix}`;
  return { lv: path('lv'), en: path('en') };
}

/**
 * Renders the whole document. It is complete without its script and readable without its style
 * sheet.
 */
export function renderPage({ language, site }: PageContext, page: Page): string {
  const { title, description, alternates, listed, children } = page;
  const { failed = false, offersSubscription = true, script } = page;
  const copy = copyFor(language);
  const version = encodeURIComponent(site.assetVersion);
  const document = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <title>{`${failed ? copy.site.errorPrefix : ''}${title} – ${copy.site.name}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content={description} />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf7f1" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#171412" />
        {listed ? (
          <Listing language={language} site={site} page={page} />
        ) : (
          <meta name="robots" content="noindex" />
        )}
        <link
          rel="alternate"
          type="application/atom+xml"
          title={copy.feed.title}
          href={pathTo('announcementFeed', { language })}
        />
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={`/assets/site.css?v=${version}`} />
        <script type="module" src={`/assets/site.js?v=${version}`} />
        {script !== undefined && <script type="module" src={`/assets/${script}?v=${version}`} />}
      </head>
      <body data-offline={copy.site.offline}>
        <a class="ds-skip-link" href="#content">
          {copy.site.skip}
        </a>
        <Masthead language={language} alternates={alternates} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <Footer
          language={language}
          owner={site.owner}
          page={offersSubscription ? alternates[language] : null}
        />
      </body>
    </html>
  );
  return `<!doctype html>${render(document)}`;
}

/**
 * What search engines and sites that show a link say of a page: its address in each language, and
 * its words and a picture of the site (the Open Graph protocol).
 */
function Listing({ language, site, page }: PageContext & { page: Page }) {
  const { title, description, alternates } = page;
  const copy = copyFor(language).site;
  const version = encodeURIComponent(site.assetVersion);
  const others = LANGUAGES.filter((one) => one !== language);
  return (
    <>
      <link rel="canonical" href={site.url + alternates[language]} />
      {LANGUAGES.map((one) => (
        <link rel="alternate" hreflang={one} href={site.url + alternates[one]} />
      ))}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={copy.name} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={site.url + alternates[language]} />
      <meta property="og:locale" content={LOCALES[language]} />
      {others.map((one) => (
        <meta property="og:locale:alternate" content={LOCALES[one]} />
      ))}
      <meta property="og:image" content={`${site.url}/assets/preview.png?v=${version}`} />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={`${copy.name}: ${copy.motto}`} />
      <meta name="twitter:card" content="summary_large_image" />
    </>
  );
}

/** Open Graph names a language together with a country. */
const LOCALES: Record<Language, string> = { lv: 'lv_LV', en: 'en_GB' };

function Masthead({ language, alternates }: { language: Language; alternates: Alternates }) {
  const { findReceipt, site } = copyFor(language);
  return (
    <header class="masthead">
      <div class="masthead-row">
        <a class="wordmark" href={pathTo('home', { language })}>
          {site.name}
        </a>
        <p class="motto">{site.motto}</p>
        <a class="ds-link look-up" href={pathTo('findReceipt', { language })}>
          {findReceipt.title}
        </a>
        <nav class="languages" aria-label={site.languages}>
          {LANGUAGES.map((one) =>
            one === language ? (
              <span aria-current="true" lang={one}>
                {LANGUAGE_NAMES[one]}
              </span>
            ) : (
              <a class="ds-link" href={alternates[one]} lang={one} hreflang={one}>
                {LANGUAGE_NAMES[one]}
              </a>
            ),
          )}
        </nav>
      </div>
    </header>
  );
}

/** Each name is in its own language, so that a reader who looks for that language recognises it. */
const LANGUAGE_NAMES: Record<Language, string> = { lv: 'Latviešu', en: 'English' };

interface FooterProps {
  readonly language: Language;
  readonly owner: Owner;
  /** The path of the page whose foot offers a subscription, or null if the foot offers none. */
  readonly page: string | null;
}

function Footer({ language, owner, page }: FooterProps) {
  const { site } = copyFor(language);
  return (
    <footer class="footer">
      {page !== null && <SignUp language={language} page={page} />}
      <div class="footer-row">
        <div>
          <OwnerLine language={language} owner={owner} />
          <p class="motto">
            {site.name}. {site.motto}.
          </p>
        </div>
        <nav aria-label={site.sections}>
          <a class="ds-link" href={pathTo('home', { language })}>
            {site.consultations}
          </a>
          <a class="ds-link" href={pathTo('announcements', { language })}>
            {site.announcements}
          </a>
          <a class="ds-link" href={pathTo('privacy', { language })}>
            {site.privacy}
          </a>
          <a class="ds-link" href={pathTo('accessibility', { language })}>
            {site.accessibility}
          </a>
        </nav>
      </div>
    </footer>
  );
}

/** Says who answers for the site, and how to reach them. */
function OwnerLine({ language, owner }: { language: Language; owner: Owner }) {
  return (
    <address class="owner">
      <strong>{owner.name[language]}</strong> <MailLink address={owner.email} />{' '}
      <PhoneLink number={owner.phone} />
    </address>
  );
}

/**
 * The short way onto the announcement list, with every topic. Its errors are shown on the page of
 * the long way, where topics can be chosen.
 */
function SignUp({ language, page }: { language: Language; page: string }) {
  const { subscribe, site, form } = copyFor(language);
  return (
    <section class="sign-up" aria-labelledby="sign-up-title">
      <div class="sign-up-row">
        <h2 id="sign-up-title">{subscribe.footerTitle}</h2>
        <form
          method="post"
          action={pathTo('signUp', { language })}
          accept-charset="utf-8"
          novalidate
          data-sending={form.sending}
        >
          {/* The proof of consent names the page of the form. The page's query may hold a key,
              so it is left out. */}
          <input type="hidden" name="page" value={page.replace(/\?.*$/u, '')} />
          <TextField
            id="sign-up-email"
            name="email"
            label={subscribe.footerEmail}
            value=""
            type="email"
            autocomplete="email"
            error={undefined}
            errorPrefix={site.errorPrefix}
            required
          />
          <button
            class="ds-button"
            data-variant="secondary"
            type="submit"
            aria-describedby="sign-up-consent"
          >
            {subscribe.submit}
          </button>
        </form>
        <p class="consent" id="sign-up-consent">
          {subscribe.consent}{' '}
          <a class="ds-link" href={pathTo('subscribe', { language })}>
            {subscribe.chooseTopics}
          </a>
        </p>
      </div>
    </section>
  );
}
