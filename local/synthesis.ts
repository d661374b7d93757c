import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { BUILD_DIR } from '../infra/build.ts';
import { DAY_MS } from '../shared/domain/time.ts';
import { realNow } from './clock.ts';

const SOURCES = ['functions', 'shared', 'infra', 'cdk.json', 'package-lock.json'];
/** The deployment whose stacks run on this machine, and the file with its settings. */
const DEPLOYMENT = 'example';
const CONFIG = `infra/deployments/${DEPLOYMENT}.json`;

const Config = z.object({ region: z.string() });

/** The stacks, synthesized for this machine. */
export interface SynthesizedStacks {
  readonly directory: string;
  readonly region: string;
}

/**
 * Synthesizes the stacks of the example. It has no domain, so on this machine the site has the
 * address of its API. The result for the same sources is used again. When several stacks start at
 * once, one of them synthesizes and the others wait.
 */
export async function synthesizeLocally(): Promise<SynthesizedStacks> {
  const { region } = Config.parse(JSON.parse(readFileSync(CONFIG, 'utf8')));
  const directory = join(BUILD_DIR, 'stacks', hashOf(SOURCES));
  if (!existsSync(directory)) {
    await runAlone(async () => {
      if (existsSync(directory)) return;
      const unfinished = `${directory}.unfinished`;
      rmSync(unfinished, { recursive: true, force: true });
      removeOldStacks();
      await promisify(execFile)(process.execPath, ['infra/app.ts'], {
        env: {
          ...process.env,
          CDK_OUTDIR: unfinished,
          CDK_CONTEXT_JSON: JSON.stringify({ deployment: DEPLOYMENT }),
        },
      });
      renameSync(unfinished, directory);
    });
  }
  return { directory, region };
}

/**
 * Removes stacks of earlier sources. Those of the last 24 hours stay, because a running stack may
 * still use them.
 */
function removeOldStacks(): void {
  const stacks = join(BUILD_DIR, 'stacks');
  for (const name of existsSync(stacks) ? readdirSync(stacks) : []) {
    const made = statSync(join(stacks, name)).mtimeMs;
    if (realNow() - made > DAY_MS) rmSync(join(stacks, name), { recursive: true, force: true });
  }
}

const LOCK = join(BUILD_DIR, 'synthesis.lock');
/** A synthesis takes a few seconds. A lock older than this was left by a process that died. */
const STALE_MS = 120_000;

async function runAlone(work: () => Promise<void>): Promise<void> {
  mkdirSync(BUILD_DIR, { recursive: true });
  while (!takeLock()) await setTimeout(100);
  try {
    await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const age = realNow() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > STALE_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    hash.update(path).update(readFileSync(path));
  };
  for (const path of paths) {
    if (!existsSync(path)) continue;
    if (path.includes('.')) add(path);
    else for (const file of filesUnder(path)) add(file);
  }
  return hash.digest('hex');
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
