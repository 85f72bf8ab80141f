import { expect, test } from 'vitest';
import { BatchDigest } from './batch-digest.ts';

const runs = ['a', 'b', 'c'].map((seed) => ({ scenario: 's', design: 'd', seed, digest: `${seed}00` }));

function digestOf(chosen: typeof runs): string {
  const digest = new BatchDigest();
  for (const run of chosen) digest.add(run);
  return digest.value();
}

test('order does not matter, content does', () => {
  expect(digestOf(runs)).toBe(digestOf([...runs].reverse()));
  expect(digestOf(runs)).not.toBe(digestOf(runs.slice(1)));
  for (const field of ['scenario', 'design', 'seed', 'digest'] as const) {
    expect(digestOf(runs.map((run) => ({ ...run, [field]: 'other' })))).not.toBe(digestOf(runs));
  }
});

test('is pinned: results of shards may come from different versions', () => {
  expect(digestOf(runs)).toBe('959b2c3cf95c5c75');
  expect(digestOf([])).toBe('0000000000000000');
});
