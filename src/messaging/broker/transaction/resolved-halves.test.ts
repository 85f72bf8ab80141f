import { describe, expect, test } from 'vitest';
import { logPosition, queueOffset } from '../../../base/numbers.ts';
import type { StoredMessage } from '../../message/message.ts';
import { operationRecord, operationText } from './operation-record.ts';
import { ResolvedHalves } from './resolved-halves.ts';

const ORIGIN = { address: '10.0.0.2:10911', nowMs: 5, uniqueKey: 'O1' };

function record(offset: number, halves: readonly number[], tag = 'd'): StoredMessage {
  const draft = operationRecord(halves.map(operationText).join(''), ORIGIN);
  return {
    ...draft,
    properties: new Map([['TAGS', tag]]),
    queueOffset: queueOffset(offset),
    position: logPosition(0),
    recordSize: 1,
    bodyCrc: 1,
    storeTimestampMs: 6,
  };
}

describe('resolved half messages', () => {
  test('are known once', () => {
    const resolved = new ResolvedHalves(10);
    resolved.learn(record(0, [10, 12]));
    expect([resolved.take(10), resolved.take(10), resolved.take(11), resolved.take(12)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('keep their record until the last of them was met', () => {
    const resolved = new ResolvedHalves(10);
    resolved.learn(record(4, [10, 12]));
    resolved.learn(record(5, [11]));
    resolved.take(10);
    resolved.take(11);
    expect(resolved.firstNeeded(4)).toBe(4);
    resolved.take(12);
    expect(resolved.firstNeeded(4)).toBe(6);
  });

  test('of earlier rounds, and what is no such record, are done with', () => {
    const resolved = new ResolvedHalves(10);
    resolved.learn(record(0, [9]));
    resolved.learn(record(1, [10], 'x'));
    expect(resolved.take(9)).toBe(false);
    expect(resolved.take(10)).toBe(false);
    expect(resolved.firstNeeded(0)).toBe(2);
  });
});
