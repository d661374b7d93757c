import { buildAll } from '../../infra/build.ts';
import { synthesizeLocally } from '../../local/synthesis.ts';

/** The work of the first project that asks. Each project loads this file for itself. */
declare global {
  var whenSynthesized: Promise<void> | undefined;
}

/**
 * Runs once before all tests that start a stack. They find it synthesized, and the functions built.
 */
export async function setup(): Promise<void> {
  globalThis.whenSynthesized ??= synthesizeAndBuild();
  await globalThis.whenSynthesized;
}

async function synthesizeAndBuild(): Promise<void> {
  await synthesizeLocally();
  await buildAll();
}
