// Settings of a broker, with RocketMQ's defaults (BrokerConfig.java). Those of its store are in store/options.ts.

import { withDefaults } from '../../base/defaults.ts';
import type { LaneOptions } from '../../environment/lane.ts';
import { READ_AND_WRITE } from '../protocol/permission.ts';
import type { StoreOptions } from '../store/options.ts';
import type { GivenReplication } from './broker-replication.ts';
import { QUEUE_LEASE_MS } from './queue-lock-table.ts';
import { DEFAULT_TRANSACTION_OPTIONS, type TransactionOptions } from './transaction/transaction-options.ts';

export interface LaneSize extends Omit<LaneOptions, 'name'> {
  /** A request that waits longer is refused; absent: it waits as long as it takes. */
  readonly maxWaitMs?: number;
}

/** RocketMQ's thread pools: what a request class can occupy at most. */
export interface BrokerLanes {
  readonly send: LaneSize;
  readonly pull: LaneSize;
  readonly litePull: LaneSize;
  readonly query: LaneSize;
  readonly heartbeat: LaneSize;
  readonly clientManagement: LaneSize;
  readonly consumerManagement: LaneSize;
  readonly administration: LaneSize;
  readonly endTransaction: LaneSize;
}

export interface BrokerOptions {
  readonly clusterName: string;
  readonly brokerName: string;
  /** 0 is the master of its name. */
  readonly brokerId: number;
  readonly port: number;
  readonly nameServerAddresses: readonly string[];
  /** Permission bits of the whole broker. */
  readonly permission: number;
  readonly regionId: string;
  readonly traceOn: boolean;
  readonly autoCreateTopic: boolean;
  readonly defaultTopicQueueCount: number;
  readonly autoCreateSubscriptionGroup: boolean;
  readonly notifyConsumerIdsChanged: boolean;
  readonly longPolling: boolean;
  /** How long a pull is held when long polling is off. */
  readonly shortPollingMs: number;
  /** How often deadlines of held pulls are looked at. */
  readonly holdCheckIntervalMs: number;
  readonly heldPullBound: number;
  /** Messages of one answer to a query by a unique key. */
  readonly defaultQueryCount: number;
  readonly queueLeaseMs: number;
  readonly offsetFirstFlushMs: number;
  readonly offsetFlushIntervalMs: number;
  /** How often the progress of delayed deliveries is written. */
  readonly delayOffsetFlushIntervalMs: number;
  /** A consumer's channel without a heartbeat for so long is closed. */
  readonly channelExpiryMs: number;
  readonly channelScanIntervalMs: number;
  readonly registerFirstRepeatMs: number;
  readonly registerIntervalMs: number;
  readonly registerTimeoutMs: number;
  readonly unregisterTimeoutMs: number;
  readonly lanes: BrokerLanes;
  /** Whether requests that wait for too long are refused. */
  readonly fastFailure: boolean;
  readonly transactions: TransactionOptions;
  readonly store: Partial<StoreOptions>;
  /** Undefined: the broker is the only one of its name. */
  readonly replication: GivenReplication | undefined;
}

const SECOND = 1000;

export const DEFAULT_BROKER_OPTIONS: Omit<BrokerOptions, 'brokerName' | 'nameServerAddresses'> = {
  clusterName: 'DefaultCluster',
  brokerId: 0,
  port: 10911,
  permission: READ_AND_WRITE,
  regionId: 'DefaultRegion',
  traceOn: true,
  autoCreateTopic: true,
  defaultTopicQueueCount: 8,
  autoCreateSubscriptionGroup: true,
  notifyConsumerIdsChanged: true,
  longPolling: true,
  shortPollingMs: SECOND,
  holdCheckIntervalMs: 5 * SECOND,
  heldPullBound: 100_000,
  defaultQueryCount: 32,
  queueLeaseMs: QUEUE_LEASE_MS,
  offsetFirstFlushMs: 10 * SECOND,
  offsetFlushIntervalMs: 5 * SECOND,
  delayOffsetFlushIntervalMs: 10 * SECOND,
  channelExpiryMs: 120 * SECOND,
  channelScanIntervalMs: 10 * SECOND,
  registerFirstRepeatMs: 10 * SECOND,
  registerIntervalMs: 30 * SECOND,
  registerTimeoutMs: 24 * SECOND,
  unregisterTimeoutMs: 3 * SECOND,
  fastFailure: true,
  lanes: {
    send: { workers: 4, queueBound: 10_000, maxWaitMs: 200 },
    pull: { workers: 20, queueBound: 100_000, maxWaitMs: 5 * SECOND },
    litePull: { workers: 20, queueBound: 100_000, maxWaitMs: 5 * SECOND },
    query: { workers: 12, queueBound: 20_000 },
    heartbeat: { workers: 4, queueBound: 50_000, maxWaitMs: 31 * SECOND },
    clientManagement: { workers: 32, queueBound: 1_000_000 },
    consumerManagement: { workers: 32, queueBound: 1_000_000 },
    administration: { workers: 16, queueBound: 10_000, maxWaitMs: 5 * SECOND },
    endTransaction: { workers: 16, queueBound: 100_000, maxWaitMs: 3 * SECOND },
  },
  transactions: DEFAULT_TRANSACTION_OPTIONS,
  store: {},
  replication: undefined,
};

/** What a caller must say, and may. */
export type GivenBrokerOptions = Pick<BrokerOptions, 'brokerName' | 'nameServerAddresses'> &
  Partial<BrokerOptions>;

export function resolveBrokerOptions(given: GivenBrokerOptions): BrokerOptions {
  return withDefaults(DEFAULT_BROKER_OPTIONS, given);
}
