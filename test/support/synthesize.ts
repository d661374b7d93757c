import { synthesizeLocally } from '../../local/synthesis.ts';

/** Once before all tests: whoever starts a stack finds it synthesized. */
export async function setup(): Promise<void> {
  await synthesizeLocally();
}
