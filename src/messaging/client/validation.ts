// What a client refuses before it asks a broker (facts 6.2). Pure.

import type { Message } from '../message/message.ts';
import { isPropertyText, PROPERTY, waitsForStore } from '../message/properties.ts';
import { isLegalGroup, isLegalTopic, isRetryTopic } from '../message/topic-name.ts';
import { ClientError } from './client-error.ts';

/** Topics that only brokers write (TopicValidator.java). */
const FORBIDDEN_TOPICS: ReadonlySet<string> = new Set([
  'SCHEDULE_TOPIC_XXXX',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
]);

/** Groups that RocketMQ's own defaults use. */
const FORBIDDEN_GROUPS: ReadonlySet<string> = new Set(['DEFAULT_PRODUCER', 'DEFAULT_CONSUMER']);

/** @throws ClientError `invalid-group` */
export function checkGroup(group: string): void {
  if (group.trim() === '') throw new ClientError('invalid-group', 'the group name is blank');
  if (!isLegalGroup(group)) {
    throw new ClientError('invalid-group', `the group name "${group}" is too long or has illegal characters`);
  }
  if (FORBIDDEN_GROUPS.has(group)) {
    throw new ClientError('invalid-group', `the group name ${group} is reserved, choose another`);
  }
}

/** @throws ClientError `invalid-topic` */
export function checkTopic(topic: string): void {
  if (topic.trim() === '') throw new ClientError('invalid-topic', 'the topic name is blank');
  if (!isLegalTopic(topic)) {
    throw new ClientError('invalid-topic', `the topic name "${topic}" is too long or has illegal characters`);
  }
}

/** @throws ClientError `invalid-topic`, `invalid-body`, `invalid-property` */
export function checkMessage(message: Message, maxBodyBytes: number): void {
  checkTopic(message.topic);
  if (FORBIDDEN_TOPICS.has(message.topic)) {
    throw new ClientError('invalid-topic', `sending to topic ${message.topic} is forbidden`);
  }
  if (message.body.length === 0) throw new ClientError('invalid-body', 'the message body is empty');
  if (message.body.length > maxBodyBytes) {
    const problem = `the message body has ${message.body.length} bytes, more than ${maxBodyBytes}`;
    throw new ClientError('invalid-body', problem);
  }
  for (const [name, value] of message.properties) {
    if (isPropertyText(name) && isPropertyText(value)) continue;
    throw new ClientError('invalid-property', `property ${JSON.stringify(name)} has a separator character`);
  }
}

/** Whether messages may travel in one request (MessageBatch.java). @throws ClientError as `checkMessage`, and `invalid-batch` */
export function checkBatch(messages: readonly Message[], maxBodyBytes: number): void {
  const [first] = messages;
  if (first === undefined) throw new ClientError('invalid-batch', 'a batch needs a message');
  const refuse = (problem: string): never => {
    throw new ClientError('invalid-batch', `${problem}: send it alone`);
  };
  for (const message of messages) {
    checkMessage(message, maxBodyBytes);
    const { topic, properties } = message;
    if (Number(properties.get(PROPERTY.delayLevel) ?? 0) > 0) refuse('a message with a delay level');
    if (isRetryTopic(topic)) refuse(`a message of the retry topic ${topic}`);
    if (topic !== first.topic) refuse(`a message of ${topic} in a batch of ${first.topic}`);
    if (waitsForStore(properties) !== waitsForStore(first.properties))
      refuse('a message that waits otherwise');
  }
}
