import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { itemsIn } from '../../../shared/domain/digest-content.ts';
import type { Submission } from '../../../shared/domain/submission.ts';
import { plus } from '../../../shared/domain/time.ts';
import { spellReference } from '../../../shared/domain/reference.ts';
import { aSubmission } from '../../support/builders.ts';
import {
  aDigest,
  CAMPAIGN,
  gatherDigest,
  mailOf,
  REVIEW,
  toDateWith,
  WEEK,
} from '../../support/mails.ts';
import { readHtml } from '../../support/mail-words.ts';

/** Puts the text on one line, with plain spaces. */
const plain = (text: string) => text.replaceAll(/\s+/gu, ' ');

/** Makes letters of one text and of as many organisations. Each has a word of its own. */
function letters(count: number, text: string, changes: Parameters<typeof aSubmission>[0] = {}) {
  return Array.from({ length: count }, (_, index): Submission =>
    aSubmission({
      consultation: REVIEW,
      seed: index + 1,
      receivedAt: plus(aDigest().window.from, index),
      organisation: `Biedrība ${index}`,
      opinions: [{ commitment: 1, rating: 'limited', text: text.replace('{n}', `${index}`) }],
      ...changes,
    }),
  );
}

const LETTER =
  'Prasām noteikt visām pašvaldībām pienākumu līdz gada beigām publicēt budžeta, iepirkumu un īpašumu datus, jo iedzīvotājiem ir tiesības tos zināt. {n}';

const OTHER =
  'Te ir pavisam cits teksts par to pašu apņemšanos, un arī to sūta vairākas organizācijas reizē. {n}';

function rowsOf(csv = ''): Record<string, string>[] {
  const { data } = papaparse.parse<Record<string, string>>(csv.slice(1), {
    delimiter: ';',
    header: true,
    skipEmptyLines: true,
  });
  return data;
}

describe('campaign letters in a digest', () => {
  it('are told once, with how many there are, and each is counted', () => {
    const mail = mailOf(letters(23, LETTER));
    for (const said of [plain(mail.text), plain(readHtml(mail.html))]) {
      expect(said).toContain('23 jauni viedokļi');
      expect(said).toContain('23 iesniegumi ar gandrīz vienādu tekstu');
      expect(said).toContain('23 organizācijas · Ierobežota 23');
      expect(said.split('Prasām noteikt visām').length - 1).toBe(1);
      expect(said).not.toContain('Vēstulē:');
    }
    expect(mail.subject).toContain('23 jauni viedokļi');
  });

  it.each([
    [2, '2 iesniegumi ar'],
    [11, '11 iesniegumu ar'],
    [21, '21 iesniegums ar'],
    [30, '30 iesniegumu ar'],
  ])('are counted in good Latvian: %i', (count, words) => {
    expect(mailOf(letters(count, LETTER)).text).toContain(`* ${words} gandrīz vienādu tekstu`);
  });

  it('name each letter by its reference, as many as fit, and the table holds all', () => {
    const submissions = letters(300, LETTER);
    const { text, attachments } = mailOf(submissions);
    const listed = submissions.filter(({ reference }) => text.includes(spellReference(reference)));
    expect(listed).toEqual(submissions.slice(0, 40));
    expect(text).toContain('Un vēl 260 iesniegumu pievienotajā tabulā.');
    const rows = rowsOf(attachments[0]?.content);
    expect(rows.map((row) => row['Apliecinājuma numurs'])).toEqual(
      submissions.map(({ reference }) => spellReference(reference)),
    );
    expect(new Set(rows.map((row) => row['Gandrīz vienādu tekstu grupa']))).toEqual(new Set(['1']));
    expect(rows[299]?.['Viedoklis']).toContain('zināt. 299');
  });

  it('say which of them are edited and which must not be published', () => {
    const [first, second, third] = letters(3, LETTER) as [Submission, Submission, Submission];
    const told = [
      first,
      { before: { ...second, parts: [] }, after: { ...second, publication: 'internal' as const } },
      { before: { ...third, organisation: 'Cita' }, after: third },
    ];
    const { text } = mailOf(told);
    expect(text).toContain('3 organizācijas · Ierobežota 3 · nepublicēt: 1');
    expect(text).toContain(`- ${spellReference(first.reference)} · Biedrība 0\n`);
    expect(text).toContain(`- ${spellReference(second.reference)} · nepublicēt · Biedrība 1\n`);
    expect(plain(text)).toContain(
      `- ${spellReference(third.reference)} · labots · iepriekšējā redakcija – kopsavilkumā Nr. 3 (23. novembrī) · Biedrība 2`,
    );
  });

  it('come before the other opinions of their commitment, the largest first', () => {
    const others = letters(3, OTHER);
    const campaign = letters(5, LETTER);
    const lone = aSubmission({
      consultation: REVIEW,
      seed: 99,
      organisation: 'Viens',
      opinions: [{ commitment: 1, rating: null, text: 'Viens pats.' }],
    });
    const { text } = mailOf([lone, ...others, ...campaign]);
    const heads = [...text.matchAll(/^\* (.+)$/gmu)].map(([, head]) => head);
    expect(heads).toEqual([
      '5 iesniegumi ar gandrīz vienādu tekstu',
      '3 iesniegumi ar gandrīz vienādu tekstu',
      'Viens',
    ]);
  });

  it('are no campaign if one author has sent all of them', () => {
    const { text } = mailOf(letters(5, LETTER, { organisation: 'Viena biedrība' }));
    expect(text).not.toContain('gandrīz vienādu tekstu');
    expect(text.split('* Viena biedrība').length - 1).toBe(5);
  });

  it('cannot forge a line by the name of an organisation', () => {
    const organisation = `A · 7KXM-ACDE-4PRT * 1000 iesniegumu "\u202e`.repeat(3);
    const hostile = letters(2, LETTER).map((one, index) => ({
      ...one,
      organisation: `${organisation}${index}`,
    }));
    const { text, html } = mailOf(hostile);
    expect(text.match(/^\* /gmu)).toHaveLength(1);
    expect(text).not.toContain('\u202e');
    expect(html).not.toContain('iesniegumu "');
  });

  it('take at most 90 KB, whatever they hold, and leave room for others', () => {
    const worst = '"'.repeat(200);
    const campaigns = Array.from({ length: 40 }, (_, campaign) => {
      const words = Array.from({ length: 300 }, (_one, word) => `vārds${campaign}x${word}`);
      return letters(60, `${words.join('&& ')} ${'"'.repeat(5_000)}`).map((one, index) => ({
        ...one,
        organisation: `${worst.slice(0, 190)}${campaign} ${index}`,
      }));
    }).flat();
    const lone = letters(40, 'Šis ir {n}. cits viedoklis.');
    const { html, text } = mailOf([...campaigns, ...lone]);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    expect(text).toContain('60 iesniegumu ar gandrīz vienādu tekstu');
  });

  it('do not let 10,000 opinions of one window grow the mail', () => {
    const many = letters(10_000, LETTER);
    const { content, files } = gatherDigest(aDigest(), [REVIEW], many);
    const { html, text } = mailOf([], { content, files });
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    expect(plain(text)).toContain(`* 10\u00a0000`.replace('\u00a0', ' '));
    for (const { items, entries } of content.chapters[0]?.sections ?? []) {
      expect(itemsIn(entries)).toBe(items);
    }
  }, 60_000);
});

