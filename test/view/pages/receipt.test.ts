import { describe, expect, it } from 'vitest';
import type { DigestReach, Progress } from '../../../shared/domain/receipt.ts';
import { spellReference } from '../../../shared/domain/reference.ts';
import type { Language } from '../../../shared/domain/text.ts';
import { type Instant, LocalDate } from '../../../shared/domain/time.ts';
import { failurePage } from '../../../shared/view/pages/failure-page.tsx';
import { homePage } from '../../../shared/view/pages/home-page.tsx';
import {
  findReceiptPage,
  type LookUpFault,
} from '../../../shared/view/pages/find-receipt-page.tsx';
import { receiptPage } from '../../../shared/view/pages/receipt-page.tsx';
import { aConsultation, aReference, at, aUnit } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { aReceipt, everyPage, HOSTILE, NOW, RECEIPT_URL } from '../../support/pages.ts';

const context = { language: 'lv', site: PAGE_SITE } as const;
/** The day of the unit's next digest. */
const NEXT = LocalDate.parse('2027-05-03');
const plain = (html: string) => html.replaceAll('\u00a0', ' ');
const shown = (
  changes: Parameters<typeof aReceipt>[0] = {},
  answers: 'new' | 'edit' | null = null,
  now = NOW,
  again: 'due' | 'too-many' | 'over' | null = null,
) =>
  plain(
    receiptPage({ ...context, url: RECEIPT_URL, receipt: aReceipt(changes), now, answers, again }),
  );

/** One unit's step, once its digest of 26 April has been made. */
function aStep(state: DigestReach['state'], at: Instant | null = null): Progress {
  const accepted = state === 'accepted' ? [{ at, entry: 13 }] : [];
  const reach = { state, sentAt: at, mailboxes: 2, accepted };
  const day = LocalDate.parse('2027-04-26');
  const told = { state: 'told', number: 14, day, entry: 12, reach } as const;
  return { unit: aUnit(), change: 'submitted', told };
}

