import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../../shared/domain/consultation.ts';
import {
  type DigestChapter,
  type DigestContent,
  type DigestSection,
  newsIn,
} from '../../../shared/domain/digest-content.ts';
import type { Digest } from '../../../shared/domain/digest.ts';
import { MAX_COMMITMENTS } from '../../../shared/domain/draft.ts';
import type { SubmissionChange } from '../../../shared/domain/part-change.ts';
import { PUBLICATIONS } from '../../../shared/domain/submission.ts';
import { COMPLETIONS } from '../../../shared/kinds/review/review.ts';
import { plus } from '../../../shared/domain/time.ts';
import { mailCopyFor } from '../../../shared/view/mail/copy/index.ts';
import { describeDigest, type DigestAbout } from '../../../shared/view/mail/describe-digest.ts';
import { digestHtml } from '../../../shared/view/mail/digest-html.tsx';
import type { DigestModel } from '../../../shared/view/mail/digest-model.ts';
import { fitDigest } from '../../../shared/view/mail/fit-digest.ts';
import { aSubmission, aUnit } from '../../support/builders.ts';
import {
  aDigest,
  aPrevious,
  CHANCELLERY,
  gatherDigest,
  mailOf,
  REVIEW,
} from '../../support/mails.ts';
import { OWNER } from '../../support/owner.ts';
import { aSealedLog } from '../../support/sealed-logs.ts';

const LIMIT = 90_000;

/** The text that takes most space: most of it is longer in HTML, or in UTF-8, than it looks. */
const filler = fc.constantFrom(
  '&',
  '"',
  '<',
  '\n',
  '\na',
  ' &',
  '💧',
  '漢',
  'ķ',
  'a b ',
  'x',
  '👩‍👩‍👧‍👦',
);
const text = (maxLength: number) =>
  fc
    .tuple(filler, filler, fc.integer({ min: 0, max: maxLength }))
    .map(([a, b, length]) => (a + b).repeat(length).slice(0, length).toWellFormed());
const title = fc.tuple(filler, fc.integer({ min: 1, max: 600 })).map(([a, length]) => {
  const line = a.replaceAll('\n', '&').repeat(length).slice(0, length).toWellFormed();
  return { lv: line, en: line };
});

const plan = (id: number) =>
  fc.array(title, { minLength: 1, maxLength: MAX_COMMITMENTS }).chain((titles) =>
    title.map((own): Consultation => ({
      ...REVIEW,
      id: `plan-${id}`,
      title: own,
      draft: {
        version: 1,
        commitments: titles.map((one, index) => {
          return { number: 940 + index, title: one, unit: CHANCELLERY.id };
        }),
      },
    })),
  );

const plans = fc
  .integer({ min: 1, max: 30 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, id) => plan(id))));

const opinion = fc.record({
  at: fc.nat(),
  rating: fc.constantFrom(null, ...COMPLETIONS),
  text: text(20_000),
  /** What the digest before has told, if the opinion is an edit. */
  told: fc.option(
    fc.constantFrom<(said: string) => string>(
      () => '&',
      (said) => said.slice(said.length / 2),
      (said) => said.replaceAll('a', '"'),
      (said) => `${said.slice(0, 500)} ${'<b> '.repeat(100)}${said.slice(500)}`,
      (said) => said.replace(/\s/u, ' x '),
    ),
  ),
});

const week = plans.chain((consultations) =>
  fc.record({
    consultations: fc.constant(consultations),
    given: fc.array(
      fc.record({
        consultation: fc.nat({ max: consultations.length - 1 }),
        organisation: text(200),
        publication: fc.constantFrom(...PUBLICATIONS),
        opinions: fc.array(opinion, { minLength: 1, maxLength: 6 }),
      }),
      { maxLength: 60 },
    ),
    language: fc.constantFrom('lv', 'en'),
  }),
);

function aboutOf(digest: Digest, content: DigestContent, files: DigestAbout['files']): DigestAbout {
  const place = { owner: OWNER, repeat: false, siteUrl: 'https://sadzirdets.example' };
  const logs = content.chapters.map(({ consultation }) => aSealedLog(consultation));
  const set = { content, files, filesChanged: false };
  return { digest, previous: aPrevious(digest), unit: CHANCELLERY, ...set, logs, ...place };
}

const WHOLE = { sections: Infinity, namesQuiet: true };
const EVERYTHING = { textChars: Infinity, textLines: Infinity, maxListed: Infinity };

/** Returns the frame of a digest: all but the items, and the notes on how many are told. */
function frameOf({ chapters, ...model }: DigestModel) {
  return {
    ...model,
    shown: null,
    chapters: chapters.map((chapter) => ({
      ...chapter,
      sections: chapter.sections.map(({ title, count }) => ({ title, count })),
    })),
  };
}

/**
 * Expects the frame of a mail without limits. If it takes too much room, whole commitments may be
 * missing at the end, and are counted. What is there is the same.
 */
