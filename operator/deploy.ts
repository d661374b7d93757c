import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  configFileOf,
  type Deployment,
  EXAMPLE,
  listDeployments,
  readDeployment,
} from '../infra/deployment.ts';
import { runCommand } from './command.ts';
import { deploySteps } from './deploy-steps.ts';
import { checkAccount } from './preflight.ts';
import { outputsOf } from './target.ts';

const USAGE = `Usage: npm run deploy -- NAME [--yes]

  NAME   deploys with the settings in ${configFileOf('NAME')}
  --yes  deploys without a question, unless a check refuses`;

/** Checks and deploys one deployment: docs/deploy.md. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { yes: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    console.error(listDeployments());
    return 'misused';
  }
  const deployment = readOrExplain(name);
  if (deployment === null) return 'refused';
  if (!installTools()) return 'failed';
  mkdirSync(dirname(outputsOf(name)), { recursive: true });
  const steps = deploySteps({
    check: checkFor,
    cdk,
    confirm: process.stdin.isTTY ? confirm : null,
    say: console.log,
  });
  return steps(deployment, { confirmed: values.yes });
});

function readOrExplain(name: string): Deployment | null {
  try {
    if (name === EXAMPLE) {
      throw new Error(
        `${EXAMPLE} is never deployed: copy ${configFileOf(EXAMPLE)} to a name of your own, and write your own settings`,
      );
    }
    const deployment = readDeployment(name);
    console.log(`✓ configuration: ${configFileOf(name)}`);
    return deployment;
  } catch (fault) {
    console.error(`✗ configuration: ${fault instanceof Error ? fault.message : String(fault)}`);
    console.error('Nothing was changed. The other checks follow when the configuration is good.');
    return null;
  }
}

/**
 * Installs the packages that check and deploy, which takes minutes the first time: nobody waits for
 * them to hear of a mistake in the file. Returns false when it has failed, after it has said why.
 */
function installTools(): boolean {
  const program = fileURLToPath(new URL('../local/install.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [program, '--all'], { stdio: 'inherit' });
  return status === 0;
}

/** The clients of AWS are tools. They are loaded when the tools are installed. */
async function checkFor(deployment: Deployment) {
  const { awsAccount } = await import('./aws-account.ts');
  return checkAccount(deployment, awsAccount(deployment.config.region));
}

/** Runs the CDK of this project. */
async function cdk(...args: readonly string[]): Promise<boolean> {
  const program = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(?:es)?$/iu.test(answer.trim());
}
