import { MINUTE_MS, plus } from '../shared/domain/time.ts';
import { chains, type Request } from '../shared/http/chain.ts';
import { EMPTY_FORM, formOf } from '../shared/http/form.ts';
import { preferredLanguage } from '../shared/http/language.ts';
import {
  asset,
  failWithPage,
  feed,
  page,
  redirect,
  redirectByLanguage,
  type Response,
} from '../shared/http/respond.ts';
import { sharedAnswers } from '../shared/http/shared-answer.ts';
import { kindOf } from '../shared/kinds/kinds.ts';
import { pathTo } from '../shared/routes.ts';
import { parseReference } from '../shared/domain/reference.ts';
import { readDrafts } from '../shared/usecases/read-drafts.ts';
import { openRevision } from '../shared/usecases/revise-opinions.ts';
import { showReceipt } from '../shared/usecases/show-receipt.ts';
import { consultationPage } from '../shared/view/pages/consultation-page.tsx';
import { draftChangesPage } from '../shared/view/pages/draft-changes-page.tsx';
import { draftPage } from '../shared/view/pages/draft-page.tsx';
import { homePage } from '../shared/view/pages/home-page.tsx';
import { receiptNotFoundPage, receiptPage } from '../shared/view/pages/receipt-page.tsx';
import { revisionPage } from '../shared/view/pages/revision-page.tsx';
import {
  batchStore,
  readAssets,
  consultationStore,
  digestStore,
  lineageStore,
  siteOf,
  standingStore,
  submissionStore,
  wire,
} from '../shared/wiring.ts';

const { env, table, clock, tokens, journal } = wire('show-site');
const store = {
  ...batchStore(table),
  ...consultationStore(table),
  ...digestStore(table),
  ...lineageStore(table),
  ...standingStore(table),
  ...submissionStore(table),
};
const site = siteOf(env);
const assets = readAssets();
const { page: pageRoute, fail, routed } = chains({ journal, site });
const shared = sharedAnswers(clock);
const receiptOf = showReceipt({ store, clock });
const drafts = readDrafts({ store, clock });
const open = openRevision({ store, tokens });

/** A receipt younger than this is shown as the answer to what was just sent. */
const FRESH_MS = 10 * MINUTE_MS;
const PLAIN_TEXT = 'text/plain; charset=utf-8';
/** What became of the wish to get the receipt again, as the address says. */
const AGAIN = ['due', 'too-many', 'over'] as const;

