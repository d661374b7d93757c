import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { publishConsultation } from '../shared/usecases/publish-consultation.ts';
import { copyFor } from '../shared/view/copy/index.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run consultation -- publish FILE ${TARGET_USAGE}`;

/** The exit code: 0 published, 1 refused, 2 not understood. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
  const [command, file, ...more] = positionals;
  if (command !== 'publish' || file === undefined || more.length > 0) throw new Error(USAGE);
  const written = parsed(file, readFileSync(file, 'utf8'));
  const { table, clock } = targetOf(values);
  const store = consultationStore(table);
  const outcome = await publishConsultation({ store, clock })(written);
  if (outcome.outcome === 'published') {
    const { id, opensAt, closesAt } = outcome.consultation;
    console.log(`Published ${id}: open from ${opensAt} until ${closesAt}`);
    return 0;
  }
  console.error(`${file} was not published:`);
  const { fault } = copyFor('en');
  for (const failure of outcome.failures) {
    console.error(`  ${failure.pointer === '' ? '/' : failure.pointer}: ${fault(failure)}`);
  }
  return 1;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new Error(`${file} is no JSON: ${fault instanceof Error ? fault.message : ''}`);
  }
}

try {
  process.exitCode = await main();
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 2;
}