function expectFrame(model: DigestModel, about: DigestAbout): void {
  const limitless = frameOf(describeDigest(about, WHOLE, EVERYTHING));
  const nothing = { ...about.content, chapters: about.content.chapters.map(withoutEntries) };
  const bare = digestHtml(describeDigest({ ...about, content: nothing }, WHOLE, EVERYTHING));
  const found = frameOf(model);
  if (Buffer.byteLength(bare) < LIMIT - 30_000) {
    expect(found).toEqual(limitless);
    return;
  }
  for (const part of ['title', 'unit', 'period', 'headline', 'facts', 'before'] as const)
    expect(found[part]).toEqual(limitless[part]);
  const copy = mailCopyFor(about.digest.language).digest;
  const news = about.content.chapters.filter((chapter) => newsIn(chapter) > 0);
  for (const [index, chapter] of found.chapters.entries()) {
    const whole = limitless.chapters[index];
    const count = chapter.rows.length;
    expect(chapter.title).toBe(whole?.title);
    expect(chapter.rows).toEqual(whole?.rows.slice(0, count));
    expect(chapter.sections).toEqual(whole?.sections.slice(0, count));
    const untold = (news[index]?.sections ?? []).filter(({ items }) => items > 0).slice(count);
    // Only the last one may be told in part.
    if (index < found.chapters.length - 1) expect(untold).toEqual([]);
    const more = untold.length === 0 ? [] : [copy.moreBusyRows(untold.length, itemsOf(untold))];
    expect(chapter.others.slice(0, more.length)).toEqual(more);
  }
  const others = news.slice(found.chapters.length);
  const untold = others.flatMap(({ sections }) => sections);
  expect(found.moreChapters).toBe(
    others.length === 0 ? null : copy.moreChapters(others.length, itemsOf(untold)),
  );
}

function itemsOf(sections: readonly DigestSection[]): number {
  return sections.reduce((sum, { items }) => sum + items, 0);
}

function withoutEntries(chapter: DigestChapter): DigestChapter {
  const sections = chapter.sections.map((section) => ({ ...section, entries: [] }));
  return { ...chapter, sections };
}

describe('the room of a digest', () => {
  it('is at most 90 KB in each part, and holds the frame, for any plans and any opinions', () => {
    const property = fc.property(week, ({ consultations, given, language }) => {
      const digest = aDigest({ language });
      const changes = given.flatMap(
        ({ consultation: which, ...rest }, seed): SubmissionChange[] => {
          const consultation = consultations[which];
          if (consultation === undefined) return [];
          const numbers = [null, ...consultation.draft.commitments.map(({ number }) => number)];
          const opinions = rest.opinions.map(({ at, rating, text: said, told }) => {
            return { commitment: numbers[at % numbers.length] ?? null, rating, text: said, told };
          });
          const receivedAt = plus(digest.window.from, seed * 1_000);
          const after = aSubmission({ consultation, seed, receivedAt, ...rest, opinions });
          const earlier = opinions.flatMap(({ told, ...one }) =>
            told === null ? [] : [{ ...one, text: told(one.text) }],
          );
          const before = aSubmission({
            consultation,
            seed,
            receivedAt,
            ...rest,
            opinions: earlier,
          });
          return [{ before: earlier.length === 0 ? null : before, after }];
        },
      );
      const { content, files } = gatherDigest(digest, consultations, changes);
      const about = aboutOf(digest, content, files);
      const { html, text: plain, model } = fitDigest(about);
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(LIMIT);
      expect(Buffer.byteLength(plain)).toBeLessThanOrEqual(LIMIT);
      expect(html.endsWith('</html>')).toBe(true);
      for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(300);
      expectFrame(model, about);
    });
    // Shrinking a whole week takes minutes and explains little.
    fc.assert(property, { numRuns: 40, endOnFailure: true });
  }, 120_000);

  it('takes at most 90 KB with 60 commitments whose titles are all escapes, each with many opinions', () => {
    const worst = { lv: '"'.repeat(600), en: '"'.repeat(600) };
    const consultations = Array.from({ length: 40 }, (_, id): Consultation => {
      const commitments = Array.from({ length: MAX_COMMITMENTS }, (_one, index) => {
        return { number: 900 + index, title: worst, unit: CHANCELLERY.id };
      });
      return { ...REVIEW, id: `plan-${id}`, title: worst, draft: { version: 1, commitments } };
    });
    const digest = aDigest();
    const submissions = consultations.map((consultation, seed) =>
      aSubmission({
        consultation,
        seed,
        receivedAt: digest.window.from,
        organisation: '"'.repeat(200),
        opinions: consultation.draft.commitments.map(({ number }) => {
          return { commitment: number, rating: 'limited', text: '' };
        }),
      }),
    );
    for (const some of [1, 2, 40]) {
      const { content, files } = gatherDigest(
        digest,
        consultations.slice(0, some),
        submissions.slice(0, some),
      );
      const unit = aUnit({ ...CHANCELLERY, name: worst });
      const about = { ...aboutOf(digest, content, files), unit };
      const { html, text: plain, model } = fitDigest(about);
      expect(Buffer.byteLength(html), `${some} consultations`).toBeLessThanOrEqual(LIMIT);
      expect(Buffer.byteLength(plain), `${some} consultations`).toBeLessThanOrEqual(LIMIT);
      expectFrame(model, about);
      expect(Buffer.byteLength(html), `${some} consultations`).toBeGreaterThan(30_000);
    }
  }, 60_000);

  it('keeps whole titles and a bar for each commitment in a plan of ten', () => {
    const submissions = REVIEW.draft.commitments.flatMap(({ number }) =>
      Array.from({ length: 50 }, (_, seed) =>
        aSubmission({
          consultation: REVIEW,
          seed: number * 100 + seed,
          receivedAt: aDigest().window.from,
          opinions: [{ commitment: number, rating: 'complete', text: 'Teksts. '.repeat(100) }],
        }),
      ),
    );
    const { html } = mailOf(submissions);
    expect(html.match(/<table[^>]*aria-hidden/gu)).toHaveLength(10);
    for (const { title: whole } of REVIEW.draft.commitments) {
      expect(html.split(whole.lv).length - 1).toBeGreaterThanOrEqual(2);
    }
  });
});
