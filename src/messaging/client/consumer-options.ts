// Settings of a push consumer, with RocketMQ's defaults (facts 4.11 to 4.16).

export type ConsumeFrom = 'last-offset' | 'first-offset' | 'timestamp';

/** `clustering`: the members of a group share the queues. `broadcasting`: every member gets all of them. */
export type ConsumerModel = 'clustering' | 'broadcasting';

export interface ConsumerOptions {
  readonly group: string;
  /** Topic to tag expression. */
  readonly subscriptions: ReadonlyMap<string, string>;
  /** Where a group begins on a queue on which it has committed nothing. */
  readonly consumeFrom: ConsumeFrom;
  /** With `timestamp`: messages stored at or after this time, in milliseconds since 1970; undefined: half an hour before the start. */
  readonly consumeFromMs: number | undefined;
  readonly model: ConsumerModel;
  readonly consumeWorkers: number;
  /** Batches that wait for a worker; RocketMQ has no bound, flow control keeps it far below. */
  readonly consumeQueueBound: number;
  readonly consumeBatchSize: number;
  readonly pullBatchSize: number;
  /** Wait between a pull that brought something and the next. */
  readonly pullIntervalMs: number;
  /** How long the broker may hold a pull, and how long the client waits for its answer. */
  readonly pullHoldMs: number;
  readonly pullTimeoutMs: number;
  /** Wait after a pull that failed. */
  readonly pullPauseMs: number;
  readonly flowControlPauseMs: number;
  readonly maxCachedMessages: number;
  readonly maxCachedBytes: number;
  /** Concurrent consumption only: distance between the first and last cached offset. */
  readonly maxCachedSpan: number;
  /** Age of the last pull after which a queue counts as stuck and is taken anew. */
  readonly pullIdleMs: number;
  /** Wait before a new queue is pulled the first time. */
  readonly firstPullDelayMs: number;
  /** Failures after which a message is a dead letter; undefined: 16 without order, never in order. */
  readonly maxReconsumeTimes: number | undefined;
  /** Concurrent consumption: a message whose handler runs for so long is given back, and may be consumed twice. */
  readonly consumeTimeoutMs: number;
  /** Concurrent consumption: wait before a failed message that could not be given back is consumed again here. */
  readonly localRetryMs: number;
  /** Orderly consumption: wait before a failed message is tried again. */
  readonly suspendMs: number;
  /** How long handlers that run at stop may go on before the queues are given back. */
  readonly stopWaitMs: number;
  readonly lease: LeaseOptions;
}

/** Orderly consumption: the lease of a queue. */
export interface LeaseOptions {
  /** After the last grant a handler is started no more; the broker waits 60 s. */
  readonly validMs: number;
  readonly renewMs: number;
  readonly callTimeoutMs: number;
  /** A lost queue is given back when its handler has ended within this time; otherwise at the next rebalance. */
  readonly handlerWaitMs: number;
  /** Age of the last grant after which a lost queue is given back though its handler runs; undefined: never (facts O3). */
  readonly forcedUnlockMs: number | undefined;
  /** Wait before the next rebalance when a queue was locked by another. */
  readonly retryMs: number;
  /** A task that has consumed for so long makes room for other queues. */
  readonly maxContinuousMs: number;
}

export const LEASE_DEFAULTS: LeaseOptions = {
  validMs: 30_000,
  renewMs: 20_000,
  callTimeoutMs: 1_000,
  handlerWaitMs: 500,
  forcedUnlockMs: 20_000,
  retryMs: 500,
  maxContinuousMs: 60_000,
};

export const CONSUMER_DEFAULTS: Omit<ConsumerOptions, 'group' | 'subscriptions'> = {
  consumeFrom: 'last-offset',
  consumeFromMs: undefined,
  model: 'clustering',
  consumeWorkers: 20,
  consumeQueueBound: 100_000,
  consumeBatchSize: 1,
  pullBatchSize: 32,
  pullIntervalMs: 0,
  pullHoldMs: 15_000,
  pullTimeoutMs: 30_000,
  pullPauseMs: 1_000,
  flowControlPauseMs: 50,
  maxCachedMessages: 1_000,
  maxCachedBytes: 100 * 1024 * 1024,
  maxCachedSpan: 2_000,
  pullIdleMs: 120_000,
  firstPullDelayMs: 500,
  maxReconsumeTimes: undefined,
  consumeTimeoutMs: 15 * 60_000,
  localRetryMs: 5_000,
  suspendMs: 1_000,
  stopWaitMs: 0,
  lease: LEASE_DEFAULTS,
};

export type ConsumerSettings = Partial<ConsumerOptions> & Pick<ConsumerOptions, 'group' | 'subscriptions'>;
