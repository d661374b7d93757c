import { describe, expect, it } from 'vitest';
import type { PublishedDraft } from '../../../shared/domain/draft.ts';
import { withoutText } from '../../../shared/domain/draft.ts';
import { consultationPage } from '../../../shared/view/pages/consultation-page.tsx';
import { draftChangesPage } from '../../../shared/view/pages/draft-changes-page.tsx';
import { draftPage } from '../../../shared/view/pages/draft-page.tsx';
import { revisionPage } from '../../../shared/view/pages/revision-page.tsx';
import {
  aCall,
  aConsultation,
  aPublishedDraft,
  aReference,
  at,
  aUnit,
} from '../../support/builders.ts';
import { aFirstDraft, aLargeDraft, aSecondDraft, both } from '../../support/drafts.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { BLANK, HOSTILE, NOW, RETURNED } from '../../support/pages.ts';

const LV = { language: 'lv', site: PAGE_SITE, units: [aUnit()] } as const;
const consultationOf = (draft: PublishedDraft) => aConsultation({ draft: withoutText(draft) });

const shown = (draft: PublishedDraft, changes: object = {}) =>
  consultationPage({
    ...LV,
    consultation: consultationOf(draft),
    draft,
    now: NOW,
    form: BLANK,
    ...changes,
  });
const draftShown = (draft: PublishedDraft, consultation = consultationOf(draft)) =>
  draftPage({ ...LV, consultation, draft });
const changesShown = (draft: PublishedDraft, before: PublishedDraft | null, changes: object = {}) =>
  draftChangesPage({ ...LV, consultation: consultationOf(draft), draft, before, ...changes });

const main = (html: string) => html.slice(html.indexOf('<main'), html.indexOf('</main>'));
const wordsOf = (html: string) => html.replaceAll(/<[^>]*>/gu, '').replaceAll('\u00a0', ' ');
const detailsIn = (html: string) =>
  [...html.matchAll(/<details class="draft-text"( data-short)?.*?<summary>(.*?)<\/summary>/gu)].map(
    ([, short, summary]) => ({ short: short !== undefined, summary }),
  );

describe.each([
  ['open', NOW],
  ['upcoming', at('2027-01-03T09:00:00Z')],
  ['closed', at('2027-06-01T00:00:00Z')],
])('the page of a consultation that is %s', (_, now) => {
  const html = shown(aFirstDraft(), { now });

  it('shows the text of the draft beside what it is about, folded and without a script', () => {
    expect(detailsIn(html)).toEqual([
      { short: true, summary: 'Projekta ievads' },
      { short: true, summary: 'Ko projekts saka par 1. apņemšanos' },
      // A long text is folded on every screen.
      { short: false, summary: 'Ko projekts saka par 2. apņemšanos' },
    ]);
    const [first, second] = [html.indexOf('Apņemšanās Nr. 1</'), html.indexOf('Dati ir publicēti')];
    expect(second).toBeGreaterThan(first);
    expect(html).toContain('<strong>daļēji</strong>');
    expect(html).not.toContain('The data is published');
  });

  it('leads to the whole draft and its documents, with what a copy can be checked by', () => {
    expect(tags(main(html), 'a').map(({ href }) => href)).toEqual(
      expect.arrayContaining([
        '/lv/consultations/nap2-midterm-review/drafts/1',
        'https://plan.example/draft.pdf?a=1&b="\'',
      ]),
    );
    const words = wordsOf(html);
    expect(words).toContain('(1,2 MB)');
    expect(words).toContain('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08');
    expect(words).not.toContain('Kas mainījies');
  });
});

