import { describe, expect, it } from 'vitest';
import { REGIONS } from '../../../shared/domain/region.ts';
import type { Retention } from '../../../shared/domain/retention.ts';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import { accessibilityPage } from '../../../shared/view/pages/accessibility-page.tsx';
import { privacyPage } from '../../../shared/view/pages/privacy-page.tsx';
import { tags } from '../../support/markup.ts';
import { KEPT, OWNER, PAGE_SITE } from '../../support/owner.ts';

const RETENTION: Retention = {
  contactDaysAfterClosing: 401,
  endedSubscriptionDays: 32,
  pendingSubscriptionDays: 13,
  deliveryDays: 504,
  sourceCountDays: 5,
};
const AUTHORITY = { lv: 'Andmekaitse Inspektsioon, Tallina', en: 'Estonian Inspectorate, Tallinn' };

describe.each(LANGUAGES)('the page about personal data in %s', (language) => {
  const context = { language, site: PAGE_SITE };
  const html = privacyPage({ ...context, ...KEPT });

  it('names the controller and the data protection officer, with every way to reach them', () => {
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
    for (const said of [
      OWNER.name[language],
      OWNER.registrationNumber ?? '',
      OWNER.address[language],
      OWNER.dataProtection.name[language],
    ]) {
      expect(main).toContain(said);
    }
    const links = tags(main, 'a').map(({ href }) => href);
    expect(links).toEqual([
      `mailto:${OWNER.email}`,
      'tel:+37167082800',
      `mailto:${OWNER.dataProtection.email}`,
    ]);
  });

  it('leaves out a registration number that there is not', () => {
    const { registrationNumber: _, ...owner } = OWNER;
    const without = privacyPage({ language, site: { ...PAGE_SITE, owner }, ...KEPT });
    expect(tags(html, 'dt').length - tags(without, 'dt').length).toBe(1);
    expect(without).not.toContain('undefined');
  });

  it('says what Article 13 asks for', () => {
    for (const said of [
      /6\. panta 1\. punkta e\) apakšpunkts|Article 6\(1\)\(e\)/u,
      /6\. panta 1\. punkta a\) apakšpunkts|Article 6\(1\)\(a\)/u,
      /Amazon Web Services/u,
      /ārpus Eiropas Ekonomikas zonas tos nenododam|not transferred to countries outside/u,
      /piekļūt saviem datiem|access your data/u,
      /atsaukt jebkurā brīdī|withdraw it at any time/u,
      /Datu valsts inspekcija/u,
      /automātiski nepieņemam|no automated decisions/u,
      /Ne likums, ne līgums|Neither a law nor a contract/u,
      /Sīkdatņu šeit nav|no cookies/u,
      /Iesniegumu likum/u,
    ]) {
      expect(html).toMatch(said);
    }
  });

  it('says how long each kind of data is kept, as the deployment has it', () => {
    const kept = privacyPage({ ...context, ...KEPT, retention: RETENTION });
    for (const days of Object.values(RETENTION)) {
      expect(kept).toMatch(new RegExp(`\\b${days}\u00a0(?:dien|day)`, 'u'));
      expect(html).not.toMatch(new RegExp(`\\b${days}\u00a0(?:dien|day)`, 'u'));
    }
  });

  it.each(REGIONS)('says where data in %s are', (region) => {
    const there = privacyPage({ ...context, ...KEPT, region });
    expect(there).toContain(region);
    expect(there).not.toContain('undefined');
  });

  it('names another authority where the owner has another one', () => {
    const dataProtection = { ...OWNER.dataProtection, authority: AUTHORITY };
    const owner = { ...OWNER, dataProtection };
    const there = privacyPage({ language, site: { ...PAGE_SITE, owner }, ...KEPT });
    expect(there).toContain(AUTHORITY[language]);
    expect(there).not.toContain('Datu valsts inspekcija');
  });
});

describe.each(LANGUAGES)('the accessibility statement in %s', (language) => {
  const context = { language, site: PAGE_SITE };
  const html = accessibilityPage(context);

  it('says what the model of the European Union asks for', () => {
    for (const said of [
      OWNER.name[language],
      'sadzirdets.example',
      /2016\/2102/u,
      /daļēji atbilst|partially compliant/u,
      /EN 301 549/u,
      /2026\.\u00a0gada 27\.\u00a0novembrī|27\u00a0November\u00a02026/u,
      /pašnovērtējumā|self-assessment/u,
      /Tiesībsarga birojā|Ombudsman/u,
      `mailto:${OWNER.accessibility.email}`,
      'tel:+37167082801',
    ]) {
      expect(html).toMatch(said);
    }
  });

  it('names another way to complain where the owner has another one', () => {
    const accessibility = { ...OWNER.accessibility, authority: AUTHORITY };
    const owner = { ...OWNER, accessibility };
    const there = accessibilityPage({ language, site: { ...PAGE_SITE, owner } });
    expect(there).toContain(AUTHORITY[language]);
    expect(there).not.toMatch(/Tiesībsarg/u);
  });
});

it('the statements have as much to say in both languages', () => {
  const shapeOf = (html: string) =>
    ['h2', 'p', 'li', 'dt', 'dd'].map((name) => [name, tags(html, name).length]);
  const [lv, en] = LANGUAGES.map((language) => {
    const context = { language, site: PAGE_SITE };
    return [privacyPage({ ...context, ...KEPT }), accessibilityPage(context)].map(shapeOf);
  });
  expect(en).toEqual(lv);
});
