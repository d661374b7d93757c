import { pathTo, ROUTES, type RouteName } from '../../routes.ts';

/**
 * Where only one person has business: a receipt and all below it, and a subscription. The pages say
 * so themselves; here it also spares them the visit.
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
