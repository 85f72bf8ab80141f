// Names of topics and groups (facts 4.1, 6.2): what is legal, and the topics that belong to a consumer group.

const LEGAL = /^[%|a-zA-Z0-9_-]+$/;
const RETRY_PREFIX = '%RETRY%';
const DEAD_LETTER_PREFIX = '%DLQ%';

export const MAX_TOPIC_CHARACTERS = 127;
/** Retry and dead letter topics carry a group's name behind their prefix. */
export const MAX_GROUP_TOPIC_CHARACTERS = 255;
export const MAX_GROUP_CHARACTERS = 120;

export function retryTopic(group: string): string {
  return RETRY_PREFIX + group;
}

export function deadLetterTopic(group: string): string {
  return DEAD_LETTER_PREFIX + group;
}

export function isRetryTopic(topic: string): boolean {
  return topic.startsWith(RETRY_PREFIX);
}

export function isDeadLetterTopic(topic: string): boolean {
  return topic.startsWith(DEAD_LETTER_PREFIX);
}

/** The group that a retry or dead letter topic belongs to. */
export function groupOfTopic(topic: string): string | undefined {
  if (isRetryTopic(topic)) return topic.slice(RETRY_PREFIX.length);
  return isDeadLetterTopic(topic) ? topic.slice(DEAD_LETTER_PREFIX.length) : undefined;
}

export function isLegalTopic(topic: string): boolean {
  const limit = groupOfTopic(topic) === undefined ? MAX_TOPIC_CHARACTERS : MAX_GROUP_TOPIC_CHARACTERS;
  return topic.length <= limit && LEGAL.test(topic);
}

export function isLegalGroup(group: string): boolean {
  return group.length <= MAX_GROUP_CHARACTERS && LEGAL.test(group);
}
