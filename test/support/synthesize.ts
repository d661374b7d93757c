import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as z from 'zod/mini';
import { BUILD_DIR, bundleOf } from '../../infra/build.ts';
import { functionNameOf } from '../../local/functions.ts';
import { synthesizeLocally } from '../../local/synthesis.ts';
import { ENVIRONMENTS } from '../../shared/env.ts';
import { SYNTHESIZED } from './synthesized.ts';

/** The work of the first project that asks. Each project loads this file for itself. */
declare global {
  var whenSynthesized: Promise<void> | undefined;
}

/**
 * Begins, once, to synthesize the stack and to build the functions. The tests of rules run meanwhile,
 * and those that need them wait in `await-synthesis.ts`.
 */
export function setup(): void {
  globalThis.whenSynthesized ??= markWhenSynthesized();
}

export async function teardown(): Promise<void> {
  await globalThis.whenSynthesized;
}

async function markWhenSynthesized(): Promise<void> {
  rmSync(SYNTHESIZED, { force: true });
  mkdirSync(BUILD_DIR, { recursive: true });
  const fault = await synthesizeAndLayBundles().then(
    () => '',
    (reason: unknown) => inspect(reason),
  );
  writeFileSync(SYNTHESIZED, fault);
}

const Template = z.object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const Lambda = z.object({ Properties: z.object({ Code: z.object({ S3Key: z.string() }) }) });

/**
 * A synthesis builds the functions, and is used again while the sources are the same. So the
 * bundles come from its assembly: to build them once more would take as long as many tests do.
 */
async function synthesizeAndLayBundles(): Promise<void> {
  const { directory } = await synthesizeLocally();
  const assets = new Map<string, string>();
  for (const file of await readdir(directory)) {
    if (!file.endsWith('.template.json')) continue;
    const { Resources } = Template.parse(JSON.parse(await readFile(join(directory, file), 'utf8')));
    for (const [id, resource] of Object.entries(Resources)) {
      if (resource.Type !== 'AWS::Lambda::Function') continue;
      const { S3Key } = Lambda.parse(resource).Properties.Code;
      assets.set(functionNameOf(id), `asset.${S3Key.replace(/\.zip$/u, '')}`);
    }
  }
  for (const name of Object.keys(ENVIRONMENTS)) {
    const asset = assets.get(name.replaceAll('-', ''));
    if (asset === undefined) throw new Error(`The assembly holds no function ${name}`);
    await rm(bundleOf(name), { recursive: true, force: true });
    await cp(join(directory, asset), bundleOf(name), { recursive: true });
  }
}
