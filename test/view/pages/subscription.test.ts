import { describe, expect, it } from 'vitest';
import { type Topic, TOPICS } from '../../../shared/domain/subscription.ts';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import { CLOSING_NOTICE_MS } from '../../../shared/domain/announcement.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { copyFor } from '../../../shared/view/copy/index.ts';
import type { FormState } from '../../../shared/view/form-state.ts';
import { confirmationPage } from '../../../shared/view/pages/confirmation-page.tsx';
import { failurePage } from '../../../shared/view/pages/failure-page.tsx';
import { homePage } from '../../../shared/view/pages/home-page.tsx';
import { revisionPage } from '../../../shared/view/pages/revision-page.tsx';
import { signUpReceivedPage } from '../../../shared/view/pages/sign-up-received-page.tsx';
import { subscribePage } from '../../../shared/view/pages/subscribe-page.tsx';
import { subscriptionPage } from '../../../shared/view/pages/subscription-page.tsx';
import { unsubscribePage } from '../../../shared/view/pages/unsubscribe-page.tsx';
import { aConsultation, aPublishedDraft, aSubmission, aUnit } from '../../support/builders.ts';
import { tags, textOf } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { BLANK, HOSTILE, NOW, SIGN_UP_RETURNED } from '../../support/pages.ts';

const context = { language: 'lv', site: PAGE_SITE } as const;
const NOINDEX = '<meta name="robots" content="noindex"/>';

const topicsOf = (html: string) => tags(html, 'input').filter(({ name }) => name === 'topics');
const ticked = (html: string) =>
  topicsOf(html).flatMap((box) => ('checked' in box ? [box['value']] : []));
const postedTo = (html: string) =>
  tags(html, 'form').map(({ method, action }) => `${method ?? ''} ${action ?? ''}`);
const linksOf = (html: string) => tags(html, 'a').map(({ href }) => href);

describe('the page for signing up', () => {
  const shown = (form: FormState = BLANK, topics: readonly Topic[] = []) =>
    subscribePage({ ...context, form, topics });

  it('asks for an address and for topics, and posts them to their route', () => {
    const html = shown();
    expect(postedTo(html)).toEqual(['post /lv/subscribe']);
    expect(tags(html, 'input').find(({ name }) => name === 'email')).toMatchObject({
      id: 'email',
      type: 'email',
      autocomplete: 'email',
    });
    expect(topicsOf(html).map(({ type, value }) => ({ type, value }))).toEqual(
      TOPICS.map((value) => ({ type: 'checkbox', value })),
    );
    expect(ticked(html)).toEqual([]);
  });

  it('explains every topic, and that none means all', () => {
    const html = shown();
    for (const box of topicsOf(html)) {
      expect(textOf(html, box['aria-describedby'] ?? '')).toMatch(/^Kad .*\.$/u);
    }
    expect(html).toContain('Ja neko neatzīmēsiet, saņemsiet paziņojumus par visām tēmām.');
  });

  it('says before the button what one agrees to, and leads to the privacy page', () => {
    const html = shown();
    const consent = html.indexOf(copyFor('lv').subscribe.consent);
    expect(consent).toBeGreaterThan(0);
    expect(consent).toBeLessThan(html.indexOf('type="submit"'));
    expect(linksOf(html)).toContain('/lv/privacy');
  });

  it('comes back with what was typed and ticked', () => {
    const html = shown(SIGN_UP_RETURNED, ['closing', 'calls']);
    expect(tags(html, 'input').find(({ id }) => id === 'email')?.['value']).toBe(HOSTILE);
    expect(ticked(html)).toEqual(['closing', 'calls']);
  });

  it('lists every mistake in the order of the page, and says it beside its field', () => {
    const html = shown(SIGN_UP_RETURNED);
    expect(linksOf(html).filter((href) => /^#(?!content)/u.test(href ?? ''))).toEqual([
      '#email',
      '#topics',
    ]);
    expect(textOf(html, 'email-error')).toMatch(/^Kļūda: Ierakstiet e-pasta adresi/u);
    expect(textOf(html, 'topics-error')).toMatch(/^Kļūda: Izvēlieties/u);
    const email = tags(html, 'input').find(({ id }) => id === 'email');
    expect(email).toMatchObject({
      'aria-invalid': 'true',
      'aria-describedby': 'email-hint email-error',
    });
    expect(tags(html, 'fieldset')[0]?.['aria-describedby']).toBe('topics-hint topics-error');
    expect(topicsOf(html).every((box) => box['aria-invalid'] === 'true')).toBe(true);
  });

  it('leads from a mistake that is in no field of the page to the address', () => {
    const html = shown({ typed: {}, failures: [{ field: 'language', fault: 'unknown-field' }] });
    expect(textOf(html, 'email-error')).not.toBe('');
  });

  it('says in its title that something is wrong, and may be listed by search engines only when nothing is', () => {
    expect(shown(SIGN_UP_RETURNED)).toContain('<title>Kļūda: Pieteikties');
    expect(shown(SIGN_UP_RETURNED)).toContain(NOINDEX);
    expect(shown()).not.toContain('Kļūda: ');
    expect(shown()).not.toContain(NOINDEX);
  });

  it('says what was refused when the whole request was refused', () => {
    const html = shown({ typed: { email: 'a@b.lv' }, failures: [], failure: 'too-large' });
    expect(html).toContain(copyFor('lv').failures['too-large'].detail);
    expect(html).toContain('value="a@b.lv"');
  });
});

