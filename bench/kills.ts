import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dynamoClient } from '../local/tables.ts';
import { DataFolder } from '../local/data-folder.ts';
import { targetOf } from '../operator/target.ts';
import type { Delivery } from '../shared/domain/delivery.ts';
import { MINUTE_MS, plus } from '../shared/domain/time.ts';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { subscriptionStore } from '../shared/dynamo/subscriptions.ts';
import { countProgress } from '../shared/usecases/announcement-progress.ts';
import { publishAnnouncement } from '../shared/usecases/publish-announcement.ts';
import { reportTable } from './report.ts';
import { post, startStack } from './stack.ts';
import { addressOf, fillSubscriptions } from './subscribers.ts';

const COUNT = 5_000;
const KILLS = 10;
const ID = 'killed';
const SUBJECT = 'Nogalināts pusceļā';
/** In ms. After the fan-out goes on, a kill comes at a random time between these two. */
const [SOONEST_MS, LATEST_MS] = [200, 2_500];

/**
 * Kills the product ten times while an announcement goes out, and counts the addresses that were
 * skipped or mailed twice.
 */
export async function measureKills(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'sadzirdets-kills-'));
  let stack = await startStack(data);
  try {
    await publish(data);
    for (let kill = 0; kill < KILLS; kill++) {
      await sweep(stack.url, data);
      await setTimeout(SOONEST_MS + Math.random() * (LATEST_MS - SOONEST_MS));
      await stack.end('SIGKILL');
      stack = await startStack(data);
    }
    while (!(await progressOf(data)).complete) {
      await sweep(stack.url, data);
      await setTimeout(1_000);
    }
    reportMails(await progressOf(data), mailsPerAddress(data));
  } finally {
    await stack.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  }
}

async function publish(data: string): Promise<void> {
  const running = DataFolder.running(data);
  if (running === null) throw new Error('The stack is not running');
  const client = dynamoClient(running.dynamoEndpoint, running.region);
  const { table, clock } = targetOf({ data });
  await fillSubscriptions(client, running.tableName, COUNT, clock.now());
  const words = { subject: SUBJECT, body: 'Teksts.' };
  const announcement = { id: ID, topic: 'results', sendAt: clock.now(), lv: words, en: words };
  const store = { ...announcementStore(table), ...consultationStore(table) };
  await publishAnnouncement({ store, clock })(announcement);
}

/** Moves the clock past the end of every lease, and sweeps. */
async function sweep(url: string, data: string): Promise<void> {
  const { clock } = targetOf({ data });
  const scheduledTime = plus(clock.now(), 3 * MINUTE_MS);
  await post(`${url}/local/schedules/outbox-sweep`, { scheduledTime });
}

async function progressOf(data: string) {
  const { table } = targetOf({ data });
  const store = { ...announcementStore(table), ...subscriptionStore(table) };
  const announcement = await store.findAnnouncement(ID);
  if (announcement === null) throw new Error('The announcement is gone');
  return countProgress(store, announcement);
}

function mailsPerAddress(data: string): ReadonlyMap<string, number> {
  const mails = new Map<string, number>();
  const folder = join(data, 'mail');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const envelope = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      to: string;
      tags: Record<string, string>;
    };
    if (envelope.tags['announcement'] !== ID) continue;
    mails.set(envelope.to, (mails.get(envelope.to) ?? 0) + 1);
  }
  return mails;
}

function reportMails(
  { states }: { readonly states: Readonly<Partial<Record<Delivery['state'], number>>> },
  mails: ReadonlyMap<string, number>,
): void {
  const everybody = Array.from({ length: COUNT }, (_, index) => addressOf(index));
  const none = everybody.filter((address) => !mails.has(address)).length;
  const twice = everybody.filter((address) => (mails.get(address) ?? 0) > 1).length;
  const deliveries = Object.values(states).reduce((sum, count) => sum + count, 0);
  const unknown = states.unknown ?? 0;
  reportTable({
    title: `An announcement to ${COUNT} addresses, killed ${KILLS} times at random`,
    rows: [
      ['what', 'addresses'],
      ['with a delivery', String(deliveries)],
      ['skipped', String(COUNT - deliveries)],
      ['mailed twice', String(twice)],
      ['ended unknown, and so not sent again', String(unknown)],
      ['of which SES has taken no mail', String(none)],
    ],
  });
}
