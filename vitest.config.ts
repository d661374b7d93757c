import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const jsx = { runtime: 'automatic', importSource: 'preact' } as const;
/**
 * The tests start the stack and the operator's commands about a hundred times, each time as a
 * process of its own. With this folder, Node compiles a file for the first of them only.
 */
const env = { NODE_COMPILE_CACHE: resolve('.build/compile-cache') };

/**
 * Synthesizes the stack and builds the functions, once, while the tests of rules run. The tests that
 * need them come afterwards, and wait if they must.
 */
const synthesized = {
  globalSetup: 'test/support/synthesize.ts',
  setupFiles: 'test/support/await-synthesis.ts',
};
const ofTheStack = ['test/infra/**', 'test/local/**', 'test/operator/**'];
const inABrowser = ['test/journeys/**', 'test/view/browser/**'];

/**
 * The tests of each project share one environment for each worker. A test that drives a browser or
 * the whole stack has longer time limits, and shares its browser.
 */
export default defineConfig({
  test: {
    // Journeys mostly wait, so two of them run well on two cores. Three were no quicker when measured.
    maxWorkers: 2,
    projects: [
      {
        oxc: { jsx },
        test: {
          name: 'rules',
          env,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...ofTheStack, ...inABrowser],
          pool: 'threads',
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        oxc: { jsx },
        test: {
          name: 'stack',
          // These files wait more than they work.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          ...synthesized,
          env,
          include: ofTheStack.map((folder) => `${folder}/*.test.ts`),
          pool: 'threads',
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        oxc: { jsx },
        test: {
          name: 'browser',
          sequence: { groupOrder: 1 },
          ...synthesized,
          env,
          include: inABrowser.map((folder) => `${folder}/*.test.{ts,tsx}`),
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // On a busy machine a page takes a second, and a mail several.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
