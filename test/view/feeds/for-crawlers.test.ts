import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { matchRoute, pathTo } from '../../../shared/routes.ts';
import { robotsText } from '../../../shared/view/feeds/robots.ts';
import { securityText } from '../../../shared/view/feeds/security-text.ts';
import { sitemap } from '../../../shared/view/feeds/sitemap.ts';
import { aCall, aConsultation, at } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';

const SITE = PAGE_SITE.url;

describe('robots.txt', () => {
  const text = robotsText(SITE);

  it('reads so', () => {
    expect(text).toBe(
      [
        'User-agent: *',
        'Disallow: /*/receipts',
        'Disallow: /*/subscriptions/*',
        '',
        'Sitemap: https://sadzirdets.example/sitemap.xml',
        '',
      ].join('\n'),
    );
  });

  /** RFC 9309, section 2.2.2 and 2.2.3: a rule is a beginning, and `*` stands for anything. */
  const isKeptOut = (path: string) =>
    [...text.matchAll(/^Disallow: (?<rule>\S+)$/gmu)].some(({ groups }) =>
      new RegExp(`^${(groups?.['rule'] ?? '').replaceAll('*', '.*')}`, 'u').test(path),
    );

  it('keeps crawlers out of what concerns one person', () => {
    const at = { language: 'lv', consultation: 'a', reference: 'R', address: 'b' } as const;
    expect(isKeptOut(`${pathTo('findReceipt', at)}?reference=R`)).toBe(true);
    expect(isKeptOut(pathTo('receipt', at))).toBe(true);
    expect(isKeptOut(`${pathTo('revision', { ...at, language: 'en' })}?key=k`)).toBe(true);
    expect(isKeptOut(`${pathTo('subscription', at)}?key=k`)).toBe(true);
    expect(isKeptOut(`${pathTo('confirmation', at)}?key=k`)).toBe(true);
    expect(isKeptOut(`${pathTo('unsubscribing', at)}?key=k`)).toBe(true);
  });

  it('lets crawlers into every page of the sitemap', () => {
    const pages = locationsOf(sitemap({ siteUrl: SITE, consultations: [aConsultation()] }));
    expect(pages.filter((url) => isKeptOut(new URL(url).pathname))).toEqual([]);
  });
});

function locationsOf(xml: string): string[] {
  return [...xml.matchAll(/<loc>(?<url>[^<]*)<\/loc>/gu)].map(
    ({ groups }) => groups?.['url'] ?? '',
  );
}

describe('the sitemap', () => {
  const never = aConsultation({ id: 'kept', publishes: 'never' });
  const xml = sitemap({ siteUrl: SITE, consultations: [aConsultation(), aCall(), never] });
  const pages = locationsOf(xml);

  it('names pages that exist, each once and in both languages', () => {
    expect(pages).toContain(`${SITE}/lv/`);
    expect(pages).toContain(`${SITE}/en/accessibility`);
    expect(pages).toContain(`${SITE}/lv/consultations/${aCall().id}/opinions`);
    expect(pages).toContain(`${SITE}/en/consultations/${aConsultation().id}/drafts/1`);
    expect(pages).toContain(`${SITE}/lv/consultations/${aCall().id}/record`);
    expect(pages).toContain(`${SITE}/lv/consultations/kept/log`);
    expect(new Set(pages).size).toBe(pages.length);
    for (const url of pages) expect(matchRoute('GET', new URL(url).pathname), url).not.toBeNull();
    const inLatvian = pages.filter((url) => url.startsWith(`${SITE}/lv/`));
    expect(inLatvian.map((url) => url.replace('/lv/', '/en/')).toSorted()).toEqual(
      pages.filter((url) => !inLatvian.includes(url)).toSorted(),
    );
  });

  it('names no published opinions where none are published', () => {
    expect(pages).toContain(`${SITE}/lv/consultations/kept`);
    expect(pages).not.toContain(`${SITE}/lv/consultations/kept/opinions`);
  });

  it('says of each page where it stands in each language', () => {
    const links = tags(xml, 'xhtml:link');
    expect(links).toHaveLength(2 * pages.length);
    expect(links.slice(0, 2)).toEqual([
      { rel: 'alternate', hreflang: 'lv', href: `${SITE}/lv/` },
      { rel: 'alternate', hreflang: 'en', href: `${SITE}/en/` },
    ]);
  });
});

describe('security.txt', () => {
  const expiresOf = (text: string) => /^Expires: (?<at>\S+)$/mu.exec(text)?.groups?.['at'] ?? '';

  it('reads so', () => {
    expect(securityText({ site: PAGE_SITE, now: at('2027-01-05T10:00:00Z') })).toBe(
      [
        'Contact: mailto:pasts@chancellery.example',
        'Expires: 2027-07-04T00:00:00Z',
        'Preferred-Languages: lv, en',
        'Canonical: https://sadzirdets.example/.well-known/security.txt',
        '',
      ].join('\n'),
    );
  });

  it.each(['2027-01-05T00:00:00Z', '2027-12-31T23:59:59.999Z', '2028-02-29T12:00:00Z'])(
    'expires in the future and in less than a year, asked at %s',
    (time) => {
      const now = at(time);
      const left = Date.parse(expiresOf(securityText({ site: PAGE_SITE, now }))) - Date.parse(now);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(365 * DAY_MS);
    },
  );
});
