import * as z from 'zod/mini';

/*
 * The environment of each function: read by the function at its start, and the type of what the
 * infra must set. A variable forgotten there does not compile.
 */

const text = z.string().check(z.minLength(1));
const url = z.url();

/** Reads and writes the table. */
const table = { TABLE_NAME: text };
/** Tells `send-mail` of due deliveries. */
const queue = { MAIL_QUEUE_URL: url };
/** Tells `send-announcements` of announcements whose time has come, and of their cursors. */
const announcementQueue = { ANNOUNCEMENT_QUEUE_URL: url };
/** Renders pages: the hash of the style sheet and the script, part of their addresses. */
const pages = { ASSET_VERSION: text };
/** Knows where the site stands, for addresses that must be complete. */
const site = { SITE_URL: url };
/** Sends mail: the fixed From address with its name, and where links in a mail lead. */
const mail = { SENDER: z.email(), SENDER_NAME: text, ...site };
/** Sends digests, through the configuration set of their own. */
const digestMail = { DIGEST_CONFIGURATION_SET: text };
/** Sends any other mail, through the configuration set that all of them share. */
const otherMail = { CONFIGURATION_SET: text };
/** Writes to people outside the Chancellery: a reply reaches a person there. */
const replies = { REPLY_TO: z.email() };

/** How many of the function work at once at most: each has its share of what the account may send. */
const senders = { SENDERS: z.string().check(z.regex(/^[1-9]\d?$/u)) };

/** How Node itself is set up. */
const runtime = { NODE_OPTIONS: text };

export const ENVIRONMENTS = {
  'show-site': { ...table, ...pages },
  'show-announcements': { ...table, ...pages, ...site },
  'show-api': { ...table },
  'submit-opinions': { ...table, ...queue, ...pages },
  'revise-opinions': { ...table, ...queue, ...pages },
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
  'manage-subscriptions': { ...table, ...queue, ...pages, ...site },
  'record-delivery': { ...table },
  'reconcile-deliveries': { ...table },
};

export type FunctionName = keyof typeof ENVIRONMENTS;
export type Environment<Name extends FunctionName> = {
  readonly [Variable in keyof (typeof ENVIRONMENTS)[Name]]: string;
};

/** Throws, naming every variable that is missing or malformed: a function must not start half set up. */
export function environment<Name extends FunctionName>(
  name: Name,
  variables: Readonly<Record<string, string | undefined>>,
): Environment<Name> {
  const parsed = z.object(ENVIRONMENTS[name]).safeParse(variables);
  if (parsed.success) return parsed.data as Environment<Name>;
  const wrong = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`The environment of ${name} lacks or has malformed: ${wrong}`);
}
