import type { Deployment } from '../infra/deployment.ts';
import type { CommandOutcome } from './command.ts';
import type { Checked, Preflight } from './preflight.ts';
import { outputsOf } from './target.ts';

interface Needs {
  readonly check: (deployment: Deployment) => Promise<Preflight>;
  /** Runs the CDK's command line. Returns false when it has failed, after it has said why. */
  readonly cdk: (...args: readonly string[]) => Promise<boolean>;
  /** Asks a person, who may answer yes. Null: nobody is there to be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  readonly say: (line: string) => void;
}

/**
 * Checks the account, shows what an update changes, asks once, and deploys. What is deployed was
 * synthesized before the question. `confirmed` deploys without a question. Changes nothing if a
 * check refuses.
 */
export function deploySteps({ check, cdk, confirm, say }: Needs) {
  return async (
    deployment: Deployment,
    { confirmed }: { readonly confirmed: boolean },
  ): Promise<CommandOutcome> => {
    const { name, config } = deployment;
    const { checks, isUpdate } = await check(deployment);
    for (const line of reportOf(checks)) say(line);
    const refusing = checks.filter(({ mark }) => mark === '✗').length;
    if (refusing > 0) {
      say(`Nothing was changed: settle what is marked with ✗ first (${refusing}).`);
      return 'refused';
    }
    if (!confirmed && confirm === null) {
      say('Nothing was changed: nobody can answer here. Add --yes to deploy without a question.');
      return 'refused';
    }
    const assembly = `cdk.out/${name}`;
    const synthesis = ['--context', `deployment=${name}`, '--output', assembly];
    if (!(await cdk('synth', '--quiet', '--no-version-reporting', ...synthesis))) return 'failed';
    if (!confirmed && confirm !== null) {
      if (isUpdate && !(await cdk('diff', '--app', assembly))) return 'failed';
      const verb = isUpdate ? 'Update' : 'Create';
      if (!(await confirm(`${verb} ${name} in account ${config.account}, ${config.region}?`))) {
        say('Nothing was changed.');
        return 'refused';
      }
    }
    const outputs = outputsOf(name);
    const deployed = await cdk(
      ...['deploy', '--all', '--app', assembly],
      ...['--require-approval', 'never', '--outputs-file', outputs],
    );
    if (!deployed) {
      say('The deployment failed, and what was there before stays: docs/deploy.md#rolling-back');
      return 'failed';
    }
    say(`Deployed ${name}. Its values are in ${outputs}.`);
    if (!isUpdate) say('What to do next: docs/deploy.md#after-the-first-deployment');
    return 'done';
  };
}

/** Returns a line for each check: its mark, what it is about, and what it says. */
export function reportOf(checks: readonly Checked[]): string[] {
  const width = Math.max(...checks.map(({ about }) => about.length));
  return checks.map(({ mark, about, says }) => `${mark} ${about.padEnd(width)}  ${says}`);
}
