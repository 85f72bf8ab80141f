// One attempt to send one message to one queue, and what its answer means. Whether there is another attempt is decided elsewhere.

import { present } from '../../base/assert.ts';
import { queueOffset } from '../../base/numbers.ts';
import type { Message } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { formatProperties, PROPERTY } from '../message/properties.ts';
import { isStored } from '../protocol/codes.ts';
import { sendMessageV2 } from '../protocol/send-message.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { ClientInstance } from './client-instance.ts';
import type { SendAttempted } from './observations.ts';
import type { ProducerOptions } from './producer-options.ts';
import {
  isDefinite,
  notSafeStatus,
  type OnewayResult,
  type SendFailure,
  type SendReceipt,
  type SendResult,
} from './send-result.ts';

export interface Attempt {
  readonly queue: MessageQueue;
  /** With its unique key. */
  readonly message: Message;
  /** 1 for the first. */
  readonly number: number;
  readonly timeoutMs: number;
}

export class SendAttempts {
  readonly #instance: ClientInstance;
  readonly #options: ProducerOptions;

  constructor(instance: ClientInstance, options: ProducerOptions) {
    this.#instance = instance;
    this.#options = options;
  }

  async send(attempt: Attempt): Promise<SendResult> {
    const { queue, message, timeoutMs } = attempt;
    const address = this.#instance.routes.master(queue.brokerName);
    if (address === undefined) return failed({ reason: 'no-address', brokerName: queue.brokerName });
    this.#observe(attempt);
    const header = this.#header(queue, message);
    const options = { timeoutMs, body: message.body };
    const answer = await this.#instance.requests.ask(address, sendMessageV2, header, options);
    if (answer instanceof RemotingError) return failed(remotingFailure(answer));
    const reply = answer.header;
    if (!isStored(answer.code) || reply === undefined) {
      return failed({ reason: 'refused', code: answer.code, remark: answer.remark });
    }
    const receipt: SendReceipt = {
      uniqueKey: uniqueKeyOf(message),
      offsetMessageId: reply.messageId,
      queue: { topic: queue.topic, brokerName: queue.brokerName, queueId: reply.queueId },
      queueOffset: queueOffset(reply.queueOffset),
      attempts: attempt.number,
    };
    const status = notSafeStatus(answer.code);
    return status === undefined ? { kind: 'acknowledged', receipt } : { kind: 'stored', status, receipt };
  }

  async sendOneway(attempt: Attempt): Promise<OnewayResult> {
    const { queue, message } = attempt;
    const address = this.#instance.routes.master(queue.brokerName);
    if (address === undefined) {
      return { kind: 'rejected', failure: { reason: 'no-address', brokerName: queue.brokerName } };
    }
    this.#observe(attempt);
    const header = this.#header(queue, message);
    const error = await this.#instance.requests.tell(address, sendMessageV2, header, message.body);
    return error === undefined
      ? { kind: 'unknown', queue }
      : { kind: 'rejected', failure: remotingFailure(error) };
  }

  #observe({ queue, message, number }: Attempt): void {
    const observation: SendAttempted = {
      kind: 'client.send-attempted',
      uniqueKey: uniqueKeyOf(message),
      queue,
      attempt: number,
    };
    this.#instance.environment.observe(observation);
  }

  #header(queue: MessageQueue, message: Message) {
    return {
      producerGroup: this.#options.group,
      topic: queue.topic,
      defaultTopic: this.#options.templateTopic,
      defaultTopicQueueCount: this.#options.templateQueueCount,
      queueId: queue.queueId,
      systemFlag: 0,
      bornTimestampMs: this.#instance.environment.clock.wallMs(),
      flag: message.flag,
      properties: formatProperties(message.properties),
      reconsumeTimes: 0,
      unitMode: false,
      batch: false,
      brokerName: queue.brokerName,
    };
  }
}

export function uniqueKeyOf(message: Message): string {
  return present(message.properties.get(PROPERTY.uniqueKey), 'unique key of a message to send');
}

function remotingFailure(error: RemotingError): SendFailure {
  return { reason: 'remoting', error: error.kind, message: error.message };
}

function failed(failure: SendFailure): SendResult {
  return { kind: isDefinite(failure) ? 'rejected' : 'unknown', failure };
}
