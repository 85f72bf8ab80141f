// Takes back messages that a group could not consume: CONSUMER_SEND_MSG_BACK. What becomes of them is decided in send-back.ts.

import { logPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { StoredMessage } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { isWritable, READ_AND_WRITE } from '../protocol/permission.ts';
import type { sendMessageBack } from '../protocol/send-message-back.ts';
import { failure, success } from '../remoting/handler.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { BrokerOptions } from './broker-options.ts';
import { delayed } from './delay.ts';
import type { HandlerOf, HeaderOfRequest } from './handler-of.ts';
import type { MessageSentBack } from './observations.ts';
import {
  DEAD_LETTER_QUEUES,
  type DecideFate,
  type Fate,
  failedCopy,
  VERSION_WITH_LIMIT,
} from './send-back.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import { topicConfig } from './system-topics.ts';
import type { Topics } from './topics.ts';

export interface SendBackContext {
  readonly environment: Environment;
  readonly options: BrokerOptions;
  /** `ip:port` of this broker. */
  readonly address: string;
  readonly store: MessageStore;
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly decideFate: DecideFate;
  readonly delayLevelCount: number;
}

type Header = HeaderOfRequest<typeof sendMessageBack>;

export class SendBackHandler {
  readonly #context: SendBackContext;

  constructor(context: SendBackContext) {
    this.#context = context;
  }

  readonly handle: HandlerOf<typeof sendMessageBack> = async ({ header, version }) => {
    const { groups, options } = this.#context;
    const group = await groups.findOrCreate(header.group);
    if (group === undefined) {
      return failure(
        RESPONSE_CODE.subscriptionGroupNotExist,
        `subscription group not exist, ${header.group}`,
      );
    }
    if (!isWritable(options.permission)) {
      return failure(RESPONSE_CODE.noPermission, 'the broker sending message is forbidden');
    }
    if (group.retryQueueCount <= 0) return success({});
    const message = this.#find(header);
    if (message === undefined) {
      return failure(RESPONSE_CODE.systemError, `look message by offset failed, ${header.position}`);
    }
    const limit = version >= VERSION_WITH_LIMIT ? header.maxReconsumeTimes : undefined;
    const fate = this.#context.decideFate({
      group: header.group,
      message,
      delayLevel: header.delayLevel,
      maxReconsumeTimes: limit ?? group.retryMaxTimes,
    });
    return this.#store(header.group, message, fate, group.retryQueueCount);
  };

  /** A disk that does not answer counts as a message that is not there. */
  #find(header: Header): StoredMessage | undefined {
    if (header.position < 0) return undefined;
    try {
      return this.#context.store.lookAt(logPosition(header.position));
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      return undefined;
    }
  }

  async #store(group: string, message: StoredMessage, fate: Fate, retryQueueCount: number) {
    const { environment, address, store, topics, delayLevelCount } = this.#context;
    const queueCount = fate.kind === 'retry' ? retryQueueCount : DEAD_LETTER_QUEUES;
    const topic =
      topics.find(fate.topic) ?? (await topics.create(topicConfig(fate.topic, queueCount, READ_AND_WRITE)));
    if (!isWritable(topic.permission)) {
      return failure(RESPONSE_CODE.noPermission, `the topic[${fate.topic}] sending message is forbidden`);
    }
    const copy = failedCopy(message, fate, address, environment.random.below(queueCount));
    const { status } = await store.put(delayed(copy, delayLevelCount));
    if (status !== 'PUT_OK') return failure(RESPONSE_CODE.systemError, status);
    const sentBack: MessageSentBack = {
      kind: 'broker.message-sent-back',
      group,
      uniqueKey: message.properties.get(PROPERTY.uniqueKey),
      reconsumeTimes: copy.reconsumeTimes,
      fate: fate.kind,
      delayLevel: fate.kind === 'retry' ? fate.delayLevel : 0,
    };
    environment.observe(sentBack);
    return success({});
  }
}
