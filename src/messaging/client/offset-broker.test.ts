import { expect, test } from 'vitest';
import { offsetBroker } from './offset-broker.ts';

const WITH_MASTER = {
  master: () => 'master:1',
  member: () => ({ address: 'master:1', isMaster: true }),
};
const SLAVE_ALONE = {
  master: () => undefined,
  member: () => ({ address: 'slave:1', isMaster: false }),
};

test('offsets are read from the master, and written there, as long as there is one', () => {
  for (const use of ['read', 'read-again', 'write'] as const) {
    expect(offsetBroker(WITH_MASTER, 'broker-a', use)).toBe('master:1');
  }
});

test('a slave is told at once where there is no master, and asked only after name servers were', () => {
  expect(offsetBroker(SLAVE_ALONE, 'broker-a', 'read')).toBeUndefined();
  expect(offsetBroker(SLAVE_ALONE, 'broker-a', 'read-again')).toBe('slave:1');
  expect(offsetBroker(SLAVE_ALONE, 'broker-a', 'write')).toBe('slave:1');
});
