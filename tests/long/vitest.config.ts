// Checks that take minutes, or need what not every machine has; each has a script of its own in package.json (`check:…`).

import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    hookTimeout: 5 * MINUTE_MS,
    testTimeout: 10 * MINUTE_MS,
    fileParallelism: false,
  },
});
