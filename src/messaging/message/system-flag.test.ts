import { expect, test } from 'vitest';
import { compression, isQueued, transactionState, withTransactionState } from './system-flag.ts';

test('system flag', () => {
  expect(transactionState(1 | 4)).toBe('prepared');
  expect(transactionState(12)).toBe('rollback');
  expect(withTransactionState(1 | 12, 'commit')).toBe(9);
  expect(withTransactionState(12, 'none')).toBe(0);
  expect([0, 4, 8, 12].map(isQueued)).toEqual([true, false, true, false]);
  expect([0, 1, 1 | 256, 1 | 512, 1 | 768, 1 | 1024].map(compression)).toEqual([
    'none',
    'zlib',
    'lz4',
    'zstd',
    'zlib',
    'unknown',
  ]);
});
