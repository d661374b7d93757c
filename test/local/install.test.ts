import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFolder } from '../support/assembly.ts';

type Packages = Readonly<Record<string, object>>;

const OTHER_OS = process.platform === 'win32' ? 'linux' : 'win32';
const OTHER_CPU = process.arch === 'arm64' ? 'x64' : 'arm64';
const OWN = { os: [process.platform], cpu: [process.arch] };
const here: Packages = {
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0', dev: true },
};

/** Runs the installation with a stub for npm. */
function run({ locked, installed = here, exit = 0, all = false }: Run) {
  const folder = aFolder();
  mkdirSync(join(folder, 'node_modules'));
  const lay = (file: string, packages: Packages) => {
    writeFileSync(join(folder, file), JSON.stringify({ packages }));
  };
  lay('package-lock.json', { '': { name: 'made-up' }, ...locked });
  if (installed !== null) lay('node_modules/.package-lock.json', installed);
  const npm = join(folder, 'npm.cjs');
  writeFileSync(
    npm,
    `require('node:fs').writeFileSync('called', process.argv.slice(2).join(' ')); process.exit(${exit})`,
  );
  const { status, stdout } = spawnSync(
    process.execPath,
    [resolve('local/install.mjs'), ...(all ? ['--all'] : [])],
    { cwd: folder, env: { ...process.env, npm_execpath: npm }, encoding: 'utf8' },
  );
  const called = join(folder, 'called');
  return { status, stdout, installed: existsSync(called) ? readFileSync(called, 'utf8') : null };
}

interface Run {
  readonly locked: Packages;
  readonly installed?: Packages | null;
  readonly exit?: number;
  readonly all?: boolean;
}

const WITHOUT_TOOLS = 'ci --no-audit --no-fund --loglevel=error --omit=dev';
const WITH_TOOLS = 'ci --no-audit --no-fund --loglevel=error';

describe('the installation of missing packages', () => {
  it.each<[string, Run]>([
    ['nothing was installed', { locked: here, installed: null }],
    ['a pull has added a package', { locked: { ...here, 'node_modules/c': { version: '1.0.0' } } }],
    [
      'a pull has added one that a package has for itself',
      { locked: { ...here, 'node_modules/a/node_modules/b': { version: '1.0.0' } } },
    ],
    [
      'a pull has added an optional one for this platform',
      { locked: { ...here, 'node_modules/c': { version: '1.0.0', optional: true, ...OWN } } },
    ],
    [
      'a pull has added one that is for all platforms but another',
      { locked: { ...here, 'node_modules/c': { optional: true, os: [`!${OTHER_OS}`] } } },
    ],
    ['a pull has changed a version', { locked: { ...here, 'node_modules/a': { version: '2' } } }],
    ['a pull has removed a package', { locked: { 'node_modules/a': { version: '1.0.0' } } }],
  ])('runs when %s', (_, about) => {
    expect(run(about)).toMatchObject({ status: 0, installed: WITHOUT_TOOLS });
  });

  it.each<[string, Packages]>([
    ['a pull has added one', { ...here, 'node_modules/c': { version: '1.0.0', dev: true } }],
    ['only what runs the product is there', { ...here, 'node_modules/c': { dev: true } }],
  ])('leaves out the tools unless they are asked for, when %s', (_, locked) => {
    expect(run({ locked })).toEqual({ status: 0, stdout: '', installed: null });
    expect(run({ locked, all: true })).toMatchObject({ status: 0, installed: WITH_TOOLS });
  });

  it.each<[string, object]>([
    ['all is there', {}],
    ['an optional one is for another system', { os: [OTHER_OS] }],
    ['an optional one is for one other system', { os: OTHER_OS }],
    ['an optional one is for another processor', { os: [process.platform], cpu: [OTHER_CPU] }],
    ['an optional one is for all systems but this', { os: [`!${process.platform}`] }],
    ['an optional one is for another library of C', { ...OWN, libc: ['another'] }],
    ['an optional one is needed by another alone', {}],
  ])('does not run when %s', (what, platform) => {
    const optional = { 'node_modules/c': { version: '1.0.0', optional: true, ...platform } };
    const locked = what === 'all is there' ? here : { ...here, ...optional };
    expect(run({ locked })).toEqual({ status: 0, stdout: '', installed: null });
  });

  it('keeps the command from starting when it fails', () => {
    expect(run({ locked: here, installed: null, exit: 1 })).toMatchObject({ status: 1 });
  });
});
