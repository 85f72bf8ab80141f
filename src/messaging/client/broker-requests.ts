// What a client asks of brokers, each request as one method with a closed result: an answer that is missing is a value here, not an
// exception. It knows addresses, not which broker should be asked.

import { type QueueOffset, queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { PROPERTY } from '../message/properties.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { decodeConsumerIds } from '../protocol/consumer-ids.ts';
import type { RequestDefinition } from '../protocol/definition.ts';
import { getConsumerList } from '../protocol/get-consumer-list.ts';
import { getMaxOffset } from '../protocol/get-max-offset.ts';
import { getMinOffset } from '../protocol/get-min-offset.ts';
import { heartbeat } from '../protocol/heartbeat.ts';
import { lockBatch } from '../protocol/lock-batch.ts';
import { decodeLockedQueues, encodeLockBatchBody } from '../protocol/lock-batch-body.ts';
import { queryConsumerOffset } from '../protocol/query-consumer-offset.ts';
import { searchOffset } from '../protocol/search-offset.ts';
import { sendMessageBack } from '../protocol/send-message-back.ts';
import { unlockBatch } from '../protocol/unlock-batch.ts';
import { unregisterClient } from '../protocol/unregister-client.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import type { RemotingClient } from '../remoting/remoting-client.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { Answer } from '../remoting/typed-call.ts';

/** Who asks. */
export interface GroupMember {
  readonly group: string;
  readonly clientId: string;
}

/** What a broker says about the offset that a group committed. */
export type OffsetReading =
  | { readonly kind: 'committed'; readonly offset: QueueOffset }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed' };

export interface ReturnedMessage {
  readonly group: string;
  readonly message: StoredMessage;
  /** 0: by the number of failures; negative: dead letter at once. */
  readonly delayLevel: number;
  readonly maxReconsumeTimes: number;
}

const OFFSET_TIMEOUT_MS = 5_000;
const SEND_BACK_TIMEOUT_MS = 5_000;

export class BrokerRequests {
  readonly #remoting: RemotingClient;
  readonly #timeoutMs: number;

  constructor(remoting: RemotingClient, timeoutMs: number) {
    this.#remoting = remoting;
    this.#timeoutMs = timeoutMs;
  }

  /** The answer, whatever its code, or the error of remoting. */
  async ask<Header, Reply>(
    address: string,
    definition: RequestDefinition<Header, Reply>,
    header: Header,
    options: {
      readonly timeoutMs?: number;
      readonly body?: Uint8Array;
      readonly closeOnTimeout?: boolean;
    } = {},
  ): Promise<Answer<Reply> | RemotingError> {
    try {
      return await this.#remoting.call(address, definition, header, {
        timeoutMs: this.#timeoutMs,
        ...options,
      });
    } catch (error) {
      if (error instanceof RemotingError) return error;
      throw error;
    }
  }

  /** Undefined once it was handed to the connection. */
  async tell<Header, Reply>(
    address: string,
    definition: RequestDefinition<Header, Reply>,
    header: Header,
    body?: Uint8Array,
  ): Promise<RemotingError | undefined> {
    try {
      await this.#remoting.callOneway(address, definition, header, body);
      return undefined;
    } catch (error) {
      if (error instanceof RemotingError) return error;
      throw error;
    }
  }

  /** The body is encoded heartbeat data: one for all brokers. */
  async heartbeat(address: string, body: Uint8Array): Promise<boolean> {
    const answer = await this.ask(address, heartbeat, {}, { body });
    return isSuccess(answer);
  }

  async unregister(
    address: string,
    header: { readonly clientId: string; readonly producerGroup?: string; readonly consumerGroup?: string },
  ): Promise<boolean> {
    return isSuccess(await this.ask(address, unregisterClient, header));
  }

  /** Client ids of a group; undefined when the broker does not know the group or does not answer. */
  async members(address: string, group: string): Promise<readonly string[] | undefined> {
    const answer = await this.ask(address, getConsumerList, { consumerGroup: group });
    return isSuccess(answer) ? decodeConsumerIds(answer.body) : undefined;
  }

  /** Those of the queues that are locked for the member now; undefined when nobody knows. */
  async lock(
    address: string,
    member: GroupMember,
    queues: readonly MessageQueue[],
    timeoutMs: number,
  ): Promise<readonly MessageQueue[] | undefined> {
    const answer = await this.ask(address, lockBatch, {}, { timeoutMs, body: lockBody(member, queues) });
    return isSuccess(answer) ? decodeLockedQueues(answer.body) : undefined;
  }

  async unlock(
    address: string,
    member: GroupMember,
    queues: readonly MessageQueue[],
    timeoutMs: number,
  ): Promise<boolean> {
    return isSuccess(await this.ask(address, unlockBatch, {}, { timeoutMs, body: lockBody(member, queues) }));
  }

  async committedOffset(address: string, group: string, queue: MessageQueue): Promise<OffsetReading> {
    const header = { consumerGroup: group, topic: queue.topic, queueId: queue.queueId };
    const answer = await this.ask(address, queryConsumerOffset, header, { timeoutMs: OFFSET_TIMEOUT_MS });
    if (answer instanceof RemotingError) return { kind: 'failed' };
    if (answer.code === RESPONSE_CODE.queryNotFound) return { kind: 'none' };
    const offset = answer.header?.offset;
    if (answer.code !== RESPONSE_CODE.success || offset === undefined || offset < 0)
      return { kind: 'failed' };
    return { kind: 'committed', offset: queueOffset(offset) };
  }

  /** True once it was handed to the connection; whether it arrived nobody knows. */
  async commitOneway(
    address: string,
    group: string,
    queue: MessageQueue,
    commitOffset: QueueOffset,
  ): Promise<boolean> {
    const header = { consumerGroup: group, topic: queue.topic, queueId: queue.queueId, commitOffset };
    return (await this.tell(address, updateConsumerOffset, header)) === undefined;
  }

  /** True when the broker took a message back that could not be consumed. */
  async sendBack(address: string, back: ReturnedMessage): Promise<boolean> {
    const { group, message, delayLevel, maxReconsumeTimes } = back;
    const header = {
      position: message.position,
      group,
      delayLevel,
      originMessageId: message.properties.get(PROPERTY.uniqueKey),
      originTopic: message.topic,
      maxReconsumeTimes,
    };
    return isSuccess(await this.ask(address, sendMessageBack, header, { timeoutMs: SEND_BACK_TIMEOUT_MS }));
  }

  async maxOffset(address: string, queue: MessageQueue): Promise<QueueOffset | undefined> {
    const answer = await this.ask(address, getMaxOffset, { topic: queue.topic, queueId: queue.queueId });
    if (!isSuccess(answer) || answer.header === undefined) return undefined;
    return queueOffset(answer.header.offset);
  }

  /** First offset that the queue still has. */
  async minOffset(address: string, queue: MessageQueue): Promise<QueueOffset | undefined> {
    const answer = await this.ask(address, getMinOffset, { topic: queue.topic, queueId: queue.queueId });
    if (!isSuccess(answer) || answer.header === undefined) return undefined;
    return queueOffset(answer.header.offset);
  }

  /** First offset that was stored at or after the time; the end when all are older. */
  async offsetAt(
    address: string,
    queue: MessageQueue,
    timestampMs: number,
  ): Promise<QueueOffset | undefined> {
    const header = { topic: queue.topic, queueId: queue.queueId, timestampMs };
    const answer = await this.ask(address, searchOffset, header);
    if (!isSuccess(answer) || answer.header === undefined) return undefined;
    return queueOffset(answer.header.offset);
  }
}

export function isSuccess<Reply>(answer: Answer<Reply> | RemotingError): answer is Answer<Reply> {
  return !(answer instanceof RemotingError) && answer.code === RESPONSE_CODE.success;
}

function lockBody(member: GroupMember, queues: readonly MessageQueue[]): Uint8Array {
  return encodeLockBatchBody({
    consumerGroup: member.group,
    clientId: member.clientId,
    onlyThisBroker: false,
    queues,
  });
}
