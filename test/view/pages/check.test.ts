import { describe, expect, it } from 'vitest';
import { type Submission, withdrawSubmission } from '../../../shared/domain/submission.ts';
import { plus } from '../../../shared/domain/time.ts';
import { formOf } from '../../../shared/http/form.ts';
import { kindOf } from '../../../shared/kinds/kinds.ts';
import { REVIEW } from '../../../shared/kinds/review/review.ts';
import type { Typed } from '../../../shared/view/typed.ts';
import { checkPage } from '../../../shared/view/pages/check-page.tsx';
import { withdrawalPage } from '../../../shared/view/pages/withdrawal-page.tsx';
import { aCall, aConsultation, aReference, aSubmission, at } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { contentOf, HOSTILE, NOW, TYPED } from '../../support/pages.ts';

const FORM = '/lv/consultations/nap2-midterm-review/opinions';

function checked(typed: Typed, { stands, consultation = aConsultation() }: Asked = {}) {
  return checkPage({
    language: 'lv',
    site: PAGE_SITE,
    consultation,
    content: contentOf(kindOf(consultation), typed),
    typed,
    edit: stands === undefined ? null : { key: 'k&y', submission: stands },
  });
}

interface Asked {
  /** What is edited. */
  readonly stands?: Submission;
  readonly consultation?: ReturnType<typeof aConsultation>;
}

/** Returns what the page posts on, by the names of the fields. */
function carried(html: string): [string | undefined, string | undefined][] {
  return tags(html.replace(/<footer.*/su, ''), 'input').map(({ name, value }) => [name, value]);
}

/** Returns what a reader sees of the page, without markup. */
function words(html: string): string {
  return html
    .replace(/^.*<main/su, '')
    .replace(/<footer.*/su, '')
    .replace(/<[^>]*>/gu, ' ')
    .replace(/\s+/gu, ' ');
}

describe('the page on which an author checks a submission', () => {
  const html = checked(TYPED);

  it('shows everything that will be sent, in words', () => {
    for (const part of ['2. Apņemšanās Nr. 2', 'Būtiska', 'otrā rinda', 'Projekts kopumā']) {
      expect(words(html)).toContain(part);
    }
    expect(words(html)).toContain('Jā, bez organizācijas nosaukuma');
    expect(words(html)).toContain('Žanete Ļūļa');
    expect(words(html)).not.toContain('Apņemšanās Nr. 1');
  });

  it('asks whether the address is right, before everything else, as it was typed', () => {
    const punycode = checked({ ...TYPED, email: ' info@ķekava.lv' });
    expect(words(punycode)).toContain('Vai e-pasta adrese ir pareiza? info@ķekava.lv');
    expect(punycode.indexOf('id="address-title"')).toBeLessThan(punycode.indexOf('Būtiska'));
  });

  it('posts on exactly what was typed, and nothing else', () => {
    const posted = checked({ ...TYPED, 'rating-1': '', change: 'yes', surprise: 'x', key: 'y' });
    expect(new Map(carried(posted))).toEqual(
      new Map(Object.keys(TYPED).map((name) => [name, expect.any(String) as string])),
    );
    const values = new Map(carried(html));
    expect(values.get('opinion-2')).toBe(TYPED['opinion-2']);
    expect(values.get('opinion-0')).toBe(HOSTILE);
  });

  it('has one button that sends, and leads by the others to the place in the form', () => {
    expect(tags(html, 'form')[0]).toMatchObject({ method: 'post', action: FORM });
    const buttons = tags(html.replace(/<footer.*/su, ''), 'button');
    expect(buttons.filter(({ formaction }) => formaction === undefined)).toEqual([
      { class: 'ds-button', type: 'submit', 'data-send': 'true' },
    ]);
    const others = buttons.filter(({ formaction }) => formaction !== undefined);
    expect(others.map(({ name, formaction }) => [name, formaction])).toEqual([
      ['change', `${FORM}/check#email`],
      ['change', `${FORM}/check#commitment-2`],
      ['change', `${FORM}/check#commitment-0`],
      ['change', `${FORM}/check#organisation`],
      ['change', `${FORM}/check`],
    ]);
  });

  it('carries every choice of a proposal', () => {
    const proposal = {
      organisation: 'A',
      contact: 'B',
      email: 'c@d.example',
      publication: 'named',
      title: 'Tikšanās',
      problem: 'Nezinām.',
      action: 'Publicēt.',
      principles: ['openness', 'innovation'],
      ngos: 'yes',
    };
    const call = checked(proposal, { consultation: aCall() });
    expect(carried(call).filter(([name]) => name === 'principles')).toEqual([
      ['principles', 'openness'],
      ['principles', 'innovation'],
    ]);
    expect(words(call)).toContain('lv openness, lv innovation');
    expect(tags(call, 'button').map(({ formaction }) => formaction)).toContain(
      '/lv/consultations/nap3-new-commitments/opinions/check#title',
    );
  });
});

