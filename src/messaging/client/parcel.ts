// What a send request carries, ready for the wire: one message with its body packed, or several. All attempts carry the same.

import { present } from '../../base/assert.ts';
import { encodeClientBatch } from '../message/client-batch.ts';
import type { Message } from '../message/message.ts';
import { formatProperties, PROPERTY, waitsForStore } from '../message/properties.ts';
import { withTransactionState } from '../message/system-flag.ts';
import { isRetryTopic } from '../message/topic-name.ts';
import { packBody } from './body-compression.ts';

export interface Parcel {
  readonly topic: string;
  /** Of each message. */
  readonly uniqueKeys: readonly string[];
  readonly isBatch: boolean;
  /** In text form. */
  readonly properties: string;
  readonly flag: number;
  readonly body: Uint8Array;
  readonly systemFlag: number;
  /** How often the message was consumed in vain; only messages of retry topics say it. */
  readonly reconsumeTimes: number;
  readonly maxReconsumeTimes: number | undefined;
}

/** A message with its unique key. */
export function parcelOf(message: Message, compressFromBytes: number): Parcel {
  const packed = packBody(message.body, compressFromBytes);
  const isHalf = message.properties.get(PROPERTY.transactionPrepared) === 'true';
  const retry = isRetryTopic(message.topic)
    ? retryOf(message.properties)
    : { properties: message.properties };
  return {
    topic: message.topic,
    uniqueKeys: [uniqueKeyOf(message)],
    isBatch: false,
    properties: formatProperties(retry.properties),
    flag: message.flag,
    body: packed.body,
    systemFlag: isHalf ? withTransactionState(packed.systemFlag, 'prepared') : packed.systemFlag,
    reconsumeTimes: retry.reconsumeTimes ?? 0,
    maxReconsumeTimes: retry.maxReconsumeTimes,
  };
}

/** At least one message, each with its unique key, and a key for all of them. */
export function batchParcel(messages: readonly Message[], uniqueKey: string): Parcel {
  const first = present(messages[0], 'first message of a batch');
  const properties = new Map([
    [PROPERTY.waitStore, String(waitsForStore(first.properties))],
    [PROPERTY.uniqueKey, uniqueKey],
  ]);
  return {
    topic: first.topic,
    uniqueKeys: messages.map(uniqueKeyOf),
    isBatch: true,
    properties: formatProperties(properties),
    flag: 0,
    body: encodeClientBatch(messages),
    systemFlag: 0,
    reconsumeTimes: 0,
    maxReconsumeTimes: undefined,
  };
}

interface Retry {
  readonly properties: ReadonlyMap<string, string>;
  readonly reconsumeTimes?: number;
  readonly maxReconsumeTimes?: number | undefined;
}

/** A message for a retry topic says in the header how often it was tried, no longer in its properties (DefaultMQProducerImpl.java). */
function retryOf(given: ReadonlyMap<string, string>): Retry {
  const properties = new Map(given);
  const times = properties.get(PROPERTY.reconsumeTime);
  const limit = properties.get(PROPERTY.maxReconsumeTimes);
  properties.delete(PROPERTY.reconsumeTime);
  properties.delete(PROPERTY.maxReconsumeTimes);
  return {
    properties,
    reconsumeTimes: times === undefined ? 0 : Number(times),
    maxReconsumeTimes: limit === undefined ? undefined : Number(limit),
  };
}

function uniqueKeyOf(message: Message): string {
  return present(message.properties.get(PROPERTY.uniqueKey), 'unique key of a message to send');
}
