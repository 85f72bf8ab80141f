import { describe, expect, test } from 'vitest';
import { logPosition, queueOffset } from '../../../base/numbers.ts';
import type { StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import {
  checkedProperties,
  decideHalf,
  type HalfQuestion,
  preparedOffset,
  putBackProperties,
} from './check-decision.ts';
import { DEFAULT_TRANSACTION_OPTIONS } from './transaction-options.ts';

const BORN_MS = 1_000_000;
const ROUND_MS = BORN_MS + 20_000;

function half(properties: Readonly<Record<string, string>> = {}): StoredMessage {
  return {
    topic: 'RMQ_SYS_TRANS_HALF_TOPIC',
    body: new Uint8Array([1]),
    properties: new Map(Object.entries(properties)),
    flag: 0,
    queueId: 0,
    queueOffset: queueOffset(4),
    position: logPosition(400),
    recordSize: 100,
    bodyCrc: 0,
    systemFlag: 0,
    bornTimestampMs: BORN_MS,
    bornHost: '10.0.0.1:1',
    storeTimestampMs: BORN_MS + 1,
    storeHost: '10.0.0.2:10911',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  };
}

function ask(differently: Partial<HalfQuestion> = {}) {
  return decideHalf({
    half: half(),
    nowMs: ROUND_MS,
    roundStartMs: ROUND_MS,
    newestRecordBornMs: undefined,
    options: DEFAULT_TRANSACTION_OPTIONS,
    ...differently,
  });
}

describe('a half message that nobody has resolved', () => {
  test('is asked about when it is old enough', () => {
    expect(ask()).toBe('check');
    expect(ask({ nowMs: BORN_MS + 6_001 })).toBe('check');
  });

  test('ends the round when it is too young, or was stored since the round began', () => {
    expect(ask({ nowMs: BORN_MS + 6_000 })).toBe('end-round');
    expect(ask({ roundStartMs: BORN_MS + 1 })).toBe('end-round');
  });

  test('is asked about when the clock of its producer is ahead', () => {
    expect(ask({ nowMs: BORN_MS - 1 })).toBe('check');
  });

  test('waits for the rest of what is resolved', () => {
    expect(ask({ newestRecordBornMs: ROUND_MS })).toBe('read-on');
    expect(ask({ newestRecordBornMs: ROUND_MS + 6_001 })).toBe('check');
  });

  test('goes back to the queue for as long as it wishes to be left alone', () => {
    const wishing = half({ [PROPERTY.checkImmunityTimeInSeconds]: '20' });
    expect(ask({ half: wishing })).toBe('put-back');
    expect(ask({ half: wishing, nowMs: BORN_MS + 20_001 })).toBe('check');
  });

  test('is given up after the last check, and at the end of its life, but not before all that is resolved is read', () => {
    const often = half({ [PROPERTY.transactionCheckTimes]: '15' });
    expect(ask({ half: often })).toBe('give-up');
    expect(ask({ half: half({ [PROPERTY.transactionCheckTimes]: '14' }) })).toBe('check');
    expect(ask({ half: often, newestRecordBornMs: ROUND_MS })).toBe('read-on');
    expect(ask({ nowMs: BORN_MS + 72 * 3_600_000 + 1 })).toBe('give-up');
  });
});

describe('the copy of a half message', () => {
  test('counts the checks', () => {
    const first = checkedProperties(half());
    expect(first.get(PROPERTY.transactionCheckTimes)).toBe('1');
    expect(checkedProperties(half(Object.fromEntries(first))).get(PROPERTY.transactionCheckTimes)).toBe('2');
  });

  test('remembers the offset of the first, and counts no check, when it only waits', () => {
    const waiting = putBackProperties(half());
    expect(waiting.get(PROPERTY.transactionPreparedQueueOffset)).toBe('4');
    expect(waiting.has(PROPERTY.transactionCheckTimes)).toBe(false);
    const again = putBackProperties(half({ [PROPERTY.transactionPreparedQueueOffset]: '2' }));
    expect(again.get(PROPERTY.transactionPreparedQueueOffset)).toBe('2');
  });

  test('knows the offset that its producer knows', () => {
    expect(preparedOffset(half({ [PROPERTY.transactionPreparedQueueOffset]: '2' }))).toBe(2);
    expect(preparedOffset(half({ [PROPERTY.transactionPreparedQueueOffset]: 'x' }))).toBeUndefined();
    expect(preparedOffset(half())).toBeUndefined();
  });
});
