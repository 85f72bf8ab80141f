// `npm run check:package`: apart from the other tests because it builds, packs and installs.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['package.test.ts'],
    hookTimeout: 120_000,
    testTimeout: 30_000,
  },
});