describe('the foot of a page', () => {
  const foot = (html: string) => html.slice(html.indexOf('<footer'));
  const home = homePage({ ...context, consultations: [], now: NOW });

  it('offers a sign-up with only an address, with the same words', () => {
    expect(postedTo(foot(home))).toEqual(['post /lv/subscribe']);
    expect(tags(foot(home), 'input')).toMatchObject([
      { type: 'hidden', name: 'page', value: '/lv/' },
      { id: 'sign-up-email', name: 'email' },
    ]);
    expect(textOf(home, 'sign-up-consent')).toContain(copyFor('lv').subscribe.consent);
    expect(linksOf(foot(home))).toContain('/lv/subscribe');
  });

  it('leads to the announcements, as does the head for programs', () => {
    expect(linksOf(foot(home))).toContain('/lv/announcements');
    expect(tags(home, 'link').filter(({ type }) => type === 'application/atom+xml')).toEqual([
      {
        rel: 'alternate',
        type: 'application/atom+xml',
        title: 'Sadzirdēts: paziņojumi',
        href: '/lv/announcements.atom',
      },
    ]);
  });

  it('says which page it is on, without the key of a form that was opened with a key', () => {
    const consultation = aConsultation();
    const submission = aSubmission();
    const about = { consultation, submission, units: [aUnit()], draft: aPublishedDraft() };
    const shown = { ...context, ...about, key: 'secret', now: NOW, confirmed: 'no' } as const;
    const html = revisionPage({ ...shown, language: 'en', form: BLANK });
    const [page] = tags(foot(html), 'input');
    expect(page).toMatchObject({ type: 'hidden', name: 'page' });
    expect(page?.['value']).toMatch(
      /^\/en\/consultations\/nap2-midterm-review\/receipts\/[^/?]+\/edit$/u,
    );
  });

  it('offers nothing on a failure page, which has no address of its own', () => {
    expect(foot(failurePage({ ...context, failure: 'not-found' }))).not.toContain('<form');
  });

  it('is not shown on the pages of the sign-up itself', () => {
    expect(foot(subscribePage({ ...context, form: BLANK, topics: [] }))).not.toContain('<form');
    expect(foot(signUpReceivedPage(context))).not.toContain('<form');
  });
});

