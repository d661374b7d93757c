import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../../shared/domain/consultation.ts';
import type { DigestEntry, DigestItem } from '../../../shared/domain/digest-content.ts';
import { BEGINNING } from '../../../shared/domain/digest.ts';
import type { Submission } from '../../../shared/domain/submission.ts';
import { spellReference } from '../../../shared/domain/reference.ts';
import { singleLine } from '../../../shared/domain/text.ts';
import { DAY_MS, plus } from '../../../shared/domain/time.ts';
import type { Mail } from '../../../shared/ports/mail.ts';
import { digestWriter } from '../../../shared/view/mail/digest-mail.ts';
import { reachable, aReference, aSubmission, at, aUnit } from '../../support/builders.ts';
import { lettersOf, linksOf, readHtml, wordsOf } from '../../support/mail-words.ts';
import {
  aDigest,
  CAMPAIGN,
  aPrevious,
  CALL,
  CHANCELLERY,
  FIRST_WINDOW,
  gatherDigest,
  mailOf,
  manySubmissions,
  PROPOSALS,
  REVIEW,
  toDateWith,
  WEEK,
} from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';

/** Texts in which most runs of words hold the number, so that they are no campaign. */
const TEXT = 'Viedoklis Nr. {n}. '.concat(
  'Portāls {n} strādā, bet lēni {n}, un tas jāuzlabo. '.repeat(60),
);
const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</td></tr></table><h1>Kopsavilkums Nr. 99</h1>',
  'Bcc: victim@elsewhere.example\r\nSubject: forged',
  '\u202eapgriezts\u202c \u2066izolēts\u2069 \u200f',
  'viens\u2028========\u2029* Cita biedrība\u0085Sadzirdēts',
  '💧👩‍👩‍👧‍👦'.repeat(20),
  '&amp; &lt; & < > "\'',
].join('\n');

function hostileMail(): Mail {
  return mailOf([
    aSubmission({
      consultation: REVIEW,
      receivedAt: at('2026-11-25T10:00:00+02:00'),
      organisation: 'B"><script>x</script> \u202eevil\u202c Ļaunā & biedrība',
      opinions: [
        { commitment: 1, rating: 'limited', text: HOSTILE },
        { commitment: 2, rating: null, text: 'x'.repeat(20_000) },
      ],
    }),
  ]);
}

const BOTH = aDigest({ consultations: [REVIEW.id, CALL.id] });

const CASES: Record<string, () => Mail> = {
  zero: () => mailOf([]),
  one: () =>
    mailOf(WEEK.slice(1, 2), {
      digest: aDigest({ number: 1, window: FIRST_WINDOW }),
      previous: null,
    }),
  week: () => mailOf(WEEK),
  changed: () => mailOf(WEEK.slice(3)),
  many: () => mailOf(manySubmissions(300, TEXT)),
  'too-many': () => mailOf(manySubmissions(2_000, TEXT)),
  english: () => mailOf(WEEK, { digest: aDigest({ language: 'en' }) }),
  hostile: hostileMail,
  repeat: () => mailOf(WEEK, { repeat: true }),
  call: () => mailOf(PROPOSALS, { digest: aDigest({ consultations: [CALL.id] }) }),
  both: () => mailOf([...WEEK, ...PROPOSALS], { digest: BOTH }),
  campaign: () => mailOf(CAMPAIGN, { digest: aDigest({ toDate: toDateWith(CAMPAIGN) }) }),
  'english-campaign': () =>
    mailOf(CAMPAIGN, { digest: aDigest({ language: 'en', toDate: toDateWith(CAMPAIGN) }) }),
};

/** Puts the text on one line, with plain spaces. */
const plain = (text: string) => text.replaceAll(/\s+/gu, ' ');

/** Puts each tag that opens a block on a line of its own, because people read the golden files. */
const readable = (html: string) =>
  `${html.replace(/(?=<(?:\/?head|body|style|tr|p|div|table|h[1-3])\b)/gu, '\n')}\n`;

