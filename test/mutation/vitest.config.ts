import { statSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant is killed by the first test that fails, so the short files come first. */
class ShortFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      statSync(moduleId).size + (moduleId.includes('/usecases/') ? 1_000_000 : 0);
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b)));
  }
}

/**
 * The tests that drive the mutated rooms themselves. Each mutant runs those that reach it, so they
 * must be quick: the largest digest stays out.
 */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    root: '.',
    include: ['test/{domain,delivery,kinds,log,usecases}/**/*.test.ts'],
    // The second reads a page of `docs`, which the sandbox of Stryker does not hold.
    exclude: ['test/usecases/large-digest.test.ts', 'test/log/proof-document.test.ts'],
    sequence: { sequencer: ShortFilesFirst },
    isolate: false,
    // Stryker stops a mutant that goes on for ever.
    testTimeout: 0,
  },
});
