import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import {
  copiedPosition,
  countCopies,
  isReplicated,
  refusalOf,
  transferStart,
  waitDecision,
} from './replication-decision.ts';
import { DEFAULT_REPLICATION_OPTIONS } from './replication-options.ts';

const at = logPosition;
const LOG = { startPosition: at(1000), writtenPosition: at(3500), segmentBytes: 1000, wasAhead: false };
const SYNC = { ...DEFAULT_REPLICATION_OPTIONS, role: 'SYNC_MASTER', inSyncReplicas: 2 } as const;

describe('a transfer begins', () => {
  const start = (reported: number, options = {}, log = LOG) =>
    transferStart(at(reported), log, { ...DEFAULT_REPLICATION_OPTIONS, ...options });

  test('where the slave is', () => expect(start(1200)).toEqual({ kind: 'from', position: 1200 }));

  test('at the last segment for a slave with nothing, or at the first byte that is kept', () => {
    expect(start(0)).toEqual({ kind: 'from', position: 3000 });
    expect(start(0, { newReplicaStart: 'minimum' })).toEqual({ kind: 'from', position: 1000 });
  });

  test('beyond the end in the classic mode, and not at all where that is refused', () => {
    expect(start(4000)).toEqual({ kind: 'from', position: 4000 });
    expect(start(4000, { aheadReplica: 'cut-off' })).toEqual({ kind: 'refused' });
  });

  test('not for who was ahead once, until its log is empty', () => {
    const log = { ...LOG, wasAhead: true };
    expect(start(2000, { aheadReplica: 'cut-off' }, log)).toEqual({ kind: 'refused' });
    expect(start(0, { aheadReplica: 'cut-off' }, log)).toEqual({ kind: 'from', position: 3000 });
  });
});

describe('copies', () => {
  const reports = [
    { replica: 'a', position: at(10) },
    { replica: 'a', position: at(12) },
    { replica: 'b', position: at(5) },
  ];

  test('count each replica once, however many connections it has', () => {
    expect(countCopies(reports, at(10))).toBe(2);
    expect([countCopies(reports, at(13)), countCopies(reports, at(5))]).toEqual([1, 3]);
  });

  test('are enough by their number, or in version 4 as soon as one replica has ever been there', () => {
    const state = { reports: [{ replica: 'a', position: at(5) }], furthest: at(20) };
    expect(isReplicated(state, at(10), SYNC, countCopies)).toBe(false);
    expect(isReplicated(state, at(5), SYNC, countCopies)).toBe(true);
    expect(isReplicated(state, at(20), { ...SYNC, confirmation: 'any-replica' }, countCopies)).toBe(true);
  });
});

describe('a put', () => {
  const NOBODY = { reports: [], furthest: at(0) };
  const NEAR = { reports: [{ replica: 'a', position: at(90) }], furthest: at(90) };

  test('waits where its master promises so, and asks for more than one copy', () => {
    expect(waitDecision(NOBODY, at(100), SYNC)).toBe('wait');
    expect(waitDecision(NOBODY, at(100), { ...SYNC, inSyncReplicas: 1 })).toBe('content');
    expect(waitDecision(NEAR, at(100), { ...SYNC, role: 'ASYNC_MASTER' })).toBe('content');
  });

  test('of version 4 waits only for a slave that keeps up', () => {
    const options = { ...SYNC, confirmation: 'any-replica' } as const;
    expect(waitDecision(NOBODY, at(100), options)).toBe('SLAVE_NOT_AVAILABLE');
    expect(waitDecision(NEAR, at(100), options)).toBe('wait');
    expect(waitDecision(NEAR, at(100), { ...options, maxLagBytes: 10 })).toBe('SLAVE_NOT_AVAILABLE');
  });

  test('is refused without enough replicas, where any must be there', () => {
    expect(refusalOf(NOBODY, at(100), SYNC)).toBeUndefined();
    const options = { ...SYNC, minInSyncReplicas: 2 };
    expect(refusalOf(NOBODY, at(100), options)).toBe('IN_SYNC_REPLICAS_NOT_ENOUGH');
    expect(refusalOf(NEAR, at(100), options)).toBeUndefined();
    expect(refusalOf(NEAR, at(100), { ...options, maxLagBytes: 10 })).toBe('IN_SYNC_REPLICAS_NOT_ENOUGH');
  });
});

describe('what is copied', () => {
  const state = {
    reports: [
      { replica: 'a', position: at(20) },
      { replica: 'a', position: at(30) },
      { replica: 'b', position: at(10) },
    ],
    furthest: at(40),
  };
  const counted = (inSyncReplicas: number) => ({ ...SYNC, inSyncReplicas });

  test('ends where the last of those that count is, each replica by its furthest word', () => {
    expect([2, 3, 4].map((count) => copiedPosition(state, at(50), counted(count)))).toEqual([30, 10, 0]);
  });
  test('in version 4 ends where any replica ever was', () => {
    expect(copiedPosition(state, at(50), { ...SYNC, confirmation: 'any-replica' })).toBe(40);
  });
  test('is everything where nobody waits', () => {
    expect(copiedPosition(state, at(50), counted(1))).toBe(50);
    expect(copiedPosition(state, at(50), { ...SYNC, role: 'ASYNC_MASTER' })).toBe(50);
  });
});
