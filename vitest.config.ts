import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const jsx = { runtime: 'automatic', importSource: 'preact' } as const;
/**
 * The tests start the stack and the operator's commands about a hundred times, each time as a
 * process of its own. With this folder, Node compiles a file for the first of them only.
 */
const env = { NODE_COMPILE_CACHE: resolve('.build/compile-cache') };

/**
 * Tests of rules and stores share one environment. A test that drives a browser or the whole stack
 * has its own environment and longer time limits.
 */
export default defineConfig({
  test: {
    globalSetup: 'test/support/synthesize.ts',
    // Journeys mostly wait, so two of them run well on two cores.
    maxWorkers: 2,
    projects: [
      {
        oxc: { jsx },
        test: {
          name: 'fast',
          env,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/journeys/**', 'test/view/browser/**'],
          pool: 'threads',
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        oxc: { jsx },
        test: {
          name: 'browser',
          env,
          include: ['test/journeys/**/*.test.ts', 'test/view/browser/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
