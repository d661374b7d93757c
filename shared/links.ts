import type { Language } from './domain/text.ts';
import type { ConfirmationLink, SubscriberLink } from './ports/subscriptions.ts';
import type { AnnouncementLinks } from './ports/writers.ts';
import { pathTo } from './routes.ts';

/*
 * Links that carry a token, in mails and in the pages to which the mails lead. A link that comes
 * back is only what somebody typed: its token says whether it is ours.
 */

export function confirmationPath(
  language: Language,
  { address, requestedAt, token }: ConfirmationLink,
): string {
  const query = new URLSearchParams({ at: requestedAt, key: token });
  return `${pathTo('confirmation', { language, address })}?${query.toString()}`;
}

export function subscriptionPath(language: Language, { address, token }: SubscriberLink): string {
  return withKey(pathTo('subscription', { language, address }), token);
}

export function unsubscribePath(language: Language, { address, token }: SubscriberLink): string {
  return withKey(pathTo('unsubscribing', { language, address }), token);
}

/** Returns the links of the page on which a subscriber chooses topics. */
export function subscriptionPageLinks(language: Language, link: SubscriberLink) {
  return {
    alternates: { lv: subscriptionPath('lv', link), en: subscriptionPath('en', link) },
    action: subscriptionPath(language, link),
    unsubscribeHref: unsubscribePath(language, link),
  };
}

/** Returns the links of one announcement for one subscriber. All are absolute. */
export function announcementLinks(
  siteUrl: string,
  announcement: string,
  language: Language,
  subscriber: SubscriberLink,
): AnnouncementLinks {
  const absolute = (path: string) => `${siteUrl}${path}`;
  return {
    announcement: absolute(pathTo('announcement', { language, announcement })),
    archive: absolute(pathTo('announcements', { language })),
    subscription: absolute(subscriptionPath(language, subscriber)),
    unsubscribe: absolute(unsubscribePath(language, subscriber)),
  };
}

/** Returns where people check a receipt, or the checkpoint that a mail carries. Absolute. */
export function checkUrl(siteUrl: string, language: Language): string {
  return `${siteUrl}${pathTo('checkReceipt', { language })}`;
}

interface Linked {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

export function subscriberLinkOf({ parameters, query }: Linked): SubscriberLink {
  return { address: parameters['address'] ?? '', token: query['key'] ?? '' };
}

export function confirmationLinkOf({ parameters, query }: Linked): ConfirmationLink {
  return {
    address: parameters['address'] ?? '',
    requestedAt: query['at'] ?? '',
    token: query['key'] ?? '',
  };
}

function withKey(path: string, token: string): string {
  return `${path}?${new URLSearchParams({ key: token }).toString()}`;
}
