import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubmissionChange } from '../../../shared/domain/part-change.ts';
import { editSubmission, type SubmissionInput } from '../../../shared/domain/submission.ts';
import { DAY_MS, plus } from '../../../shared/domain/time.ts';
import type { Mail } from '../../../shared/ports/mail.ts';
import { kindOf } from '../../../shared/kinds/kinds.ts';
import { textEditsOf } from '../../../shared/view/mail/text-edits.ts';
import { cleanText } from '../../../shared/view/excerpt.ts';
import { reachable, aSubmission, given, type ReviewInput } from '../../support/builders.ts';
import { readHtml } from '../../support/mail-words.ts';
import {
  aDigest,
  CALL,
  CAMPAIGN,
  gatherDigest,
  mailOf,
  manySubmissions,
  PROPOSALS,
  REVIEW,
} from '../../support/mails.ts';

/*
 * What a digest says of an opinion that was edited: what is not as the earlier digest told it. The
 * digest of these tests is No. 4, and No. 3 has told the earlier version.
 */

type Opinion = Partial<ReviewInput['opinions'][number]>;

/** Makes an edit of one opinion about commitment 1 within the window of the digest. */
function anEdit(
  [before, after]: readonly [Opinion, Opinion],
  changes: Partial<ReviewInput> = {},
  seed = 1,
): SubmissionChange {
  const { to } = aDigest().window;
  const told = aSubmission({
    consultation: REVIEW,
    seed,
    receivedAt: plus(to, -10 * DAY_MS),
    organisation: `Biedrība „Ābele ${seed}”`,
    opinions: [{ commitment: 1, ...before }],
  });
  const { organisation, publication, language, contact } = told;
  const opinions = [{ commitment: 1, ...after }];
  const input = given({ organisation, publication, language, contact, opinions, ...changes });
  return { before: told, after: editSubmission(told, REVIEW, input, 'b', plus(to, -DAY_MS)) };
}

const texts = (before: string, after: string): [Opinion, Opinion] => [
  { rating: 'limited', text: before },
  { rating: 'limited', text: after },
];

const plain = (text: string) => text.replaceAll(/\s+/gu, ' ');

/** Returns the items of the text part, each from its first line to its reference, on one line. */
const itemsOf = ({ text }: Mail) =>
  text
    .split(/^\* /gmu)
    .slice(1)
    .map((item) => plain((item.split(/^ {2}https:/mu)[0] ?? '').replace(/^ {2}\| ?/gmu, '')));

/** Returns the items of both parts, without the marks and the time, which other tests look at. */
function saidOf(change: SubmissionChange, changes: Parameters<typeof mailOf>[1] = {}) {
  const mail = mailOf([change], changes);
  const [item = ''] = itemsOf(mail);
  const from = item.search(/Mainīts: |Changed: /u);
  const told = from === -1 ? null : item.slice(from).replace(/ \S+ · \d.*$/u, '');
  const bare = (said: string) => said.replaceAll(/: | …/gu, ' ');
  if (told !== null) expect(bare(plain(readHtml(mail.html)))).toContain(bare(told));
  return told;
}

const SENTENCES = Array.from(
  { length: 300 },
  (_, index) => `${index}. teikums ir par datiem, ko iestāde ${index} vēl nav publicējusi.`,
);
const LONG = SENTENCES.join(' ');

