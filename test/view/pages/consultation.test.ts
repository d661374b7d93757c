import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../../shared/domain/consultation.ts';
import { consultationPage } from '../../../shared/view/pages/consultation-page.tsx';
import { revisionPage } from '../../../shared/view/pages/revision-page.tsx';
import type { FormState } from '../../../shared/view/form-state.ts';
import {
  aCall,
  aConsultation,
  aPublishedDraft,
  aReference,
  at,
  aUnit,
} from '../../support/builders.ts';
import { tags, textOf } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { BLANK, HOSTILE, NOW, RETURNED } from '../../support/pages.ts';

const consultation = aConsultation();

function shown(
  form: FormState = BLANK,
  changes: { now?: typeof NOW; language?: 'lv' | 'en'; consultation?: Consultation } = {},
) {
  return consultationPage({
    language: 'lv',
    site: PAGE_SITE,
    consultation,
    units: [aUnit(), aUnit({ id: 'stranger', name: { lv: 'Sveša nodaļa', en: 'Stranger' } })],
    draft: aPublishedDraft(),
    now: NOW,
    form,
    ...changes,
  });
}

const summaryLinks = (html: string) =>
  [...inSummary(html).matchAll(/href="#([\w-]+)">([^<]*)</gu)].map(([, field, text]) => ({
    field,
    text: text?.replaceAll('\u00a0', ' '),
  }));
const inSummary = (html: string) => /ds-error-summary.*?<\/ul>/su.exec(html)?.[0] ?? '';

/** What stands before the facts of the consultation. */
const headOf = (html: string) => /<header class="page-head".*?<\/header>/su.exec(html)?.[0] ?? '';

