// Options of a message store, with RocketMQ's defaults (MessageStoreConfig.java). Sizes may shrink to a few records: simulated
// runs use small segments so that rolling, recovery and retention happen all the time.

import { assert } from '../../base/assert.ts';
import { withDefaults } from '../../base/defaults.ts';
import { CONSUME_QUEUE_UNIT_BYTES } from './consume-queue-unit.ts';
import {
  checkRetentionOptions,
  DEFAULT_RETENTION_OPTIONS,
  type RetentionOptions,
} from './retention-options.ts';

export type FlushMode = 'synchronous' | 'asynchronous';

export interface FlushScheduleOptions {
  /** The flusher looks this often while something is dirty. */
  readonly intervalMs: number;
  /** Fewer dirty pages of 4 KiB wait. */
  readonly leastPages: number;
  /** Everything dirty is flushed at least this often. */
  readonly thoroughIntervalMs: number;
}

export interface StoreOptions {
  /** Directory of everything below, relative to the environment's disk. */
  readonly rootDirectory: string;
  /** Size of a commit log segment. */
  readonly commitLogFileBytes: number;
  /** Size of a consume queue segment; rounded up to whole units. */
  readonly consumeQueueFileBytes: number;
  readonly flush: FlushMode;
  /** A put that waits longer than this for its group commit ends as FLUSH_DISK_TIMEOUT. */
  readonly synchronousFlushTimeoutMs: number;
  readonly asynchronousFlush: FlushScheduleOptions;
  readonly consumeQueueFlush: FlushScheduleOptions;
  readonly checkpointFlushIntervalMs: number;
  /** Whether records are indexed by their keys. What is stored while this is off stays without index. */
  readonly messageIndexEnable: boolean;
  /** Slots of an index file. A folder whose files have other counts gets a new index. */
  readonly indexSlots: number;
  /** Entries of an index file; the first is never used. */
  readonly indexEntries: number;
  /** Minutes east of UTC by whose local time index files are named. */
  readonly indexZoneMinutes: number;
  /** Whether recovery from an unclean end also goes back to what the index had flushed. */
  readonly messageIndexSafe: boolean;
  /** Limit of one query by key. */
  readonly maxQueryCount: number;
  /**
   * Whether recovery syncs what it kept before anything is appended or shown. RocketMQ does not: bytes that only the page cache
   * held count as flushed after a process kill, and a power loss later takes them although they were shown or built upon.
   */
  readonly syncRecovered: boolean;
  /** Whether bodies are checked against their CRC during recovery. */
  readonly checkCrcOnRecovery: boolean;
  /**
   * Whether every record gets a checksum of the whole, and recovery takes no record without (`enabledAppendPropCRC` with
   * `forceVerifyPropCRC`). RocketMQ's default is off: a crash inside a write may then leave a message with some of its properties.
   */
  readonly recordCrc: boolean;
  readonly maxBodyBytes: number;
  /** Topics of more than 127 bytes (retry and dead letter topics) get records of version 2; otherwise they are illegal. */
  readonly versionByTopicLength: boolean;
  /** A segment that takes longer than this to appear makes the store answer OS_PAGE_CACHE_BUSY. */
  readonly pageCacheBusyTimeoutMs: number;
  /** Records that become visible to readers without a choice point between them. */
  readonly dispatchBatchRecords: number;
  /** Limits of one read (facts 2.12); the `cold` ones hold for records far behind the end of the log. */
  readonly maxReadCount: number;
  readonly maxReadBytes: number;
  readonly maxColdReadCount: number;
  readonly maxColdReadBytes: number;
  /** Records further than this behind the end of the log count as cold: RocketMQ's 40 % of the machine's memory. */
  readonly hotLogBytes: number;
  /** Consume queue bytes that one read scans at most (never less than `maxCount` units). */
  readonly maxScanBytes: number;
  /** Delay of level 1, 2, …: decides the tags code of records in the schedule topic. */
  readonly delayLevelsMs: readonly number[];
  readonly retention: RetentionOptions;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DEFAULT_STORE_OPTIONS: StoreOptions = {
  rootDirectory: 'store',
  commitLogFileBytes: 1_073_741_824,
  consumeQueueFileBytes: 300_000 * CONSUME_QUEUE_UNIT_BYTES,
  flush: 'asynchronous',
  synchronousFlushTimeoutMs: 5 * SECOND,
  asynchronousFlush: { intervalMs: 500, leastPages: 4, thoroughIntervalMs: 10 * SECOND },
  consumeQueueFlush: { intervalMs: SECOND, leastPages: 2, thoroughIntervalMs: 60 * SECOND },
  checkpointFlushIntervalMs: SECOND,
  messageIndexEnable: true,
  indexSlots: 5_000_000,
  indexEntries: 20_000_000,
  indexZoneMinutes: 0,
  messageIndexSafe: false,
  maxQueryCount: 64,
  syncRecovered: true,
  checkCrcOnRecovery: true,
  recordCrc: false,
  maxBodyBytes: 4_194_304,
  versionByTopicLength: true,
  pageCacheBusyTimeoutMs: SECOND,
  dispatchBatchRecords: 8,
  maxReadCount: 32,
  maxReadBytes: 262_144,
  maxColdReadCount: 8,
  maxColdReadBytes: 65_536,
  hotLogBytes: 6_871_947_674,
  maxScanBytes: 16_000,
  delayLevelsMs: [
    SECOND,
    5 * SECOND,
    10 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    3 * MINUTE,
    4 * MINUTE,
    5 * MINUTE,
    6 * MINUTE,
    7 * MINUTE,
    8 * MINUTE,
    9 * MINUTE,
    10 * MINUTE,
    20 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
  ],
  retention: DEFAULT_RETENTION_OPTIONS,
};

const LEAST_SEGMENT_BYTES = 256;

/** Options with defaults filled in. */
export function resolveStoreOptions(options: Partial<StoreOptions>): StoreOptions {
  const resolved = withDefaults(DEFAULT_STORE_OPTIONS, options);
  assert(resolved.commitLogFileBytes >= LEAST_SEGMENT_BYTES, 'commitLogFileBytes holds at least a record');
  assert(resolved.indexSlots >= 1 && resolved.indexEntries >= 2, 'an index file has slots and entries');
  assert(resolved.dispatchBatchRecords >= 1, 'dispatchBatchRecords is at least 1');
  checkRetentionOptions(resolved.retention);
  const units = Math.max(1, Math.ceil(resolved.consumeQueueFileBytes / CONSUME_QUEUE_UNIT_BYTES));
  return withDefaults(resolved, { consumeQueueFileBytes: units * CONSUME_QUEUE_UNIT_BYTES });
}
