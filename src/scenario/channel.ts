// What the workload of a scenario sends through: one topic and the group that consumes it.

import type { TransactionOptions } from '../messaging/broker/transaction/transaction-options.ts';
import type { ConsumerModel, ConsumerOptions } from '../messaging/client/consumer-options.ts';
import type { ProducerOptions } from '../messaging/client/producer-options.ts';
import type { MessageName } from '../oracles/message-entry.ts';

/** One call of a consumer's handler. */
export interface Delivery {
  readonly name: MessageName;
  readonly body: Uint8Array;
  /** Failures before, as the message says itself. */
  readonly reconsumeTimes: number;
}

/** `exception`: the handler throws instead of saying that it failed. */
export type DeliveryOutcome = 'success' | 'failure' | 'exception';

/** A group whose handlers fail, and what becomes of the messages then. */
export interface FailingConsumption {
  /** A pure function of what is delivered: a repetition fails as the first time. */
  readonly outcome: (delivery: Delivery) => DeliveryOutcome;
  /** Failures after which a message is a dead letter; absent: consumers do not say, and RocketMQ takes 16. */
  readonly maxReconsumeTimes?: number;
  /** The delay levels of all brokers: retries begin at the third. */
  readonly delayLevelsMs: readonly number[];
}

export interface ChannelDefinition {
  readonly topic: string;
  readonly group: string;
  /** The group reads these as well; nobody creates them before the trouble starts. */
  readonly otherTopics?: readonly string[];
  /** Strict order: a static list of queues, so that a key keeps its queue whatever happens to brokers (facts 6.7). */
  readonly isStrictlyOrdered: boolean;
  readonly consumption: 'orderly' | 'concurrent';
  /** `clustering` when absent. Members of a broadcasting group begin at the end, and nothing that they fail is tried again. */
  readonly model?: ConsumerModel;
  /** Absent: handlers always succeed. */
  readonly failing?: FailingConsumption;
  /** Time that a handler takes for a delivery, beside what the conditions drew; a pure function too. */
  readonly handlingMs?: (delivery: Delivery) => number;
  /** The workload is transfers between two banks, sent in transactions; brokers look after those as said here. */
  readonly transfers?: Partial<TransactionOptions>;
  /** Whether each message takes effect in a database that all members share, exactly once however often it comes. */
  readonly isIdempotent?: boolean;
  /** Tags that the group wants, `TagA || TagB`; absent: all. */
  readonly subscription?: string;
  /** Tags that it wants of the other topics; absent: the same. */
  readonly otherSubscription?: string;
  /** What the workload's consumers and producers are told otherwise than RocketMQ's defaults. */
  readonly consumer?: Partial<
    Omit<ConsumerOptions, 'group' | 'subscriptions' | 'model' | 'maxReconsumeTimes'>
  >;
  readonly producer?: Partial<Omit<ProducerOptions, 'group'>>;
  /** How often its producers tell brokers that they are there; absent: as RocketMQ does. */
  readonly producerHeartbeatMs?: number;
  /** Producers keep what they have to send on their own disks until it is stored. */
  readonly hasOutbox?: boolean;
}
