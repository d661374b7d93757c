import * as z from 'zod/mini';
import { Licence } from './domain/licence.ts';
import { Owner } from './domain/owner.ts';
import { Region } from './domain/region.ts';
import { Retention } from './domain/retention.ts';

/*
 * The environment of each function. The function reads it at its start, and its type tells the
 * infra what to set. If the infra forgets a variable, the infra does not compile.
 */

const text = z.string().check(z.minLength(1));
const url = z.url();
const keyArn = z.string().check(z.regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/.+$/u));
/** A setting that is more than one text, written as JSON. */
const json = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((written, { issues }): unknown => {
        try {
          return JSON.parse(written);
        } catch {
          issues.push({ code: 'custom', input: written });
          return z.NEVER;
        }
      }),
    ),
    schema,
  );

/** For every function: the name of the deployment that it belongs to. */
export const COMMON = { DEPLOYMENT: text };
/** For functions that use the table. */
const table = { TABLE_NAME: text };
/** For functions that tell `send-mail` about due deliveries. */
const queue = { MAIL_QUEUE_URL: url };
/**
 * For functions that tell `send-announcements` about announcements whose time has come, and about
 * their cursors.
 */
const announcementQueue = { ANNOUNCEMENT_QUEUE_URL: url };
/** For functions that need complete addresses, and say who stands behind them. */
const site = { SITE_URL: url, OWNER: json(Owner) };
/** For functions that publish, or say how it is done. The owner publishes, under one licence. */
const publishing = { LICENCE: Licence };
/**
 * For functions that render pages: the hash of the style sheet and the script. It is a part of
 * their addresses.
 */
const pages = { ASSET_VERSION: text, ...site, ...publishing };
/** For the function that seals the log: the ARNs of the keys of KMS that sign it, oldest first. */
const signing = { LOG_KEYS: json(z.readonly(z.array(keyArn).check(z.minLength(1)))) };
/** For functions that decide or say how long personal data are kept. */
const keeping = { RETENTION: json(Retention) };
/** For the function that also says where they are kept. */
const privacy = { ...keeping, REGION: Region };
/**
 * For functions that send mail: the fixed From address with its name, where links in a mail lead,
 * and who answers for the mail.
 */
const mail = { SENDER: z.email(), SENDER_NAME: text, ...site };
/** For functions that send digests, which have their own configuration set. */
const digestMail = { DIGEST_CONFIGURATION_SET: text };
/** For functions that send other mails. All of these share one configuration set. */
const otherMail = { CONFIGURATION_SET: text };
/** For functions that write to authors and subscribers: a reply reaches a person at the owner. */
const replies = { REPLY_TO: z.email() };

/**
 * How many instances of the function run at once at most. Each has its share of what the account
 * may send.
 */
const senders = { SENDERS: z.string().check(z.regex(/^[1-9]\d?$/u)) };

/** The options of Node itself. */
const runtime = { NODE_OPTIONS: text };

export const ENVIRONMENTS = {
  'show-site': { ...table, ...pages, ...privacy },
  'show-opinions': { ...table, ...pages },
  'show-announcements': { ...table, ...pages },
  'show-log': { ...table, ...pages },
  'show-api': { ...table, ...site, ...publishing },
  'submit-opinions': { ...table, ...queue, ...pages, ...keeping },
  'revise-opinions': { ...table, ...queue, ...pages, ...keeping },
  'publish-opinions': { ...table },
  'seal-log': { ...table, ...signing, SITE_URL: url },
  'run-digests': { ...table, ...mail, ...digestMail, ...runtime },
  'send-mail': { ...table, ...mail, ...digestMail, ...otherMail, ...replies, ...senders },
  'send-announcements': {
    ...table,
    ...announcementQueue,
    ...mail,
    ...otherMail,
    ...replies,
    ...senders,
  },
  'sweep-outbox': { ...table, ...queue, ...announcementQueue },
  'manage-subscriptions': { ...table, ...queue, ...pages, ...keeping },
  'record-delivery': { ...table, ...keeping },
  'reconcile-deliveries': { ...table },
  'expire-data': { ...table, ...keeping },
};

export type Common = { readonly [Variable in keyof typeof COMMON]: string };
export type FunctionName = keyof typeof ENVIRONMENTS;
type Schemas<Name extends FunctionName> = (typeof ENVIRONMENTS)[Name];
/** What the infra sets. */
export type Environment<Name extends FunctionName> = {
  readonly [Variable in keyof Schemas<Name>]: string;
};
/** What the function reads. */
type Settings<Name extends FunctionName> = {
  readonly [Variable in keyof Schemas<Name>]: z.output<Schemas<Name>[Variable]>;
};

/**
 * Throws an error that names every missing or malformed variable, because a function must not start
 * half set up.
 */
export function readEnvironment<Name extends FunctionName>(
  name: Name,
  variables: Readonly<Record<string, string | undefined>>,
): Common & Settings<Name> {
  const parsed = z.object({ ...COMMON, ...ENVIRONMENTS[name] }).safeParse(variables);
  if (parsed.success) return parsed.data as Common & Settings<Name>;
  const wrong = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`The environment of ${name} has missing or malformed variables: ${wrong}`);
}
