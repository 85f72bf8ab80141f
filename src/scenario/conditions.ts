// The drawn circumstances of a run that are not faults: how fast, how lossy, how large the files. An option that the design sets wins.

import type { ConsumerOptions } from '../messaging/client/consumer-options.ts';
import type { ReplicationOptions } from '../messaging/replication/replication-options.ts';
import type { TieBreak } from '../simulator/tie-break.ts';

export const DISK_KINDS = ['plain', 'nvme', 'cloud-volume', 'spinning-disk'] as const;
export type DiskKind = (typeof DISK_KINDS)[number];

/** Settings of consumers that a scenario draws instead of naming them in its channel. */
export type ConsumerConditions = Pick<
  ConsumerOptions,
  | 'consumeTimeoutMs'
  | 'consumeWorkers'
  | 'consumeBatchSize'
  | 'pullBatchSize'
  | 'maxCachedMessages'
  | 'maxCachedBytes'
  | 'maxCachedSpan'
>;
export const ALLOCATIONS = ['average', 'average-by-circle', 'consistent-hash'] as const;

/** Settings of brokers that a scenario draws. */
export interface BrokerConditions {
  /** Of the lane for sends. */
  readonly sendWorkers: number;
  readonly sendQueueBound: number;
  readonly sendMaxWaitMs: number;
  readonly pageCacheBusyTimeoutMs: number;
}

/** Settings of masters and slaves that a scenario draws. */
export interface ReplicationConditions {
  /** Bytes of the log in one transfer. */
  readonly transferBatchBytes: number;
  /** When slaves first copy topics, groups and offsets from their master, and how often. */
  readonly metadataFirstMs: number;
  readonly metadataIntervalMs: number;
  /** Whether consumers may read from slaves. */
  readonly slaveReadEnable: boolean;
  /** What a master does about another one of its name; absent: nothing. */
  readonly masterFence?: ReplicationOptions['masterFence'];
}

/** The first master goes for a while, and perhaps an operator puts a slave in its place. Counted from the begin of the disturb phase. */
export interface MasterLossConditions {
  readonly atMs: number;
  readonly how: 'killed' | 'power-lost' | 'disk-wiped';
  /** So long after the loss a slave takes its place; 0: none does, unless the disk is lost. */
  readonly promoteAfterMs: number;
  /** So long after that its machine is back: as a slave with an empty disk where it was replaced, or else as it was. */
  readonly returnAfterMs: number;
  /**
   * A careful one looks at how far the logs of master and slaves go, and lets none with less than another be the master, whatever was planned.
   * A hasty one, and one of whom nothing is said, does as planned.
   */
  readonly operator?: 'careful' | 'hasty' | undefined;
}

/** The first broker and all its slaves lose their disks at once, more than any mode of replication survives. Counted likewise. */
export interface GroupLossConditions {
  readonly atMs: number;
  /** So long after that they are back, with nothing. */
  readonly downMs: number;
}

/** Brokers are restarted one after the other. Counted from the begin of the disturb phase. */
export interface RollingRestartConditions {
  readonly atMs: number;
  /** So long each is down. */
  readonly downMs: number;
  /** So long after it was started the next one is stopped. */
  readonly pauseMs: number;
}

/**
 * The first master is out of its operator's reach, who puts a slave in its place; but it comes back as the master that it was. `cut-off`: from
 * name servers and its slaves only, clients go on with it; `isolated`: from everybody. Counted from the begin of the disturb phase.
 */
export interface SplitBrainConditions {
  readonly atMs: number;
  readonly how: 'cut-off' | 'isolated' | 'paused' | 'killed';
  readonly promoteAfterMs: number;
  /** So long after the promotion it is back. */
  readonly returnAfterMs: number;
  /** So long after that its operator makes it a slave. */
  readonly retireAfterMs: number;
  /** With an empty disk, or with the log that it has: all slaves truncate then (`aheadReplica`). */
  readonly retires: 'emptied' | 'with-its-log';
  /** Of slaves that truncate. */
  readonly comparedBytes: number;
}

export interface Conditions {
  readonly tieBreak: TieBreak;
  readonly latencyMinimumUs: number;
  readonly latencyMeanUs: number;
  readonly latencyMaximumUs: number;
  readonly pairLatencyUs: number;
  readonly lossPerMillion: number;
  /** What every machine writes to; a plain disk syncs as `diskSyncMeanUs` says. */
  readonly disk: DiskKind;
  readonly diskSyncMeanUs: number;
  readonly serviceTimeMaximumUs: number;
  readonly interleaveMaximumUs: number;
  readonly commitLogFileBytes: number;
  readonly consumeQueueFileUnits: number;
  /** Slots and entries of a key index file. */
  readonly indexSlots: number;
  readonly indexEntries: number;
  /** Time that a consumer's handler takes per message. */
  readonly handlingMs: number;
  readonly disturbMs: number;
  /** How wrong, either way, the wall clock of a machine may be from the start. */
  readonly clockOffsetMaximumMs: number;
  /** Each packet takes longer by an amount of its own, up to this, from the start to the end of the run. */
  readonly jitterMaximumUs: number;
  /** What is written to a stream travels in pieces that are cut after any byte, up to this many; 0: as it was written. */
  readonly pieceMaximumBytes: number;
  /** What a machine can send in a second; 0: as much as it likes. */
  readonly bytesPerSecond: number;
  /** Room for so many segments of the commit log on each disk, beside what a broker keeps anyway; 0: more than enough. */
  readonly diskSegments: number;
  /** Age at which brokers give messages up; 0: days, as RocketMQ does. */
  readonly reservedMs: number;
  /** How often brokers look for what to give up; 0: as RocketMQ does. */
  readonly cleanIntervalMs: number;
  /** Records further than this behind the end of the log are cold: fewer of them are read at a time; 0: gigabytes. */
  readonly hotLogBytes: number;
  /** Consumers leave so long after the disturb phase began, and come back then; both 0: they stay. */
  readonly consumersLeaveMs: number;
  readonly consumersReturnMs: number;
  /** Absent: as the channel says, or RocketMQ. */
  readonly consumer?: ConsumerConditions | undefined;
  /** The delay levels of brokers: what the channel says, or a few of some seconds. */
  readonly delayTable: 'own' | 'short';
  /** How members of a group divide its queues among them. */
  readonly consumerAllocation: (typeof ALLOCATIONS)[number];
  /** Whether a send creates a topic that is not there. */
  readonly autoCreateTopic: boolean;
  /** Absent: as RocketMQ. */
  readonly broker?: BrokerConditions | undefined;
  /** Absent: as RocketMQ. */
  readonly replication?: ReplicationConditions | undefined;
  /** Absent: masters go only as faults strike them. */
  readonly masterLoss?: MasterLossConditions | undefined;
  /** Absent: operators replace nobody who may come back. */
  readonly splitBrain?: SplitBrainConditions | undefined;
  /** Absent: nobody restarts brokers in order. */
  readonly rollingRestart?: RollingRestartConditions | undefined;
  /** Absent: some copy always survives. */
  readonly groupLoss?: GroupLossConditions | undefined;
}
