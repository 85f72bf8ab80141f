import { expect, test } from 'vitest';
import { slaveKeepsProgress } from './slave-keeps-progress.ts';
import { at, extent, verdictOf } from './testing/written-replicas.ts';

const group = { group: 'readers', topic: 'orders', queueId: 0 };
const takenBack = at('slave-1', { kind: 'progress-taken-back', ...group, from: 20, to: 10 });

test('a slave keeps what its group committed to it, where that is promised', () => {
  expect(verdictOf(slaveKeepsProgress, [extent('slave-1', 100)], { slaveProgress: 'kept' })).toBeUndefined();
  expect(verdictOf(slaveKeepsProgress, [takenBack], { slaveProgress: 'kept' })?.message).toBe(
    'group readers committed 20 of orders queue 0 to slave-1, which remembers 10 now',
  );
});

test('nobody promises it in the original', () => {
  expect(verdictOf(slaveKeepsProgress, [takenBack])).toBeUndefined();
});
