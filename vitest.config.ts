// Three kinds of tests: `unit` (fast, no wall time), `properties` (the system under drawn trouble, small budget) and
// `conformance` (real sockets and files, one file after the other).

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

/** Examples import the package by its name; tests run them on the sources. */
const DOORS = {
  'rocketmq-windtunnel/simulator': fileURLToPath(new URL('src/simulator/index.ts', import.meta.url)),
  'rocketmq-windtunnel/node': fileURLToPath(new URL('src/nodejs/index.ts', import.meta.url)),
};

export default defineConfig({
  resolve: { alias: DOORS },
  test: {
    passWithNoTests: true,
    setupFiles: ['src/nodejs/early-guard.ts', 'tests/fixed-seed.ts'].map((path) =>
      fileURLToPath(new URL(path, import.meta.url)),
    ),
    // Source modules hold no state (tests/tidy/rules/module-state.ts), so test files can share a process: a third of the time.
    isolate: false,
    pool: 'forks',
    // The default leaves a core alone.
    maxWorkers: '100%',
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/conformance/**', 'tests/package/**', 'tests/long/**'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'properties',
          include: ['properties/**/*.prop.ts'],
          testTimeout: 2 * MINUTE_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          testTimeout: MINUTE_MS,
          hookTimeout: MINUTE_MS,
          fileParallelism: false,
          isolate: true,
          // Sockets and time-outs of their own: after all others.
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      reportOnFailure: true,
      include: ['src/**/*.ts'],
      // The command's entry runs in child processes only, which v8 coverage does not see.
      exclude: ['**/*.test.ts', 'src/**/testing/**', 'src/cli/main.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 88, functions: 86, statements: 86, branches: 80 },
    },
  },
});