describe('an opinion that was edited', () => {
  it('is told with a mark on each word that was taken out or put in', () => {
    const edit = anEdit(
      texts(
        'Portāls strādā lēni.\n\nDatu ir maz. Lūdzam to labot.',
        'Portāls strādā ātri.\n\nDatu ir maz.',
      ),
    );
    expect(saidOf(edit)).toBe(
      'Mainīts: viedoklis Portāls strādā [svītrots: lēni] [pievienots: ātri]. Datu ir maz. [svītrots: Lūdzam to labot.]',
    );
    const { html, text } = mailOf([edit]);
    const heard = (kind: string) =>
      `<span class="h">[${kind}:\u00a0</span>lēni<span class="h">]</span>`.replace(
        'lēni',
        kind === 'svītrots' ? 'lēni' : 'ātri',
      );
    expect(html).toContain(
      `strādā <del>${heard('svītrots')}</del> <ins>${heard('pievienots')}</ins>.<br/><br/>Datu`,
    );
    // Each line of the author is one of the quote, also within a mark.
    expect(text).toContain(
      '\n  | Portāls strādā [svītrots: lēni] [pievienots: ātri].\n  |\n  | Datu ir maz. [svītrots: Lūdzam to labot.]\n',
    );
  });

  it('says in English what it says in Latvian', () => {
    const edit = anEdit([
      { rating: null, text: 'Dati ir publiski.' },
      { rating: 'complete', text: 'Dati nav publiski.' },
    ]);
    const digest = aDigest({ language: 'en' });
    expect(saidOf(edit, { digest })).toBe(
      'Changed: completion (was: No rating); opinion Dati [removed: ir] [added: nav] publiski.',
    );
  });

  it('is told with the rating, the organisation and the publication choice that it had', () => {
    const same = { rating: 'limited', text: 'Teksts.' };
    expect(saidOf(anEdit([same, { ...same, rating: 'complete' }]))).toBe(
      'Mainīts: izpildes pakāpe (bija: Ierobežota) Teksts.',
    );
    expect(saidOf(anEdit([same, { ...same, rating: null }]))).toContain('(bija: Ierobežota) T');
    expect(saidOf(anEdit([{ text: 'Teksts.' }, same]))).toContain('(bija: Bez vērtējuma) T');
    expect(saidOf(anEdit([same, same], { organisation: 'Biedrība „Bērzs”' }))).toBe(
      'Mainīts: organizācijas nosaukums (bija: Biedrība „Ābele 1”) Teksts.',
    );
    expect(saidOf(anEdit([same, same], { publication: 'internal' }))).toBe(
      'Mainīts: publicēšanas izvēle (bija: drīkst publicēt ar nosaukumu) Teksts.',
    );
    const all = { organisation: 'Bērzs', publication: 'anonymous' } as const;
    expect(saidOf(anEdit([same, { rating: 'complete', text: 'Jauns teksts.' }], all))).toBe(
      'Mainīts: organizācijas nosaukums (bija: Biedrība „Ābele 1”); izpildes pakāpe (bija: Ierobežota); viedoklis; publicēšanas izvēle (bija: drīkst publicēt ar nosaukumu) [svītrots: Teksts.] [pievienots: Jauns teksts.]',
    );
  });

  it.each([
    ['there was none', '', 'Teksts.', 'viedoklis (iepriekš teksta nebija) Teksts.'],
    ['it is gone, and was long', LONG, '', `viedoklis (teksts izņemts) [svītrots: ${LONG}]`],
    ['it is gone', 'Teksts.', '', 'viedoklis (teksts izņemts) [svītrots: Teksts.]'],
    ['only its lines are others', 'A b.', 'A\nb.', 'viedoklis (vārdi tie paši, mainīts tikai'],
    [
      'all of it is another',
      'Piekrītam.',
      'Nepiekrītam!',
      'viedoklis [svītrots: Piekrītam.] [pievienots: Nepiekrītam!]',
    ],
    [
      'most of it is another, and it is long',
      'Piekrītam kaimiņiem. '.repeat(30).trim(),
      LONG.slice(0, 500),
      'viedoklis (tik daudz mainīts, ka izmaiņas nav iezīmētas) 0. teikums',
    ],
    [
      'too many words of it are others',
      LONG,
      LONG.replaceAll('iestāde', 'ministrija'),
      'viedoklis (tik daudz mainīts, ka izmaiņas nav iezīmētas) 0. teikums ir par datiem, ko ministrija 0',
    ],
    [
      'it has got a long end',
      'Dati ir.',
      `Dati ir.\n\n${LONG}`,
      `viedoklis Dati ir. [pievienots: ${LONG}]`,
    ],
    [
      'its long end is gone',
      `Dati ir.\n\n${LONG}`,
      'Dati ir.',
      `viedoklis Dati ir. [svītrots: ${LONG}]`,
    ],
    [
      'a long piece of it is another, and more of it is left',
      `Dati ir. ${LONG} Paldies.`,
      `Dati ir. ${SENTENCES.slice(0, 200).join(' ')} ${'Pavisam kas cits '.repeat(100)}Paldies.`,
      `viedoklis Dati ir. ${SENTENCES.slice(0, 200).join(' ')} [svītrots: 200. teikums`,
    ],
  ])('says of its text when %s', (_, before, after, told) => {
    expect(saidOf(anEdit(texts(before, after)))).toContain(`Mainīts: ${told}`);
  });

  it('says nothing of the kind if no digest has told it', () => {
    const [change] = [anEdit(texts('Viens.', 'Divi.'))];
    expect(saidOf({ ...change, before: null })).toBeNull();
    const { content, files } = gatherDigest(aDigest(), [REVIEW], [change]);
    const untold = structuredClone(content);
    for (const { item } of untold.chapters.flatMap(({ sections }) =>
      sections.flatMap(({ entries }) => entries),
    )) {
      Object.assign(item, { was: null, replaces: null });
    }
    expect(mailOf([], { content: untold, files }).html).not.toMatch(/<(?:ins|del)>|Mainīts/u);
    expect(mailOf([], { content, files }).html).toMatch(/<del>.*Mainīts|Mainīts.*<del>/su);
  });

  it('shows replaced words together, if only one word is left between them', () => {
    const edit = anEdit(
      texts(
        'Portāls bieži strādā, bet lēni un slikti. Paldies visiem, kas palīdz.',
        'Portāls reti strādā, bet ātri un labi. Paldies visiem, kas palīdz.',
      ),
    );
    expect(saidOf(edit)).toBe(
      'Mainīts: viedoklis Portāls [svītrots: bieži] [pievienots: reti] strādā, bet [svītrots: lēni un slikti] [pievienots: ātri un labi]. Paldies visiem, kas palīdz.',
    );
  });

  it.each([
    [
      'Lūdzam:\n– datus;\n– mācības.',
      'Lūdzam:\n– datus;\n– termiņu;\n– mācības.',
      '[pievienots: – termiņu;]',
    ],
    [
      '1. Lūdzam datus.\n2. Lūdzam arī laiku.\n2. Lūdzam mācības.',
      '1. Lūdzam datus.\n2. Lūdzam mācības.',
      '[svītrots: 2. Lūdzam arī laiku.]',
    ],
  ])('marks an item of a list as a whole', (before, after, marked) => {
    expect(mailOf([anEdit(texts(before, after))]).text).toContain(`\n  | ${marked}\n  | `);
  });

  it('keeps words at the end of a paragraph beside those that replace them', () => {
    const edit = anEdit(texts('Dati ir lēni.\n\nPaldies.', 'Dati ir ātri!\n\nPaldies.'));
    expect(mailOf([edit]).text).toContain(
      '\n  | Dati ir [svītrots: lēni.] [pievienots: ātri!]\n  |\n  | Paldies.\n',
    );
  });

  it('gives both texts back, for any two texts', () => {
    const word = fc.constantFrom(
      'dati',
      'ir',
      'nav',
      'šķēle',
      '.',
      '„',
      '&',
      '<b>',
      '\n– ',
      '\n\n',
      '💧',
    );
    const text = fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => words.join(' '));
    const bare = (said: string) => said.replaceAll(/\s/gu, '');
    const property = fc.property(text, text, (before, after) => {
      const [was, is] = [cleanText(before), cleanText(after)];
      if (bare(was) === '' || bare(is) === '' || bare(was) === bare(is)) return;
      const { html } = mailOf([anEdit(texts(before, after))]);
      const heard = html.replaceAll(/<span class="h">[^<]*<\/span>/gu, '');
      const quotes = /<div dir="auto" style="margin-top:8px">(.*?)<\/div>/su.exec(heard)?.[1] ?? '';
      const without = (tag: string) =>
        bare(readHtml(`<body>${quotes.replaceAll(new RegExp(`<${tag}>.*?</${tag}>`, 'gsu'), '')}`));
      expect(without('del')).toBe(bare(is));
      expect(without('ins')).toBe(bare(was));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('marks nothing if its author has written what looks like a mark', () => {
    for (const mark of ['[svītrots: nekas]', '[ Pievienots: nekas]', '[PIEVIENOTS:\u00a0viss]']) {
      const isMark = !mark.startsWith('[ ');
      const told = saidOf(anEdit(texts(`Dati ${mark} ir.`, `Datu ${mark} ir.`))) ?? '';
      expect(told.includes('viedoklis (izmaiņas te nav iezīmētas)')).toBe(isMark);
      expect(told.includes('[svītrots: Dati]')).toBe(!isMark);
    }
  });

  it('is the same to the last byte when the digest is composed again', () => {
    const edits = [
      anEdit(texts(LONG, LONG.replace('par datiem', 'par budžetu'))),
      anEdit(texts('Dati ir.', 'Datu nav.'), {}, 2),
    ];
    const [one, other] = [mailOf(edits), mailOf(structuredClone(edits))];
    expect(other).toEqual(one);
    expect(one.text).toContain('[svītrots: datiem]');
  });

  it('is compared once, however often its mail is tried', () => {
    const { content } = gatherDigest(aDigest(), [REVIEW], [anEdit(texts('Dati ir.', 'Dati nav.'))]);
    const entries = content.chapters.flatMap(({ sections }) =>
      sections.flatMap((one) => one.entries),
    );
    const compared = entries.map(({ item }) => textEditsOf(kindOf(REVIEW), item));
    expect(compared).toHaveLength(1);
    for (const { item } of entries) expect(textEditsOf(kindOf(REVIEW), item)).toBe(compared[0]);
  });

  it('is in the table as it stands now', () => {
    const { attachments } = mailOf([anEdit(texts('Dati ir lēni.', 'Dati ir ātri.'))]);
    const [row = ''] = attachments.map(({ content }) => content.split('\r\n')[1]);
    expect(row).toContain('"labots";"3";');
    expect(row).toContain('"Dati ir ātri."');
    expect(row).not.toMatch(/svītrots|lēni/u);
  });
});

describe('a letter of a campaign that was edited', () => {
  it('is marked in the list, and its text is shown like any other', () => {
    const [first] = CAMPAIGN.filter(({ after }) => after.parts[0]?.answers['text'] !== '').slice(
      -1,
    );
    if (first === undefined) throw new Error('There is a letter');
    const { parts } = reachable(first.after);
    const [part] = parts;
    const text = String(part?.answers['text']);
    const letters = [1, 2, 3].map((seed) =>
      anEdit(texts(text.replace(/\p{L}+/u, 'Cits'), text), {}, seed),
    );
    const contacts = letters.map((letter, index): SubmissionChange => {
      const contact = { name: 'A', email: `a${index}@ngo.example` };
      return { ...letter, after: { ...letter.after, contact } };
    });
    const mail = mailOf(contacts);
    expect(mail.text).toContain('3 iesniegumi ar gandrīz vienādu tekstu');
    expect(mail.text.match(/ · labots · iepriekšējā redakcija/gu)).toHaveLength(3);
    expect(mail.html).not.toMatch(/<ins>|<del>|Mainīts/u);
  });
});

describe('a proposal that was edited', () => {
  const [first] = PROPOSALS;
  if (first === undefined) throw new Error('There is a proposal');
  const { after } = first;
  const before = { ...reachable(after), receivedAt: plus(after.receivedAt, -7 * DAY_MS) };
  const digest = aDigest({ consultations: [CALL.id] });

  function proposed(changes: object): SubmissionChange {
    const { organisation, publication, language, contact, parts } = before;
    const input: SubmissionInput = {
      ...{ organisation, publication, language, contact },
      parts: parts.map(({ commitment, answers }) => {
        return { commitment, answers: { ...answers, ...changes } };
      }),
    };
    return { before, after: editSubmission(before, CALL, input, 'b', after.receivedAt) };
  }

  it('tells its title, its choices and its lines with what they were, and marks its texts', () => {
    const told = saidOf(
      proposed({
        title: 'Publiskot visas tikšanās',
        problem: 'Nav zināms, kas un kad tiekas ar ministriem.',
        principles: ['openness'],
        ngos: 'no',
        institution: '',
      }),
      { digest },
    );
    expect(told).toContain(
      'Mainīts: priekšlikuma nosaukums (bija: Publiskot lobēšanas tikšanās); problēma; atvērtas pārvaldības principi (bija: Atklātība, Atbildība un godprātīgums); vai NVO piedalītos izpildē? (bija: Jā); atbildīgā iestāde (bija: Valsts kanceleja) ',
    );
    expect(told).toContain(
      'Problēma: Nav zināms, kas un kad tiekas ar [svītrots: likumu rakstītājiem] [pievienots: ministriem]. Ko darīt: Katra ministrija',
    );
  });

  it('says what is new where there was nothing', () => {
    const told = saidOf(
      { ...proposed({ institution: 'Saeima' }), before: proposed({ institution: '' }).after },
      { digest },
    );
    expect(told).toContain('Mainīts: atbildīgā iestāde (bija: –) ');
  });

  it('marks its edited text also in a mail that is full, where the others are shortened', () => {
    const answers = { problem: LONG.slice(0, 5_000), action: LONG.slice(0, 5_000) };
    const edit = {
      ...proposed({
        ...answers,
        problem: LONG.slice(0, 5_000).replace('25. teikums', '25. jautājums'),
      }),
      before: proposed(answers).after,
    };
    const others = Array.from({ length: 300 }, (_, index) => {
      const { after: other } = proposed({
        problem: `${index} `.repeat(200),
        action: `x${index} `.repeat(200),
      });
      return { before: null, after: { ...other, reference: `${index}`.padStart(12, '2') } };
    });
    const { text } = mailOf([edit, ...others], { digest });
    expect(plain(text).replaceAll(' | ', ' ')).toContain(
      '25. [svītrots: teikums] [pievienots: jautājums] ir par',
    );
  });
});

describe('an edit in a week with too many opinions', () => {
  const crowd = manySubmissions(
    300,
    'Viedoklis Nr. {n}. '.concat('Portāls {n} strādā, bet lēni {n}, un tas jāuzlabo. '.repeat(60)),
  );

  it('is told by its changes and the words around them, and counts the words between', () => {
    const changed = LONG.replace('50. teikums', '50. jautājums').replace('250. teikums', '250. jā');
    const mail = mailOf([anEdit(texts(LONG, changed)), ...crowd]);
    const item = itemsOf(mail).find((one) => one.startsWith('Biedrība „Ābele')) ?? '';
    expect(item).toMatch(
      /Mainīts: viedoklis … [^…]*50\. \[svītrots: teikums\] \[pievienots: jautājums\] [^…]*… [^…]*250\. \[svītrots: teikums\] \[pievienots: jā\] [^…]* … … vēl \d+ vārd/u,
    );
    const shown = (/viedoklis (.*) … vēl (\d+)/u.exec(item) ?? []).slice(1);
    const words = (text: string) =>
      text
        .replaceAll('…', ' ')
        .split(/\s+/u)
        .filter((w) => w !== '');
    const kept = words(
      (shown[0] ?? '')
        .replaceAll(/\[svītrots: [^\]]*\]/gu, '')
        .replaceAll(/\[pievienots: ([^\]]*)\]/gu, '$1'),
    );
    expect(kept.length + Number(shown[1])).toBe(words(changed).length);
    expect(mail.text).toContain('saīsināti');
  });

  it('shows its first changes if not all of them fit, and says so', () => {
    const changed = LONG.replaceAll(/\b(?:10|20|30|40|50|60|70|80|90)\. teikums/gu, 'Citi vārdi');
    const edit = anEdit(texts(LONG, changed));
    expect(saidOf(edit)).not.toContain('redzamas izmaiņas');
    const item = itemsOf(mailOf([edit, ...crowd])).find((one) => one.startsWith('Biedrība „Ābele'));
    expect(item).toMatch(
      /Mainīts: viedoklis \(redzamas izmaiņas: [2-4] no 9\) … [^…]* \[svītrots: 10\. teikums\] \[pievienots: Citi vārdi\] /u,
    );
    expect(item?.match(/\[pievienots/gu)).toHaveLength(
      Number(/izmaiņas: (\d)/u.exec(item ?? '')?.[1]),
    );
  });

  it('shows the beginning of a long change', () => {
    const added = `${LONG.slice(0, 900)} Jaunums. ${'Un vēl kas pavisam jauns. '.repeat(20).trim()}`;
    const edit = anEdit(texts(LONG.slice(0, 900), added));
    const item = itemsOf(mailOf([edit, ...crowd])).find((one) => one.startsWith('Biedrība „Ābele'));
    expect(item).toMatch(
      /Mainīts: viedoklis … [^…]* \[pievienots: Jaunums\. Un vēl kas [^\]]* …\] … vēl \d+ vārd/u,
    );
    const [kept = '', left = ''] = (/ … (.*) …\] … vēl (\d+)/u.exec(item ?? '') ?? []).slice(1);
    const words = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;
    expect(words(kept.replace('[pievienots: ', '')) + Number(left)).toBe(words(added));
  });

  it('takes its room like any other opinion, and the mail stays within its limit', () => {
    const edits = Array.from({ length: 300 }, (_, seed) => {
      const sentences = Array.from(
        { length: 60 },
        (_one, index) => `Portāls ${seed} strādā ${index} lēni ${seed}. `,
      );
      const text = sentences.join('').trim();
      return anEdit(texts(text, text.replaceAll(/(\d5) lēni/gu, '$1 visu')), {}, seed + 1);
    });
    const { text, html } = mailOf(edits);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    expect(Buffer.byteLength(html)).toBeGreaterThan(85_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(90_000);
    expect(text).toMatch(/Vēstulē: \d+ no 300 jaunumiem\./u);
    const told = itemsOf({ ...mailOf(edits) });
    expect(told.length).toBeGreaterThan(50);
    for (const item of told) expect(item).toMatch(/Mainīts: viedoklis .*\[pievienots: visu\]/u);
  });
});
