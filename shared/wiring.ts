import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout } from 'node:timers/promises';
import { tokens } from './crypto/tokens.ts';
import { type SendingAccount, sendingAccount } from './delivery/account.ts';
import type { Licence } from './domain/licence.ts';
import type { Owner } from './domain/owner.ts';
import { instantOf } from './domain/time.ts';
import { keyStore } from './dynamo/secrets.ts';
import { Table } from './dynamo/table.ts';
import { readEnvironment, type FunctionName } from './env.ts';
import type { Asset } from './http/respond.ts';
import { kmsSigner } from './kms/signer.ts';
import type { MailQueue } from './ports/batches.ts';
import type { LogSigner } from './ports/log-keys.ts';
import type { SendMail } from './ports/mail.ts';
import type { Clock, Pause, Tokens } from './ports/world.ts';
import { sesMailer, sesQuota } from './ses/mailer.ts';
import { journalOf } from './telemetry/journal.ts';
import { recallKeys } from './usecases/recall-keys.ts';
import type { Site } from './view/layout.tsx';

/*
 * The composition root. Only here does the environment of a function become the things that its use
 * cases need. The bundle of a function holds only what the function wires.
 */

export const clock: Clock = { now: () => instantOf(new Date()) };
export const pause: Pause = async (ms) => setTimeout(ms);

export { announcementStore } from './dynamo/announcements.ts';
export { batchStore } from './dynamo/batches.ts';
export { consultationStore } from './dynamo/consultations.ts';
export { countStore } from './dynamo/counts.ts';
export { digestStore } from './dynamo/digests.ts';
export { expiryStore } from './dynamo/expiries.ts';
export { healthStore } from './dynamo/health.ts';
export { tableIdentity } from './dynamo/installation.ts';
export { logStore } from './dynamo/log.ts';
export { organisationStore } from './dynamo/organisations.ts';
export { lineageStore } from './dynamo/lineage.ts';
export { outboxStore } from './dynamo/outbox.ts';
export { projectionStore } from './dynamo/projections.ts';
export { publicStore } from './dynamo/public-parts.ts';
export { standingStore } from './dynamo/standings.ts';
export { submissionStore } from './dynamo/submissions.ts';
export { subscriptionStore } from './dynamo/subscriptions.ts';
export { suppressionStore } from './dynamo/suppressions.ts';
export { verificationStore } from './dynamo/verifications.ts';

/**
 * Makes what every function needs: its environment, its table, its journal and its tokens. Throws
 * if the environment is incomplete.
 */
export function wire<Name extends FunctionName>(name: Name) {
  const env = readEnvironment(name, process.env);
  const table = new Table(env.TABLE_NAME);
  const journal = journalOf(name, env.DEPLOYMENT);
  return { env, table, clock, journal, tokens: wireTokens(table, clock) };
}

/**
 * Makes tokens whose keys are in the table. The keys of a purpose are read at the first use, so a
 * function may read only the keys that its tokens need.
 */
export function wireTokens(table: Table, clock: Clock): Tokens {
  return tokens(recallKeys({ store: keyStore(table), clock }));
}

export function wireQueue({ MAIL_QUEUE_URL }: { readonly MAIL_QUEUE_URL: string }): MailQueue {
  return queueAt(MAIL_QUEUE_URL);
}

export function wireAnnouncementQueue({
  ANNOUNCEMENT_QUEUE_URL,
}: {
  readonly ANNOUNCEMENT_QUEUE_URL: string;
}): MailQueue {
  return queueAt(ANNOUNCEMENT_QUEUE_URL);
}

/**
 * The client of the queue is loaded in the next turn of the event loop. By then the first request
 * has begun its write, and does not wait for a client that it needs only afterwards.
 */
function queueAt(url: string): MailQueue {
  const queue = nextTurn()
    .then(async () => import('./sqs/mail-queue.ts'))
    .then(({ mailQueue }) => mailQueue(url));
  // If loading fails, the first nudge fails with it. Until then the rejection must count as handled.
  queue.catch(() => undefined);
  return { nudge: async (keys) => (await queue).nudge(keys) };
}

/** Makes the sending account for one of `SENDERS` senders. */
export function wireAccount({ SENDERS }: { readonly SENDERS: string }): SendingAccount {
  return sendingAccount({ readQuota: sesQuota(), clock, senders: Number(SENDERS) });
}

/** Makes a mailer for the kinds of mail whose configuration set the environment names. */
export function wireMailer(env: {
  readonly SENDER: string;
  readonly SENDER_NAME: string;
  readonly CONFIGURATION_SET?: string;
  readonly DIGEST_CONFIGURATION_SET?: string;
}): SendMail {
  const { CONFIGURATION_SET: other, DIGEST_CONFIGURATION_SET: digest } = env;
  return sesMailer({
    sender: { name: env.SENDER_NAME, address: env.SENDER },
    configurationSets: {
      ...(digest === undefined ? {} : { digest }),
      ...(other === undefined ? {} : { other }),
    },
  });
}

/** Makes what signs the log, with the keys that the environment names. */
export function wireLogSigner({ LOG_KEYS }: { readonly LOG_KEYS: readonly string[] }): LogSigner {
  return kmsSigner(LOG_KEYS);
}

/** Makes what all pages share. */
export function siteOf(env: {
  readonly ASSET_VERSION: string;
  readonly SITE_URL: string;
  readonly OWNER: Owner;
  readonly LICENCE: Licence;
}): Site {
  const { ASSET_VERSION: assetVersion, SITE_URL: url, OWNER: owner, LICENCE: licence } = env;
  return { assetVersion, url, owner, licence };
}

/** Reads the style sheet, the scripts and the picture that the build puts beside the function's bundle. */
export function readAssets(): Readonly<Record<string, Asset>> {
  const read = (file: string) => readFileSync(new URL(`assets/${file}`, import.meta.url));
  const text = (file: string, type: string): Asset => ({
    type: `${type}; charset=utf-8`,
    bytes: read(file),
    gzip: read(`${file}.gz`),
  });
  return {
    'site.css': text('site.css', 'text/css'),
    'site.js': text('site.js', 'text/javascript'),
    'check.js': text('check.js', 'text/javascript'),
    'preview.png': { type: 'image/png', bytes: read('preview.png'), gzip: null },
  };
}
