// Whether a send to an unknown topic creates it, and with what configuration. Pure.

import { isRetryTopic } from '../message/topic-name.ts';
import { isInherited, PERMISSION, READ_AND_WRITE } from '../protocol/permission.ts';
import type { TopicConfig } from '../protocol/topic-config.ts';
import { AUTO_CREATE_TEMPLATE, topicConfig } from './system-topics.ts';

export interface TopicCreationRequest {
  readonly topic: string;
  /** Name of the topic whose configuration the new one inherits. */
  readonly templateName: string;
  /** Undefined: this broker has no such topic. */
  readonly template: TopicConfig | undefined;
  /** How many queues the producer wishes. */
  readonly queueCount: number;
  readonly autoCreateTopic: boolean;
}

export type DecideTopicCreation = (request: TopicCreationRequest) => TopicConfig | undefined;

/**
 * The template must be there and inheritable; it bounds the number of queues. Retry topics are created without one
 * (TopicConfigManager.java, AbstractSendMessageProcessor.java).
 */
export const decideTopicCreation: DecideTopicCreation = (request) => {
  const { template } = request;
  const isForbidden = request.templateName === AUTO_CREATE_TEMPLATE && !request.autoCreateTopic;
  if (template !== undefined && isInherited(template.permission) && !isForbidden) {
    const queueCount = Math.max(0, Math.min(request.queueCount, template.writeQueueCount));
    return topicConfig(request.topic, queueCount, template.permission & ~PERMISSION.inherit);
  }
  if (isRetryTopic(request.topic)) return topicConfig(request.topic, 1, READ_AND_WRITE);
  return undefined;
};
