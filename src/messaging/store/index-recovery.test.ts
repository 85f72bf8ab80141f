import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import {
  type IndexRecovery,
  type IndexSituation,
  indexRecovery,
  indexRecoveryByTime,
} from './index-recovery.ts';

/** Files by the time and position where they end; all but the last are full. */
function files(...ends: readonly (readonly [endMs: number, endPosition: number])[]) {
  return ends.map(([endMs, endPosition], index) => ({
    header: { beginMs: 1, endMs, beginPosition: 0, endPosition, usedSlots: 1, entryCount: 9 },
    isFull: index < ends.length - 1,
  }));
}

function verdict(rule: IndexRecovery, situation: Partial<IndexSituation>) {
  const all = { files: [], endedOrderly: false, flushedMs: 0, logEnd: undefined, ...situation };
  const { isKept, rebuilds } = rule(all);
  return { kept: all.files.map((_, index) => (isKept(index) ? 1 : 0)).join(''), rebuilds };
}

const THREE = files([100, 1000], [200, 2000], [300, 3000]);

describe('what is kept when the index is loaded', () => {
  test('everything after an orderly end', () => {
    const situation = { files: THREE, endedOrderly: true };
    expect(verdict(indexRecovery, situation)).toEqual({ kept: '111', rebuilds: false });
    expect(verdict(indexRecoveryByTime, situation)).toEqual({ kept: '111', rebuilds: false });
  });

  test('after an unclean one, what the checkpoint says was flushed', () => {
    const situation = { files: THREE, flushedMs: 200 };
    expect(verdict(indexRecovery, situation)).toEqual({ kept: '110', rebuilds: true });
    expect(verdict(indexRecoveryByTime, situation)).toEqual({ kept: '110', rebuilds: false });
  });

  test('nothing when the checkpoint names no file', () => {
    expect(verdict(indexRecovery, { files: THREE, flushedMs: 150 })).toEqual({ kept: '000', rebuilds: true });
    expect(verdict(indexRecovery, { files: THREE })).toEqual({ kept: '000', rebuilds: true });
    expect(verdict(indexRecovery, {})).toEqual({ kept: '', rebuilds: true });
  });

  test('never a file that is not full, whatever its time', () => {
    const setBack = files([200, 1000], [200, 2000]);
    expect(verdict(indexRecovery, { files: setBack, flushedMs: 200 }).kept).toBe('10');
    expect(verdict(indexRecoveryByTime, { files: setBack, flushedMs: 200 }).kept).toBe('11');
  });

  test('of several files with the time that the checkpoint names, only the first is sure', () => {
    const twins = files([100, 1000], [200, 2000], [200, 3000], [300, 4000]);
    expect(verdict(indexRecovery, { files: twins, flushedMs: 200 }).kept).toBe('1100');
  });
});

describe('what is kept when the end of the log is known', () => {
  test.each([
    [3001, '111', false],
    [3000, '110', true],
    [1500, '100', true],
    [0, '000', true],
  ])('which is %d: %s, rebuilt: %s', (logEnd, kept, rebuilds) => {
    for (const endedOrderly of [true, false]) {
      const situation = { files: THREE, endedOrderly, logEnd: logPosition(logEnd) };
      expect(verdict(indexRecovery, situation)).toEqual({ kept, rebuilds });
      expect(verdict(indexRecoveryByTime, situation)).toEqual({ kept: '111', rebuilds: false });
    }
  });
});
