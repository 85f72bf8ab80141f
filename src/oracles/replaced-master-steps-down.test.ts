import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { replacedMasterStepsDown } from './replaced-master-steps-down.ts';
import { NOTICED_WITHIN_MS } from './second-master-noticed.ts';
import { PROMISES } from './testing/written-history.ts';

type Said = readonly [atMs: number, machine: string, entry: MessageEntry];

const brokerName = 'broker-0';
const promoted: Said = [0, 'slave-1', { kind: 'slave-promoted', brokerName, instead: 'broker-0' }];
const shown: Said = [10, 'name-server-0', { kind: 'master-shown', brokerName, master: 'slave-1' }];
const returned = (isNewProcess: boolean): Said => [
  100,
  'broker-0',
  { kind: 'master-returned', brokerName, isNewProcess },
];
const stores = (atMs: number, machine = 'broker-0'): Said => [
  atMs,
  machine,
  { kind: 'replica-extent', brokerName, start: 0, end: 300, after: 'append' },
];

function say(history: readonly Said[], masterFence: 'none' | 'name-servers' = 'name-servers') {
  const judge = replacedMasterStepsDown.judge({ ...PROMISES, masterFence });
  for (const [index, [atMs, machine, entry]] of history.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atMs * 1000, machine, entry });
    if (violation !== undefined) return violation.fingerprint;
  }
  return undefined;
}

const LATE_MS = 100 + NOTICED_WITHIN_MS;
const VIOLATED = 'replaced-master-steps-down: goes on';

describe('a replaced master steps down', () => {
  test('when one that goes on stores only until it could know', () => {
    expect(say([promoted, shown, returned(false), stores(LATE_MS - 1)])).toBeUndefined();
  });
  test('though it starts where no name server shows its successor yet', () => {
    expect(say([promoted, returned(true), stores(101)])).toBeUndefined();
  });
  test('and its successor stores, and so does who is made a master again', () => {
    expect(say([promoted, shown, returned(true), stores(101, 'slave-1')])).toBeUndefined();
    const again: Said = [200, 'broker-0', { kind: 'slave-promoted', brokerName, instead: 'slave-1' }];
    expect(say([promoted, shown, returned(true), again, stores(300)])).toBeUndefined();
  });
  test('or does not, where nobody promises it', () => {
    expect(say([promoted, shown, returned(true), stores(101)], 'none')).toBeUndefined();
  });
});

describe('it is violated', () => {
  test('by a new process that stores while its successor is shown', () => {
    expect(say([promoted, shown, returned(true), stores(101)])).toBe(VIOLATED);
  });
  test('by one that goes on for too long', () => {
    expect(say([promoted, shown, returned(false), stores(LATE_MS)])).toBe(VIOLATED);
  });
});
