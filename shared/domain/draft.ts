import * as z from 'zod/mini';
import { Reference } from './reference.ts';
import { SHA256 } from './schemas.ts';
import { Bilingual, LANGUAGES, markdown, Slug } from './text.ts';

/**
 * A plan holds 5 to 15 commitments today. The limit only keeps the form short enough for one page.
 */
export const MAX_COMMITMENTS = 60;
export const MAX_COMMITMENT_NUMBER = 999;
export const MAX_VERSION = 9_999;
/** About eight pages. */
const MAX_INTRODUCTION_CHARS = 20_000;
/** About a page and a half: what the commitment promises. */
const MAX_SUMMARY_CHARS = 4_000;
/** About four pages: what a review says about one commitment. */
const MAX_FINDING_CHARS = 10_000;
export const MAX_DOCUMENTS = 20;
/** Several proposals may say the same. */
export const MAX_PROPOSALS = 50;
export const MAX_ADDRESS_CHARS = 500;
export const MAX_DOCUMENT_BYTES = 1_000_000_000;
/**
 * In UTF-8 bytes of the draft as JSON, which is never smaller than the item. DynamoDB takes items of
 * 400 KB. The rest is for the keys and for what later versions of the product add.
 */
export const MAX_DRAFT_BYTES = 360_000;

/**
 * Line ends, and signs that may be markup, in all texts of one language together. They are what
 * makes Markdown slow to read: this many take a fifth of a second, and a page of changes reads two
 * versions. Ordinary text of the largest draft has a quarter as many.
 */
export const MAX_MARKS = 12_000;
const MARK = /[*_`[\]()<>&!#\\\n-]/gu;

const commitment = {
  number: z.int().check(z.minimum(1), z.maximum(MAX_COMMITMENT_NUMBER)),
  title: Bilingual,
  unit: Slug,
};
const Commitment = z.readonly(z.strictObject(commitment));
export type Commitment = z.infer<typeof Commitment>;

/** Returns a schema of CommonMark in both languages. */
function bilingualText(max: number) {
  return z.readonly(z.strictObject({ lv: markdown(max), en: markdown(max) }));
}

const PublishedCommitment = z.readonly(
  z.strictObject({
    ...commitment,
    /** What the commitment promises. */
    summary: z.optional(bilingualText(MAX_SUMMARY_CHARS)),
    /** What the draft itself says about the commitment: the finding of a review. */
    finding: z.optional(bilingualText(MAX_FINDING_CHARS)),
    /** The proposals from which the commitment has grown, by their references. */
    from: z.optional(
      z.readonly(
        z.array(Reference).check(
          z.maxLength(MAX_PROPOSALS),
          z.refine((all) => new Set(all).size === all.length, { error: 'repeated' }),
        ),
      ),
    ),
  }),
);
export type PublishedCommitment = z.infer<typeof PublishedCommitment>;

/** A file that belongs to the draft. Its hash shows whether a copy is the file that was published. */
const DraftDocument = z.readonly(
  z.strictObject({
    title: Bilingual,
    address: z
      .url({ protocol: /^https$/u, error: 'not-allowed' })
      .check(z.maxLength(MAX_ADDRESS_CHARS)),
    /** In hexadecimal digits. Some programs print capital letters. */
    sha256: z.string().check(z.toLowerCase(), z.regex(SHA256, 'not-allowed')),
    bytes: z.int().check(z.minimum(1), z.maximum(MAX_DOCUMENT_BYTES)),
  }),
);
export type DraftDocument = z.infer<typeof DraftDocument>;

/**
 * Returns a schema of a draft's commitments: up to the limit, and each number once. A call has none.
 */
function commitmentsLike<Schema extends z.ZodMiniType<Commitment>>(one: Schema) {
  return z.readonly(
    z.array(one).check(
      z.maxLength(MAX_COMMITMENTS),
      z.refine((all) => new Set(all.map(({ number }) => number)).size === all.length, {
        error: 'repeated',
      }),
    ),
  );
}

const Version = z.int().check(z.minimum(1), z.maximum(MAX_VERSION));

/** What a submission needs to know of a draft: which version it is, and its commitments. */
export const Draft = z.readonly(
  z.strictObject({ version: Version, commitments: commitmentsLike(Commitment) }),
);
export type Draft = z.infer<typeof Draft>;

/** A version of a draft as it was published, with everything that people can read in it. */
export const PublishedDraft = z.readonly(
  z.strictObject({
    version: Version,
    introduction: z.optional(bilingualText(MAX_INTRODUCTION_CHARS)),
    documents: z._default(
      z.readonly(
        z.array(DraftDocument).check(
          z.maxLength(MAX_DOCUMENTS),
          z.refine((all) => new Set(all.map(({ address }) => address)).size === all.length, {
            error: 'repeated',
          }),
        ),
      ),
      [],
    ),
    commitments: commitmentsLike(PublishedCommitment),
  }),
);
export type PublishedDraft = z.infer<typeof PublishedDraft>;

export function withoutText({ version, commitments }: PublishedDraft): Draft {
  return {
    version,
    commitments: commitments.map(({ number, title, unit }) => ({ number, title, unit })),
  };
}

/** Says whether the draft is larger than {@link MAX_DRAFT_BYTES}. */
export function isTooLarge(draft: PublishedDraft): boolean {
  return new TextEncoder().encode(JSON.stringify(draft)).length > MAX_DRAFT_BYTES;
}

/** Says whether one language of the draft has more than {@link MAX_MARKS}. */
export function hasTooMuchMarkup({ introduction, commitments }: PublishedDraft): boolean {
  const texts = [introduction, ...commitments.flatMap((one) => [one.summary, one.finding])];
  return LANGUAGES.some((language) => {
    const marks = texts.map((text) => text?.[language].match(MARK)?.length ?? 0);
    return marks.reduce((sum, count) => sum + count, 0) > MAX_MARKS;
  });
}

/** Returns the number of a version as its address spells it, or null. */
export function parseVersion(typed: string): number | null {
  return /^[1-9]\d{0,3}$/u.test(typed) ? Number(typed) : null;
}
