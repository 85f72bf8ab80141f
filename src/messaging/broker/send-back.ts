// What becomes of a message that a group could not consume (facts 4.15): it comes again through the group's retry topic, each time later,
// or it is put among the group's dead letters. Pure.

import { logPosition } from '../../base/numbers.ts';
import type { MessageDraft, StoredMessage } from '../message/message.ts';
import { offsetMessageId } from '../message/message-id.ts';
import { PROPERTY } from '../message/properties.ts';
import { deadLetterTopic, retryTopic } from '../message/topic-name.ts';

export const DEAD_LETTER_QUEUES = 1;
/** Clients before 3.4.9 send no limit of retries. */
export const VERSION_WITH_LIMIT = 121;
/** The first failure waits for the third level, 10 s by default. */
const FIRST_RETRY_LEVEL = 3;

export interface FailedDelivery {
  readonly group: string;
  readonly message: StoredMessage;
  /** 0: by the number of failures; negative: dead letter at once. */
  readonly delayLevel: number;
  readonly maxReconsumeTimes: number;
}

export type Fate =
  | { readonly kind: 'retry'; readonly topic: string; readonly delayLevel: number }
  | { readonly kind: 'dead-letter'; readonly topic: string };

export type DecideFate = (failed: FailedDelivery) => Fate;

/** AbstractSendMessageProcessor.java `consumerSendMsgBack`. */
export const decideFate: DecideFate = ({ group, message, delayLevel, maxReconsumeTimes }) => {
  if (message.reconsumeTimes >= maxReconsumeTimes || delayLevel < 0) {
    return { kind: 'dead-letter', topic: deadLetterTopic(group) };
  }
  const level = delayLevel === 0 ? FIRST_RETRY_LEVEL + message.reconsumeTimes : delayLevel;
  return { kind: 'retry', topic: retryTopic(group), delayLevel: level };
};

/** The copy that is stored for the group: it remembers where it came from, and that it failed once more. */
export function failedCopy(
  message: StoredMessage,
  fate: Fate,
  storeHost: string,
  queueId: number,
): MessageDraft {
  const properties = new Map(message.properties);
  if (!properties.has(PROPERTY.retryTopic)) properties.set(PROPERTY.retryTopic, message.topic);
  properties.set(PROPERTY.waitStore, 'false');
  properties.set(PROPERTY.delayLevel, String(fate.kind === 'retry' ? fate.delayLevel : 0));
  const origin = properties.get(PROPERTY.originMessageId) ?? '';
  if (origin.trim() === '') {
    properties.set(PROPERTY.originMessageId, offsetMessageId(message.storeHost, message.position));
  }
  return {
    topic: fate.topic,
    queueId,
    body: message.body,
    properties,
    flag: message.flag,
    systemFlag: message.systemFlag,
    bornTimestampMs: message.bornTimestampMs,
    bornHost: message.bornHost,
    storeHost,
    reconsumeTimes: message.reconsumeTimes + 1,
    preparedTransactionPosition: logPosition(0),
    waitsForStore: false,
  };
}
