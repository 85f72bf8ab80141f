import { expect, test } from 'vitest';
import { encodeText } from '../../base/bytes.ts';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import { originTopic, revived } from './dead-letter.ts';

function deadLetter(properties: Readonly<Record<string, string>>): StoredMessage {
  return {
    topic: '%DLQ%billing',
    body: encodeText('x'),
    properties: new Map(Object.entries(properties)),
    flag: 7,
    queueId: 0,
    queueOffset: queueOffset(0),
    position: logPosition(0),
    recordSize: 100,
    bodyCrc: 0,
    systemFlag: 0,
    bornTimestampMs: 0,
    bornHost: '10.0.0.1:1',
    storeTimestampMs: 0,
    storeHost: '10.0.0.2:10911',
    reconsumeTimes: 17,
    preparedTransactionPosition: logPosition(0),
  };
}

test('what is sent again has the keys, tag and own properties of the first, and nothing of its death', () => {
  const letter = deadLetter({
    KEYS: 'a b',
    TAGS: 'paid',
    colour: 'red',
    UNIQ_KEY: '01',
    RETRY_TOPIC: 'orders',
    DELAY: '18',
    ORIGIN_MESSAGE_ID: '02',
    WAIT: 'false',
  });
  const message = revived(letter);
  expect(message).toMatchObject({ topic: 'orders', body: letter.body, flag: 7 });
  expect(Object.fromEntries(message?.properties ?? [])).toEqual({
    KEYS: 'a b',
    TAGS: 'paid',
    colour: 'red',
    WAIT: 'true',
  });
});

test('the topic is the one that the broker noted first; without any nothing can be sent', () => {
  const both = { [PROPERTY.deadLetterOriginTopic]: 'orders', RETRY_TOPIC: '%RETRY%billing' };
  expect(originTopic(deadLetter(both))).toBe('orders');
  expect(revived(deadLetter({ KEYS: 'a' }))).toBeUndefined();
});