describe('what a link in a mail opens', () => {
  const query = '?t=a%26b';
  const model = (path: string) => ({
    ...context,
    action: `/lv/subscriptions/a1${path}${query}`,
    alternates: {
      lv: `/lv/subscriptions/a1${path}${query}`,
      en: `/en/subscriptions/a1${path}${query}`,
    },
  });
  const home = `/lv/subscriptions/a1${query}`;
  const confirmation = { ...model('/confirm'), subscriptionHref: home };
  const unsubscribing = { ...model('/unsubscribe'), topicsHref: home };
  const subscription = {
    ...model(''),
    topics: ['drafts'],
    saved: false,
    unsubscribeHref: `/lv/subscriptions/a1/unsubscribe${query}`,
  } as const;

  const asking = [
    ['/confirm', confirmationPage({ ...confirmation, state: 'asked' })],
    ['/unsubscribe', unsubscribePage({ ...unsubscribing, state: 'asked' })],
    ['', subscriptionPage({ ...subscription, state: 'confirmed' })],
  ] as const;

  it.each(asking)('acts only by a button (%s)', (path, html) => {
    expect(postedTo(html)).toEqual([`post /lv/subscriptions/a1${path}${query}`]);
    expect(tags(html, 'button').map(({ type }) => type)).toEqual(['submit']);
    expect(html).not.toMatch(/http-equiv|onload/u);
  });

  it.each(asking)('is there in the other language, with its key (%s)', (path, html) => {
    const other = tags(html, 'a').find(({ hreflang }) => hreflang === 'en');
    expect(other?.['href']).toBe(`/en/subscriptions/a1${path}${query}`);
  });

  it.each(asking)('is kept out of search engines (%s)', (_, html) => {
    expect(html).toContain(NOINDEX);
  });

  it('thanks a subscriber who has confirmed, and leads to the choice of topics', () => {
    const html = confirmationPage({ ...confirmation, state: 'confirmed' });
    expect(html).toContain('Paldies');
    expect(linksOf(html)).toContain(home);
    expect(postedTo(html)).toEqual([]);
  });

  it.each([
    confirmationPage({ ...confirmation, state: 'expired' }),
    confirmationPage({ ...confirmation, state: 'ended' }),
    unsubscribePage({ ...unsubscribing, state: 'ended' }),
    subscriptionPage({ ...subscription, state: 'over' }),
  ])('offers a new sign-up and no button when nothing is left to do', (html) => {
    expect(linksOf(html)).toContain('/lv/subscribe');
    expect(postedTo(html)).toEqual([]);
  });

  it('offers fewer topics to a person who wants to unsubscribe, when there are topics to choose', () => {
    expect(linksOf(unsubscribePage({ ...unsubscribing, state: 'asked' }))).toContain(home);
    const without = unsubscribePage({ ...unsubscribing, topicsHref: null, state: 'asked' });
    expect(linksOf(without)).not.toContain(home);
  });

  it('shows the chosen topics, and how to unsubscribe', () => {
    const html = subscriptionPage({ ...subscription, state: 'confirmed' });
    expect(ticked(html)).toEqual(['drafts']);
    expect(linksOf(html)).toContain(subscription.unsubscribeHref);
  });

  it('says beside the topics that one must be ticked, and how to unsubscribe', () => {
    const html = subscriptionPage({ ...subscription, topics: [], state: 'none-chosen' });
    expect(html).toContain('<title>Kļūda: Jūsu abonements');
    expect(html).toContain('role="alert">Izvēle nav saglabāta');
    expect(textOf(html, 'topics-error')).toContain('Atzīmējiet vismaz vienu tēmu.');
    expect(ticked(html)).toEqual([]);
    expect(linksOf(html)).toContain(subscription.unsubscribeHref);
    const before = subscriptionPage({ ...subscription, state: 'confirmed' });
    expect(before).not.toMatch(/role="alert"|topics-error|Kļūda/u);
  });

  it('does not promise every topic to somebody who ticks none, as the sign-up does', () => {
    const { topicsHint } = copyFor('lv').subscribe;
    expect(subscribePage({ ...context, form: BLANK, topics: [] })).toContain(topicsHint);
    expect(subscriptionPage({ ...subscription, state: 'confirmed' })).not.toContain(topicsHint);
  });

  it('says that a choice is saved, once it is', () => {
    const page = (saved: boolean) =>
      subscriptionPage({ ...subscription, saved, state: 'confirmed' });
    expect(page(true)).toContain('role="status">Izvēle ir saglabāta.');
    expect(page(false)).not.toContain('role="status"');
  });
});

describe.each(LANGUAGES)('the pages in %s', (language) => {
  const own = { language, site: PAGE_SITE };

  it('state when the notice of a closing comes', () => {
    expect(copyFor(language).topics.closing.hint).toMatch(/trīs dienas|three days/u);
    expect(CLOSING_NOTICE_MS).toBe(3 * DAY_MS);
  });

  it('answer a sign-up without saying whether the address was known', () => {
    expect(signUpReceivedPage(own)).toContain(NOINDEX);
    expect(signUpReceivedPage(own)).toMatch(/(?:Ja|If) .*(?:Ja|If) /su);
  });

  it('tell everybody who gets no mail what to do, also those who were held back', () => {
    expect(copyFor(language).signUpReceived.spam).toMatch(/15 minū|15 minutes/u);
    expect(copyFor(language).signUpReceived.spam).toMatch(
      /pēc stundas piesakieties vēlreiz|sign up again in an hour/u,
    );
    expect(signUpReceivedPage(own)).toContain(copyFor(language).signUpReceived.spam);
  });
});
