import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const PACKAGE = '@sparticuz/chromium';
const Packages = z.object({ dependencies: z.record(z.string(), z.string()) });

/**
 * Returns the path of the browser that `CHROMIUM` names, else of a browser of the system, else of
 * the one that comes as a package.
 */
export async function browserFile(): Promise<string> {
  const named = process.env['CHROMIUM'] ?? SYSTEM_BROWSERS.find((path) => existsSync(path));
  return named ?? join(await unpackedBrowser(), 'chromium');
}

/**
 * Returns the folder of the packaged browser, and unpacks it there if it is not there yet. The folder
 * gets its name when it is whole: two workers may ask at once, and a run may be stopped.
 */
async function unpackedBrowser(): Promise<string> {
  const { dependencies } = Packages.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const folder = resolve('.build/browser', dependencies[PACKAGE] ?? '');
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}-`);
  const env = { ...process.env, TMPDIR: partial };
  await promisify(execFile)(process.execPath, ['test/support/unpack-browser.ts'], { env });
  try {
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
