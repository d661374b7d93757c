import { describe, expect, it } from 'vitest';
import { spellReference } from '../../../shared/domain/reference.ts';
import { failurePage } from '../../../shared/view/pages/failure-page.tsx';
import { homePage } from '../../../shared/view/pages/home-page.tsx';
import { receiptNotFoundPage, receiptPage } from '../../../shared/view/pages/receipt-page.tsx';
import { aConsultation, aReference, at, aUnit } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { aReceipt, everyPage, HOSTILE, NOW } from '../../support/pages.ts';

const context = { language: 'lv', site: PAGE_SITE } as const;
const plain = (html: string) => html.replaceAll('\u00a0', ' ');
const shown = (
  changes: Parameters<typeof aReceipt>[0] = {},
  fresh = false,
  now = NOW,
  again: 'due' | 'too-many' | 'over' | null = null,
) => plain(receiptPage({ ...context, receipt: aReceipt(changes), now, fresh, again }));

describe('a receipt', () => {
  it('shows its reference in the groups in which it is read out', () => {
    expect(shown()).toContain(`>${spellReference(aReference(7))}</strong>`);
  });

  it.each([
    ['under-way', 'sūtām arī e-pasta vēstuli', false],
    ['sent', 'ir nosūtīta uz iesniegumā norādīto adresi', true],
    ['held', 'vēstuli par to neesam nosūtījuši', true],
    ['missed', 'līdz adresātam nav nonākusi', true],
    ['over', 'vēstuli ar šo numuru vairs nevar nosūtīt', false],
  ] as const)('says what became of its mail, and offers it again: %s', (mail, words, offered) => {
    const html = shown({ mail });
    expect(html).toContain(words);
    const path = `/lv/consultations/nap2-midterm-review/receipts/${aReference(7)}/mail`;
    const main = html.slice(0, html.indexOf('</main>'));
    const actions = tags(main, 'form').map(({ action }) => action);
    expect(actions).toEqual(offered ? [path] : []);
  });

  it('says what becomes of the wish to get the mail again, and offers it no second time', () => {
    const asked = shown({ mail: 'under-way' }, false, NOW, 'due');
    expect(asked).toContain('Vēstuli nosūtīsim dažu minūšu laikā');
    const refused = shown({ mail: 'held' }, false, NOW, 'too-many');
    expect(refused).toContain('Mēģiniet pēc stundas.');
    const over = shown({ mail: 'over' }, false, NOW, 'over');
    expect(over).toContain('Vēstuli vairs nevar nosūtīt');
    for (const html of [asked, refused, over]) expect(html).not.toContain('/mail"');
  });

  it('says to the second when the submission arrived', () => {
    expect(shown()).toContain('2027. gada 19. aprīlī plkst. 16.59.58');
  });

  it('says which digest will carry it', () => {
    expect(shown()).toContain('nākamajā kopsavilkumā pirmdien, 2027. gada 26. aprīlī');
  });

  it('says which digest has carried it, and when the digest was sent', () => {
    const told = { state: 'told', number: 14, sentAt: at('2027-04-26T05:00:03Z') } as const;
    expect(shown({ progress: [{ unit: aUnit(), change: 'submitted', told }] })).toContain(
      'Iesniegums ir iekļauts 14. kopsavilkumā, kas nosūtīts 2027. gada 26. aprīlī plkst. 08.00.',
    );
  });

  it('does not call a digest sent that was sent to no mailbox', () => {
    const told = { state: 'told', number: 14, sentAt: null } as const;
    const html = shown({ progress: [{ unit: aUnit(), change: 'submitted', told }] });
    expect(html).toContain('pašlaik tiek sūtīts');
    expect(html).not.toContain('Nosūtīts');
  });

  it('distinguishes edited and withdrawn submissions from new ones', () => {
    expect(shown({ state: 'edited' })).toContain('Labojumu iekļausim');
    const withdrawn = shown({ state: 'withdrawn', parts: 0 });
    expect(withdrawn).toContain('Iesniegums ir atsaukts');
    expect(withdrawn).toContain('Ziņu par atsaukumu iekļausim');
    expect(withdrawn).not.toContain('0 viedokļu');
  });

  it('shows each unit’s part of an edited submission with its own change', () => {
    const told = { state: 'told', number: 14, sentAt: null } as const;
    const html = shown({
      state: 'edited',
      progress: [
        { unit: aUnit(), change: 'submitted', told },
        { unit: aUnit({ id: 'b' }), change: 'withdrawn', told: { state: 'waiting', next: null } },
      ],
    });
    expect(html).toContain('Iesniegums ir iekļauts 14. kopsavilkumā');
    expect(html).toContain('Ziņu par atsaukumu iekļausim');
    expect(html).not.toContain('Labojum');
  });

  it('says so when it was withdrawn before any unit was told', () => {
    const html = shown({ state: 'withdrawn', progress: [] });
    expect(html).toContain('tāpēc struktūrvienībām to nesūtīsim');
    expect(html).not.toContain('<ol class="journey">');
  });

  it('says until when the link in the mail opens the submission, also to those who come later', () => {
    const until = 'labot vai atsaukt līdz 2027. gada 1. maijam plkst. 03.00';
    for (const fresh of [true, false]) expect(shown({}, fresh)).toContain(until);
    expect(shown({}, true, aConsultation().closesAt)).toContain('vairs nevar ne labot, ne atsaukt');
  });

  it('lets the browser forget the draft only once it has been received', () => {
    expect(shown({}, true)).toContain('data-received="nap2-midterm-review"');
    expect(shown({}, false)).not.toContain('data-received');
  });

  it('is kept out of search engines', () => {
    expect(shown()).toContain('<meta name="robots" content="noindex"/>');
  });
});

