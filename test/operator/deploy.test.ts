import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deploySteps, reportOf } from '../../operator/deploy-steps.ts';
import type { Checked } from '../../operator/preflight.ts';
import { aFolder } from '../support/assembly.ts';
import { parseConfig } from '../../infra/config.ts';
import { CONFIG } from '../support/product.ts';

const GOOD: Checked = { mark: '✓', about: 'bootstrap', says: 'version 28' };
const NOTED: Checked = { mark: '!', about: 'SES sandbox', says: 'The account is in it.' };
const WRONG: Checked = { mark: '✗', about: 'certificate', says: 'It is not issued yet.' };
const deployment = {
  name: 'valsts',
  config: parseConfig(CONFIG, 'valsts.json', { isExample: true }),
};

interface Situation {
  readonly checks?: readonly Checked[];
  readonly isUpdate?: boolean;
  /** What a person answers. Null: there is no person. */
  readonly answer?: boolean | null;
  readonly confirmed?: boolean;
  /** The command of the CDK that fails. */
  readonly failing?: string;
}

/** Deploys with a stub for the CDK, and returns what was done, asked and said. */
async function deploying({ failing, answer = null, ...situation }: Situation) {
  const { checks = [GOOD, NOTED], isUpdate = false, confirmed = false } = situation;
  const ran: string[] = [];
  const asked: string[] = [];
  const said: string[] = [];
  const steps = deploySteps({
    check: () => Promise.resolve({ checks, isUpdate }),
    cdk: (...args) => {
      ran.push(args.join(' '));
      return Promise.resolve(args[0] !== failing);
    },
    confirm:
      answer === null
        ? null
        : (question) => {
            asked.push(question);
            return Promise.resolve(answer);
          },
    say: (line) => said.push(line),
  });
  const outcome = await steps(deployment, { confirmed });
  return { outcome, ran, asked, said };
}

const SYNTH =
  'synth --quiet --no-version-reporting --context deployment=valsts --output cdk.out/valsts';
const DIFF = 'diff --app cdk.out/valsts';
const DEPLOY =
  'deploy --all --app cdk.out/valsts --require-approval never --outputs-file outputs/valsts.json';

describe('a deployment', () => {
  it('changes nothing while a check refuses, even without a question', async () => {
    const { outcome, ran, asked, said } = await deploying({
      checks: [GOOD, WRONG],
      answer: true,
      confirmed: true,
    });
    expect({ outcome, ran, asked }).toEqual({ outcome: 'refused', ran: [], asked: [] });
    expect(said).toEqual([
      '✓ bootstrap    version 28',
      '✗ certificate  It is not issued yet.',
      'Nothing was changed: settle what is marked with ✗ first (1).',
    ]);
  });

  it('asks once, and deploys what was synthesized before', async () => {
    const { outcome, ran, asked, said } = await deploying({ answer: true });
    expect({ outcome, ran }).toEqual({ outcome: 'done', ran: [SYNTH, DEPLOY] });
    expect(asked).toEqual(['Create valsts in account 111122223333, eu-north-1?']);
    expect(said.at(-1)).toContain('docs/deploy.md#after-the-first-deployment');
  });

  it('shows what an update changes before it asks', async () => {
    const { ran, asked } = await deploying({ answer: true, isUpdate: true });
    expect(ran).toEqual([SYNTH, DIFF, DEPLOY]);
    expect(asked).toEqual(['Update valsts in account 111122223333, eu-north-1?']);
  });

  it.each([false, true])('does not ask with --yes (update: %s)', async (isUpdate) => {
    const answers = { answer: false, confirmed: true, isUpdate };
    expect(await deploying(answers)).toMatchObject({
      outcome: 'done',
      ran: [SYNTH, DEPLOY],
      asked: [],
    });
  });

  it('changes nothing when the answer is no, or when nobody can answer', async () => {
    const no = await deploying({ answer: false });
    expect(no).toMatchObject({ outcome: 'refused', ran: [SYNTH] });
    expect(no.said.at(-1)).toBe('Nothing was changed.');
    const nobody = await deploying({});
    expect(nobody).toMatchObject({ outcome: 'refused', ran: [] });
    expect(nobody.said.at(-1)).toContain('Add --yes');
  });

  it.each([
    ['synth', [SYNTH]],
    ['diff', [SYNTH, DIFF]],
    ['deploy', [SYNTH, DIFF, DEPLOY]],
  ])('ends where %s fails', async (failing, ran) => {
    const ended = await deploying({ failing, answer: true, isUpdate: true });
    expect(ended).toMatchObject({ outcome: 'failed', ran });
  });
});

