import { buildAll } from '../../infra/build.ts';
import { synthesizeLocally } from '../../local/synthesis.ts';

/** Once before all tests: whoever starts a stack finds it synthesized, and the functions built. */
export async function setup(): Promise<void> {
  await synthesizeLocally();
  await buildAll();
}
