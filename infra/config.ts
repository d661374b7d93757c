import * as z from 'zod/mini';
import { WrittenEmail } from '../shared/domain/email.ts';
import { LICENCES } from '../shared/domain/licence.ts';
import { Owner } from '../shared/domain/owner.ts';
import { Region } from '../shared/domain/region.ts';
import { DEFAULT_RETENTION, Retention } from '../shared/domain/retention.ts';
import { type Fault, faultsOf } from './config-faults.ts';

/**
 * In spring the clocks of Europe/Riga go from 03:00 to 04:00. A schedule between these times would
 * be skipped.
 */
const SKIPPED_HOUR = '03:';

const CERTIFICATE =
  /^arn:[a-z-]+:acm:(?<region>[a-z0-9-]+):(?<account>\d{12}):certificate\/[\w-]+$/u;

/** A text that does not match is refused with these words, and so is a missing one. */
const text = (pattern: RegExp, must: string) => z.string(must).check(z.regex(pattern, must));

/** A number of days that the file does not name is the default. */
const Kept = z.pipe(
  z.strictObject(z.partial(Retention).shape, 'must be an object with numbers of days'),
  z.transform((own) => ({ ...DEFAULT_RETENTION, ...(own as Partial<Retention>) })),
);

/** Each key adds an ARN to the environment of a function, and a whole environment may take 4 KB. */
const MAX_LOG_KEYS = 20;
const LOG_KEYS = `must be the number of keys that the log has had: a whole number from 1 to ${MAX_LOG_KEYS}`;

/** What differs between deployments: the content of `infra/deployments/NAME.json`. */
const Config = z
  .strictObject(
    {
      /** The AWS account. Deploying with the credentials of another account is refused. */
      account: text(/^\d{12}$/u, 'must be the number of an AWS account: 12 digits, as a text'),
      region: Region,
      /**
       * The public host name. Without it, the site has only the address that API Gateway gives the
       * API.
       */
      domain: z.optional(
        text(
          /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/u,
          'must be a host name, such as viedokli.iestade.lv, without https:// and without a path',
        ),
      ),
      /** The ARN of an ACM certificate for `domain`, in the same account and region. */
      certificateArn: z.optional(
        text(CERTIFICATE, 'must be the ARN of an ACM certificate, with its region'),
      ),
      /** The From address of all mail. Its domain becomes an SES identity. */
      sender: WrittenEmail,
      /** The name that readers see beside the From address. */
      senderName: z._default(
        text(/^\P{Cc}{1,64}$/u, 'must be one line of at most 64 characters'),
        'Sadzirdēts',
      ),
      /**
       * The address for replies to receipts, confirmations and announcements. A person must read
       * its mail.
       */
      replyTo: WrittenEmail,
      /** Who runs the deployment and answers for it. */
      owner: Owner,
      /** How many days each kind of personal data is kept. */
      retention: z._default(Kept, DEFAULT_RETENTION),
      /** The licence of the open data, by its own address. */
      licence: z._default(
        z.enum(LICENCES, `must be the address of a known licence: ${LICENCES.join(' or ')}`),
        LICENCES[0],
      ),
      /**
       * How many keys have been made to sign the log. A higher number makes new ones, of which the
       * last signs from then on. The earlier ones stay.
       */
      logKeys: z._default(
        z.int(LOG_KEYS).check(z.minimum(1, LOG_KEYS), z.maximum(MAX_LOG_KEYS, LOG_KEYS)),
        1,
      ),
      /** The address that alarms go to. */
      operator: WrittenEmail,
      /** The time of the daily digest run, in Riga. */
      digestAt: text(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'must be a time of day, such as 08:00').check(
        z.refine(
          (time) => !time.startsWith(SKIPPED_HOUR),
          'must not lie from 03:00 to 03:59: that hour is skipped when summer time begins',
        ),
      ),
    },
    'must be an object',
  )
  .check(
    z.refine(({ domain, certificateArn }) => domain === undefined || certificateArn !== undefined, {
      path: ['certificateArn'],
      error: 'is needed where a domain is set',
      when: isObject,
    }),
    z.refine(({ domain, certificateArn }) => domain !== undefined || certificateArn === undefined, {
      path: ['domain'],
      error: 'is needed where a certificate is set',
      when: isObject,
    }),
    z.refine(({ certificateArn, region, account }) => isOf({ region, account }, certificateArn), {
      path: ['certificateArn'],
      error: ({ input }) => {
        const { region, account } =
          CERTIFICATE.exec((input as { certificateArn?: string }).certificateArn ?? '')?.groups ??
          {};
        return `must be of a certificate in the same account and region: this one is in ${region} of ${account}`;
      },
    }),
  );

/** Says that settings can be looked at together, although one of them alone may not be good. */
function isObject({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOf(place: { region: string; account: string }, certificateArn?: string): boolean {
  const named = CERTIFICATE.exec(certificateArn ?? '')?.groups;
  if (named === undefined) return true;
  return named['region'] === place.region && named['account'] === place.account;
}
export type Config = z.infer<typeof Config>;

/**
 * Parses the content of `file`. Throws one error that names every wrong key and what it must be.
 * Only the `example` may have values of an example: with them, no alarm and no mail would reach
 * anybody, or nobody would stand behind the site.
 */
export function parseConfig(
  written: unknown,
  file: string,
  { isExample }: { readonly isExample: boolean },
): Config {
  const parsed = Config.safeParse(written);
  const faults = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => faultsOf(issue, Config, written));
  const named = new Set(faults.map(([key]) => key));
  const placeholders = isExample ? [] : placeholdersIn(written).filter(([key]) => !named.has(key));
  if (parsed.success && placeholders.length === 0) return parsed.data;
  const lines = [...faults, ...placeholders].map(([key, says]) => `  ${key}: ${says}`);
  throw new Error(`${file} is not good:\n${lines.join('\n')}`);
}

/** Domains that RFC 2606 and RFC 6761 keep for examples and tests. No mail ever reaches them. */
const RESERVED = /(?:^|[.@])(?:example|invalid|localhost|test|example\.(?:com|net|org))$/u;
/** Says whether an address or a host name can only be an example. */
export function isPlaceholder(address: string): boolean {
  return RESERVED.test(address);
}

/** Nobody has a number of zeros only, whether it is of an account, a register or a phone. */
const ZEROS = /^(?:\+[1-9]\d{0,2} ?)?[0 ]+$/u;
/** How the texts of the example end. */
const EXAMPLE_TEXT = /\((?:paraugs|example)\)$/u;

function placeholdersIn(written: unknown): Fault[] {
  return textsIn(written).flatMap(([key, value]): Fault[] => {
    if (isPlaceholder(value)) {
      return [[key, `${value} is only an example, which no mail reaches: write your own`]];
    }
    const isExample = ZEROS.test(value) || EXAMPLE_TEXT.test(value);
    return isExample ? [[key, `${value} is only an example: write your own`]] : [];
  });
}

/** Returns every text of the settings with its key. */
function textsIn(settings: unknown, parent = ''): [key: string, value: string][] {
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([name, value]: [string, unknown]) => {
    const key = `${parent}${name}`;
    return typeof value === 'string' ? [[key, value]] : textsIn(value, `${key}.`);
  });
}