it('the report aligns what the checks say', () => {
  expect(reportOf([GOOD, NOTED])).toEqual([
    '✓ bootstrap    version 28',
    '! SES sandbox  The account is in it.',
  ]);
});

describe('npm run deploy', () => {
  /** A good file of a real deployment. */
  const REAL = JSON.stringify(CONFIG).replaceAll(
    /sadzirdets\.example|chancellery\.example/gu,
    'mk.gov.lv',
  );

  /**
   * Runs the command in a folder of its own with these files in `infra/deployments`, with a stub for
   * npm that fails. A package is missing there.
   */
  function run(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
    const folder = aFolder();
    const deployments = join(folder, 'infra/deployments');
    mkdirSync(deployments, { recursive: true });
    cpSync('infra/deployments/example.json', join(deployments, 'example.json'));
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(deployments, file), content);
    }
    const packages = { '': {}, 'node_modules/tool': { version: '1.0.0', dev: true } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
    const npm = join(folder, 'npm.cjs');
    const call = `require('node:fs').writeFileSync('called', process.argv.slice(2).join(' '))`;
    writeFileSync(npm, `${call}; process.exit(1)`);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [resolve('operator/deploy.ts'), ...args],
      { cwd: folder, env: { ...process.env, npm_execpath: npm }, encoding: 'utf8' },
    );
    expect(existsSync(join(folder, 'outputs'))).toBe(false);
    const called = join(folder, 'called');
    const installed = existsSync(called) ? readFileSync(called, 'utf8') : null;
    return { status, stdout, stderr, installed };
  }

  it('says how it is used, and which deployments there are', () => {
    const none = run([]);
    expect(none).toMatchObject({ status: 2, stdout: '' });
    expect(none.stderr).toMatch(/^No deployment has a file yet\.\nUsage: npm run deploy -- NAME/u);
    const two = run(['a', 'b'], { 'b.json': '{}', 'a.json': '{}' });
    expect(two.stderr).toMatch(/^These deployments have a file: a, b\.\nUsage: /u);
    expect(run(['a', '--force'])).toMatchObject({ status: 2, stdout: '' });
  });

  it.each<[string, string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a name without a file',
      'valsts',
      { 'other.json': '{}' },
      /^✗ configuration: There is no infra\/deployments\/valsts\.json: copy infra\/deployments\/example\.json to it .* These deployments have a file: other\.$/mu,
    ],
    [
      'a name that names no file',
      '../valsts',
      {},
      /^✗ configuration: \.\.\/valsts cannot be the name of a deployment: use at most 20/u,
    ],
    ['a name that is too long', 'a'.repeat(21), {}, /cannot be the name of a deployment/u],
    ['the example', 'example', {}, /^✗ configuration: example is never deployed: copy infra/u],
    [
      'a file that is no JSON',
      'valsts',
      { 'valsts.json': '{"region":' },
      /^✗ configuration: infra\/deployments\/valsts\.json is no JSON: /u,
    ],
    [
      'a file with wrong settings',
      'valsts',
      { 'valsts.json': JSON.stringify({ ...CONFIG, region: 'north', sendr: 'x' }) },
      /^✗ configuration: infra\/deployments\/valsts\.json is not good:\n {2}region: must be an AWS region in the European Union: .*\n {2}sendr: is no setting: .*\n(?: {2}\S+: .+ is only an example.*\n)+Nothing/u,
    ],
    [
      'a copy of the example',
      'valsts',
      { 'valsts.json': JSON.stringify(CONFIG) },
      /^✗ configuration: infra\/deployments\/valsts\.json is not good:\n {2}sender: \S+ is only an example/u,
    ],
  ])('refuses %s before it installs a tool or asks AWS anything', (_, name, files, says) => {
    const refused = run([name, '--yes'], files);
    expect(refused).toMatchObject({ status: 1, stdout: '', installed: null });
    expect(refused.stderr).toMatch(says);
    expect(refused.stderr).toMatch(/Nothing was changed\. .*\n$/u);
  });

  it('installs its tools when the file is good, and asks AWS nothing without them', () => {
    const { status, stdout, stderr, installed } = run(['valsts', '--yes'], { 'valsts.json': REAL });
    expect({ status, stdout }).toEqual({
      status: 3,
      stdout: '✓ configuration: infra/deployments/valsts.json\nInstalling missing packages …\n',
    });
    expect(stderr).toContain('The packages could not be installed');
    expect(installed).toMatch(/^ci (?!.*--omit)/u);
  });

  it('needs only what a start needs until then', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['predeploy']).toBe(scripts['prestart']);
  });
});
