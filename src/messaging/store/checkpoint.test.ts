import { expect, test } from 'vitest';
import { durableBeforeMs } from './checkpoint.ts';

test('the checkpoint covers what log and queues both cover, less three seconds', () => {
  expect(durableBeforeMs({ logMs: 10_000, queuesMs: 8000, indexMs: 0 })).toBe(5000);
  expect(durableBeforeMs({ logMs: 10_000, queuesMs: 0, indexMs: 9000 })).toBe(0);
});
