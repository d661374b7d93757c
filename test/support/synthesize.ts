import { buildAll } from '../../infra/build.ts';
import { synthesizeLocally } from '../../local/synthesis.ts';

/**
 * Runs once before all tests. A test that starts a stack finds it synthesized, and the functions
 * built.
 */
export async function setup(): Promise<void> {
  await synthesizeLocally();
  await buildAll();
}