describe('the mail of a digest', () => {
  it.each(['zero', 'one', 'changed', 'many', 'repeat', 'call', 'campaign'])(
    'with %s reads as in the golden files',
    async (name) => {
      const { subject, text, html } = CASES[name]?.() ?? mailOf([]);
      await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`golden/digest-${name}.txt`);
      await expect(readable(html)).toMatchFileSnapshot(`golden/digest-${name}.html`);
    },
  );

  it.each(Object.keys(CASES))('says the same in text and in HTML: %s', (name) => {
    const { text, html } = CASES[name]?.() ?? mailOf([]);
    const read = readHtml(html);
    // Hostile text is folded in the middle of its words, so only its characters can be compared.
    const parts = name === 'hostile' ? lettersOf : wordsOf;
    expect(parts(read).join('\n')).toBe(parts(text).join('\n'));
    if (name !== 'hostile') expect(linksOf(read)).toEqual(linksOf(text));
  });

  it('is at most 90 KB of HTML and keeps its order at any number of opinions', () => {
    const submissions = manySubmissions(2_000, TEXT);
    const { html, text, subject } = mailOf(submissions);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    expect(Buffer.byteLength(html)).toBeGreaterThan(65_000);
    expect(subject).toContain('2000');
    expect(mailOf(submissions).html).toBe(html);
    const total = [...text.matchAll(/^Un vēl (\d+) vied/gmu)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
    const shown = [...text.matchAll(/^\* /gmu)].length;
    expect(total + shown).toBe(2_000);
    expect(text).toMatch(new RegExp(`Vēstulē: ${shown} no 2000 jaunumiem`, 'u'));
  });

  it('cuts a long text at a word and says how much is left, and where', () => {
    const { text, html } = mailOf(manySubmissions(60, TEXT));
    const whole = TEXT.replaceAll('{n}', '9').trim();
    const told = text.split('\n* ').find((one) => one.startsWith('Biedrība „Balss 9”')) ?? '';
    const lines = told.match(/^ {2}\| .*$/gmu) ?? [];
    const quoted = lines.join(' ').replaceAll('  | ', '');
    expect(quoted.length).toBeGreaterThan(300);
    const rest = whole.slice(quoted.length);
    expect(quoted + rest).toBe(whole);
    expect(rest).toMatch(/^ \S/u);
    const left = rest.trim().split(' ').length;
    for (const said of [plain(told), plain(readHtml(html))]) {
      expect(said).toMatch(new RegExp(`… vēl ${left} vārd(i|s|u) pievienotajā tabulā`, 'u'));
    }
  });

  it('carries the headers of an official list, and none to unsubscribe', () => {
    const { headers, to, replyTo, tags } = mailOf(WEEK);
    expect(headers).toEqual({
      'List-Id': '<parmainu-vadibas-nodala.digests.sadzirdets.example>',
      'List-Post': 'NO',
      'List-Help': '<https://sadzirdets.example/lv/receipts>',
      'List-Owner': '<mailto:parmainu.vadiba@valsts-kanceleja.example>',
      'Content-Language': 'lv',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'X-Entity-Ref-ID': 'digest-parmainu-vadibas-nodala-4-0',
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
    });
    expect(to).toBe(CHANCELLERY.mailboxes[0]);
    expect(replyTo).toBe(CHANCELLERY.contact);
    for (const value of Object.values(tags)) expect(value).toMatch(/^[\w-]+$/u);
  });

  it('differs between recipients without naming the others, also when one was added later', () => {
    const [first = '', second = ''] = CHANCELLERY.mailboxes;
    const recipients = [first, second, 'later@valsts-kanceleja.example', first];
    const mails = recipients.map((recipient, place) =>
      mailOf(WEEK, { recipient, delivery: String(place) }),
    );
    const refs = mails.map(({ headers }) => headers['X-Entity-Ref-ID']);
    expect(new Set(refs).size).toBe(recipients.length);
    const { to, ...rest } = mails[0] ?? mailOf([]);
    expect(to).toBe(first);
    expect(JSON.stringify(rest)).not.toContain(second);
  });

  it('holds no address or contact person of an author', () => {
    for (const { to, replyTo, headers, ...said } of [mailOf(WEEK), hostileMail()]) {
      const all = JSON.stringify(said);
      expect([to, replyTo, headers].length).toBe(3);
      for (const { contact } of WEEK.map(({ after }) => reachable(after))) {
        expect(all).not.toContain(contact.email);
        expect(all).not.toContain(contact.name);
      }
      expect(all).not.toContain('@ngo.example');
    }
  });
});

