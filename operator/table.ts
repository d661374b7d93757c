import { parseArgs } from 'node:util';
import { tableIdentity } from '../shared/dynamo/installation.ts';
import { runCommand } from './command.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run table -- adopt ${TARGET_USAGE}`;

/** Releases the mails of a table that was restored from a backup: docs/adr/0005. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
  if (positionals.join(' ') !== 'adopt') return 'misused';
  const identity = tableIdentity(targetOf(values).table);
  if ((await identity.identify()) === 'original') {
    console.log('This table is the original already: its mails are not held');
  } else {
    await identity.adopt();
    console.log('Adopted: the mails of this table go out again');
  }
  return 'done';
});
