import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../shared/domain/consultation-record.ts';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import { recordCopyFor } from '../../../shared/view/copy/record.ts';
import { consultationPage } from '../../../shared/view/pages/consultation-page.tsx';
import { recordPage } from '../../../shared/view/pages/record-page.tsx';
import { aConsultation, aPublishedDraft, at, aUnit } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { BLANK } from '../../support/pages.ts';
import { aBlankRecord, aRecord } from '../../support/records.ts';

const context = { language: 'lv', site: PAGE_SITE } as const;
/** Returns the words of the page, with single spaces. */
const words = (html: string) =>
  html
    .slice(html.indexOf('<main'), html.indexOf('<footer'))
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/gu, ' ');

describe('the record’s page', () => {
  const html = recordPage({ ...context, record: aRecord() });
  const text = words(html);

  it('shows the window, and that it was changed', () => {
    expect(text).toContain('46 pilnas dienas');
    expect(text).toContain('Norises laiks ir mainīts');
    expect(text).toContain('līdz 2027. gada 30. aprīlim plkst. 23.59. (340. ieraksts)');
  });

  it('shows the checkpoint in full, and the command that checks it', () => {
    const { log } = aRecord();
    const [pre = ''] = /(?<=<pre[^>]*>)[^<]*/u.exec(html) ?? [];
    expect(pre).toBe(log?.checkpoint);
    expect(text).toContain(`npm run verify -- ${PAGE_SITE.url}/log/nap2-midterm-review/`);
  });

  it('shows numbers of addresses and mailboxes, and the hash of a draft', () => {
    expect(text).toContain('Izsūtīts uz 1041 adresi. Adresātu pasta serveri pieņēmuši: 1020.');
    expect(text).toContain('1 no 2');
    expect(text).toContain('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08');
  });

  it('says of each rule its verdict, its reason and where it comes from', () => {
    const verdicts = tags(html, 'li').flatMap(({ 'data-verdict': verdict }) => verdict ?? []);
    expect(verdicts).toEqual(aRecord().rules.map(({ verdict }) => verdict));
    expect(new Set(verdicts)).toEqual(new Set(['pass', 'fail', 'unknown']));
    expect(text).toContain('OGP 5. standarts');
    expect(text).toContain('Šīs apspriedes rīkotāja apņemšanās');
  });

  it('says what is not known yet', () => {
    const blank = words(recordPage({ ...context, record: aBlankRecord() }));
    for (const sentence of ['notSealed', 'nothingCounted', 'notLogged', 'noDigests'] as const) {
      expect(blank).toContain(recordCopyFor('lv')[sentence]);
    }
    expect(blank).toContain('Par šo apspriedi vēl nekas nav izsūtīts.');
  });
});

describe('the words of the rules', () => {
  const rule: Rule = {
    rule: 'window',
    standard: null,
    required: 30,
    verdict: 'pass',
    because: 'long-enough',
    days: 30,
    sent: null,
    at: at('2027-05-01T00:00+03:00'),
  };

  it.each([
    [30, '30 pilnu dienu', '30 dienu laikā', '30 adresēm'],
    [21, '21 pilnu dienu', '21 dienas laikā', '21 adresi'],
    [22, '22 pilnas dienas', '22 dienu laikā', '22 adresēm'],
    [0, '0 pilnu dienu', '0 dienu laikā', '0 adresēm'],
  ])('agree in Latvian with %i', (count, full, within, addresses) => {
    const copy = recordCopyFor('lv');
    const said = (sentence: string) => sentence.replaceAll('\u00a0', ' ');
    expect(said(copy.rule.window(count))).toContain(full);
    expect(said(copy.rule.notice(count))).toContain(full);
    expect(said(copy.rule.summary(count))).toContain(within);
    expect(said(copy.because['too-late']({ ...rule, days: count }))).toContain(full);
    expect(said(copy.because['went-out']({ ...rule, sent: count }))).toContain(addresses);
    expect(said(copy.reach(count, 0))).toContain(addresses);
  });

  it.each(LANGUAGES)('are whole sentences in %s', (language) => {
    const { because, standards } = recordCopyFor(language);
    for (const say of Object.values(because)) {
      expect(say(rule)).toMatch(/^\p{Lu}.*\S\.$/u);
      expect(say(rule)).not.toMatch(/undefined|null|NaN/u);
    }
    expect(Object.keys(standards)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('names the end of a day as the deadline when a consultation closes at midnight', () => {
    const said = recordCopyFor('lv').because['not-answered'](rule);
    expect(said.replaceAll('\u00a0', ' ')).toBe(
      'Līdz 2027. gada 30. aprīlim plkst. 23.59 nekas nav publicēts.',
    );
  });
});

describe('the page of a consultation', () => {
  const consultation = aConsultation();
  const about = {
    ...context,
    consultation,
    units: [aUnit()],
    draft: aPublishedDraft(),
    form: BLANK,
  };
  const path = '/lv/consultations/nap2-midterm-review/record';
  const linkAt = (written: string) => {
    const html = consultationPage({ ...about, now: at(written) });
    const [before = ''] = html.split(`href="${path}"`);
    return before.slice(before.lastIndexOf('<p '));
  };

  it('leads to the record, and more visibly once it has closed', () => {
    expect(linkAt('2027-04-20T09:00Z')).toContain('class="record-link"');
    expect(linkAt('2027-05-01T00:00Z')).toContain('record-link-closed');
  });
});