describe('the page of a consultation', () => {
  it('of a second version leads to what has changed', () => {
    expect(tags(shown(aSecondDraft()), 'a').map(({ href }) => href)).toContain(
      '/lv/consultations/nap2-midterm-review/drafts/2/changes',
    );
  });

  it('shows nothing to unfold where a draft has no text', () => {
    const html = shown(aPublishedDraft());
    expect(detailsIn(html)).toEqual([]);
    expect(html).not.toContain('class="documents"');
  });

  it('shows the text also beside a form that comes back, and beside one for editing', () => {
    expect(detailsIn(shown(aFirstDraft(), { form: RETURNED }))).toHaveLength(3);
    const html = revisionPage({
      ...LV,
      consultation: consultationOf(aFirstDraft()),
      draft: aFirstDraft(),
      submission: {
        reference: aReference(7),
        state: 'submitted',
        publication: 'named',
        receivedAt: NOW,
      },
      key: 'k',
      now: NOW,
      form: BLANK,
      confirmed: 'no',
    });
    expect(detailsIn(html).map(({ summary }) => summary)).toEqual([
      'Ko projekts saka par 1. apņemšanos',
      'Ko projekts saka par 2. apņemšanos',
    ]);
  });

  it('shows one commitment as it shows sixty', () => {
    const large = aLargeDraft();
    expect(detailsIn(shown(large))).toHaveLength(61);
    const [only] = aFirstDraft().commitments;
    const one = aPublishedDraft({ commitments: only === undefined ? [] : [only] });
    expect(detailsIn(shown(one))).toHaveLength(1);
  });
});

describe('the page of a draft', () => {
  it('shows everything that was published, unfolded', () => {
    const html = draftShown(aFirstDraft());
    expect(html).toContain('<title>Izvērtējuma projekts: 1.\u00a0redakcija – Sadzirdēts</title>');
    expect(detailsIn(html)).toEqual([]);
    const words = wordsOf(main(html));
    for (const text of ['Projekts ir pirmais.', 'Publicēt datus.', 'Dati ir publicēti daļēji.']) {
      expect(words).toContain(text);
    }
    expect(words).toContain('Atbild: Pārmaiņu vadības nodaļa');
    expect(words).not.toContain('Šī nav jaunākā redakcija.');
    expect(html).not.toContain('noindex');
  });

  it('says that a newer version stands, and leads there', () => {
    const html = draftShown(aFirstDraft(), consultationOf(aSecondDraft()));
    expect(wordsOf(html)).toContain('Šī nav jaunākā redakcija. Lasīt jaunāko, 2. redakciju');
    expect(tags(html, 'a').map(({ href }) => href)).toContain(
      '/lv/consultations/nap2-midterm-review/drafts/2',
    );
    expect(html).toContain('noindex');
  });
});

