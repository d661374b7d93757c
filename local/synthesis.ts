import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

const SOURCES = ['functions', 'shared', 'infra', 'cdk.json', 'package-lock.json'];

const CdkJson = z.object({
  context: z.object({ sadzirdets: z.looseObject({ region: z.string() }) }),
});

/** The stacks as they are synthesized for this machine. */
export interface SynthesizedStacks {
  readonly directory: string;
  readonly region: string;
}

/**
 * Synthesizes the stacks of `cdk.json`, but for a domain and its certificate: on this machine the site
 * stands at the address of its API. What was synthesized from the same sources is used again.
 */
export async function synthesizeLocally(buildDirectory = '.build'): Promise<SynthesizedStacks> {
  const { context } = CdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const { domain: _, certificateArn: __, ...sadzirdets } = context.sadzirdets;
  const directory = join(buildDirectory, 'cdk.local');
  const stamp = join(buildDirectory, 'cdk.local.stamp');
  const sources = hashOf(SOURCES);
  const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
  if (!isFresh) {
    rmSync(stamp, { force: true });
    const fresh = `${directory}.${process.pid}`;
    await promisify(execFile)(process.execPath, ['infra/app.ts'], {
      env: {
        ...process.env,
        CDK_OUTDIR: fresh,
        CDK_CONTEXT_JSON: JSON.stringify({ sadzirdets }),
      },
    });
    rmSync(directory, { recursive: true, force: true });
    renameSync(fresh, directory);
    writeFileSync(stamp, sources);
  }
  return { directory, region: sadzirdets.region };
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
