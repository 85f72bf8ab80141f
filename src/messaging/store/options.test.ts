import { expect, test } from 'vitest';
import { resolveStoreOptions } from './options.ts';

test('a consume queue segment holds whole units', () => {
  expect(resolveStoreOptions({ consumeQueueFileBytes: 101 }).consumeQueueFileBytes).toBe(120);
  expect(resolveStoreOptions({}).consumeQueueFileBytes).toBe(6_000_000);
  expect(() => resolveStoreOptions({ commitLogFileBytes: 10 })).toThrow('commitLogFileBytes');
});