describe('the page of what has changed', () => {
  const html = changesShown(aSecondDraft(), aFirstDraft());

  it('marks the words that are gone and those that are new, and nothing else', () => {
    const marked = [...html.matchAll(/<(del|ins)>(.*?)<\/\1>/gu)].map(
      ([, mark, text = '']) => `${mark ?? ''} ${text.replaceAll(/<span.*?<\/span>/gu, '')}`,
    );
    expect(marked).toEqual([
      'del Svītrotais teksts',
      'ins Pievienotais teksts',
      'del 1,2',
      'ins 1,3',
      'del 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      'ins 0086d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      'del daļēji',
      'ins pilnībā',
      'del Apņemšanās Nr. 3',
      'del Pārmaiņu vadības nodaļa',
      'ins Jauna',
      'ins Pārmaiņu vadības nodaļa',
      'ins Jauns. Beigas.',
    ]);
  });

  it('says for people who hear it what others see', () => {
    expect(wordsOf(html)).toContain(
      'Dati ir publicēti svītrots: daļēji – svītrojuma beigas  pievienots: pilnībā – pievienojuma beigas .',
    );
    expect(wordsOf(changesShown(aSecondDraft(), aFirstDraft(), { language: 'en' }))).toContain(
      'removed: part – end of removal  added: full – end of addition .',
    );
  });

  it('says of each commitment whether it is new, removed, changed or as it was', () => {
    const words = wordsOf(html);
    expect(words).toContain('1.Apņemšanās Nr. 1Mainīta');
    expect(words).toContain('3.Apņemšanās Nr. 3Svītrota');
    expect(words).toContain('4.JaunaJauna');
    expect(words).toContain('Nav mainīta 2. apņemšanās.');
    expect(words).toContain('Salīdzināts ar 1. redakciju.');
  });

  it('says when there is no version before, or no difference in this language', () => {
    const first = wordsOf(changesShown(aFirstDraft(), null));
    expect(first).toContain('Šī ir pirmā publicētā redakcija');
    expect(first).not.toContain('Svītrotais teksts');
    const same = { ...aFirstDraft(), version: 2 };
    expect(wordsOf(changesShown(same, aFirstDraft()))).toContain(
      'Šajā redakcijā projekta teksts latviešu valodā nav mainījies.',
    );
  });

  it('says when only the formatting has changed, and when nothing is as it was', () => {
    const introduced = (text: string) => aPublishedDraft({ introduction: both(text) });
    expect(wordsOf(changesShown(introduced('*Dati*'), introduced('**Dati**')))).toContain(
      'Neviens vārds nav mainījies, mainīts tikai noformējums.',
    );
    const words = (name: string) =>
      Array.from({ length: 600 }, (_, index) => `${name}${index}`).join(' ');
    expect(wordsOf(changesShown(introduced(words('a')), introduced(words('b'))))).toContain(
      'Teksts ir tik ļoti mainīts',
    );
  });

  it('shows a commitment that has moved to another unit', () => {
    const [first, ...others] = aFirstDraft().commitments;
    if (first === undefined) throw new Error('None');
    const moved = { ...aFirstDraft(), commitments: [{ ...first, unit: 'ethics' }, ...others] };
    const units = [aUnit(), aUnit({ id: 'ethics', name: both('Ētikas nodaļa') })];
    expect(wordsOf(changesShown(moved, aFirstDraft(), { units }))).toMatch(
      /Atbildīgā struktūrvienībasvītrots: Pārmaiņu vadības.*pievienots: Ētikas/u,
    );
  });

  it('lets no text become markup', () => {
    const hostile = changesShown(aSecondDraft(HOSTILE), aFirstDraft(`${HOSTILE}<ins>x</del>`));
    expect(hostile).not.toMatch(/<script>alert|<b>|<ins>x/u);
    expect(hostile).not.toContain('\u202e');
  });
});

it('what has changed fits into an answer of Lambda, however much that is', () => {
  const words = (name: string) =>
    Array.from({ length: 100 }, (_, index) => `${name}${index} un`).join(' ');
  const version = (name: string): PublishedDraft => ({
    ...aLargeDraft(),
    introduction: both('a'),
    commitments: aLargeDraft().commitments.map((one) => ({
      ...one,
      summary: both(words(name)),
      finding: both(words(name)),
    })),
  });
  const html = changesShown(version('a'), version('b'));
  expect(html.match(/<ins>/gu)?.length).toBeGreaterThan(1_000);
  expect(Buffer.byteLength(html)).toBeLessThan(4_000_000);
});

describe.each([
  ['lv', ['Aicinājums', 'Lasīt visu aicinājumu', 'Par plānu un aicinājumu'], /projekt/iu],
  [
    'en',
    ['Call', 'Read the whole call', 'About the plan and the call'],
    /(?:whole|of the|to the) draft/u,
  ],
] as const)('the text of a call, in %s', (language, words, aDraft) => {
  const draft = aPublishedDraft({
    introduction: both('Plānā ir 5–15 apņemšanās.'),
    commitments: [],
  });
  const call = aCall({ draft: withoutText(draft) });
  const context = { ...LV, language, consultation: call, draft };

  it('is called a call beside the form', () => {
    const html = consultationPage({ ...context, now: NOW, form: BLANK });
    for (const word of words) expect(wordsOf(main(html))).toContain(word);
    expect(wordsOf(main(html))).not.toMatch(aDraft);
  });

  it('is not called a draft where versions are compared', () => {
    const html = draftChangesPage({ ...context, before: draft });
    expect(wordsOf(main(html)).toLowerCase()).toContain(language === 'lv' ? 'aicinājuma' : 'call');
    expect(wordsOf(main(html))).not.toMatch(aDraft);
  });
});
