import * as z from 'zod/mini';
import { WrittenEmail } from './email.ts';

/** One line in each language. */
function lines(maxChars: number) {
  const must = `must be one line of at most ${maxChars} characters`;
  const pattern = new RegExp(String.raw`^(?=.*\S)\P{Cc}{1,${maxChars}}$`, 'u');
  const line = z.string(must).check(z.regex(pattern, must));
  return z.readonly(
    z.strictObject(
      { lv: line, en: line },
      'must be a text in lv and in en, such as {"lv": "…", "en": "…"}',
    ),
  );
}

const PHONE = 'must be a phone number with its country code, such as +371 67082800';
const phone = z.string(PHONE).check(z.regex(/^\+[1-9](?: ?\d){6,14}$/u, PHONE));

const REGISTER = 'must be a number of 6 to 14 digits, as a text';

/** In bytes of JSON. All variables of a Lambda function share 4 KB. */
const MAX_BYTES = 2_500;

/**
 * The institution that runs a deployment and answers for it: it publishes the consultations and the
 * open data, and is the controller of the personal data.
 */
export const Owner = z.readonly(
  z
    .strictObject(
      {
        name: lines(120),
        /** In the register of public institutions, or its like. */
        registrationNumber: z.optional(z.string(REGISTER).check(z.regex(/^\d{6,14}$/u, REGISTER))),
        /** The postal address. */
        address: lines(160),
        email: WrittenEmail,
        phone,
        /** The data protection officer, or the office that answers in that matter. */
        dataProtection: z.readonly(
          z.strictObject(
            {
              name: lines(120),
              email: WrittenEmail,
              /**
               * The authority that takes complaints about personal data, with its address. Without
               * it, the page names the Data State Inspectorate of Latvia.
               */
              authority: z.optional(lines(200)),
            },
            'must be an object with name and email',
          ),
        ),
        /** Who answers a person who cannot use a page. */
        accessibility: z.readonly(
          z.strictObject(
            {
              email: WrittenEmail,
              phone,
              /**
               * What a person can do whom the answer does not satisfy. Without it, the page names
               * the Ombudsman of Latvia.
               */
              authority: z.optional(lines(200)),
            },
            'must be an object with email and phone',
          ),
        ),
      },
      'must be an object: the institution that answers for the site',
    )
    .check(
      z.refine(
        (owner) => new TextEncoder().encode(JSON.stringify(owner)).length <= MAX_BYTES,
        `must take at most ${MAX_BYTES} bytes as JSON: use shorter texts`,
      ),
    ),
);
export type Owner = z.infer<typeof Owner>;