describe('a number that leads to no receipt', () => {
  const consultation = aConsultation();
  const answer = (typed: string, why: 'misread' | 'unknown') =>
    receiptNotFoundPage({ ...context, consultation, typed, why });

  it('is reported as misread, unknown or missing', () => {
    expect(answer('7KXM', 'misread')).toContain('ir kļūda');
    expect(answer(aReference(8), 'unknown')).toContain('tāda iesnieguma nav');
    expect(answer('  ', 'misread')).toContain('Ierakstiet apliecinājuma numuru.');
  });

  it('comes back as it was typed', () => {
    const field = tags(answer(HOSTILE, 'misread'), 'input').find(({ id }) => id === 'reference');
    expect(field?.['value']).toBe(HOSTILE);
    expect(field?.['aria-invalid']).toBe('true');
  });
});

describe('the list of consultations', () => {
  const listed = (now = NOW) =>
    plain(
      homePage({
        ...context,
        now,
        consultations: [
          aConsultation({ id: 'past', closesAt: at('2027-02-01T00:00:00Z') }),
          aConsultation({ id: 'soon', closesAt: at('2027-04-20T10:00:00Z') }),
          aConsultation(),
        ],
      }),
    );

  it('begins with what closes first, and says how long it is open', () => {
    const links = tags(listed(), 'a').flatMap(
      ({ href }) => /consultations\/(.+)/u.exec(href ?? '')?.[1] ?? [],
    );
    expect(links).toEqual(['soon', 'nap2-midterm-review', 'past']);
    expect(listed()).toContain('Pēdējā diena');
    expect(listed()).toContain('Vēl 11 dienu');
  });

  it('says so when nothing is open', () => {
    expect(listed(at('2027-06-01T00:00:00Z'))).toContain(
      'Pašlaik nevienas atvērtas apspriedes nav.',
    );
    expect(homePage({ ...context, now: NOW, consultations: [] })).toContain(
      'nevienas apspriedes nav',
    );
  });
});

it('answers an unknown address in every language, because its reader’s language is not known', () => {
  const html = failurePage({ ...context, failure: 'not-found' });
  expect(html).toContain('Šādas lapas nav');
  expect(html).toMatch(/lang="en"[^>]*>.*There is no such page/u);
});

it('gives the code of an unexpected failure', () => {
  const html = failurePage({ ...context, failure: 'unexpected', correlationId: '7a4c8f2e' });
  expect(html).toContain('<code>7a4c8f2e</code>');
});

describe('the page behind a personal link', () => {
  it('says that the contact was removed, and asks nobody to confirm it', () => {
    const pages = everyPage('lv');
    expect(pages['revision']).toContain('/confirm"');
    expect(pages['revision']).not.toContain('e-pasta adrese ir dzēsta');
    const html = pages['revision without contact'];
    expect(html).toContain('Iesnieguma kontaktpersona un e-pasta adrese ir dzēsta');
    expect(html).not.toContain('/confirm"');
    expect(html).toContain('/publication"');
  });
});
