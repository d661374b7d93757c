import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { isPlaceholder } from '../infra/config.ts';
import { contentOf } from '../infra/written-file.ts';
import { newSecret } from '../shared/crypto/secrets.ts';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { lineageStore } from '../shared/dynamo/lineage.ts';
import { keyStore } from '../shared/dynamo/secrets.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import { subscriptionStore } from '../shared/dynamo/subscriptions.ts';
import { countAudience } from '../shared/usecases/announcement-progress.ts';
import { makeFirstKeys } from '../shared/usecases/make-first-keys.ts';
import { publishConsultation } from '../shared/usecases/publish-consultation.ts';
import { wireTokens } from '../shared/wiring.ts';
import { runCommand } from './command.ts';
import { publicationFault } from './publication-fault.ts';
import { publicationLines } from './publication-words.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run consultation -- publish FILE ${TARGET_USAGE}`;

/** The place of the mailboxes in the file. */
const Mailboxes = z.object({ units: z.array(z.object({ mailboxes: z.array(z.string()) })) });

/**
 * Publishes a consultation with its units. If it is refused, says of every wrong field what it must
 * be.
 */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
  const [command, file, ...more] = positionals;
  if (command !== 'publish' || file === undefined || more.length > 0) return 'misused';
  const written = contentOf(file);
  const isReal = values.deployed !== undefined || values.table !== undefined;
  const unreachable = isReal ? placeholdersIn(written) : [];
  if (unreachable.length > 0) return refuse(file, unreachable);
  const { table, clock, siteUrl } = targetOf(values);
  const store = {
    ...announcementStore(table),
    ...consultationStore(table),
    ...lineageStore(table),
    ...submissionStore(table),
  };
  // From the first publication on, the functions find the keys that they sign with.
  await makeFirstKeys({ store: keyStore(table), clock, newSecret });
  const publish = publishConsultation({ store, tokens: wireTokens(table, clock), clock });
  const outcome = await publish(written, async (consultation, announcements) => {
    const [list, now] = [subscriptionStore(table), clock.now()];
    const mails = await Promise.all(
      announcements.map(async (announcement) => {
        return { announcement, audience: await countAudience(list, announcement, now) };
      }),
    );
    const about = { consultation, mails, siteUrl: siteUrl ?? '', now };
    for (const line of publicationLines(about)) console.log(line);
  });
  if (outcome.outcome === 'published') {
    console.log(`Published ${outcome.consultation.id}`);
    return 'done';
  }
  return refuse(file, outcome.failures.map(publicationFault));
});

function refuse(file: string, faults: readonly string[]): 'refused' {
  console.error(`${file} was not published:`);
  for (const fault of faults) console.error(`  ${fault}`);
  // An author looks for commitment No. 2 where the third one is meant.
  if (faults.some((fault) => /^\S*\/\d/u.test(fault))) {
    console.error('A list counts from 0: /units/0 is the first unit');
  }
  return 'refused';
}

/** Names the mailboxes that only an example may have. A deployment would send digests to nobody. */
function placeholdersIn(written: unknown): string[] {
  const { units } = z.safeParse(Mailboxes, written).data ?? { units: [] };
  return units.flatMap(({ mailboxes }, unit) =>
    mailboxes.flatMap((mailbox, index) =>
      isPlaceholder(mailbox)
        ? `/units/${unit}/mailboxes/${index}: ${mailbox} is only an example, which no mail reaches: write your own`
        : [],
    ),
  );
}
