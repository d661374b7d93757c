import { parseArgs } from 'node:util';
import { newSecret } from '../shared/crypto/secrets.ts';
import { Purpose, PURPOSES } from '../shared/domain/secret-key.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { keyStore } from '../shared/dynamo/secrets.ts';
import { subscriptionStore } from '../shared/dynamo/subscriptions.ts';
import { manageKeys } from '../shared/usecases/manage-keys.ts';
import { runCommand, type CommandOutcome } from './command.ts';
import { dependentLines, keyLines, KEPT_LINES, rotationLines } from './key-words.ts';
import { retentionOf, TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run keys -- list                              each key, and what still depends on it
       npm run keys -- rotate PURPOSE                    a new key signs; all that was made stays valid
       npm run keys -- retire PURPOSE NUMBER [--revoke]  an old key verifies no more; --revoke: although
                                                         something depends on it, because it has leaked
       PURPOSE: ${PURPOSES.join(', ')}
       ${TARGET_USAGE}`;

const OPTIONS = { ...TARGET_OPTIONS, revoke: { type: 'boolean', default: false } } as const;

/** Runs the operator's commands for the secret keys. None of them prints a secret. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command = '', named, number, ...more] = positionals;
  const purpose = Purpose.safeParse(named).data;
  if (more.length > 0) return 'misused';
  if (command === 'list') return named === undefined && !values.revoke ? list() : 'misused';
  if (purpose === undefined) return 'misused';
  if (command === 'rotate') {
    return number === undefined && !values.revoke ? rotate(purpose) : 'misused';
  }
  if (command !== 'retire' || !/^[1-9]\d{0,5}$/u.test(number ?? '')) return 'misused';
  return retire(purpose, Number(number));

  function manage() {
    const { table, clock } = targetOf(values);
    const store = {
      ...keyStore(table),
      ...consultationStore(table),
      ...subscriptionStore(table),
    };
    return manageKeys({ store, clock, newSecret, retention: retentionOf(values) });
  }

  async function list(): Promise<CommandOutcome> {
    const keys = manage();
    for (const one of PURPOSES) {
      for (const line of keyLines(one, await keys.list(one))) console.log(line);
    }
    return 'done';
  }

  async function rotate(of: Purpose): Promise<CommandOutcome> {
    const rotated = await manage().rotate(of);
    const { number: made } = rotated.key;
    const lines = rotationLines(of, rotated.key);
    if (rotated.outcome === 'waits') {
      console.error(`Key ${made} for ${of} does not sign yet: there is no need for another one`);
      console.error(lines[0]);
      return 'refused';
    }
    console.log(`Key ${made} for ${of} is made`);
    for (const line of lines) console.log(line);
    return 'done';
  }

  async function retire(of: Purpose, wanted: number): Promise<CommandOutcome> {
    const retired = await manage().retire(of, wanted, values.revoke);
    switch (retired.outcome) {
      case 'none':
        console.error(
          `No key ${wanted} for ${of} is in use: npm run keys -- list names those that are`,
        );
        return 'refused';
      case 'signs':
        console.error(
          `Key ${wanted} for ${of} signs what is new: npm run keys -- rotate ${of}, wait until the new key signs, then retire this one`,
        );
        return 'refused';
      case 'waits':
        console.error(
          `Key ${wanted} for ${of} does not sign yet, and nothing was made with it: wait until it signs, rotate again, then retire it`,
        );
        console.error(rotationLines(of, retired.key)[0]);
        return 'refused';
      case 'kept':
        for (const line of KEPT_LINES) console.error(line);
        return 'refused';
      case 'needed':
        console.error(`Key ${wanted} for ${of} is still needed:`);
        for (const line of dependentLines(retired.dependents)) console.error(`  ${line}`);
        console.error('If the key has leaked, add --revoke: then all of this stops working');
        return 'refused';
      case 'retired': {
        console.log(`Key ${wanted} for ${of} is retired; within a minute no function accepts it`);
        const lines = dependentLines(retired.dependents);
        if (lines.length > 0) console.log('This has stopped working:');
        for (const line of lines) console.log(`  ${line}`);
        return 'done';
      }
    }
  }
});
