import { describe, expect, test } from 'vitest';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { refuseBatch, refuseQueue, refuseTopic } from './send-check.ts';
import { topicConfig } from './system-topics.ts';

describe('send check', () => {
  test('names that are not legal, and topics of the broker itself, are refused', () => {
    expect(refuseTopic('orders', undefined, 6)).toBeUndefined();
    expect(refuseTopic('%RETRY%group', undefined, 6)).toBeUndefined();
    expect(refuseTopic('no spaces', undefined, 6)?.code).toBe(RESPONSE_CODE.invalidParameter);
    expect(refuseTopic('', undefined, 6)?.code).toBe(RESPONSE_CODE.invalidParameter);
    expect(refuseTopic('SCHEDULE_TOPIC_XXXX', undefined, 6)?.code).toBe(RESPONSE_CODE.noPermission);
    expect(refuseTopic('RMQ_SYS_TRANS_HALF_TOPIC', undefined, 6)?.code).toBe(RESPONSE_CODE.noPermission);
  });

  test('several messages at once go to no retry topic and to no topic with a long name', () => {
    expect(refuseBatch('orders')).toBeUndefined();
    expect(refuseBatch('%RETRY%group')?.code).toBe(RESPONSE_CODE.messageIllegal);
    expect(refuseBatch('o'.repeat(128))?.code).toBe(RESPONSE_CODE.messageIllegal);
  });

  test('a broker that may not be written refuses ordered topics only', () => {
    const ordered = { ...topicConfig('orders', 4, 6), order: true };
    expect(refuseTopic('orders', ordered, 4)?.code).toBe(RESPONSE_CODE.noPermission);
    expect(refuseTopic('orders', ordered, 6)).toBeUndefined();
    expect(refuseTopic('orders', topicConfig('orders', 4, 6), 4)).toBeUndefined();
  });

  test('a queue id must be below the larger queue count; a negative one needs a queue to choose', () => {
    const config = { ...topicConfig('orders', 4, 6), readQueueCount: 6 };
    expect(refuseQueue(5, config)).toBeUndefined();
    expect(refuseQueue(6, config)?.code).toBe(RESPONSE_CODE.invalidParameter);
    expect(refuseQueue(-1, config)).toBeUndefined();
    expect(refuseQueue(-1, { ...config, writeQueueCount: 0 })?.code).toBe(RESPONSE_CODE.invalidParameter);
  });
});