describe('the page on which an author checks an edit', () => {
  const stands = aSubmission({
    seed: 7,
    opinions: [
      { commitment: 1, rating: null, text: 'Pirmais.' },
      { commitment: 2, rating: 'limited', text: 'Portāls vēl nedarbojas.' },
    ],
  });
  const withdrawn = withdrawSubmission(stands, plus(stands.receivedAt, 1_000));
  const { typed } = formOf(REVIEW, stands);

  it('marks what is added, removed and changed against what stands', () => {
    const html = checked(
      {
        ...typed,
        'opinion-1': '',
        'rating-2': 'complete',
        'opinion-2': 'Portāls jau darbojas.',
        'opinion-3': 'Trešais.',
      },
      { stands },
    );
    const marks = [...html.matchAll(/<(ins|del)><span[^>]*>[^<]*<\/span>([^<]*)</gu)];
    expect(marks.map(([, mark, text]) => [mark, text])).toEqual([
      ['del', 'Pirmais.'],
      ['del', 'Ierobežota'],
      ['ins', 'Pabeigta'],
      ['del', 'vēl nedarbojas'],
      ['ins', 'jau darbojas'],
      ['ins', 'Trešais.'],
    ]);
    expect([...html.matchAll(/given-state">([^<]*)</gu)].map(([, state]) => state)).toEqual([
      'Izņemts',
      'Mainīts',
      'Jauns',
    ]);
    expect(words(html)).not.toContain('Nekas nav mainīts');
  });

  it('says that nothing has changed, if it has not', () => {
    expect(words(checked(typed, { stands }))).toContain('Nekas nav mainīts');
    const changed = { ...typed, publication: 'internal' };
    expect(words(checked(changed, { stands }))).not.toContain('Nekas nav mainīts');
  });

  const NEW_LINK = 'tikai ar saiti, ko nosūtīsim uz šo adresi. Līdzšinējā saite vairs nederēs';

  it('says that the link stays, and of a mail only if there will be one', () => {
    const changed = words(checked({ ...typed, 'opinion-3': 'Trešais.' }, { stands }));
    expect(changed).toContain('Uz šo adresi nosūtīsim labojuma apliecinājumu.');
    for (const html of [changed, words(checked(typed, { stands }))]) {
      expect(html).toContain('iesniegumu var labot vai atsaukt, nemainās.');
      expect(html).not.toContain('saiti šajā vēstulē');
      expect(html).not.toContain(NEW_LINK);
    }
    expect(words(checked(typed, { stands }))).not.toContain('labojuma apliecinājumu');
  });

  it('warns that another address gets another link, and that the former one is told', () => {
    for (const one of [stands, withdrawn]) {
      const moved = words(checked({ ...typed, email: 'cita@ngo.example' }, { stands: one }));
      expect(moved).toContain('Adrese ir mainīta');
      expect(moved).toContain(`${NEW_LINK}, un uz līdzšinējo adresi par to nosūtīsim ziņu.`);
      expect(moved).not.toContain('Nekas nav mainīts');
    }
  });

  it('says that a new link goes to an address in the place of a removed one, and tells nobody', () => {
    const { contact: _, ...unreachable } = stands;
    const given = words(checked(typed, { stands: unreachable }));
    expect(given).toContain(`${NEW_LINK}.`);
    expect(given).not.toContain('Adrese ir mainīta');
    expect(given).not.toContain('Nekas nav mainīts');
  });

  it('carries the key, and compares a withdrawn submission with nothing', () => {
    const html = checked(typed, { stands: withdrawn });
    expect(carried(html)).toContainEqual(['key', 'k&y']);
    expect(html).not.toContain('<ins>');
    expect(tags(html, 'form')[0]?.['action']).toBe(
      `/lv/consultations/nap2-midterm-review/receipts/${aReference(7)}/edit`,
    );
  });
});

describe('the page that asks before a withdrawal', () => {
  const model = {
    language: 'lv',
    site: PAGE_SITE,
    consultation: aConsultation(),
    submission: aSubmission(),
    key: 'k&y',
    now: NOW,
  } as const;
  const forms = (html: string) => tags(html.replace(/<footer.*/su, ''), 'form');

  it('shows what would go, and leads back', () => {
    const html = withdrawalPage(model);
    const path = `/lv/consultations/nap2-midterm-review/receipts/${model.submission.reference}`;
    expect(words(html)).toContain('Portāls vēl nedarbojas.');
    expect(forms(html)).toMatchObject([{ method: 'post', action: `${path}/withdraw` }]);
    expect(carried(html)).toEqual([['key', 'k&y']]);
    expect(tags(html, 'a').map(({ href }) => href)).toContain(`${path}/edit?key=k%26y`);
  });

  it.each([
    ['after closing', { now: at('2027-05-01T00:00:00Z') }, 'Termiņš ir pagājis'],
    [
      'a second time',
      { submission: { ...aSubmission(), state: 'withdrawn', parts: [] } as const },
      'Šis iesniegums ir atsaukts',
    ],
  ])('has no button %s, and says why', (_, changes, why) => {
    const html = withdrawalPage({ ...model, ...changes });
    expect(forms(html)).toEqual([]);
    expect(words(html)).toContain(why);
  });
});