describe('the subject', () => {
  it.each([
    [1, '1 jauns viedoklis'],
    [2, '2 jauni viedokļi'],
    [10, '10 jaunu viedokļu'],
    [11, '11 jaunu viedokļu'],
    [21, '21 jauns viedoklis'],
    [30, '30 jaunu viedokļu'],
  ])('counts %i in good Latvian', (count, words) => {
    const { subject, text } = mailOf(manySubmissions(count, 'Īss.'));
    expect(subject).toBe(
      `Kopsavilkums Nr. 4: ${words} (2026. gada 23.–30. novembris), Pārmaiņu vadības nodaļa`,
    );
    expect(text).toContain(words);
  });

  it('says the days of its window, with both years at the turn of the year', () => {
    const to = at('2027-01-01T07:55:00+02:00');
    const window = { from: plus(to, -7 * DAY_MS), to };
    expect(mailOf([], { digest: aDigest({ window }) }).subject).toContain(
      '(2026. gada 25. decembris – 2027. gada 1. janvāris)',
    );
  });

  it('says of the first digest up to which day it tells', () => {
    const window = { from: BEGINNING, to: at('2027-01-04T07:55:00+02:00') };
    expect(mailOf([], { digest: aDigest({ window }) }).subject).toContain(
      '(līdz 2027. gada 4. janvārim)',
    );
    const english = aDigest({ window, language: 'en' });
    expect(mailOf([], { digest: english }).subject).toContain('(up to 4 January 2027)');
  });

  it('marks a repeat, in words too', () => {
    const { subject, text } = mailOf(WEEK, { repeat: true });
    expect(subject).toMatch(/^Kopsavilkums Nr\. 4, sūtīts atkārtoti: /u);
    expect(plain(text)).toContain('! Nr. 4, sūtīts atkārtoti: nav droši zināms, vai šis');
    const english = mailOf(WEEK, { repeat: true, digest: aDigest({ language: 'en' }) });
    expect(english.subject).toMatch(/^Digest No\. 4, sent again: /u);
    expect(plain(english.text)).toContain('! No. 4, sent again: we cannot be sure');
  });

  it('is one line without bidirectional controls, for any name of the unit', () => {
    const name = { lv: 'Nodaļa\r\nBcc: a@b.lv \u202ex', en: 'Unit' };
    const { subject } = mailOf([], { unit: aUnit({ ...CHANCELLERY, name }) });
    expect(subject).not.toMatch(/[\r\n\u202e\u00a0]/u);
    expect(subject).toContain('Nodaļa Bcc: a@b.lv x');
  });

  it('says what changed, also when nothing is new', () => {
    expect(mailOf(WEEK.slice(4)).subject).toContain('jaunu nav, 1 labots, 1 atsaukts');
    expect(mailOf(WEEK).subject).toMatch(/: \d+ jaun[^(]+, 1 labots, 1 atsaukts \(/u);
  });
});

describe('the window in a digest', () => {
  it('without anything new is told kindly, with the open consultations and until when', () => {
    const { text, subject, attachments } = mailOf([]);
    expect(subject).toContain('Nr. 4: nekā jauna');
    expect(text).toContain('Nekā jauna');
    expect(text).toContain('Atvērta vēl 92 dienas, līdz 2027. gada 2. martam');
    expect(attachments).toEqual([]);
  });

  it('counts the day that ends with the consultation as its last', () => {
    const closing: Consultation = { ...REVIEW, closesAt: at('2026-12-01T00:00:00+02:00') };
    const { content, files } = gatherDigest(aDigest(), [closing], []);
    expect(mailOf([], { content, files }).text).toContain(
      'Atvērta pēdējo dienu, līdz 2026. gada 30. novembrim plkst. 23.59',
    );
  });

  it('of a closed consultation says so', () => {
    const closed: Consultation = { ...REVIEW, closesAt: at('2026-11-27T17:00:00+02:00') };
    const { content, files } = gatherDigest(aDigest(), [closed], []);
    expect(mailOf([], { content, files }).text).toContain(
      'Noslēgusies 2026. gada 27. novembrī plkst. 17.00',
    );
  });

  it('from the beginning only says when it ends', () => {
    const digest = aDigest({ number: 1, window: FIRST_WINDOW });
    const { text } = mailOf(WEEK, { digest, previous: null });
    expect(text).toContain('No paša sākuma līdz 2026. gada 30. novembrim plkst. 07.55');
    expect(text).not.toContain('1970');
    expect(text).not.toContain('vairāk nekā nedēļu');
  });

  it.each([
    [8, '8 dienas'],
    [21, '21 dienu'],
    [20, '20 dienu'],
  ])('longer than a week, of %i days, says so clearly', (days, words) => {
    const { to } = aDigest().window;
    const digest = aDigest({ window: { from: plus(to, -days * DAY_MS), to } });
    const text = mailOf(WEEK, { digest, previous: aPrevious(digest) }).text.replaceAll('\n', ' ');
    expect(text).toContain(`aptver vairāk nekā nedēļu: ${words} kopš kopsavilkuma`);
    expect(text).toContain('Iepriekšējā kopsavilkumā (Nr. 3): 7 jauni viedokļi');
    expect(mailOf(WEEK).text).not.toContain('vairāk nekā nedēļu');
  });

  it.each(['2027-03-29T07:55:00+03:00', '2027-11-01T07:55:00+02:00'])(
    'across a clock change, to %s, is a week like any other',
    (end) => {
      const to = at(end);
      const springs = end.startsWith('2027-03');
      const from = plus(to, -7 * DAY_MS + (springs ? 1 : -1) * 3_600_000);
      const { text } = mailOf(WEEK, { digest: aDigest({ window: { from, to } }) });
      expect(text).toContain('Pirms nedēļas (Nr. 3): 7 jauni viedokļi · 5 iesniegumos');
      expect(text).not.toContain('vairāk nekā nedēļu');
    },
  );
});

describe('whoever has a question to an author', () => {
  it.each([
    ['lv', 'Ja gribat ko jautāt autoram, atsūtiet mums jautājumu un apliecinājuma numuru'],
    ['en', 'To ask an author something, send us the question and the reference number'],
  ] as const)(
    'reads in %s to whom to write, but not in a digest that tells nothing',
    (language, words) => {
      const asked = (told: typeof WEEK) => mailOf(told, { digest: aDigest({ language }) });
      const { text, html } = asked(WEEK);
      for (const said of [plain(text), plain(readHtml(html))]) {
        expect(said).toContain(words);
        expect(said.slice(said.indexOf(words)).split(OWNER.email)[0]).toMatch(
          /(?:Rakstiet uz|Write to): $/u,
        );
      }
      expect(html.split(`href="mailto:${OWNER.email}"`)).toHaveLength(3);
      expect(plain(asked([]).text)).not.toContain(words);
    },
  );
});

describe('the week before', () => {
  it('is told as this week is, with what was edited and withdrawn', () => {
    const previous = {
      ...aPrevious(aDigest()),
      totals: { given: {}, submissions: 0, edited: 2, withdrawn: 1 },
    };
    const { text } = mailOf([], { previous });
    expect(text).toContain('Pirms nedēļas (Nr. 3): jaunu nav · 2 laboti · 1 atsaukts\n');
    expect(mailOf(WEEK, { previous: aPrevious(aDigest()) }).text).toContain(
      'Pirms nedēļas (Nr. 3): 7 jauni viedokļi · 5 iesniegumos\n',
    );
  });
});

describe('what people write', () => {
  it('cannot become markup, a header or a line of the product', () => {
    const { html, text, subject, headers } = hostileMail();
    expect(html).not.toMatch(/<script|<img|<h1>K/u);
    expect(html).toContain('&lt;script>');
    expect(JSON.stringify([subject, headers])).not.toMatch(/victim|forged|[\r\n]/u);
    expect(text + html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200f\u2028\u2029\u0085]/u);
    for (const written of [
      '<script>',
      'Kopsavilkums Nr. 99',
      'Bcc:',
      'Subject:',
      '========',
      '* Cita',
      'Sadzirdēts',
    ]) {
      const lines = text.split('\n').filter((line) => line.includes(written));
      expect(
        lines.some((line) => line.startsWith('  | ')),
        written,
      ).toBe(true);
    }
    expect(text.split('\n').filter((line) => line.startsWith('* '))).toHaveLength(2);
    for (const line of text.split('\n').filter((one) => one.includes('xxxx'))) {
      expect(line).toMatch(/^ {2}\| x{1,72}$/u);
    }
  });

  it('is shown with organisation, rating, publication, change and reference', () => {
    const { text } = mailOf(WEEK);
    const [first, , third] = WEEK.map(({ after }) => after);
    expect(text).toContain(
      '* Biedrība „Latvijas Lauku kopienu forums”\n  Ierobežota · drīkst publicēt ar nosaukumu\n  | Izvērtējums',
    );
    expect(text).toContain('Būtiska · nepublicēt');
    expect(plain(text)).toContain(
      '* Fonds „Vārds vietā” labots · iepriekšējā redakcija – kopsavilkumā Nr. 3 (23. novembrī) · Būtiska',
    );
    expect(plain(text)).toContain(
      '* Biedrība „Ūdensroze” atsaukts · bija iekļauts kopsavilkumā Nr. 3 (23. novembrī)',
    );
    expect(text).toContain('Organizācija šo viedokli ir atsaukusi.');
    for (const one of [first, third])
      expect(text).toContain(spellReference(one?.reference ?? 'none'));
  });

  it('is told by a reference that leads to its receipt, also if it is in a campaign', () => {
    const { text, html } = mailOf(CAMPAIGN);
    const path = `https://sadzirdets.example/lv/consultations/${REVIEW.id}/receipts/`;
    const links = linksOf(readHtml(html)).filter((href) => href.startsWith(path));
    const told = links.map((href) => href.slice(path.length));
    expect(new Set(told)).toEqual(new Set(CAMPAIGN.map(({ after }) => after.reference)));
    expect(linksOf(text)).toEqual(linksOf(readHtml(html)));
    for (const reference of told) expect(html).toContain(`>${spellReference(reference)}</a>`);
  });

  it('is counted by commitment as new, edited and withdrawn', () => {
    const [, second, , , changed, gone] = WEEK;
    if (changed === undefined || second === undefined || gone === undefined)
      throw new Error('WEEK is too short');
    const { title } = REVIEW.draft.commitments[6] ?? { title: { lv: 'none' } };
    const about = { consultation: REVIEW, receivedAt: second.after.receivedAt };
    const opinions = [{ commitment: 7, rating: 'limited' as const, text: 'Jauns.' }];
    const { text, html } = mailOf([changed, gone, aSubmission({ ...about, opinions })]);
    for (const said of [plain(text), plain(readHtml(html))]) {
      expect(said).toContain(`7. ${title.lv} 1 jauns viedoklis, 1 labots: `);
      expect(said).toMatch(/9\. [^:]+? 1 atsaukts/u);
    }
  });

  it('keeps a commitment that has no title under its number', () => {
    const draft = { ...REVIEW.draft, commitments: REVIEW.draft.commitments.slice(0, 5) };
    const { content, files } = gatherDigest(aDigest(), [{ ...REVIEW, draft }], WEEK);
    const { text } = mailOf(WEEK, { content, files });
    expect(text).toContain('\n6. apņemšanās\n');
    expect(text).toContain('Projekts kopumā');
  });

  it('weighs the space that it takes', () => {
    const item: DigestItem = {
      ...{ reference: 'RKYYFTWAJFV6', change: 'new', organisation: 'A&B', publication: 'named' },
      ...{ commitment: 1, answers: { rating: null, text: HOSTILE.slice(0, 200) } },
      ...{ replaces: null, was: null, confirmed: false, group: null },
      receivedAt: at('2026-11-25T10:00:00+02:00'),
    };
    const entry = { item, campaign: null };
    const without = gatherDigest(aDigest(), [REVIEW], []).content;
    const withEntries = (entries: readonly DigestEntry[]) => ({
      ...without,
      totals: { ...without.totals, given: { review: 1 } },
      chapters: without.chapters.map((chapter) => ({
        ...chapter,
        sections: chapter.sections.map((section) => {
          const items = 3 + entries.length;
          return section.number === 1 ? { ...section, items, parts: items, entries } : section;
        }),
      })),
    });
    const size = (count: number) => {
      const content = withEntries(Array.from({ length: count }, () => entry));
      const files = [{ filename: 'x.csv', csv: 'x' }];
      const { text, html } = mailOf([], { content, files, siteUrl: 'https://a.lv' });
      return { text: Buffer.byteLength(text), html: Buffer.byteLength(html) };
    };
    const [one, two] = [size(1), size(2)];
    const taken = Math.max(two.text - one.text, two.html - one.html);
    expect(digestWriter(OWNER).weigh(aDigest(), REVIEW, item)).toBe(taken);
  });

  it('tells a call beside a review: both in its subject, each kind in a file of its own', () => {
    const { subject, text, attachments } = CASES['both']?.() ?? mailOf([]);
    expect(subject).toContain(': 11 jaunu viedokļu, 2 jauni priekšlikumi, 1 labots, 2 atsaukti (');
    expect(text).toContain('\n11 jaunu viedokļu, 2 jauni priekšlikumi\n');
    expect(attachments.map(({ filename }) => filename)).toEqual([
      `kopsavilkums-${CHANCELLERY.id}-4.csv`,
      `kopsavilkums-priekslikumi-${CHANCELLERY.id}-4.csv`,
    ]);
    expect(text.replaceAll('\n', ' ')).toContain(
      `pievienotajās tabulās ${attachments.map(({ filename }) => filename).join(' un ')}: `,
    );
    const [, proposals] = attachments;
    expect(proposals?.content).toContain('"Atklātība, Atbildība un godprātīgums"');
    expect(proposals?.content).not.toContain('Apņemšanās Nr.');
  });

  it.each([
    [0, 'nekā jauna'],
    [1, '1 jauns priekšlikums'],
    [300, '300 jaunu priekšlikumu'],
  ])('tells a call with %i proposals', (count, news) => {
    const [first] = PROPOSALS;
    const told = Array.from({ length: count }, (_, index) => ({
      before: null,
      after: { ...(first?.after as Submission), reference: aReference(5_000 + index) },
    }));
    const { subject, text, html, attachments } = mailOf(told, {
      digest: aDigest({ consultations: [CALL.id] }),
    });
    expect(subject).toContain(`: ${news} (`);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
    const rows = attachments.map(({ content }) => content.split('\r\n"').length - 1);
    expect(rows).toEqual(count === 0 ? [] : [count]);
    const shown = text.split('\n* ').length - 1;
    expect(shown > 0).toBe(count > 0);
    if (count === 300) expect(text).toContain(`Un vēl ${300 - shown} priekšlikumi pievienotajā`);
  });

  it('lets no field of a proposal pass for a line of ours', () => {
    const [first] = PROPOSALS;
    if (first === undefined) throw new Error('There is a proposal');
    const answers = {
      ...first.after.parts[0]?.answers,
      ...Object.fromEntries(['problem', 'action', 'ngoShare'].map((name) => [name, HOSTILE])),
      ...Object.fromEntries(['title', 'institution'].map((name) => [name, singleLine(HOSTILE)])),
    };
    const after = {
      ...first.after,
      parts: first.after.parts.map((part) => ({ ...part, answers })),
    };
    const { text, html } = mailOf([{ before: null, after }], {
      digest: aDigest({ consultations: [CALL.id] }),
    });
    expect(html).not.toMatch(/<script>|<h1>Kopsavilkums Nr\. 99|<img/u);
    const forged = text.split('\n').filter((line) => /forged|^\* Cita|^={5}.*Cita/u.test(line));
    for (const line of forged) expect(line).toMatch(/^ {2}\| /u);
    expect(forged.length).toBeGreaterThan(0);
  });
});
