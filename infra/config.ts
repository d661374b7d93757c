import * as z from 'zod/mini';
import { parseEmail } from '../shared/domain/email.ts';

/**
 * In spring the clocks of Europe/Riga go from 03:00 to 04:00. A schedule between these times would
 * be skipped.
 */
const SKIPPED_HOUR = '03:';

const email = z
  .string()
  .check(z.refine((typed) => parseEmail(typed) === typed, 'must be an e-mail address'));

const CERTIFICATE = /^arn:[a-z-]+:acm:(?<region>[a-z0-9-]+):\d{12}:certificate\/[\w-]+$/u;

/** The configuration that differs between deployments: the context `sadzirdets` in `cdk.json`. */
const Config = z
  .strictObject({
    region: z
      .string('must be an AWS region, such as eu-north-1')
      .check(z.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/u, 'must be an AWS region, such as eu-north-1')),
    /**
     * The public host name. Without it, the site has the address that API Gateway gives the API.
     */
    domain: z.optional(
      z.string().check(z.regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/u, 'must be a host name')),
    ),
    /** The ARN of an ACM certificate for `domain`, in the same region. */
    certificateArn: z.optional(
      z
        .string()
        .check(z.regex(CERTIFICATE, 'must be the ARN of an ACM certificate, with its region')),
    ),
    /** The From address of all mail. Its domain becomes an SES identity. */
    sender: email,
    /** The name that readers see beside the From address. */
    senderName: z._default(
      z.string().check(z.regex(/^\P{Cc}{1,64}$/u, 'must be one line of at most 64 characters')),
      'Sadzirdēts',
    ),
    /**
     * The address for replies to receipts, confirmations and announcements. A person must read its
     * mail.
     */
    replyTo: email,
    /** The address that alarms go to. */
    operator: email,
    /** The time of the daily digest run, in Riga. */
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

/** Parses the configuration. Throws one error that names every wrong key and what it must be. */
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
