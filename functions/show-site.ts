import { chains, type Request } from '../shared/http/chain.ts';
import { EMPTY_FORM, formOf } from '../shared/http/form.ts';
import { preferredLanguage } from '../shared/http/language.ts';
import {
  answerAsset,
  download,
  failWithPage,
  feed,
  json,
  keepForWayBack,
  page,
  redirect,
  redirectByLanguage,
  type Response,
} from '../shared/http/respond.ts';
import { receiptView } from '../shared/http/receipt-view.ts';
import { sharedAnswers } from '../shared/http/shared-answer.ts';
import { kindOf } from '../shared/kinds/kinds.ts';
import { pathTo } from '../shared/routes.ts';
import { readReference } from '../shared/domain/reference.ts';
import { findReference } from '../shared/usecases/find-reference.ts';
import { readDrafts } from '../shared/usecases/read-drafts.ts';
import { openRevision } from '../shared/usecases/revise-opinions.ts';
import { showReceipt } from '../shared/usecases/show-receipt.ts';
import { consultationPage } from '../shared/view/pages/consultation-page.tsx';
import { draftChangesPage } from '../shared/view/pages/draft-changes-page.tsx';
import { draftPage } from '../shared/view/pages/draft-page.tsx';
import { homePage } from '../shared/view/pages/home-page.tsx';
import { findReceiptPage, type LookUpFault } from '../shared/view/pages/find-receipt-page.tsx';
import { receiptPage } from '../shared/view/pages/receipt-page.tsx';
import { revisionPage } from '../shared/view/pages/revision-page.tsx';
import { withdrawalPage } from '../shared/view/pages/withdrawal-page.tsx';
import {
  batchStore,
  readAssets,
  consultationStore,
  digestStore,
  lineageStore,
  logStore,
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
  ...logStore(table),
  ...standingStore(table),
  ...submissionStore(table),
};
const site = siteOf(env);
const assets = readAssets();
const { page: pageRoute, fail, routed } = chains({ journal, site });
const shared = sharedAnswers(clock);
const receiptOf = showReceipt({ store, clock });
const findByReference = findReference({ store, clock });
const drafts = readDrafts({ store, clock });
const open = openRevision({ store, tokens });

const PLAIN_TEXT = 'text/plain; charset=utf-8';
/** What a receipt answers: the address to which a sender is sent on says it. */
const ANSWERS = ['new', 'edit'] as const;
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
    const { language, query } = request;
    const typed = query['reference'];
    if (typed !== undefined) return lookUp(request, typed);
    return page(findReceiptPage({ language, site, typed: null, fault: null }));
  }),

  receipt: pageRoute(async (request) => {
    const { language, parameters, query } = request;
    const { consultation = '', reference = '' } = parameters;
    const receipt = await receiptOf(consultation, reference);
    if (receipt === null) return lookUp(request, reference);
    const now = clock.now();
    const answers = ANSWERS.find((one) => one === query['sent']) ?? null;
    const again = AGAIN.find((one) => one === query['again']) ?? null;
    const path = pathTo('receipt', { language, consultation, reference: receipt.reference });
    const url = new URL(path, env.SITE_URL).href;
    return page(receiptPage({ language, site, receipt, now, answers, again, url }));
  }),

  apiReceipt: pageRoute(async (request) => {
    const { consultation = '', reference = '' } = request.parameters;
    const receipt = await receiptOf(consultation, reference);
    return receipt === null ? fail(request, 'not-found') : json(receiptView(receipt));
  }),

  receiptFile: pageRoute(async (request) => {
    const { language, parameters, query } = request;
    const { consultation: id = '', reference: typed = '' } = parameters;
    const opened = await open({ consultation: id, reference: typed, key: query['key'] ?? '' });
    if (opened.outcome === 'refused') return fail(request, opened.failure);
    const { proveReceipt } = await import('../shared/usecases/prove-receipt.ts');
    const { reference, version } = opened.submission;
    const asked = query['upTo'] ?? String(version);
    if (!/^[1-9]\d{0,5}$/u.test(asked)) return fail(request, 'malformed');
    const file = await proveReceipt({ store, siteUrl: env.SITE_URL })(opened, Number(asked));
    // The receipt says that nothing is sealed yet.
    if (file === null)
      return redirect(pathTo('receipt', { language, consultation: id, reference }));
    return download(JSON.stringify(file), 'application/json', `sadzirdets-${reference}.json`);
  }),

  checkReceipt: pageRoute(
    shared(async ({ language }) => {
      const { checkReceiptPage } = await import('../shared/view/pages/check-receipt-page.tsx');
      return page(checkReceiptPage({ language, site }));
    }),
  ),

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
    return keepForWayBack(page(revisionPage({ ...about, confirmed, chosen })));
  }),

  withdrawal: pageRoute(async (request) => {
    const { language, parameters, query } = request;
    const { consultation: id = '', reference = '' } = parameters;
    const key = query['key'] ?? '';
    const opened = await open({ consultation: id, reference, key });
    if (opened.outcome === 'refused') return fail(request, opened.failure);
    const { consultation, submission } = opened;
    const about = { language, site, consultation, submission, key, now: clock.now() };
    return page(withdrawalPage(about));
  }),

  checkAgain: pageRoute(({ language, parameters }) => {
    const { consultation = '' } = parameters;
    return Promise.resolve(redirect(pathTo('consultation', { language, consultation })));
  }),

  checkRevisionAgain: pageRoute(({ language, parameters }) => {
    const { consultation = '', reference = '' } = parameters;
    return Promise.resolve(redirect(pathTo('receipt', { language, consultation, reference })));
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

/** Leads from what somebody has typed to the receipt, or says why there is none. */
async function lookUp({ language }: Request, typed: string): Promise<Response> {
  const read = readReference(typed);
  const notFound = (fault: LookUpFault) =>
    failWithPage(findReceiptPage({ language, site, typed, fault }), 'not-found');
  if ('fault' in read) return notFound(read);
  const { reference } = read;
  const consultation = await findByReference(reference);
  if (consultation === null) return notFound({ fault: 'unknown' });
  return redirect(pathTo('receipt', { language, consultation: consultation.id, reference }));
}

async function assetOf(request: Request): Promise<Response> {
  const { parameters, query, headers } = request;
  const file = parameters['file'] ?? '';
  const asset = Object.hasOwn(assets, file) ? assets[file] : undefined;
  if (asset === undefined) return fail(request, 'not-found');
  const isFresh = query['v'] === site.assetVersion;
  return answerAsset(asset, { isFresh, accepted: headers['accept-encoding'] });
}
