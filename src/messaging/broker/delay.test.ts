import { describe, expect, test } from 'vitest';
import { encodeText } from '../../base/bytes.ts';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { MessageDraft, StoredMessage } from '../message/message.ts';
import { withTransactionState } from '../message/system-flag.ts';
import { delayed, delayedCopy, dueAtMs } from './delay.ts';

function draft(level: string | undefined, systemFlag = 0): MessageDraft {
  return {
    topic: 'orders',
    queueId: 2,
    body: encodeText('x'),
    properties: new Map(level === undefined ? [] : [['DELAY', level]]),
    flag: 7,
    systemFlag,
    bornTimestampMs: 1,
    bornHost: '10.0.0.1:1',
    storeHost: '10.0.0.2:2',
    reconsumeTimes: 4,
    preparedTransactionPosition: logPosition(0),
  };
}

function stored(given: MessageDraft): StoredMessage {
  return {
    ...given,
    queueOffset: queueOffset(0),
    position: logPosition(0),
    recordSize: 1,
    bodyCrc: 0,
    storeTimestampMs: 5,
  };
}

describe('delay', () => {
  test('a message with a level waits in the queue of that level and comes back as it was', () => {
    const waiting = delayed(draft('3'), 18);
    expect(waiting).toMatchObject({ topic: 'SCHEDULE_TOPIC_XXXX', queueId: 2 });
    const { waitsForStore, properties, ...copy } = delayedCopy(stored(waiting)) as MessageDraft;
    const { properties: _, ...sent } = draft('3');
    expect(copy).toEqual(sent);
    expect(waitsForStore).toBe(false);
    expect([...properties]).toEqual([
      ['DELAY', '3'],
      ['REAL_TOPIC', 'orders'],
      ['REAL_QID', '2'],
    ]);
  });

  test('a level above the last is the last', () => {
    const waiting = delayed(draft('99'), 18);
    expect([waiting.queueId, waiting.properties.get('DELAY')]).toEqual([17, '18']);
  });

  test.each([undefined, '0', '-1', 'soon'])('no delay: %s', (level) => {
    const given = draft(level);
    expect(delayed(given, 18)).toBe(given);
  });

  test('prepared and rolled back messages are not delayed, committed ones are', () => {
    const isDelayed = (state: 'prepared' | 'rollback' | 'commit') =>
      delayed(draft('1', withTransactionState(0, state)), 18).topic !== 'orders';
    expect([isDelayed('prepared'), isDelayed('rollback'), isDelayed('commit')]).toEqual([false, false, true]);
  });

  test('what says no place, or the place of half messages, goes nowhere', () => {
    expect(delayedCopy(stored(draft('1')))).toBeUndefined();
    const half = delayed({ ...draft('1'), topic: 'RMQ_SYS_TRANS_HALF_TOPIC' }, 18);
    expect(delayedCopy(stored(half))).toBeUndefined();
  });

  test('a moment further away than the whole delay counts as now', () => {
    expect(dueAtMs(10_500, 10_000, 1_000)).toBe(10_500);
    expect(dueAtMs(11_001, 10_000, 1_000)).toBe(10_000);
  });
});
