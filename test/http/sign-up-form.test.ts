import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../shared/domain/text.ts';
import { readSignUp } from '../../shared/http/sign-up-form.ts';
import { tags } from '../support/markup.ts';
import { everyPage } from '../support/pages.ts';

const email = 'anna@abele.example';
const stoodAt = (page?: string | string[]) =>
  readSignUp({ email, ...(page === undefined ? {} : { page }) }, 'lv').stoodAt;

describe('the page on which a sign-up form stood', () => {
  it.each([
    '/lv/',
    '/lv',
    '/lv/announcements',
    '/lv/announcements/closing-nap2-2027-05-01',
    '/lv/consultations/nap2-midterm-review',
    '/lv/receipts',
    '/lv/privacy',
  ])('is the page that its foot names: %s', (page) => {
    expect(stoodAt(page)).toBe(page);
  });

  it.each(LANGUAGES.flatMap((language) => Object.entries(everyPage(language))))(
    'is known of every page with that foot: %s',
    (_, html) => {
      const [field] = tags(html, 'input').filter(({ name }) => name === 'page');
      if (field === undefined) return;
      const page = field['value'] ?? '';
      const language = page.slice(1, 3) === 'en' ? 'en' : 'lv';
      expect(readSignUp({ email, page }, language).stoodAt).not.toContain('/subscribe');
    },
  );

  it('is the page for signing up when no other is named', () => {
    expect(stoodAt()).toBe('/lv/subscribe');
    for (const language of LANGUAGES) {
      expect(readSignUp({ email }, language).stoodAt).toBe(`/${language}/subscribe`);
    }
  });

  it.each(['', '/edit', '/withdraw'])('names no submission: %s', (rest) => {
    const page = `/lv/consultations/nap2/receipts/ABCD-EFGH-JKLM${rest}`;
    expect(stoodAt(page)).toBe(`/lv/consultations/nap2/receipts/{reference}${rest}`);
  });

  it.each([
    'https://evil.example/lv/',
    '//evil.example',
    '/lv/?utm=1',
    '/lv/#a',
    '/lv/nowhere',
    '/',
    '/en/',
    '/lv//',
    '/lv/subscriptions/a',
    '/lv/announcements.atom',
    '/assets/site.css',
    '/api/consultations',
    '/lv/consultations/anna@abele.example',
    '/lv/consultations/a%2Fb',
    '/lv/consultations/%6Eap2',
    `/lv/consultations/${'a'.repeat(1_000)}`,
    '/lv/privacy\n',
    ['/lv/', '/lv/privacy'],
  ])('is always a page of the site with that foot: %j', (page) => {
    expect(stoodAt(page)).toBe('/lv/subscribe');
  });
});