describe('the totals to date in a digest', () => {
  const toDate = toDateWith(CAMPAIGN);

  it('stand beside those of the week, in all and by commitment', () => {
    const mail = mailOf(CAMPAIGN, { digest: aDigest({ toDate }) });
    for (const said of [plain(mail.text), plain(readHtml(mail.html))]) {
      expect(said).toContain(
        'Kopā līdz šim: 42 viedokļi · 34 iesniegumi · rakstījušas 34 organizācijas',
      );
      expect(said).toContain('Kopā līdz šim 28: Nav sākta 6 · Ierobežota 18');
      expect(said).toContain('kapitālsabiedrībās – nekā jauna. Kopā līdz šim 2: Pabeigta 2');
    }
  });

  it('are left out of a row that says the same already', () => {
    const { text } = mailOf(CAMPAIGN, { digest: aDigest({ toDate }) });
    expect(plain(text)).toMatch(/1 jauns viedoklis: Ierobežota 1 3\. Vienota/u);
  });

  it('are told when nothing is new', () => {
    const { text } = mailOf([], { digest: aDigest({ toDate: toDateWith([]) }) });
    expect(text).toContain(
      'Kopā līdz šim: 6 viedokļi · 5 iesniegumi · rakstījušas 4 organizācijas\n',
    );
  });

  const LV = '(skaitot arī tās, kas visu atsaukušas, un agrākos nosaukumus)';
  const EN = '(counting those that have withdrawn everything, and former names)';

  it.each([
    ['lv', 7, 8, 0, `7 iesniegumi · rakstījušas 8 organizācijas ${LV}`],
    ['lv', 8, 8, 1, '8 iesniegumi · rakstījušas 8 organizācijas, tostarp 1 pirmoreiz'],
    ['lv', 21, 21, 10, '21 iesniegums · rakstījusi 21 organizācija, tostarp 10 pirmoreiz'],
    ['lv', 0, 1, 0, `0 iesniegumu · rakstījusi 1 organizācija ${LV}`],
    ['lv', 2, 1, 1, '2 iesniegumi · rakstījusi 1 organizācija'],
    ['lv', 30, 20, 20, '30 iesniegumu · rakstījušas 20 organizāciju'],
    ['lv', 2, 3, 2, `2 iesniegumi · rakstījušas 3 organizācijas ${LV}, tostarp 2 pirmoreiz`],
    [
      'en',
      7,
      8,
      1,
      `7 submissions · 8 organisations have written ${EN}, 1 of them for the first time`,
    ],
    ['en', 1, 1, 1, '1 submission · 1 organisation has written'],
    ['en', 9, 8, 0, '9 submissions · 8 organisations have written'],
  ] as const)(
    'explain themselves: in %s, %i submissions of %i organisations, %i of them new',
    (language, submissions, organisations, newOrganisations, words) => {
      const counted = toDateWith([]).map((one) => {
        return { ...one, submissions, organisations, newOrganisations };
      });
      const { text, html } = mailOf([], { digest: aDigest({ language, toDate: counted }) });
      // The address of the consultation follows in the text part.
      expect(plain(text)).toContain(` · ${words} https://`);
      expect(plain(readHtml(html))).toContain(` · ${words} `);
    },
  );

  it('are left out of a digest that was made before there were any', () => {
    expect(mailOf(WEEK).text).not.toContain('līdz šim');
  });
});