export const handler = routed({
  root: pageRoute(({ headers }) => {
    const language = preferredLanguage(headers['accept-language']);
    return Promise.resolve(redirectByLanguage(pathTo('home', { language })));
  }),

  home: pageRoute(
    shared(async ({ language }) => {
      const consultations = await store.listConsultations();
      return page(homePage({ language, site, consultations, now: clock.now() }));
    }),
  ),

  consultation: pageRoute(
    shared(async (request) => {
      const { language, parameters } = request;
      const [consultation, units] = await Promise.all([
        store.findConsultation(parameters['consultation'] ?? ''),
        store.listUnits(),
      ]);
      if (consultation === null) return fail(request, 'not-found');
      const draft = await drafts.newest(consultation);
      const about = { language, site, consultation, units, draft, now: clock.now() };
      return page(consultationPage({ ...about, form: EMPTY_FORM }));
    }),
  ),

  draft: pageRoute(
    shared(async (request) => {
      const { language, parameters } = request;
      const { consultation = '', version = '' } = parameters;
      const [opened, units] = await Promise.all([
        drafts.open(consultation, version),
        store.listUnits(),
      ]);
      if (opened === null) return fail(request, 'not-found');
      return page(draftPage({ language, site, ...opened, units }));
    }),
  ),

  draftChanges: pageRoute(
    shared(async (request) => {
      const { language, parameters } = request;
      const { consultation = '', version = '' } = parameters;
      const [opened, units] = await Promise.all([
        drafts.openWithBefore(consultation, version),
        store.listUnits(),
      ]);
      if (opened === null) return fail(request, 'not-found');
      return page(draftChangesPage({ language, site, ...opened, units }));
    }),
  ),

  findReceipt: pageRoute(async (request) => {
    const { language, parameters, query } = request;
    const consultation = await store.findConsultation(parameters['consultation'] ?? '');
    if (consultation === null) return fail(request, 'not-found');
    const typed = query['reference'] ?? '';
    const reference = parseReference(typed);
    if (reference !== null) {
      return redirect(pathTo('receipt', { language, consultation: consultation.id, reference }));
    }
    const html = receiptNotFoundPage({
      language,
      site,
      consultation,
      typed,
      why: 'misread',
    });
    return failWithPage(html, 'not-found');
  }),

  receipt: pageRoute(async (request) => {
    const { language, parameters, query } = request;
    const { consultation: id = '', reference = '' } = parameters;
    const consultation = await store.findConsultation(id);
    if (consultation === null) return fail(request, 'not-found');
    const receipt = await receiptOf(id, reference);
    if (receipt === null) {
      const why = parseReference(reference) === null ? 'misread' : 'unknown';
      const about = { language, site, consultation, typed: reference, why } as const;
      return failWithPage(receiptNotFoundPage(about), 'not-found');
    }
    const now = clock.now();
    const fresh = now < plus(receipt.receivedAt, FRESH_MS);
    const again = AGAIN.find((one) => one === query['again']) ?? null;
    return page(receiptPage({ language, site, receipt, now, fresh, again }));
  }),

  revision: pageRoute(async (request) => {
    const { language, parameters, query } = request;
    const { consultation: id = '', reference = '' } = parameters;
    const key = query['key'] ?? '';
    const opened = await open({ consultation: id, reference, key });
    if (opened.outcome === 'refused') return fail(request, opened.failure);
    const { consultation, submission } = opened;
    const [units, draft] = await Promise.all([store.listUnits(), drafts.newest(consultation)]);
    const now = clock.now();
    const form = formOf(kindOf(consultation), submission);
    const about = {
      language,
      site,
      consultation,
      submission,
      units,
      draft,
      key,
      now,
      form,
    };
    const isConfirmed = await store.isConfirmed(consultation, submission);
    const confirmed = !isConfirmed ? 'no' : query['confirmed'] === 'yes' ? 'now' : 'before';
    const chosen = query['chosen'] === 'yes';
    return page(revisionPage({ ...about, confirmed, chosen }));
  }),

  privacy: pageRoute(
    shared(async ({ language }) => {
      const { privacyPage } = await import('../shared/view/pages/privacy-page.tsx');
      return page(privacyPage({ language, site, retention: env.RETENTION, region: env.REGION }));
    }),
  ),

  accessibility: pageRoute(
    shared(async ({ language }) => {
      const { accessibilityPage } = await import('../shared/view/pages/accessibility-page.tsx');
      return page(accessibilityPage({ language, site }));
    }),
  ),

  robots: pageRoute(
    shared(async () => {
      const { robotsText } = await import('../shared/view/feeds/robots.ts');
      return feed(robotsText(site.url), PLAIN_TEXT);
    }),
  ),

  sitemap: pageRoute(
    shared(async () => {
      const { sitemap } = await import('../shared/view/feeds/sitemap.ts');
      const consultations = await store.listConsultations();
      return feed(sitemap({ siteUrl: site.url, consultations }), 'application/xml; charset=utf-8');
    }),
  ),

  securityText: pageRoute(
    shared(async () => {
      const { securityText } = await import('../shared/view/feeds/security-text.ts');
      return feed(securityText({ site, now: clock.now() }), PLAIN_TEXT);
    }),
  ),

  asset: pageRoute(assetOf),
});

async function assetOf(request: Request): Promise<Response> {
  const { parameters, query } = request;
  const file = parameters['file'] ?? '';
  const body = Object.hasOwn(assets, file) ? assets[file] : undefined;
  if (body === undefined) return fail(request, 'not-found');
  const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
  return asset(body, `${type}; charset=utf-8`, query['v'] === site.assetVersion);
}
