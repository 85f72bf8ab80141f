// What a client refuses before it asks a broker (facts 6.2). Pure.

import { textByteLength } from '../../base/bytes.ts';
import type { Message } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import {
  isPropertyText,
  MAX_PROPERTIES_BYTES,
  PROPERTY,
  propertiesByteLength,
  waitsForStore,
} from '../message/properties.ts';
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

const INTEGER = /^-?\d{1,9}$/;
/** Of one of the characters that `length` counts, in UTF-8. */
const MAX_BYTES_OF_CHARACTER = 3;

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
  checkProperties(message.properties);
}

/**
 * What the text form of properties cannot carry is refused here: the original sends it, and what arrives is something else
 * (MessageDecoder.java `string2messageProperties`). So is a delay level that is no number, on which it throws.
 */
function checkProperties(properties: ReadonlyMap<string, string>): void {
  for (const [name, value] of properties) {
    if (!isPropertyText(name) || !isPropertyText(value)) {
      throw new ClientError('invalid-property', `property ${JSON.stringify(name)} has a separator character`);
    }
    if (name === '') throw new ClientError('invalid-property', 'a property has no name');
    if (value === '') throw new ClientError('invalid-property', `property ${name} has no value`);
  }
  const level = properties.get(PROPERTY.delayLevel);
  if (level !== undefined && !INTEGER.test(level)) {
    throw new ClientError('invalid-property', `the delay level ${JSON.stringify(level)} is no number`);
  }
}

/** Of one message, as they travel. @throws ClientError `invalid-property` */
export function checkPropertiesText(text: string): void {
  if (text.length * MAX_BYTES_OF_CHARACTER <= MAX_PROPERTIES_BYTES) return;
  checkPropertiesSize(textByteLength(text));
}

function checkPropertiesSize(bytes: number): void {
  if (bytes <= MAX_PROPERTIES_BYTES) return;
  const problem = `the properties have ${bytes} bytes, more than ${MAX_PROPERTIES_BYTES}`;
  throw new ClientError('invalid-property', problem);
}

/** @throws ClientError `invalid-queue` */
export function checkQueue(queue: MessageQueue, topic: string): void {
  if (queue.topic === topic) return;
  throw new ClientError('invalid-queue', `a message of ${topic} for a queue of ${queue.topic}`);
}

/** Of the encoded messages together. @throws ClientError `invalid-batch` */
export function checkBatchSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const problem = `the batch has ${bytes} bytes, more than ${maxBytes}`;
  throw new ClientError('invalid-batch', `${problem}: send it in parts`);
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
    checkPropertiesSize(propertiesByteLength(properties));
    if (Number(properties.get(PROPERTY.delayLevel) ?? 0) > 0) refuse('a message with a delay level');
    if (isRetryTopic(topic)) refuse(`a message of the retry topic ${topic}`);
    if (topic !== first.topic) refuse(`a message of ${topic} in a batch of ${first.topic}`);
    if (waitsForStore(properties) !== waitsForStore(first.properties))
      refuse('a message that waits otherwise');
  }
}
