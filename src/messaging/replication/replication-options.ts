// Settings of replication, with RocketMQ's defaults (MessageStoreConfig.java). What differs between versions is an option.

import { assert } from '../../base/assert.ts';

export type BrokerRole = 'ASYNC_MASTER' | 'SYNC_MASTER' | 'SLAVE';

export interface ReplicationOptions {
  readonly role: BrokerRole;
  /** Of a slave: `host:port` of its master's listener; undefined: what name servers say. */
  readonly masterAddress: string | undefined;
  /** Of a master: raised by the operator with each promotion of a slave; name servers take the higher one. 0: none is named. */
  readonly epoch: number;
  /**
   * What a master does about another one of its name: nothing (the original, both take messages), or it asks name servers before it starts and
   * around each registration, and takes messages only while none of them names another.
   */
  readonly masterFence: 'none' | 'name-servers';
  /** Silence after which each side says where it is. */
  readonly heartbeatIntervalMs: number;
  /** Silence after which each side gives the connection up. */
  readonly housekeepingIntervalMs: number;
  readonly reconnectIntervalMs: number;
  readonly connectTimeoutMs: number;
  /** Bytes of the log in one transfer. */
  readonly transferBatchBytes: number;
  /** A put waits so long for replicas. */
  readonly replicaTimeoutMs: number;
  /** A replica that is further behind does not keep up. */
  readonly maxLagBytes: number;
  /** Copies that a put of a SYNC_MASTER waits for, the master's included; 1 waits for none (5.x). */
  readonly inSyncReplicas: number;
  /** Fewer replicas that keep up, the master included: puts are refused before they are stored. 1 refuses none, as the classic mode. */
  readonly minInSyncReplicas: number;
  /** `any-replica`: whichever comes first, and none at all when none keeps up (4.x). `counted`: as many as `inSyncReplicas` says (5.x). */
  readonly confirmation: 'any-replica' | 'counted';
  /** Where a slave with an empty log begins: at the last segment of its master (the original), or at the first. */
  readonly newReplicaStart: 'last-segment' | 'minimum';
  /** What leaves for slaves: everything that is written (the original), or only what is durable here. */
  readonly shipped: 'written' | 'flushed';
  /**
   * A slave that has more than its master: it waits and mixes two histories once the master has grown (classic), or it is cut off until its
   * log is empty. A master that has grown before the slave comes back cannot tell: only what is durable should leave, then. Truncated: the
   * slave compares its end with its master's log whenever it connects, and cuts off what the master has not, or has otherwise.
   */
  readonly aheadReplica: 'mixed' | 'cut-off' | 'truncated';
  /** Of a slave that truncates: so much of its end it compares at first, and four times as much each time that nothing of it is the same. */
  readonly comparedBytes: number;
  /**
   * How a slave behaves. 5.3: it refuses pulls unless slaves may be read, sends back to the master who has everything that it has, wakes held
   * pulls, and tells name servers its topics when there is no master. 4.9: it serves any pull, holds it, and leaves its end to the periodic check.
   */
  readonly version: '4.9' | '5.3';
  /** Whether consumers may be sent to slaves: those that are far behind, by the master; `slaveReadEnable`. */
  readonly slaveReadEnable: boolean;
  /**
   * What a slave does with a pull for which it has nothing, be its offset at the end or beyond. The original sends it away at once where it is
   * beyond (5.3: always), so that the consumer asks again without a pause; held: it waits at the slave as it would at a master.
   */
  readonly pullsAtSlaveEnd: 'sent-away' | 'held';
  /** When a slave first copies topics, groups and offsets from its master, since its start, and how often (5.3: each 3 s a look whether 60 s are over). */
  readonly metadataFirstMs: number;
  readonly metadataIntervalMs: number;
}

const SECOND = 1000;
const MEBIBYTE = 1024 * 1024;

export const DEFAULT_REPLICATION_OPTIONS: ReplicationOptions = {
  role: 'ASYNC_MASTER',
  masterAddress: undefined,
  epoch: 0,
  masterFence: 'none',
  heartbeatIntervalMs: 5 * SECOND,
  housekeepingIntervalMs: 20 * SECOND,
  reconnectIntervalMs: 5 * SECOND,
  connectTimeoutMs: 3 * SECOND,
  transferBatchBytes: 32 * 1024,
  replicaTimeoutMs: 3 * SECOND,
  maxLagBytes: 256 * MEBIBYTE,
  inSyncReplicas: 1,
  minInSyncReplicas: 1,
  confirmation: 'counted',
  newReplicaStart: 'last-segment',
  shipped: 'written',
  aheadReplica: 'mixed',
  comparedBytes: MEBIBYTE,
  version: '5.3',
  slaveReadEnable: false,
  pullsAtSlaveEnd: 'sent-away',
  metadataFirstMs: 61 * SECOND,
  metadataIntervalMs: 63 * SECOND,
};

/** What RocketMQ 4.9 does otherwise. */
export const REPLICATION_OPTIONS_OF_4_9 = {
  confirmation: 'any-replica',
  version: '4.9',
  metadataFirstMs: 3 * SECOND,
  metadataIntervalMs: 10 * SECOND,
} as const satisfies Partial<ReplicationOptions>;

const HOUSEKEEPING_PERIOD_MS = SECOND;

/** How often each side looks whether the other one is silent: the original does so whenever nothing came for a second. */
export function housekeepingPeriodMs({ heartbeatIntervalMs }: ReplicationOptions): number {
  return Math.min(HOUSEKEEPING_PERIOD_MS, heartbeatIntervalMs);
}

export function checkReplicationOptions(options: ReplicationOptions): void {
  assert(options.transferBatchBytes > 0, 'a transfer holds a byte at least', options.transferBatchBytes);
  assert(Number.isSafeInteger(options.epoch) && options.epoch >= 0, 'an epoch counts from 0', options.epoch);
  assert(options.comparedBytes > 0, 'a slave compares a byte at least', options.comparedBytes);
  assert(options.inSyncReplicas >= 1, 'the master is a replica', options.inSyncReplicas);
  assert(
    options.minInSyncReplicas <= options.inSyncReplicas,
    'puts wait for no fewer replicas than must be there',
  );
}
