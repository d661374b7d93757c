/*
 * Installs what is missing, before anything else runs: so this file runs on any Node from 20 on and
 * imports nothing. Silent when all is in place.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';

const LOCKFILE = 'package-lock.json';
const INSTALLED = 'node_modules/.package-lock.json';

if (!isInstalled()) {
  console.log('Installing what is missing …');
  const npm = process.env.npm_execpath;
  const { status } = spawnSync(
    npm === undefined ? 'npm' : process.execPath,
    [...(npm === undefined ? [] : [npm]), 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) {
    console.error('The packages could not be installed: see above, then run the command again.');
    process.exit(1);
  }
}

/** What npm has laid down last is not older than the lockfile, and holds a Node of the right age. */
function isInstalled() {
  if (!existsSync(INSTALLED)) return false;
  if (statSync(INSTALLED).mtimeMs < statSync(LOCKFILE).mtimeMs && !isSame()) return false;
  return true;
}

/** All that is installed is wanted, and all that is wanted here is installed. */
function isSame() {
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
 * npm leaves out what is optional and for another platform, with all that only such a package needs:
 * that names no platform. Which library of C this system has is not worth the time to find out.
 */
function mayBeMissing({ optional = false, os, cpu, libc }) {
  if (!optional) return false;
  if ((os === undefined && cpu === undefined) || libc !== undefined) return true;
  return !admits(os, process.platform) || !admits(cpu, process.arch);
}

/** One name or a list of them; a name with a `!` is of what is not meant. */
function admits(names, own) {
  if (names === undefined) return true;
  const list = [names].flat();
  const named = list.filter((one) => !one.startsWith('!'));
  return !list.includes(`!${own}`) && (named.length === 0 || named.includes(own));
}
