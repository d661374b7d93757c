import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { tokens } from './crypto/tokens.ts';
import { instantOf } from './domain/time.ts';
import { announcementStore } from './dynamo/announcements.ts';
import { consultationStore } from './dynamo/consultations.ts';
import { deliveryStore } from './dynamo/deliveries.ts';
import { digestStore } from './dynamo/digests.ts';
import { signingKey, tableIdentity } from './dynamo/installation.ts';
import { outboxStore } from './dynamo/outbox.ts';
import { submissionStore } from './dynamo/submissions.ts';
import { subscriptionStore } from './dynamo/subscriptions.ts';
import { suppressionStore } from './dynamo/suppressions.ts';
import { Table } from './dynamo/table.ts';
import { environment, type FunctionName } from './env.ts';
import type { Clock, MailQueue, Pause, ReadQuota, SendMail } from './ports.ts';
import { sesMailer, sesQuota } from './ses/mailer.ts';
import { mailQueue } from './sqs/mail-queue.ts';
import { journalOf } from './telemetry/journal.ts';

/*
 * The composition root: here, and nowhere else, a function's environment becomes the things that its
 * use cases need. A function's bundle holds only what it wires.
 */

export const clock: Clock = { now: () => instantOf(new Date()) };
export const pause: Pause = async (ms) => setTimeout(ms);

/** What every function needs: its environment, its journal, the table. Throws when the environment is incomplete. */
export function wire<Name extends FunctionName>(name: Name) {
  const env = environment(name, process.env);
  return { env, clock, journal: journalOf(name), ...wireTable(env) };
}

/** The stores on one table, and the tokens whose secret lies in it. */
function wireTable({ TABLE_NAME }: { readonly TABLE_NAME: string }) {
  const table = new Table(TABLE_NAME);
  return {
    store: {
      ...consultationStore(table),
      ...submissionStore(table),
      ...digestStore(table),
      ...deliveryStore(table),
      ...tableIdentity(table),
      ...outboxStore(table),
      ...subscriptionStore(table),
      ...suppressionStore(table),
      ...announcementStore(table),
    },
    tokens: tokens(() => signingKey(table)),
  };
}

export function wireQueue({ MAIL_QUEUE_URL }: { readonly MAIL_QUEUE_URL: string }): MailQueue {
  return mailQueue(MAIL_QUEUE_URL);
}

export function wireAnnouncementQueue({
  ANNOUNCEMENT_QUEUE_URL,
}: {
  readonly ANNOUNCEMENT_QUEUE_URL: string;
}): MailQueue {
  return mailQueue(ANNOUNCEMENT_QUEUE_URL);
}

export function wireQuota(): ReadQuota {
  return sesQuota();
}

export function wireMailer(env: {
  readonly SENDER: string;
  readonly CONFIGURATION_SET: string;
}): SendMail {
  return sesMailer({ sender: env.SENDER, configurationSet: env.CONFIGURATION_SET });
}

/** The style sheet and the script that the build has laid beside the function's bundle. */
export function bundledAssets(): Readonly<Record<string, string>> {
  const read = (file: string) => readFileSync(new URL(`assets/${file}`, import.meta.url), 'utf8');
  return { 'site.css': read('site.css'), 'site.js': read('site.js') };
}
