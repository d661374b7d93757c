import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
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

/**
 * Runs the installation with a stub for npm, in a folder whose lockfile is newer than the installed
 * packages.
 */
function run({ locked, installed = here, exit = 0 }: Run) {
  const folder = aFolder();
  mkdirSync(join(folder, 'node_modules'));
  const lay = (file: string, packages: Packages, seconds: number) => {
    writeFileSync(join(folder, file), JSON.stringify({ packages }));
    utimesSync(join(folder, file), seconds, seconds);
  };
  lay('package-lock.json', { '': { name: 'made-up' }, ...locked }, 2_000);
  if (installed !== null) lay('node_modules/.package-lock.json', installed, 1_000);
  const npm = join(folder, 'npm.cjs');
  writeFileSync(
    npm,
    `require('node:fs').writeFileSync('called', process.argv.slice(2).join(' ')); process.exit(${exit})`,
  );
  const { status, stdout } = spawnSync(process.execPath, [resolve('local/install.mjs')], {
    cwd: folder,
    env: { ...process.env, npm_execpath: npm },
    encoding: 'utf8',
  });
  return { status, stdout, hasInstalled: existsSync(join(folder, 'called')) };
}

interface Run {
  readonly locked: Packages;
  readonly installed?: Packages | null;
  readonly exit?: number;
}

describe('the installation of missing packages', () => {
  it.each<[string, Run]>([
    ['nothing was installed', { locked: here, installed: null }],
    ['a pull has added a package', { locked: { ...here, 'node_modules/c': { version: '1.0.0' } } }],
    [
      'a pull has added one for development',
      { locked: { ...here, 'node_modules/c': { version: '1.0.0', dev: true } } },
    ],
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
    expect(run(about)).toMatchObject({ status: 0, hasInstalled: true });
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
    expect(run({ locked })).toEqual({ status: 0, stdout: '', hasInstalled: false });
  });

  it('keeps the command from starting when it fails', () => {
    expect(run({ locked: here, installed: null, exit: 1 })).toMatchObject({ status: 1 });
  });
});
