import { join } from 'node:path';
import { EXAMPLE, readDeployment } from '../infra/deployment.ts';
import { BUILD_DIR, buildFunction } from '../infra/build.ts';
import { dynamoClient } from '../local/tables.ts';
import { buildAnnouncementMail } from '../operator/built-mails.ts';
import { instantOf } from '../shared/domain/time.ts';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { ADDRESS_SHARDS, keys } from '../shared/dynamo/keys.ts';
import { Table } from '../shared/dynamo/table.ts';
import { announcementLinks } from '../shared/links.ts';
import type { Mail } from '../shared/ports/mail.ts';
import type { RowKey } from '../shared/ports/rows.ts';
import { countProgress } from '../shared/usecases/announcement-progress.ts';
import { publishAnnouncement } from '../shared/usecases/publish-announcement.ts';
import { subscriptionStore } from '../shared/dynamo/subscriptions.ts';
import type { Measured } from './invoke.ts';
import { invoke, median, type Services, startServices } from './measure.ts';
import { report } from './report.ts';
import { addressOf, fillSubscriptions } from './subscribers.ts';

const COUNT = 10_000;
const PAGE = 100;
const BENCH_DIR = join(BUILD_DIR, 'bench');
const ID = 'announcement';
/** About as long as the body of a real announcement. */
const BODY = `Paldies visiem, kas sniedza viedokli.\n\n## Kas notiks tālāk\n\n${Array.from(
  { length: 12 },
  (_, index) =>
    `${index + 1}. Par [${index + 1}. apņemšanos](/lv/consultations/plan) atbilde būs **drīz**.`,
).join('\n')}`;

/**
 * Measures an announcement to many subscribers against a loop that only composes and posts the same
 * mails.
 */
export async function measureAnnouncements(full: boolean): Promise<void> {
  const ours = join(BENCH_DIR, 'send-announcements');
  const bare = join(BENCH_DIR, 'bare-mailer');
  await buildFunction('functions/send-announcements.ts', ours);
  await buildFunction('bench/bare-mailer.ts', bare);

  const rounds: { ours: Measured[]; bare: Measured[] } = { ours: [], bare: [] };
  let database = 0;
  for (let round = 0; round < 3; round++) {
    const services = await startServices();
    try {
      const measured = await sendAll(join(ours, 'index.mjs'), COUNT, services);
      rounds.ours.push(measured);
      database = measured.requests[hostOf(services, 'AWS_ENDPOINT_URL_DYNAMODB')] ?? 0;
      rounds.bare.push(await invoke(join(bare, 'index.mjs'), await makeBarePages(COUNT), services));
    } finally {
      await services.stop();
    }
  }
  const cpu = (all: readonly Measured[]) => median(all.map(({ totalCpuMs }) => totalCpuMs)) / COUNT;
  const rate = (all: readonly Measured[]) =>
    COUNT / (median(all.map(({ warmMs }) => warmMs)) / 1e3);
  report({
    what: `announcement to ${COUNT}: processor time of a mail, against a loop that only composes and posts the same`,
    ours: cpu(rounds.ours),
    yardstick: cpu(rounds.bare),
    unit: 'ms',
    goal: { ratio: 1.5 },
    where:
      'The yardstick composes with the same library and posts to the same SES. Beyond it: claiming and recording each batch of four, its share of reading the subscribers, and the links of each mail. Each mail is composed anew by nodemailer: a message filled in from a composed one would be faster, but would need a second writer of MIME. Batches of ten would take a sixth less, and would leave up to ten addresses unknown after a crash instead of four.',
  });
  report({
    what: `announcement to ${COUNT}: mails a second`,
    ours: rate(rounds.ours),
    yardstick: rate(rounds.bare),
    unit: '/s',
  });
  report({
    what: 'announcement: database requests for each mail',
    ours: database / COUNT,
    unit: '',
  });

  const [few, many] = [1_000, full ? 100_000 : 20_000];
  report({
    what: `announcement: memory, ${many} addresses against ${few}`,
    ours: await measureMemory(ours, many),
    yardstick: await measureMemory(ours, few),
    unit: 'MB',
    goal: { ratio: 1.3 },
  });
}

async function measureMemory(outdir: string, count: number): Promise<number> {
  const services = await startServices();
  try {
    return (await sendAll(join(outdir, 'index.mjs'), count, services)).peakBytes / 2 ** 20;
  } finally {
    await services.stop();
  }
}

/** Publishes to `count` subscribers, and feeds the cursors to the function until all are done. */
async function sendAll(bundle: string, count: number, services: Services): Promise<Measured> {
  const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '', AWS_REGION = '' } = services.variables;
  const client = dynamoClient(AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION);
  const table = new Table(TABLE_NAME, client);
  const store = {
    ...announcementStore(table),
    ...consultationStore(table),
    ...subscriptionStore(table),
  };
  const largest = await fillSubscriptions(client, TABLE_NAME, count);
  const words = { subject: 'Kas notiks ar jūsu viedokļiem', body: BODY };
  const clock = { now: () => instantOf(new Date()) };
  const announcement = { id: ID, topic: 'results', sendAt: clock.now(), lv: words, en: words };
  await publishAnnouncement({ store, clock })(announcement);
  const cursors = Array.from({ length: ADDRESS_SHARDS }, (_, shard) =>
    nudge(keys.cursor(ID, shard)),
  );
  // Each shard gets one more pass than it has pages. That pass finds that nobody is left.
  const passes = Array.from({ length: Math.ceil(largest / PAGE) + 1 }, () => cursors).flat();
  const measured = await invoke(bundle, [nudge(keys.announcement(ID)), ...passes], services);
  const published = await store.findAnnouncement(ID);
  const progress = published === null ? null : await countProgress(store, published);
  if (progress?.complete !== true || progress.states.sent !== count) {
    throw new Error(`Some subscribers got no mail: ${JSON.stringify(progress)}`);
  }
  client.destroy();
  return measured;
}

function nudge(key: RowKey) {
  return { Records: [{ messageId: 'bench', body: JSON.stringify(key) }] };
}

/**
 * Returns the same mails for the yardstick, page by page. An empty first page stands for the start.
 */
async function makeBarePages(count: number) {
  const mail = await sampleMail();
  const pages = Array.from({ length: count / PAGE }, (_, page) => ({
    mail,
    recipients: Array.from({ length: PAGE }, (_unused, offset) => addressOf(page * PAGE + offset)),
  }));
  return [{ mail, recipients: [] }, ...pages];
}

async function sampleMail(): Promise<Mail> {
  const write = await buildAnnouncementMail(readDeployment(EXAMPLE).config.owner);
  const siteUrl = 'https://sadzirdets.example';
  const words = { subject: 'Kas notiks ar jūsu viedokļiem', body: BODY };
  const sendAt = instantOf(new Date());
  const content = { kind: 'written', lv: words, en: words } as const;
  return write({
    announcement: { id: ID, topic: 'results', sendAt, state: 'started', content },
    language: 'lv',
    siteUrl,
    replyTo: 'konsultacijas@sadzirdets.example',
  })({
    email: addressOf(0),
    address: 'x'.repeat(22),
    batch: 0,
    links: announcementLinks(siteUrl, ID, 'lv', { address: 'x'.repeat(22), token: 'x'.repeat(22) }),
  });
}

/** Returns the host and port of a service, under which its requests are counted. */
function hostOf({ variables }: Services, variable: string): string {
  return new URL(variables[variable] ?? '').host;
}
