import { parseArgs } from 'node:util';
import { EXAMPLE, readDeployment } from '../infra/deployment.ts';
import { contentOf } from '../infra/written-file.ts';
import { type Announcement, wentOutAt } from '../shared/domain/announcement.ts';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { subscriptionStore } from '../shared/dynamo/subscriptions.ts';
import { countProgress, countAudience } from '../shared/usecases/announcement-progress.ts';
import { publishAnnouncement } from '../shared/usecases/publish-announcement.ts';
import { announcementFault } from './announcement-fault.ts';
import { previewAnnouncement } from './announcement-preview.ts';
import { runCommand } from './command.ts';
import { countOf } from './count-of.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run announcement -- publish FILE
       npm run announcement -- preview FILE [--out DIR]
       npm run announcement -- status ID
       npm run announcement -- cancel ID
       ${TARGET_USAGE}`;

const OPTIONS = { ...TARGET_OPTIONS, out: { type: 'string', default: 'preview' } } as const;

/** Runs the operator's commands that publish, preview, follow and cancel announcements. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command, named, ...more] = positionals;
  if (command === undefined || named === undefined || more.length > 0) return 'misused';
  const { table, clock, siteUrl } = targetOf(values);
  const store = {
    ...announcementStore(table),
    ...consultationStore(table),
    ...subscriptionStore(table),
  };
  /**
   * Counts the subscribers who were confirmed at the announcement's time. While that time is ahead,
   * counts the subscribers confirmed by now.
   */
  const audience = async ({ topic, sendAt }: Announcement) => {
    const now = clock.now();
    return countAudience(store, { topic }, sendAt < now ? sendAt : now);
  };

  switch (command) {
    case 'publish': {
      const outcome = await publishAnnouncement({ store, clock })(contentOf(named));
      if (outcome.outcome === 'refused') return refuse(named, outcome.failures);
      const { announcement } = outcome;
      if (outcome.outcome === 'started') {
        console.log(
          `${announcement.id} is going out already, or has gone out: nothing was changed`,
        );
        return 'done';
      }
      const { id, sendAt } = announcement;
      const count = people(await audience(announcement));
      console.log(
        sendAt < clock.now()
          ? `${id} goes out at once, to ${count} confirmed by ${sendAt}, which has passed`
          : `Scheduled ${id} for ${sendAt}: ${count} would get it now`,
      );
      return 'done';
    }
    case 'preview': {
      const { config } = readDeployment(values.deployed ?? EXAMPLE);
      const about = { directory: values.out, site: siteUrl, config };
      const preview = await previewAnnouncement(contentOf(named), about);
      if ('failures' in preview) return refuse(named, preview.failures);
      console.log(`${people(await audience(preview.announcement))} would get it now. Written:`);
      for (const file of preview.files) console.log(`  ${file}`);
      return 'done';
    }
    case 'status': {
      const announcement = await store.findAnnouncement(named);
      if (announcement === null) return refuseUnknown(named);
      const { due, states, complete } = await countProgress(store, announcement);
      const waiting = announcement.state === 'scheduled' ? await audience(announcement) : due;
      console.log(
        `${named}: ${complete ? 'complete' : announcement.state}, ${wentOutAt(announcement)}`,
      );
      const { due: _, sending: __, ...rested } = states;
      const shown = {
        due: waiting,
        sent: 0,
        delivered: 0,
        failed: 0,
        unknown: 0,
        bounced: 0,
        complained: 0,
        suppressed: 0,
        ...rested,
      };
      for (const [state, count] of Object.entries(shown)) {
        console.log(`  ${state.padEnd(10)} ${String(count).padStart(8)}`);
      }
      return 'done';
    }
    case 'cancel': {
      const outcome = await store.cancelAnnouncement(named);
      if (outcome === 'none') return refuseUnknown(named);
      if (outcome === 'started') {
        console.error(`${named} is going out already, or has gone out: it cannot be cancelled`);
        return 'refused';
      }
      console.log(`Cancelled ${named}`);
      return 'done';
    }
    default:
      return 'misused';
  }
});

function refuse(
  file: string,
  failures: readonly Parameters<typeof announcementFault>[0][],
): 'refused' {
  console.error(`${file} was refused:`);
  for (const failure of failures) console.error(`  ${announcementFault(failure)}`);
  return 'refused';
}

function refuseUnknown(id: string): 'refused' {
  console.error(`There is no announcement ${id}`);
  return 'refused';
}

function people(count: number): string {
  return countOf(count, 'subscriber', 'subscribers');
}
