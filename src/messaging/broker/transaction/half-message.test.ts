import { describe, expect, test } from 'vitest';
import { encodeText } from '../../../base/bytes.ts';
import { logPosition, queueOffset } from '../../../base/numbers.ts';
import type { MessageDraft, StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { SYSTEM_FLAG, transactionState } from '../../message/system-flag.ts';
import { committedOf, halfOf, isHalf, putBackOf, wishedImmunityMs } from './half-message.ts';

const SENT: MessageDraft = {
  topic: 'transfers',
  queueId: 3,
  body: encodeText('100 to Smith'),
  properties: new Map([
    [PROPERTY.transactionPrepared, 'true'],
    [PROPERTY.producerGroup, 'banks'],
    [PROPERTY.uniqueKey, 'U1'],
  ]),
  flag: 9,
  systemFlag: SYSTEM_FLAG.prepared | SYSTEM_FLAG.compressed,
  bornTimestampMs: 1_000,
  bornHost: '10.0.0.1:1',
  storeHost: '10.0.0.2:10911',
  reconsumeTimes: 0,
  preparedTransactionPosition: logPosition(0),
};

function stored(draft: MessageDraft): StoredMessage {
  return {
    ...draft,
    queueOffset: queueOffset(7),
    position: logPosition(700),
    recordSize: 100,
    bodyCrc: 1,
    storeTimestampMs: 1_001,
  };
}

describe('a half message', () => {
  test('is what is marked, unless it was sent back after a failure', () => {
    expect(isHalf(SENT)).toBe(true);
    expect(isHalf({ ...SENT, properties: new Map() })).toBe(false);
    const failed = new Map(SENT.properties).set(PROPERTY.delayLevel, '3');
    expect(isHalf({ ...SENT, properties: failed, reconsumeTimes: 1 })).toBe(false);
    expect(isHalf({ ...SENT, properties: failed })).toBe(true);
  });

  test('is hidden, in a queue of its own, and remembers where it belongs', () => {
    const half = halfOf(SENT);
    expect([half.topic, half.queueId]).toEqual(['RMQ_SYS_TRANS_HALF_TOPIC', 0]);
    expect(half.properties.get(PROPERTY.realTopic)).toBe('transfers');
    expect(half.properties.get(PROPERTY.realQueueId)).toBe('3');
    expect(half.properties.get(PROPERTY.transactionId)).toBe('U1');
    expect(transactionState(half.systemFlag)).toBe('none');
    expect(half.systemFlag & SYSTEM_FLAG.compressed).not.toBe(0);
  });

  test('becomes the message that its consumers get', () => {
    const committed = committedOf(stored(halfOf(SENT)));
    expect([committed?.topic, committed?.queueId, committed?.flag]).toEqual(['transfers', 3, 9]);
    expect(committed?.preparedTransactionPosition).toBe(700);
    expect(transactionState(committed?.systemFlag ?? 0)).toBe('commit');
    expect(committedOf(stored(SENT))).toBeUndefined();
  });

  test('goes back to its queue without the bits of its user', () => {
    const again = putBackOf(stored(halfOf(SENT)), new Map());
    expect([again.topic, again.queueId, again.flag, again.waitsForStore]).toEqual([
      'RMQ_SYS_TRANS_HALF_TOPIC',
      0,
      0,
      false,
    ]);
  });

  test.each([
    ['5', 5_000],
    ['0', 0],
    ['-1', 6_000],
    ['soon', 6_000],
    ['', 6_000],
  ])('that wishes no check for "%s" seconds is left alone for %i ms', (wish, expectedMs) => {
    const properties = new Map([[PROPERTY.checkImmunityTimeInSeconds, wish]]);
    expect(wishedImmunityMs(properties, 6_000)).toBe(expectedMs);
  });

  test('that wishes nothing says so', () => {
    expect(wishedImmunityMs(new Map(), 6_000)).toBeUndefined();
  });
});
