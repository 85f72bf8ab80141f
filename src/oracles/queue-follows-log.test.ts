import { describe, expect, test } from 'vitest';
import { queueFollowsLog } from './queue-follows-log.ts';
import { PROMISES, verdictOf, verdictUnder } from './testing/written-history.ts';
import { at, verdictOf as verdictAt } from './testing/written-replicas.ts';
import { machineEnded, record, recovered, shown, stored } from './testing/written-store.ts';

const say = (...entries: Parameters<typeof verdictOf>[1]) =>
  verdictOf(queueFollowsLog, entries)?.fingerprint.replace('queue-follows-log: ', '');

const noUnit = { ...shown(0), unit: undefined } as ReturnType<typeof shown>;

describe('queue follows log holds', () => {
  test('when offsets are dense and each record shown has its entry', () => {
    expect(say(stored(0), stored(100), shown(0), stored(200), shown(100), shown(200))).toBeUndefined();
  });
  test('when queues count for themselves, and the first record seen of one has any offset', () => {
    const other = stored(100, { queueId: 1, queueOffset: 7 });
    expect(
      say(stored(0), other, stored(200, { queueOffset: 1 }), stored(300, { queueId: 1, queueOffset: 8 })),
    ).toBeUndefined();
  });
  test('when a half message has no offset of its own', () => {
    expect(say(stored(0), stored(100, { isQueued: false, queueOffset: 0 }))).toBeUndefined();
  });
  test('when the offsets of what was lost are given again', () => {
    const queueEnds = [{ topic: 'orders', queueId: 0, endOffset: 1, unitBehind: undefined }];
    expect(
      say(stored(0), stored(100), recovered(100, { lost: [record(100)], queueEnds }), stored(100)),
    ).toBeUndefined();
  });
  test('when nobody promises anything of rotten disks', () => {
    const promises = { ...PROMISES, disksKeepWhatIsSynced: false };
    expect(verdictUnder(promises, queueFollowsLog, [stored(0), noUnit])).toBeUndefined();
  });
});

describe('queue follows log is violated', () => {
  test('by two records at one offset', () => {
    expect(say(stored(0), stored(100, { queueOffset: 0 }))).toBe('one offset for two records');
  });
  test('by an offset that is left out', () => {
    expect(say(stored(0), stored(100, { queueOffset: 2 }))).toBe('a hole between offsets');
  });
  test('by a record that readers should see and that has no entry', () => {
    expect(say(stored(0), noUnit)).toBe('no entry');
  });
  test('by an entry that says another place, size or tag', () => {
    for (const wrong of [{ position: 100 }, { recordSize: 99 }, { tagsCode: 1 }]) {
      expect(say(stored(0), shown(0, { ...record(0), ...wrong }))).toBe('another entry');
    }
  });
  test('by a record that was said to be there and is not', () => {
    expect(say({ kind: 'log-broken', position: 100, reason: 'nothing was written' })).toBe('no record');
  });
  test('by a recovery that leaves a record without its entry', () => {
    const tail = [{ record: record(0), unit: undefined }];
    expect(say(stored(0), recovered(100, { tail }))).toBe('no entry after a recovery');
  });
  test('by a recovery that leaves an entry behind the last record', () => {
    const queueEnds = [{ topic: 'orders', queueId: 0, endOffset: 1, unitBehind: record(100) }];
    expect(say(stored(0), recovered(100, { queueEnds }))).toBe('an entry without a record after a recovery');
  });
});

test('a copy that differs from its master is not judged, its master is', () => {
  const differs = (machine: string) =>
    at(machine, {
      kind: 'replicas-differ',
      brokerName: 'broker-0',
      other: machine === 'broker-0' ? 'slave-1' : 'broker-0',
      position: 0,
      after: machine === 'broker-0' ? 'append' : 'transfer',
    });
  const hole = (machine: string) => [at(machine, stored(0)), at(machine, stored(200))];
  expect(verdictAt(queueFollowsLog, [differs('broker-0'), ...hole('slave-1')])).toBeUndefined();
  expect(verdictAt(queueFollowsLog, [differs('slave-1'), ...hole('slave-1')])).toBeUndefined();
  expect(verdictAt(queueFollowsLog, [differs('broker-0'), ...hole('broker-0')])).toBeDefined();
});

test('a disk that is another one begins anew', () => {
  const wiped = at('slave-1', machineEnded('disk-wiped'));
  const history = [at('slave-1', stored(0)), at('slave-1', stored(100))];
  expect(verdictAt(queueFollowsLog, [...history, wiped, at('slave-1', stored(0))])).toBeUndefined();
  expect(verdictAt(queueFollowsLog, [...history, at('slave-1', stored(0))])).toBeDefined();
});
