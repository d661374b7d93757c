import { pathTo, ROUTES, type RouteName } from '../../routes.ts';

/**
 * Addresses that concern one person: a receipt and everything below it, and a subscription. The
 * pages forbid listing themselves; this file also saves crawlers the visit.
 */
const PERSONAL: readonly RouteName[] = ['findReceipt', 'subscription'];

/** Returns what crawlers may visit (RFC 9309). */
export function robotsText(siteUrl: string): string {
  return [
    'User-agent: *',
    ...PERSONAL.map((name) => `Disallow: ${ROUTES[name].path.replace(/\{\w+\}/gu, '*')}`),
    '',
    `Sitemap: ${siteUrl}${pathTo('sitemap', {})}`,
    '',
  ].join('\n');
}
