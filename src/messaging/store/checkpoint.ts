// The checkpoint file: store timestamps up to which log, queues and indexes are known to be durable. Abnormal recovery starts where
// they say (facts 2.14). Nothing depends on it being recent.

import { readInt64, writeInt64 } from '../../base/bytes.ts';
import type { Disk, DiskFile } from '../../environment/disk.ts';
import { checkpointPath } from './store-paths.ts';

export const CHECKPOINT_BYTES = 4096;
const VALUE_BYTES = 8;
/** Records that a timestamp just covers may not be durable yet: StoreCheckpoint.java `getMinTimestamp`. */
const MARGIN_MS = 3000;

export interface CheckpointTimes {
  /** Of the commit log. */
  readonly logMs: number;
  /** Of the consume queues. */
  readonly queuesMs: number;
  /** Of the key index. */
  readonly indexMs: number;
}

const NO_TIMES: CheckpointTimes = { logMs: 0, queuesMs: 0, indexMs: 0 };

/** Log and queues are both durable before this moment, and the index where it counts (`getMinTimestampIndex`). */
export function durableBeforeMs(times: CheckpointTimes, countsIndex = false): number {
  const beforeMs = Math.max(0, Math.min(times.logMs, times.queuesMs) - MARGIN_MS);
  return countsIndex ? Math.min(beforeMs, times.indexMs) : beforeMs;
}

export class Checkpoint {
  readonly #file: DiskFile;
  #times: CheckpointTimes;

  private constructor(file: DiskFile, times: CheckpointTimes) {
    this.#file = file;
    this.#times = times;
  }

  /** A file of another size, or none, counts as no checkpoint. @throws DiskError */
  static async load(disk: Disk, root: string): Promise<Checkpoint> {
    const file = await disk.open(checkpointPath(root), 'create');
    const bytes = file.read(0, CHECKPOINT_BYTES);
    if (bytes.length === CHECKPOINT_BYTES) return new Checkpoint(file, decodeCheckpoint(bytes));
    file.truncate(0);
    file.truncate(CHECKPOINT_BYTES);
    return new Checkpoint(file, NO_TIMES);
  }

  get times(): CheckpointTimes {
    return this.#times;
  }

  /** Makes the times durable. @throws DiskError */
  async save(times: CheckpointTimes): Promise<void> {
    this.#times = times;
    const bytes = new Uint8Array(3 * VALUE_BYTES);
    writeInt64(bytes, 0, times.logMs);
    writeInt64(bytes, VALUE_BYTES, times.queuesMs);
    writeInt64(bytes, 2 * VALUE_BYTES, times.indexMs);
    this.#file.write(0, bytes);
    await this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}

export function decodeCheckpoint(bytes: Uint8Array): CheckpointTimes {
  return {
    logMs: timeAt(bytes, 0),
    queuesMs: timeAt(bytes, VALUE_BYTES),
    indexMs: timeAt(bytes, 2 * VALUE_BYTES),
  };
}

/** A time that cannot be one says nothing. */
function timeAt(bytes: Uint8Array, at: number): number {
  const value = readInt64(bytes, at);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
