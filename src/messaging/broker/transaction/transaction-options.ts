// Settings of transactions at a broker, with RocketMQ's defaults (BrokerConfig.java).

export interface TransactionOptions {
  /** Transactional messages are refused. */
  readonly rejectsTransactions: boolean;
  /** How often half messages are looked at. 60 s until 5.1.0. */
  readonly checkIntervalMs: number;
  /** Age before which a half message is not checked. */
  readonly timeoutMs: number;
  /** Checks after which a half message is given up. */
  readonly maxChecks: number;
  /** Age at which a half message is given up, checked or not. */
  readonly longestLifeMs: number;
  /** Longest work of one round of checks. */
  readonly roundLimitMs: number;
  /** Immediate: each resolved half message writes a record of its own at once, as until 5.0. */
  readonly operations: 'batched' | 'immediate';
  readonly operationBatchIntervalMs: number;
  /** A batch of so many bytes is written at once. */
  readonly operationBatchBytes: number;
  /** Resolved half messages that may wait for their batch. */
  readonly operationQueueBound: number;
  /** How long a resolved half message waits for room among them. */
  readonly operationWaitMs: number;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;

export const DEFAULT_TRANSACTION_OPTIONS: TransactionOptions = {
  rejectsTransactions: false,
  checkIntervalMs: 30 * SECOND,
  timeoutMs: 6 * SECOND,
  maxChecks: 15,
  longestLifeMs: 72 * HOUR,
  roundLimitMs: 60 * SECOND,
  operations: 'batched',
  operationBatchIntervalMs: 3 * SECOND,
  operationBatchBytes: 4096,
  operationQueueBound: 20_000,
  operationWaitMs: 100,
};
