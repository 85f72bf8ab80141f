// An administrator creates or changes topics: UPDATE_AND_CREATE_TOPIC.

import { isLegalTopic } from '../message/topic-name.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { updateAndCreateTopic } from '../protocol/update-and-create-topic.ts';
import { failure, success } from '../remoting/handler.ts';
import type { HandlerOf } from './handler-of.ts';
import { isSystemTopic } from './system-topics.ts';
import type { Topics } from './topics.ts';

/** More queues than any broker serves; a bound against hostile requests. */
const QUEUE_COUNT_BOUND = 65_536;

export class TopicHandlers {
  readonly #topics: Topics;

  constructor(topics: Topics) {
    this.#topics = topics;
  }

  readonly updateAndCreate: HandlerOf<typeof updateAndCreateTopic> = async (request) => {
    const { topic, readQueueCount, writeQueueCount, permission, topicSystemFlag, order } = request.header;
    if (!isLegalTopic(topic)) {
      return failure(RESPONSE_CODE.invalidParameter, `The specified topic is illegal: ${topic}`);
    }
    if (isSystemTopic(topic)) {
      return failure(RESPONSE_CODE.invalidParameter, `The topic[${topic}] is conflict with system topic.`);
    }
    if (!isQueueCount(readQueueCount) || !isQueueCount(writeQueueCount)) {
      return failure(
        RESPONSE_CODE.invalidParameter,
        `no queue counts: ${readQueueCount}, ${writeQueueCount}`,
      );
    }
    await this.#topics.put({
      topicName: topic,
      readQueueCount,
      writeQueueCount,
      permission,
      topicSystemFlag: topicSystemFlag ?? 0,
      order: order ?? false,
    });
    return success({});
  };
}

function isQueueCount(count: number): boolean {
  return count >= 0 && count <= QUEUE_COUNT_BOUND;
}
