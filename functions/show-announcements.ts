import { chains } from '../shared/http/chain.ts';
import { EMPTY_FORM } from '../shared/http/form.ts';
import {
  confirmationLinkOf,
  confirmationPath,
  subscriberLinkOf,
  subscriptionPageLinks,
  subscriptionPath,
  unsubscribePath,
} from '../shared/links.ts';
import { feed, page } from '../shared/http/respond.ts';
import { sharedAnswers } from '../shared/http/shared-answer.ts';
import { listArchive } from '../shared/usecases/list-archive.ts';
import { listDailySeals } from '../shared/usecases/list-daily-seals.ts';
import { showSubscription } from '../shared/usecases/show-subscription.ts';
import { announcementPage } from '../shared/view/pages/announcement-page.tsx';
import { announcementsPage } from '../shared/view/pages/announcements-page.tsx';
import { confirmationPage } from '../shared/view/pages/confirmation-page.tsx';
import { signUpReceivedPage } from '../shared/view/pages/sign-up-received-page.tsx';
import { subscribePage } from '../shared/view/pages/subscribe-page.tsx';
import { subscriptionPage } from '../shared/view/pages/subscription-page.tsx';
import { unsubscribePage } from '../shared/view/pages/unsubscribe-page.tsx';
import {
  announcementStore,
  consultationStore,
  logStore,
  siteOf,
  subscriptionStore,
  wire,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('show-announcements');
const store = {
  ...announcementStore(table),
  ...consultationStore(table),
  ...logStore(table),
  ...subscriptionStore(table),
};
const needs = { ...world, store };
const { clock } = needs;
const site = siteOf(env);
const { page: pageRoute, fail, routed } = chains({ journal: needs.journal, site });
const shared = sharedAnswers(clock);
const subscriptions = showSubscription(needs);
const archive = listArchive(store);
const dailySeals = listDailySeals(needs);

/** Feed readers keep what they have seen, so older entries may go. */
const FEED_ENTRIES = 50;

export const handler = routed({
  subscribe: pageRoute(
    shared(({ language }) =>
      Promise.resolve(page(subscribePage({ language, site, form: EMPTY_FORM, topics: [] }))),
    ),
  ),

  signUpReceived: pageRoute(
    shared(({ language }) => Promise.resolve(page(signUpReceivedPage({ language, site })))),
  ),

  confirmation: pageRoute(async (request) => {
    const { language, query } = request;
    const link = confirmationLinkOf(request);
    const stands = await subscriptions.confirmation(link);
    if (stands === 'forged') return fail(request, 'link-not-valid');
    const isConfirmed = stands === 'confirmed' || stands === 'already-confirmed';
    const state = isConfirmed && query['outcome'] === 'confirmed' ? 'confirmed' : stands;
    const subscriber = await subscriptions.subscriberLink(link.address);
    const html = confirmationPage({
      language,
      site,
      state,
      alternates: { lv: confirmationPath('lv', link), en: confirmationPath('en', link) },
      action: confirmationPath(language, link),
      subscriptionHref: isConfirmed ? subscriptionPath(language, subscriber) : null,
    });
    return page(html);
  }),

  subscription: pageRoute(async (request) => {
    const { language, query } = request;
    const link = subscriberLinkOf(request);
    const subscription = await subscriptions.find(link);
    if (subscription === 'forged') return fail(request, 'link-not-valid');
    const html = subscriptionPage({
      language,
      site,
      state: subscription === null ? 'over' : 'confirmed',
      topics: subscription?.topics ?? [],
      saved: query['saved'] === 'saved',
      ...subscriptionPageLinks(language, link),
    });
    return page(html);
  }),

  unsubscribing: pageRoute(async (request) => {
    const { language } = request;
    const link = subscriberLinkOf(request);
    const subscription = await subscriptions.find(link);
    if (subscription === 'forged') return fail(request, 'link-not-valid');
    const html = unsubscribePage({
      language,
      site,
      state: subscription === null ? 'ended' : 'asked',
      alternates: { lv: unsubscribePath('lv', link), en: unsubscribePath('en', link) },
      action: unsubscribePath(language, link),
      topicsHref: subscription === null ? null : subscriptionPath(language, link),
    });
    return page(html);
  }),

  announcements: pageRoute(
    shared(async ({ language }) =>
      page(announcementsPage({ language, site, announcements: await archive.list() })),
    ),
  ),

  announcement: pageRoute(
    shared(async (request) => {
      const { language, parameters } = request;
      const announcement = await archive.find(parameters['announcement'] ?? '');
      if (announcement === null) return fail(request, 'not-found');
      return page(announcementPage({ language, site, announcement }));
    }),
  ),

  announcementFeed: pageRoute(
    shared(async ({ language }) => {
      const { announcementFeed } = await import('../shared/view/feeds/atom.ts');
      const [all, logs] = await Promise.all([archive.list(), dailySeals()]);
      const announcements = all.slice(0, FEED_ENTRIES);
      const atom = announcementFeed({ language, siteUrl: site.url, announcements, logs });
      return feed(atom, 'application/atom+xml; charset=utf-8');
    }),
  ),

  calendar: pageRoute(
    shared(async ({ language }) => {
      const { consultationCalendar } = await import('../shared/view/feeds/calendar.ts');
      const consultations = await store.listConsultations();
      const calendar = consultationCalendar({ language, siteUrl: site.url, consultations });
      return feed(calendar, 'text/calendar; charset=utf-8');
    }),
  ),
});