describe('a receipt', () => {
  const reachedAt = at('2027-04-26T05:00:03Z');
  const ON_MONDAY = '2027. gada 26. aprīlī plkst. 08.00';

  it('shows its reference in the groups in which it is read out', () => {
    expect(shown()).toContain(`>${spellReference(aReference(7))}</strong>`);
  });

  it.each([
    ['due', 'Vēstuli ar šo numuru sūtām', false],
    ['delayed', 'Vēstules sūtīšana aizkavējas', false],
    ['sent', `nosūtīta ${ON_MONDAY}. Pasta serveris vēl nav ziņojis`, true],
    ['accepted', `Pasta serveris vēstuli ar šo numuru pieņēma ${ON_MONDAY}.`, true],
    ['bounced', `pasta serveris vēstuli par to nepieņēma ${ON_MONDAY}.`, true],
    ['unknown', 'nav zināms, vai vēstule par to ir nosūtīta', true],
    ['held', 'vēstuli par to neesam nosūtījuši', true],
    ['stopped', 'uz tajā norādīto adresi vairs nerakstām', false],
    ['failed', 'vēstuli par to nosūtīt neizdevās', true],
    ['over', 'vēstuli ar šo numuru vairs nevar nosūtīt', false],
  ] as const)('says what became of its mail, and offers it again: %s', (state, words, offered) => {
    const html = shown({ mail: { state, at: reachedAt } });
    expect(html).toContain(words);
    const path = `/lv/consultations/nap2-midterm-review/receipts/${aReference(7)}/mail`;
    const main = html.slice(0, html.indexOf('</main>'));
    const actions = tags(main, 'form').map(({ action }) => action);
    expect(actions).toEqual(offered ? [path] : []);
  });

  it('says what becomes of the wish to get the mail again, and offers it where it can be had', () => {
    const offers = (html: string) => html.includes('/mail"');
    const asked = shown({ mail: { state: 'due', at: null } }, null, NOW, 'due');
    expect(asked).toContain('Vēstuli nosūtīsim dažu minūšu laikā');
    const refused = shown({ mail: { state: 'held', at: null } }, null, NOW, 'too-many');
    expect(refused).toContain('Mēģiniet pēc stundas.');
    const over = shown({ mail: { state: 'over', at: null } }, null, NOW, 'over');
    expect(over).toContain('Vēstuli vairs nevar nosūtīt');
    expect([asked, refused, over].map(offers)).toEqual([false, true, false]);
  });

  it('says what became of a mail that was asked for again, once it is sent', () => {
    const mail = { state: 'bounced', at: reachedAt } as const;
    expect(shown({ mail }, null, NOW, 'due')).toBe(shown({ mail }));
  });

  it('shows where the mail went, as far as it may, and not on paper', () => {
    expect(shown({ address: 'b…s@ngo.example' })).toMatch(
      /<p class="sent-to">[^<]*<bdi translate="no">b…s@ngo\.example<\/bdi>/u,
    );
    const later = shown({ address: null }).replaceAll(PAGE_SITE.owner.email, '');
    expect(later.replace(/<footer.*/su, '')).not.toMatch(/@|sent-to/u);
  });

  it('says what to do about a wrong address, and says it at once if the mail came back', () => {
    const opened = (changes: Parameters<typeof aReceipt>[0], now = NOW) =>
      tags(shown(changes, null, now), 'details').map(({ open }) => open !== undefined);
    expect(opened({})).toEqual([false]);
    expect(opened({ mail: { state: 'bounced', at: reachedAt } })).toEqual([true]);
    expect(opened({ mail: { state: 'stopped', at: null } })).toEqual([true]);
    expect(opened({ state: 'withdrawn' })).toEqual([]);
    expect(opened({ mail: { state: 'over', at: null } })).toEqual([]);
    expect(shown()).toContain('Iesniedziet to pašu vēlreiz ar pareizo adresi');
    expect(shown({}, null, aConsultation().closesAt)).not.toContain('Iesniedziet to pašu vēlreiz');
  });

  it('has its own address, to find it again from paper', () => {
    expect(shown()).toMatch(
      new RegExp(`class="on-paper">[^<]*<span[^>]*>${RECEIPT_URL}</span>`, 'u'),
    );
  });

  it('says to the second when the submission arrived', () => {
    expect(shown()).toContain('2027. gada 19. aprīlī plkst. 16.59.58');
  });

  it('says which digest will carry it', () => {
    expect(shown()).toContain('nākamajā kopsavilkumā pirmdien, 2027. gada 26. aprīlī');
  });

  it('says which digest has told it', () => {
    expect(shown({ progress: [aStep('accepted')] })).toContain(
      'Iesniegums ir iekļauts 2027. gada 26. aprīļa kopsavilkumā Nr. 14.',
    );
  });

  it.each([
    ['under-way', null, 'Tiek sūtīts', 'Kopsavilkums pašlaik tiek sūtīts.'],
    ['delayed', null, 'Aizkavējas', 'Kopsavilkumu vēl nav izdevies nosūtīt. Mēģinām vēlreiz.'],
    ['sent', reachedAt, 'Nosūtīts', `Kopsavilkums nosūtīts ${ON_MONDAY}. Pasta serveris vēl nav`],
    [
      'accepted',
      reachedAt,
      'Pasta serveris pieņēma',
      'Pasta serveris kopsavilkumu pieņēma: 1 pastkastē no 2.',
    ],
    ['owed', null, 'Nav piegādāts', 'Kopsavilkumu nav pieņēmusi neviena pastkaste.'],
  ] as const)(
    'says how far the digest has got as it is recorded, and no further: %s',
    (state, when, status, words) => {
      const html = shown({ progress: [aStep(state, when)] });
      expect(html).toContain(`<li data-reached="${state}"><p class="step-status">${status}</p>`);
      expect(html).toContain(words);
      expect(html).not.toMatch(/izlas|saņēmusi/iu);
    },
  );

  it('leads from each step to the entry of the log that holds it', () => {
    const html = everyPage('lv')['receipt told'] ?? '';
    const hrefs = tags(html.slice(0, html.indexOf('</main>')), 'a').map(({ href }) => href);
    const entries = hrefs.filter((href) => href?.startsWith('/log/'));
    const at = (entry: number) => `/log/nap2-midterm-review/entries/${entry}`;
    expect(entries).toEqual([at(4), at(12), at(13)]);
    expect(plain(html)).toContain(
      'Iekļauts apspriedes žurnālā 2027. gada 19. aprīlī plkst. 17.15. <a class="ds-link unbroken"',
    );
    expect(html).toContain('lai gan parasti tas notiek 20 minūšu laikā');
    expect(html).toContain('<li>Laiks nav zināms. </li>');
  });

  it('says of what is too new for the log when it will be there', () => {
    expect(shown()).toContain('vēl nav iekļauts: tas notiek aptuveni 20 minūšu laikā');
    expect(shown()).toContain('<li data-reached="due"><p class="step-status">Saņemts</p>');
  });

  it('says who can get the proof, and where anybody checks it, but gives no key away', () => {
    const html = shown();
    expect(html).toContain('href="/lv/check"');
    expect(html).not.toContain('/proof');
  });

  it('leads whoever gave a wrong address to the institution', () => {
    const [, note = ''] = shown().split('class="wrong-address"');
    const [told = ''] = note.split('</details>');
    expect(told).toContain(`href="mailto:${PAGE_SITE.owner.email}"`);
  });

  it('distinguishes edited and withdrawn submissions from new ones', () => {
    expect(shown({ state: 'edited' })).toContain('Labojumu iekļausim');
    const withdrawn = shown({ state: 'withdrawn', parts: 0 });
    expect(withdrawn).toContain('Iesniegums ir atsaukts');
    expect(withdrawn).toContain('Ziņu par atsaukumu iekļausim');
    expect(withdrawn).not.toContain('0 viedokļu');
  });

  it('shows each unit’s part of an edited submission with its own change', () => {
    const html = shown({
      state: 'edited',
      progress: [
        aStep('under-way'),
        { unit: aUnit({ id: 'b' }), change: 'withdrawn', told: { state: 'waiting', next: NEXT } },
      ],
    });
    expect(html).toContain('Iesniegums ir iekļauts 2027. gada 26. aprīļa kopsavilkumā Nr. 14.');
    expect(html).toContain('Ziņu par atsaukumu iekļausim');
    expect(html).not.toContain('Labojum');
  });

  it('tells an earlier version, which a unit has, from the change that waits', () => {
    const waiting = { change: 'edited', told: { state: 'waiting', next: NEXT } } as const;
    const edited = [aStep('accepted', reachedAt), { unit: aUnit(), ...waiting }];
    const html = shown({ state: 'edited', progress: edited });
    const told = 'Iepriekšējā redakcija ir iekļauta 2027. gada 26. aprīļa kopsavilkumā Nr. 14.';
    expect(html.indexOf(told)).toBeGreaterThan(0);
    expect(html.indexOf(told)).toBeLessThan(html.indexOf('Labojumu iekļausim'));
    const another = [aStep('accepted'), { unit: aUnit({ id: 'b' }), ...waiting }];
    expect(shown({ state: 'edited', progress: another })).not.toContain('Iepriekšējā redakcija');
    const again = [{ ...aStep('accepted'), change: 'withdrawn' as const }, ...edited.slice(1)];
    expect(shown({ progress: again })).toContain('Ziņa par atsaukumu ir iekļauta');
  });

  it('says so when it was withdrawn before any unit was told', () => {
    const html = shown({ state: 'withdrawn', progress: [] });
    expect(html).toContain('tāpēc struktūrvienībām to nesūtīsim');
    expect(html).not.toContain('class="step-unit"');
  });

  it('says until when the link in the mail opens the submission, also to those who come later', () => {
    const until = 'labot vai atsaukt līdz 2027. gada 1. maijam plkst. 03.00';
    for (const answers of ['new', null] as const) expect(shown({}, answers)).toContain(until);
    expect(shown({}, 'new', aConsultation().closesAt)).toContain(
      'vairs nevar ne labot, ne atsaukt',
    );
  });

  it('lets the browser forget the draft only once it has been received', () => {
    for (const state of ['submitted', 'edited'] as const) {
      const [draft, ofEdit] = ['nap2-midterm-review', `nap2-midterm-review/${aReference(7)}`];
      const ended = (answers: 'new' | 'edit') =>
        tags(shown({ state }, answers), 'div').find((one) => 'data-received' in one)?.[
          'data-draft'
        ];
      expect([ended('new'), ended('edit')]).toEqual([draft, ofEdit]);
      expect(shown({ state })).not.toContain('data-received');
    }
    // An edit that was begun before may still be on its way.
    expect(shown({ state: 'withdrawn' }, 'new')).not.toContain('data-received');
  });

  it('is kept out of search engines', () => {
    expect(shown()).toContain('<meta name="robots" content="noindex"/>');
  });
});

