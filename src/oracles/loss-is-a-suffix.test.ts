import { expect, test } from 'vitest';
import { lossIsASuffix } from './loss-is-a-suffix.ts';
import { PROMISES, verdictOf, verdictUnder } from './testing/written-history.ts';
import { machineEnded, record, recovered, stored } from './testing/written-store.ts';

const damaged = { position: 100, reason: 'its body has another checksum' };
const HISTORY = [stored(0), stored(100), stored(200), machineEnded('power-lost')];

test('a loss at the end is one', () => {
  const history = [...HISTORY, recovered(100, { lost: [record(100), record(200)] })];
  expect(verdictOf(lossIsASuffix, history)).toBeUndefined();
});

test('a damaged record before the end is none', () => {
  const found = verdictOf(lossIsASuffix, [...HISTORY, recovered(300, { damaged })]);
  expect(found?.message).toContain('broker-0 recovered its log up to position 300, but at 100');
  expect(found?.fingerprint).toBe('loss-is-a-suffix: its body has another checksum');
});

test('nobody promises anything of rotten disks', () => {
  const promises = { ...PROMISES, disksKeepWhatIsSynced: false };
  expect(verdictUnder(promises, lossIsASuffix, [...HISTORY, recovered(300, { damaged })])).toBeUndefined();
});
