/*
 * Installs missing packages before other code needs them. Therefore this file must run on any Node
 * from 20 on and import no package. It prints nothing when all packages are there.
 *   node local/install.mjs [--all]
 * Without `--all` it leaves out the packages that neither run nor test the product: those of
 * `devDependencies`, which check, measure and deploy it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const LOCKFILE = 'package-lock.json';
const INSTALLED = 'node_modules/.package-lock.json';

const all = process.argv.includes('--all');

if (!isInstalled()) {
  console.log('Installing missing packages …');
  const npm = process.env.npm_execpath;
  const { status } = spawnSync(
    npm === undefined ? 'npm' : process.execPath,
    [
      ...(npm === undefined ? [] : [npm]),
      ...['ci', '--no-audit', '--no-fund', '--loglevel=error'],
      ...(all ? [] : ['--omit=dev']),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) {
    console.error('The packages could not be installed: see above, then run the command again.');
    process.exit(1);
  }
}

/**
 * Says whether all installed packages, Node among them, are in the lockfile with the same version,
 * and all packages wanted on this machine are installed.
 */
function isInstalled() {
  if (!existsSync(INSTALLED)) return false;
  const packages = (file) => {
    const { '': _, ...all } = JSON.parse(readFileSync(file, 'utf8')).packages;
    return all;
  };
  const wanted = packages(LOCKFILE);
  const installed = packages(INSTALLED);
  return (
    Object.entries(installed).every(([path, { version }]) => wanted[path]?.version === version) &&
    Object.entries(wanted).every(([path, one]) => path in installed || mayBeMissing(one))
  );
}

/**
 * Says whether npm may have left a package out. npm leaves out an optional package for another
 * platform, and the packages that only such a package needs; these name no platform. To find out
 * which C library this system has would take too long, so any package that names a C library may be
 * missing.
 */
function mayBeMissing({ dev = false, optional = false, os, cpu, libc }) {
  if (dev && !all) return true;
  if (!optional) return false;
  if ((os === undefined && cpu === undefined) || libc !== undefined) return true;
  return !admits(os, process.platform) || !admits(cpu, process.arch);
}

/**
 * Says whether a list of names (or one name) allows our own. A name with `!` in front is excluded.
 */
function admits(names, own) {
  if (names === undefined) return true;
  const list = [names].flat();
  const named = list.filter((one) => !one.startsWith('!'));
  return !list.includes(`!${own}`) && (named.length === 0 || named.includes(own));
}