describe('the look-up', () => {
  const lookUp = (typed: string | null, fault: LookUpFault | null, language: Language = 'lv') =>
    findReceiptPage({ ...context, language, typed, fault });

  it('is a page of its own, without an error before anything was typed', () => {
    const html = lookUp(null, null);
    expect(html).toContain('<title>Pārbaudīt iesniegumu – Sadzirdēts</title>');
    expect(html).not.toMatch(/aria-invalid|noindex|validation/u);
    const [form] = tags(html.slice(0, html.indexOf('</main>')), 'form');
    expect(form).toMatchObject({ method: 'get', action: '/lv/receipts' });
  });

  it.each<[LookUpFault, string]>([
    [{ fault: 'missing' }, 'Ierakstiet apliecinājuma numuru.'],
    [{ fault: 'wrong-length', length: 11 }, 'Numurā ir 12 zīmes. Jūs ierakstījāt 11.'],
    [{ fault: 'wrong-symbols', symbols: ['1', 'S'] }, 'Šādu zīmju numurā nav: 1 S.'],
    [{ fault: 'misread' }, 'Šajā numurā ir kļūda'],
    [{ fault: 'unknown' }, 'iesnieguma ar šādu numuru nav'],
  ])('says what is wrong, beside what was typed: %j', (fault, words) => {
    const html = lookUp(HOSTILE, fault);
    expect(html).toContain('<title>Kļūda: Iesniegums nav atrasts');
    expect(html).toContain(words);
    const field = tags(html, 'input').find(({ id }) => id === 'reference');
    expect(field).toMatchObject({ value: HOSTILE, 'aria-invalid': 'true' });
  });

  it('keeps what was typed when the reader changes the language', () => {
    const html = lookUp('7KXM & co', { fault: 'misread' });
    const other = tags(html, 'a').find(({ hreflang }) => hreflang === 'en');
    expect(other?.['href']).toBe('/en/receipts?reference=7KXM+%26+co');
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

  it('counts the days of what closes at midnight up to the day that ends', () => {
    const closesAt = at('2027-04-21T00:00+03:00');
    const html = homePage({ ...context, now: NOW, consultations: [aConsultation({ closesAt })] });
    expect(html).toContain('Pēdējā diena');
    expect(plain(html)).toContain('Viedokļus gaidām līdz 2027. gada 20. aprīlim plkst. 23.59');
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
