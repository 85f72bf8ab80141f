// Sends messages that count only when a local transaction has committed (facts 5.2): half message, local transaction, its end; and answers a
// broker that asks about transactions whose end it never heard of, its own or those of any other producer of the group.

import { withDefaults } from '../../base/defaults.ts';
import type { Lane } from '../../environment/lane.ts';
import type { Message, StoredMessage } from '../message/message.ts';
import { parseOffsetMessageId } from '../message/message-id.ts';
import { PROPERTY } from '../message/properties.ts';
import { SYSTEM_FLAG } from '../message/system-flag.ts';
import { endTransaction } from '../protocol/end-transaction.ts';
import type { ClientInstance, TransactionQuestion } from './client-instance.ts';
import { CLIENT_PARTS, type ClientParts } from './client-parts.ts';
import type { TransactionAnswered, TransactionSaid } from './observations.ts';
import { Producer, type SendOptions } from './producer.ts';
import type { ProducerSettings } from './producer-options.ts';
import type { SendReceipt, SendResult } from './send-result.ts';

export type LocalTransactionState = 'commit' | 'rollback' | 'unknown';

/** A listener that throws counts as one that does not know. */
export interface TransactionListener<Argument> {
  /** Called when the half message is safe. The message has the transaction's id as its unique key. */
  executeLocalTransaction(
    message: Message,
    argument: Argument,
  ): LocalTransactionState | Promise<LocalTransactionState>;
  /** Also asked for transactions of other producers of the group, and of ones that were never begun. */
  checkLocalTransaction(message: StoredMessage): LocalTransactionState | Promise<LocalTransactionState>;
}

export type TransactionResult =
  | {
      readonly kind: 'ended';
      readonly state: LocalTransactionState;
      readonly receipt: SendReceipt;
    }
  /** The half message is not as safe as asked: it was rolled back, the local transaction was not begun. */
  | Extract<SendResult, { kind: 'stored' }>
  /** There is no half message. */
  | Extract<SendResult, { kind: 'rejected' }>
  /** There may be a half message: the group will be asked about it. The local transaction was not begun. */
  | Extract<SendResult, { kind: 'unknown' }>;

const CHECK_LANE = { name: 'client.check-transactions', workers: 1, queueBound: 2_000 } as const;

const STATE_BITS: Readonly<Record<LocalTransactionState, number>> = {
  unknown: 0,
  commit: SYSTEM_FLAG.commit,
  rollback: SYSTEM_FLAG.rollback,
};

export class TransactionProducer<Argument> {
  readonly #instance: ClientInstance;
  readonly #group: string;
  readonly #listener: TransactionListener<Argument>;
  readonly #producer: Producer;
  readonly #checks: Lane;

  /** @throws ClientError `invalid-group` */
  constructor(
    instance: ClientInstance,
    settings: ProducerSettings,
    listener: TransactionListener<Argument>,
    parts: Partial<ClientParts> = {},
  ) {
    this.#instance = instance;
    this.#group = settings.group;
    this.#listener = listener;
    this.#checks = instance.environment.lanes.open(CHECK_LANE);
    const { shouldRetryHalf: shouldRetry } = withDefaults(CLIENT_PARTS, parts);
    this.#producer = new Producer(instance, settings, withDefaults(parts, { shouldRetry }));
    this.#producer.answerTransactions((question) => this.#answer(question));
  }

  /** @throws ClientError `already-started`, `group-exists`, `not-running` */
  start(): Promise<void> {
    return this.#producer.start();
  }

  /** Idempotent. */
  stop(): Promise<void> {
    return this.#producer.stop();
  }

  /**
   * A delay level is dropped, as in the original.
   * @throws ClientError for what is wrong with the message or the state
   */
  async sendMessageInTransaction(
    message: Message,
    argument: Argument,
    options: SendOptions = {},
  ): Promise<TransactionResult> {
    const half = this.#halfOf(message);
    const result = await this.#producer.send(half, options);
    if (result.kind === 'rejected' || result.kind === 'unknown') return result;
    if (result.kind === 'stored') {
      await this.#end(half.topic, result.receipt, 'rollback');
      return result;
    }
    const state = await this.#stateOf(() => this.#listener.executeLocalTransaction(half, argument));
    await this.#end(half.topic, result.receipt, state);
    return { kind: 'ended', state, receipt: result.receipt };
  }

  #halfOf(message: Message): Message {
    const { topic, body, flag } = message;
    const properties = new Map(this.#producer.stamp(message).properties);
    properties.delete(PROPERTY.delayLevel);
    properties.set(PROPERTY.transactionPrepared, 'true');
    properties.set(PROPERTY.producerGroup, this.#group);
    return { topic, body, properties, flag };
  }

  async #stateOf(
    ask: () => LocalTransactionState | Promise<LocalTransactionState>,
  ): Promise<LocalTransactionState> {
    try {
      return await ask();
    } catch {
      return 'unknown';
    }
  }

  /** One-way: if it is lost, the broker will ask. */
  async #end(topic: string, receipt: SendReceipt, state: LocalTransactionState): Promise<void> {
    const { brokerName } = receipt.queue;
    const address = this.#instance.routes.master(brokerName);
    const position = parseOffsetMessageId(receipt.offsetMessageId)?.position;
    if (address === undefined || position === undefined) return;
    const said: TransactionSaid = { kind: 'client.transaction-said', uniqueKey: receipt.uniqueKey, state };
    this.#instance.environment.observe(said);
    await this.#instance.requests.tell(address, endTransaction, {
      topic,
      producerGroup: this.#group,
      halfOffset: receipt.queueOffset,
      halfPosition: position,
      state: STATE_BITS[state],
      answersCheck: false,
      uniqueKey: receipt.uniqueKey,
      transactionId: receipt.uniqueKey,
      brokerName,
    });
  }

  /** What there is no room for is forgotten: the broker will ask again. */
  #answer(question: TransactionQuestion): void {
    this.#checks.submit(async () => {
      const { message, header, address } = question;
      const state = await this.#stateOf(() => this.#listener.checkLocalTransaction(message));
      const uniqueKey = message.properties.get(PROPERTY.uniqueKey) ?? header.offsetMessageId ?? '';
      const answered: TransactionAnswered = { kind: 'client.transaction-answered', uniqueKey, state };
      this.#instance.environment.observe(answered);
      await this.#instance.requests.tell(address, endTransaction, {
        topic: header.topic,
        producerGroup: this.#group,
        halfOffset: header.halfOffset,
        halfPosition: header.halfPosition,
        state: STATE_BITS[state],
        answersCheck: true,
        uniqueKey,
        transactionId: header.transactionId,
        brokerName: header.brokerName,
      });
    });
  }
}
