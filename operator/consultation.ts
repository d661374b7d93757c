import { parseArgs } from 'node:util';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { signingKey } from '../shared/dynamo/installation.ts';
import { publishConsultation } from '../shared/usecases/publish-consultation.ts';
import { runCommand } from './command.ts';
import { publicationFault } from './publication-fault.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';
import { contentOf } from './written-file.ts';

const USAGE = `Usage: npm run consultation -- publish FILE ${TARGET_USAGE}`;

/**
 * Publishes a consultation with its units. If it is refused, says of every wrong field what it must
 * be.
 */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
  const [command, file, ...more] = positionals;
  if (command !== 'publish' || file === undefined || more.length > 0) return 'misused';
  const written = contentOf(file);
  const { table, clock } = targetOf(values);
  const store = { ...consultationStore(table), ...announcementStore(table) };
  // From the first publication on, the functions find the key that signs links.
  await signingKey(table);
  const outcome = await publishConsultation({ store, clock })(written);
  if (outcome.outcome === 'published') {
    const { id, opensAt, closesAt } = outcome.consultation;
    console.log(`Published ${id}: open from ${opensAt} until ${closesAt}`);
    return 'done';
  }
  console.error(`${file} was not published:`);
  for (const failure of outcome.failures) console.error(`  ${publicationFault(failure)}`);
  return 'refused';
});
