// What a broker refuses to store before it asks its store, in the order in which the original checks
// (AbstractSendMessageProcessor.java). Pure.

import { MAX_V1_TOPIC_BYTES } from '../message/record.ts';
import { isLegalTopic, isRetryTopic } from '../message/topic-name.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { isWritable } from '../protocol/permission.ts';
import type { TopicConfig } from '../protocol/topic-config.ts';
import { isClosedToProducers } from './system-topics.ts';

export interface Refusal {
  readonly code: number;
  readonly remark: string;
}

/** Before the topic is looked up or created. */
export function refuseTopic(
  topic: string,
  known: TopicConfig | undefined,
  brokerPermission: number,
): Refusal | undefined {
  if (!isWritable(brokerPermission) && known?.order === true) {
    return { code: RESPONSE_CODE.noPermission, remark: 'the broker sending message is forbidden' };
  }
  if (!isLegalTopic(topic)) {
    return { code: RESPONSE_CODE.invalidParameter, remark: `The specified topic is illegal: ${topic}` };
  }
  if (isClosedToProducers(topic)) {
    return { code: RESPONSE_CODE.noPermission, remark: `Sending message to topic[${topic}] is forbidden.` };
  }
  return undefined;
}

/** A negative queue id leaves the choice to the broker. */
export function refuseQueue(queueId: number, config: TopicConfig): Refusal | undefined {
  const isInRange =
    queueId < 0
      ? config.writeQueueCount > 0
      : queueId < Math.max(config.writeQueueCount, config.readQueueCount);
  if (isInRange) return undefined;
  return {
    code: RESPONSE_CODE.invalidParameter,
    remark: `request queueId[${queueId}] is illegal, ${config.topicName} has ${config.writeQueueCount} write queues`,
  };
}

/** Several messages at once, which no retry topic and no long name takes (SendMessageProcessor.java). */
export function refuseBatch(topic: string): Refusal | undefined {
  const code = RESPONSE_CODE.messageIllegal;
  if (topic.length > MAX_V1_TOPIC_BYTES)
    return { code, remark: `message topic length too long ${topic.length}` };
  return isRetryTopic(topic)
    ? { code, remark: `batch request does not support retry group ${topic}` }
    : undefined;
}
