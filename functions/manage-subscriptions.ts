import { chains } from '../shared/http/chain.ts';
import {
  confirmationLinkOf,
  confirmationPath,
  subscriberLinkOf,
  subscriptionPageLinks,
  subscriptionPath,
  unsubscribePath,
} from '../shared/links.ts';
import { failWithPage, page, seeOther } from '../shared/http/respond.ts';
import { pathTo } from '../shared/routes.ts';
import { readSignUp, readTopics } from '../shared/http/sign-up-form.ts';
import { manageSubscription } from '../shared/usecases/manage-subscription.ts';
import { subscribe } from '../shared/usecases/subscribe.ts';
import { unsubscribePage } from '../shared/view/pages/unsubscribe-page.tsx';
import {
  countStore,
  siteOf,
  subscriptionStore,
  suppressionStore,
  wire,
  wireQueue,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('manage-subscriptions');
const store = { ...countStore(table), ...subscriptionStore(table), ...suppressionStore(table) };
const needs = { ...world, store, retention: env.RETENTION };
const site = siteOf(env);
const { page: pageRoute, form, fail, routed } = chains({ journal: needs.journal, site });
const signUp = subscribe({ ...needs, queue: wireQueue(env) });
const subscriptions = manageSubscription(needs);

export const handler = routed({
  signUp: form(async ({ language, body, source }) => {
    const posted = readSignUp(body, language);
    const formUrl = `${env.SITE_URL}${posted.stoodAt}`;
    const outcome = await signUp(posted.input, formUrl, source);
    if (outcome.outcome === 'received') return seeOther(pathTo('signUpReceived', { language }));
    const { subscribePage } = await import('../shared/view/pages/subscribe-page.tsx');
    const failures = outcome.fields.map(posted.failureAt);
    const returned = { typed: posted.typed, failures, failure: 'invalid' } as const;
    const html = subscribePage({ language, site, form: returned, topics: posted.topics });
    return failWithPage(html, 'invalid');
  }),

  confirm: pageRoute(async (request) => {
    const link = confirmationLinkOf(request);
    const outcome = await subscriptions.confirm(link);
    if (outcome === 'forged') return fail(request, 'link-not-valid');
    return seeOther(`${confirmationPath(request.language, link)}&outcome=${outcome}`);
  }),

  changeSubscription: form(async (request) => {
    const { language } = request;
    const link = subscriberLinkOf(request);
    const chosen = readTopics(request.body);
    const outcome = await subscriptions.choose(link, chosen);
    if (outcome === 'forged') return fail(request, 'link-not-valid');
    if (typeof outcome === 'string') {
      return seeOther(`${subscriptionPath(language, link)}&saved=${outcome}`);
    }
    // Our own page offers only topics that we know, so this form came from somewhere else.
    if (chosen.topics.length > 0) return fail(request, 'malformed');
    const { subscriptionPage } = await import('../shared/view/pages/subscription-page.tsx');
    const html = subscriptionPage({
      language,
      site,
      state: 'none-chosen',
      topics: [],
      saved: false,
      ...subscriptionPageLinks(language, link),
    });
    return failWithPage(html, 'invalid');
  }),

  /**
   * Answers a person's button and the one-click POST of mail programs (RFC 8058): no redirect, no
   * cookie, any body.
   */
  unsubscribe: pageRoute(async (request) => {
    const { language } = request;
    const link = subscriberLinkOf(request);
    if ((await subscriptions.end(link, 'unsubscribed')) === 'forged') {
      return fail(request, 'link-not-valid');
    }
    const html = unsubscribePage({
      language,
      site,
      state: 'ended',
      alternates: { lv: unsubscribePath('lv', link), en: unsubscribePath('en', link) },
      action: unsubscribePath(language, link),
      topicsHref: null,
    });
    return page(html);
  }),
});
