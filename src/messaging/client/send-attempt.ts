// One attempt to send one parcel to one queue, and what its answer means. Whether there is another attempt is decided elsewhere.

import { queueOffset } from '../../base/numbers.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { isStored } from '../protocol/codes.ts';
import { sendBatchMessage, sendMessageV2 } from '../protocol/send-message.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { ClientInstance } from './client-instance.ts';
import type { SendAttempted, SendRefused } from './observations.ts';
import type { Parcel } from './parcel.ts';
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
  readonly parcel: Parcel;
  /** 1 for the first. */
  readonly number: number;
  readonly timeoutMs: number;
  /** The queue was the next in turn; otherwise the sender named it. */
  readonly isInTurn: boolean;
}

export class SendAttempts {
  readonly #instance: ClientInstance;
  readonly #options: ProducerOptions;

  constructor(instance: ClientInstance, options: ProducerOptions) {
    this.#instance = instance;
    this.#options = options;
  }

  async send(attempt: Attempt): Promise<SendResult> {
    const { queue, parcel, timeoutMs } = attempt;
    const address = this.#instance.routes.master(queue.brokerName);
    this.#observe(attempt);
    if (address === undefined) return failed({ reason: 'no-address', brokerName: queue.brokerName });
    const header = this.#header(queue, parcel);
    const options = { timeoutMs, body: parcel.body };
    const answer = await this.#instance.requests.ask(address, requestFor(parcel), header, options);
    if (answer instanceof RemotingError) return failed(remotingFailure(answer));
    const reply = answer.header;
    if (!isStored(answer.code) || reply === undefined) {
      this.#observeRefused(attempt, answer.code);
      return failed({ reason: 'refused', code: answer.code, remark: answer.remark });
    }
    const receipt: SendReceipt = {
      uniqueKey: parcel.uniqueKeys.join(','),
      offsetMessageId: reply.messageId,
      queue: { topic: queue.topic, brokerName: queue.brokerName, queueId: reply.queueId },
      queueOffset: queueOffset(reply.queueOffset),
      attempts: attempt.number,
    };
    const status = notSafeStatus(answer.code);
    return status === undefined ? { kind: 'acknowledged', receipt } : { kind: 'stored', status, receipt };
  }

  async sendOneway(attempt: Attempt): Promise<OnewayResult> {
    const { queue, parcel } = attempt;
    const address = this.#instance.routes.master(queue.brokerName);
    this.#observe(attempt);
    if (address === undefined) {
      return { kind: 'rejected', failure: { reason: 'no-address', brokerName: queue.brokerName } };
    }
    const header = this.#header(queue, parcel);
    const error = await this.#instance.requests.tell(address, requestFor(parcel), header, parcel.body);
    return error === undefined
      ? { kind: 'unknown', queue }
      : { kind: 'rejected', failure: remotingFailure(error) };
  }

  #observe({ queue, parcel, number: attempt, isInTurn }: Attempt): void {
    const { uniqueKeys } = parcel;
    const observation: SendAttempted = {
      kind: 'client.send-attempted',
      uniqueKeys,
      queue,
      attempt,
      isInTurn,
    };
    this.#instance.environment.observe(observation);
  }

  #observeRefused({ queue, parcel }: Attempt, code: number): void {
    const { uniqueKeys } = parcel;
    const observation: SendRefused = { kind: 'client.send-refused', uniqueKeys, queue, code };
    this.#instance.environment.observe(observation);
  }

  #header(queue: MessageQueue, parcel: Parcel) {
    return {
      producerGroup: this.#options.group,
      topic: queue.topic,
      defaultTopic: this.#options.templateTopic,
      defaultTopicQueueCount: this.#options.templateQueueCount,
      queueId: queue.queueId,
      systemFlag: parcel.systemFlag,
      bornTimestampMs: this.#instance.environment.clock.wallMs(),
      flag: parcel.flag,
      properties: parcel.properties,
      reconsumeTimes: parcel.reconsumeTimes,
      unitMode: false,
      maxReconsumeTimes: parcel.maxReconsumeTimes,
      batch: parcel.isBatch,
      brokerName: queue.brokerName,
    };
  }
}

function requestFor({ isBatch }: Parcel) {
  return isBatch ? sendBatchMessage : sendMessageV2;
}

function remotingFailure(error: RemotingError): SendFailure {
  return { reason: 'remoting', error: error.kind, message: error.message };
}

function failed(failure: SendFailure): SendResult {
  return { kind: isDefinite(failure) ? 'rejected' : 'unknown', failure };
}
