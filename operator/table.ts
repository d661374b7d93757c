import { parseArgs } from 'node:util';
import { expiryStore } from '../shared/dynamo/expiries.ts';
import { tableIdentity } from '../shared/dynamo/installation.ts';
import { runCommand, type CommandOutcome } from './command.ts';
import { removalLine } from './removal-words.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run table -- adopt     releases the mails of a restored table
       npm run table -- removals  what was removed because it was too old
       ${TARGET_USAGE}`;

/** Runs the operator's commands for the table as a whole. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
  switch (positionals.join(' ')) {
    case 'adopt':
      return adopt();
    case 'removals':
      return listRemovals();
    default:
      return 'misused';
  }

  /** Releases the mails of a table that was restored from a backup: docs/adr/0005. */
  async function adopt(): Promise<CommandOutcome> {
    const identity = tableIdentity(targetOf(values).table);
    if ((await identity.identify()) === 'original') {
      console.log('This table is the original already: its mails are not held');
    } else {
      await identity.adopt();
      console.log('Adopted: the mails of this table go out again');
    }
    return 'done';
  }

  async function listRemovals(): Promise<CommandOutcome> {
    const expiries = await expiryStore(targetOf(values).table).listExpiries();
    if (expiries.length === 0) console.log('Nothing has been too old yet');
    for (const expiry of expiries) console.log(removalLine(expiry));
    return 'done';
  }
});
