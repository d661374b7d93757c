import * as z from 'zod/mini';
import { parseEmail } from '../shared/domain/email.ts';

/** In spring the clocks of Europe/Riga go from 03:00 to 04:00: a schedule in between would be skipped. */
const SKIPPED_HOUR = '03:';

const email = z
  .string()
  .check(z.refine((typed) => parseEmail(typed) === typed, 'must be an e-mail address'));

const CERTIFICATE = /^arn:[a-z-]+:acm:(?<region>[a-z0-9-]+):\d{12}:certificate\/[\w-]+$/u;

/** What differs from one deployment to another: the context `sadzirdets` in `cdk.json`. */
const Config = z
  .strictObject({
    region: z
      .string('must be an AWS region, such as eu-north-1')
      .check(z.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/u, 'must be an AWS region, such as eu-north-1')),
    /** The public host name; without it the site stands at the address that the API is given. */
    domain: z.optional(
      z.string().check(z.regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/u, 'must be a host name')),
    ),
    /** Of an ACM certificate for `domain`, in the same region. */
    certificateArn: z.optional(
      z
        .string()
        .check(z.regex(CERTIFICATE, 'must be the ARN of an ACM certificate, with its region')),
    ),
    /** The From address of all mail; its domain becomes an SES identity. */
    sender: email,
    /** The name that readers see beside it. */
    senderName: z._default(
      z.string().check(z.regex(/^\P{Cc}{1,64}$/u, 'must be one line of at most 64 characters')),
      'Sadzirdēts',
    ),
    /** Where replies to receipts, confirmations and announcements go: somebody reads them. */
    replyTo: email,
    /** Where alarms go. */
    operator: email,
    /** Riga time of the daily digest run. */
    digestAt: z.string().check(
      z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'must be a time of day, such as 08:00'),
      z.refine(
        (time) => !time.startsWith(SKIPPED_HOUR),
        'must not lie from 03:00 to 03:59: that hour is skipped when summer time begins',
      ),
    ),
  })
  .check(
    z.refine((config) => config.domain === undefined || config.certificateArn !== undefined, {
      path: ['certificateArn'],
      error: 'is needed where a domain is set',
    }),
    z.refine(({ certificateArn, region }) => isOf(region, certificateArn), {
      path: ['certificateArn'],
      error: 'must be of a certificate in the same region',
    }),
  );
function isOf(region: string, certificateArn?: string): boolean {
  const named = CERTIFICATE.exec(certificateArn ?? '')?.groups?.['region'];
  return named === undefined || named === region;
}
export type Config = z.infer<typeof Config>;

/** Throws one error that names every key that is wrong and what it must be. */
export function parseConfig(context: unknown): Config {
  const parsed = Config.safeParse(context);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const key = ['sadzirdets', ...issue.path].join('.');
    return issue.code === 'unrecognized_keys'
      ? `  ${key}: unknown: ${issue.keys.join(', ')}`
      : `  ${key}: ${issue.message}`;
  });
  throw new Error(`The context in cdk.json is not good:\n${lines.join('\n')}`);
}