describe('the form of an open consultation', () => {
  it('posts every field under the name that the API of the form knows', () => {
    const html = shown().replace(/<footer.*/su, '');
    const names = [...tags(html, 'input'), ...tags(html, 'textarea')].map(({ name }) => name);
    const opinions = [1, 2, 3, 0].flatMap((number) => [`rating-${number}`, `opinion-${number}`]);
    expect(new Set(names)).toEqual(
      new Set([...opinions, 'organisation', 'contact', 'email', 'publication']),
    );
    expect(tags(html, 'form')[0]).toMatchObject({
      method: 'post',
      action: '/lv/consultations/nap2-midterm-review/opinions/check',
      'accept-charset': 'utf-8',
    });
  });

  it.each([
    ['lv', 'Pāriet uz veidlapu', 'Jūsu viedoklis', 'Jūsu priekšlikums'],
    ['en', 'Go to the form', 'Your opinion', 'Your proposal'],
  ] as const)('is one link away from the head of the page, whatever the kind: %s', (...words) => {
    const [language, toForm, ...titles] = words;
    for (const [place, one] of [aConsultation(), aCall()].entries()) {
      const html = shown(BLANK, { language, consultation: one });
      const head = headOf(html);
      const [{ href = '' } = {}] = tags(head, 'a').filter(
        ({ href = '' }) => href === '#form-title',
      );
      expect(head).toContain(`href="${href}">${toForm}</a>`);
      expect(textOf(html, href.slice(1))).toBe(titles[place]);
      // Readers' links come after it.
      expect(head.indexOf(href)).toBeLessThan(head.indexOf(`/${one.id}/opinions`));
      const closed = shown(BLANK, { language, consultation: one, now: one.closesAt });
      expect(headOf(closed)).not.toContain(toForm);
    }
  });

  it('offers the four steps of the scale, and starts with no rating', () => {
    const ratings = tags(shown(), 'input').filter(({ name }) => name === 'rating-2');
    expect(ratings.map(({ value }) => value)).toEqual([
      'not-started',
      'limited',
      'substantial',
      'complete',
      '',
    ]);
    expect(ratings.map((one) => 'checked' in one)).toEqual([false, false, false, false, true]);
  });

  it('chooses no publication for its author', () => {
    const choices = tags(shown(), 'input').filter(({ name }) => name === 'publication');
    expect(choices.map(({ value }) => value)).toEqual(['named', 'anonymous', 'internal']);
    expect(choices.filter((one) => 'checked' in one)).toEqual([]);
  });

  it('names the licence of what is published before its author agrees, if anything is', () => {
    const says = (publishes: Consultation['publishes']) =>
      shown(BLANK, { consultation: aConsultation({ publishes }) }).match(/\(licence [^)]*\)/gu);
    expect(says('at-once')).toEqual(['(licence CC BY 4.0)']);
    expect(says('after-closing')).toEqual(['(licence CC BY 4.0)']);
    expect(says('never')).toBeNull();
  });

  it('states the closing time and its time zone, and who reads it on which day', () => {
    const text = shown().replaceAll('\u00a0', ' ');
    expect(text).toContain('2027. gada 1. maijs plkst. 03.00');
    expect(text).toContain('Pēc Rīgas laika. Vēlāk iesniegtus viedokļus nepieņemam.');
    expect(text).toContain('Vēl 11 dienu');
    expect(text).toContain('Pārmaiņu vadības nodaļa');
    expect(text).toContain('Viedokļu kopsavilkumu saņem pirmdienās.');
    expect(text).not.toContain('Sveša nodaļa');
  });

  it('that closes with the day counts that day as its last', () => {
    const closing = aConsultation({ closesAt: at('2027-04-21T00:00+03:00') });
    const text = shown(BLANK, { consultation: closing }).replaceAll('\u00a0', ' ');
    expect(text).toContain('Pēdējā diena');
    expect(text).toContain('2027. gada 20. aprīlis plkst. 23.59');
  });

  it('names the unit of each commitment only when there are several', () => {
    expect(shown()).not.toContain('opinion-unit">Atbild:');
    const [first, ...others] = consultation.draft.commitments;
    const shared = aConsultation({
      draft: {
        ...consultation.draft,
        commitments: [...(first === undefined ? [] : [{ ...first, unit: 'stranger' }]), ...others],
      },
    });
    const units = [
      aUnit(),
      aUnit({ id: 'stranger', name: { lv: 'Sveša nodaļa', en: 'Stranger' } }),
    ];
    const html = consultationPage({
      language: 'lv',
      site: PAGE_SITE,
      consultation: shared,
      units,
      draft: aPublishedDraft(),
      now: NOW,
      form: BLANK,
    });
    expect(html.match(/opinion-unit">Atbild:/gu)).toHaveLength(3);
  });
});

describe('a form that comes back', () => {
  const html = shown(RETURNED);

  it('says in its title that something is wrong', () => {
    expect(html).toContain('<title>Kļūda: ');
    expect(shown(RETURNED, { language: 'en' })).toContain('<title>Error: ');
    expect(shown()).not.toContain('Kļūda: ');
  });

  it('lists every mistake in the order of the page, each leading to its field', () => {
    expect(summaryLinks(html)).toEqual([
      { field: 'rating-2', text: expect.stringContaining('2. apņemšanās') },
      { field: 'opinion-3', text: expect.stringContaining('ne vairāk kā 20 000 rakstzīmju') },
      { field: 'organisation', text: 'Ierakstiet organizācijas nosaukumu.' },
      { field: 'email', text: expect.stringContaining('e-pasta adresi') },
    ]);
    expect(html.indexOf('ds-error-summary')).toBeLessThan(html.indexOf('<h1'));
    expect(tags(html, 'div').find(({ class: name }) => name === 'ds-error-summary')).toMatchObject({
      tabindex: '-1',
      autofocus: '',
    });
  });

  it('says each mistake beside its field, and joins the two', () => {
    for (const { field } of RETURNED.failures) {
      const marked = [
        ...tags(html, 'input'),
        ...tags(html, 'textarea'),
        ...tags(html, 'fieldset'),
      ].filter((tag) => tag['aria-describedby']?.split(' ').includes(`${field}-error`));
      expect(marked).toHaveLength(1);
      expect(marked[0]?.['aria-invalid']).toBe('true');
      expect(textOf(html, `${field}-error`)).toMatch(/^Kļūda: \p{Lu}/u);
    }
    expect(html.match(/aria-invalid/gu)).toHaveLength(RETURNED.failures.length);
  });

  it('keeps everything that was typed, as it was typed', () => {
    const value = (name: string) =>
      tags(html, 'input').find((tag) => tag['name'] === name)?.['value'];
    expect(value('contact')).toBe(HOSTILE);
    expect(value('email')).toBe('žanete@');
    expect(textOf(html, 'opinion-2')).toBe(HOSTILE);
    expect(textOf(html, 'opinion-3')).toBe(RETURNED.typed['opinion-3']);
    const checked = tags(html, 'input').filter((tag) => 'checked' in tag);
    expect(checked).toContainEqual(
      expect.objectContaining({ name: 'publication', value: 'internal' }),
    );
    expect(checked).toContainEqual(
      expect.objectContaining({ name: 'rating-2', value: 'substantial' }),
    );
  });

  it.each(['no-opinion', 'too-large-together', 'unknown-commitment', 'unknown-field'] as const)(
    'leads from a mistake of the whole form (%s) to the first opinion',
    (fault) => {
      const returned = shown({
        typed: {},
        failures: [{ field: 'opinions', fault }],
        failure: 'invalid',
      });
      expect(summaryLinks(returned)).toEqual([
        { field: 'opinion-1', text: expect.stringMatching(/\.$/u) },
      ]);
      expect(textOf(returned, 'opinion-1-error')).not.toBe('');
    },
  );

  it('keeps a text about a commitment that the draft has lost, and leads to it', () => {
    const returned = shown({
      typed: { 'opinion-77': 'Garš teksts', 'rating-78': 'limited', 'opinion-79': '' },
      failures: [{ field: 'opinion-77', fault: 'unknown-commitment' }],
      failure: 'invalid',
    });
    expect(returned).toContain('Garš teksts</textarea>');
    expect(summaryLinks(returned)).toEqual([
      { field: 'opinion-77', text: expect.stringContaining('77. apņemšanos') },
    ]);
    expect(tags(returned, 'input').filter(({ checked }) => checked !== undefined)).toContainEqual(
      expect.objectContaining({ name: 'rating-78', value: 'limited' }),
    );
    expect(returned).not.toContain('opinion-79');
  });

  it('says the same mistake once', () => {
    const twice = { field: 'email', fault: 'required' } as const;
    const returned = shown({ typed: {}, failures: [twice, twice], failure: 'invalid' });
    expect(summaryLinks(returned)).toHaveLength(1);
  });
});

describe('the closing instant', () => {
  const lastMoment = at('2027-04-30T23:59:59.999Z');
  const late: FormState = { ...RETURNED, failures: [], failure: 'closed' };

  it('removes the form at exactly that instant, not before', () => {
    expect(shown(BLANK, { now: lastMoment })).toContain('name="opinion-1"');
    expect(shown(BLANK, { now: consultation.closesAt })).not.toContain('name="opinion-1"');
  });

  it('leaves each commitment where links to it lead', () => {
    const html = shown(BLANK, { now: consultation.closesAt });
    const targets = tags(html, 'li').flatMap(({ id = '' }) => (id === '' ? [] : [id]));
    expect(targets).toEqual(
      consultation.draft.commitments.map(({ number }) => `commitment-${number}`),
    );
  });

  it('loses nothing of a late submission', () => {
    const html = shown(late, { now: consultation.closesAt });
    expect(html).toContain('pienāca pēc termiņa');
    expect(html).toContain('&lt;script>alert(1)&lt;/script>');
    expect(html).toContain('otrā rinda');
    expect(html).toContain('Būtiska');
    expect(html).not.toContain('<textarea');
  });

  it('believes the refusal when the clock of the page is a moment behind', () => {
    expect(shown(late, { now: lastMoment })).not.toContain('<textarea');
  });
});

it('says before the opening when the form will appear', () => {
  const html = shown(BLANK, { now: at('2027-01-03T09:00:00Z') }).replaceAll('\u00a0', ' ');
  expect(html).toContain('Sākas pēc 1 dienas');
  expect(html).toContain('2027. gada 4. janvārī plkst. 02.00');
  expect(html).not.toContain('name="opinion-1"');
});

describe('the form of a revision', () => {
  const model = {
    language: 'en',
    site: PAGE_SITE,
    consultation,
    submission: {
      reference: aReference(7),
      state: 'submitted',
      publication: 'named',
      receivedAt: at('2027-04-19T13:59:58Z'),
    },
    units: [aUnit()],
    draft: aPublishedDraft(),
    key: 'k&y=1',
    now: NOW,
    confirmed: 'no',
    form: { typed: { organisation: 'Ūdensroze', 'opinion-2': 'Labi.' }, failures: [] },
  } as const;

  it('carries the key in its forms and in the link to the other language', () => {
    const html = revisionPage(model);
    const keys = tags(html, 'input').filter(({ name }) => name === 'key');
    expect(keys.map(({ type, value }) => ({ type, value }))).toEqual([
      { type: 'hidden', value: 'k&y=1' },
      { type: 'hidden', value: 'k&y=1' },
      { type: 'hidden', value: 'k&y=1' },
    ]);
    const path = `/consultations/nap2-midterm-review/receipts/${aReference(7)}`;
    const main = html.slice(0, html.indexOf('</main>'));
    expect(tags(main, 'form').map(({ action }) => action)).toEqual([
      `/en${path}/confirm`,
      `/en${path}/edit/check`,
      `/en${path}/publication`,
    ]);
    expect(tags(html, 'a').find(({ hreflang }) => hreflang === 'lv')?.['href']).toBe(
      `/lv${path}/edit?key=k%26y%3D1`,
    );
  });

  it('asks for a confirmation until there is one, and then says so', () => {
    const confirmed = revisionPage({ ...model, confirmed: 'now' });
    expect(confirmed).toContain('Thank you! The address is confirmed.');
    expect(confirmed).not.toContain('/confirm"');
    const later = revisionPage({ ...model, confirmed: 'before' });
    expect(later).not.toContain('The address is confirmed.');
    expect(later).not.toContain('/confirm"');
  });

  it('is filled in with the stored version, to which a draft is bound', () => {
    const html = revisionPage(model);
    expect(textOf(html, 'opinion-2')).toBe('Labi.');
    expect(tags(html, 'form').find(({ class: name }) => name === 'opinion-form')).toMatchObject({
      'data-draft': `nap2-midterm-review/${aReference(7)}`,
      'data-draft-from': '2027-04-19T13:59:58.000Z',
    });
  });

  it.each([
    ['lv', /^Uz to nosūtīsim labojuma apliecinājumu\. .* Līdzšinējā saite tad vairs nederēs/u],
    [
      'en',
      /^We will send the receipt of the edit there\. .* we will let the previous address know/u,
    ],
  ] as const)('says what another address would mean, and promises no link anew: %s', (...said) => {
    const [language, hint] = said;
    expect(textOf(revisionPage({ ...model, language }), 'email-hint')).toMatch(hint);
    const contactRemoved = { at: NOW, because: 'request' } as const;
    const submission = { ...model.submission, contactRemoved };
    const gone = textOf(revisionPage({ ...model, language, submission }), 'email-hint');
    expect(gone).toBe(textOf(shown(BLANK, { language }), 'email-hint'));
    expect(gone).not.toMatch(hint);
  });

  it('leads to the withdrawal before everything else', () => {
    const html = revisionPage(model);
    const link = tags(html, 'a').find(({ href = '' }) => href.includes('/withdraw'));
    expect(link?.['href']).toBe(
      `/en/consultations/nap2-midterm-review/receipts/${aReference(7)}/withdraw?key=k%26y%3D1`,
    );
    expect(html.indexOf('/withdraw')).toBeLessThan(html.indexOf('<form class="opinion-form"'));
  });

  it('says how to take back one opinion of several', () => {
    const say = 'delete its text and choose “No rating”';
    expect(revisionPage(model)).toContain(say);
    expect(revisionPage({ ...model, now: consultation.closesAt })).not.toContain(say);
  });

  it('offers no second withdrawal', () => {
    const html = revisionPage({
      ...model,
      submission: { ...model.submission, state: 'withdrawn' },
    });
    expect(html).not.toContain('/withdraw');
    expect(html).toContain('This submission has been withdrawn.');
  });

  it('shows after the closing time what was sent, without calling it late', () => {
    const html = revisionPage({ ...model, now: consultation.closesAt });
    expect(html).toContain('Labi.');
    expect(html).not.toContain('arrived after the deadline');
    expect(html).not.toContain('<form class="opinion-form"');
    expect(html).not.toContain('/withdraw');
  });
});
