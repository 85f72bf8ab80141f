// Everything that a store folder tells about itself, for people: what lies where, whether it is sound, and what a recovery would still have
// to look at. It reads a disk image and changes nothing; a log is gone through once, whatever its size.

import { type LogPosition, logPosition, type QueueOffset, queueOffset } from '../../base/numbers.ts';
import type { DiskImage } from '../../environment/disk.ts';
import { CHECKPOINT_BYTES, type CheckpointTimes, decodeCheckpoint, durableBeforeMs } from './checkpoint.ts';
import { UnitReader } from './consume-queue-image.ts';
import { CONSUME_QUEUE_UNIT_BYTES } from './consume-queue-unit.ts';
import { type DispatchRecord, readDispatchRecord } from './dispatch-record.ts';
import { FolderCheck } from './folder-check.ts';
import { type FolderLayout, type QueueFolder, readFolderLayout } from './folder-layout.ts';
import { type Inconsistency, positionOf } from './inconsistency.ts';
import { type IndexFileReport, reportIndexFiles, strayEntries } from './index-image.ts';
import { checkKeyIndex, type IndexInconsistency } from './key-index-check.ts';
import { LogCursor } from './log-cursor.ts';
import { QueueMap } from './queue-map.ts';
import { recoveryStart } from './recovery-decision.ts';
import { SegmentBytes } from './segment-bytes.ts';
import { abortMarkerPath, checkpointPath } from './store-paths.ts';

export interface LogReport {
  readonly segments: number;
  /** 0 without segments. */
  readonly segmentBytes: number;
  readonly startPosition: LogPosition;
  /** Of what was checked: the end of the log, or the first thing that is no record. */
  readonly endPosition: LogPosition;
  readonly records: number;
  /** Store timestamps of the first and the last record; undefined without records. */
  readonly firstStoredMs: number | undefined;
  readonly lastStoredMs: number | undefined;
}

export interface QueueReport {
  readonly topic: string;
  readonly queueId: number;
  /** Of the first message that the log holds. */
  readonly minOffset: QueueOffset;
  /** One past the last unit. */
  readonly maxOffset: QueueOffset;
  readonly segments: number;
}

export interface FolderReport {
  readonly log: LogReport;
  /** Sorted by topic and id. */
  readonly queues: readonly QueueReport[];
  /** In the order of their creation. */
  readonly indexFiles: readonly IndexFileReport[];
  /** Whether every key was looked for: asked for, and the sizes of the index could be told. */
  readonly keysChecked: boolean;
  /** Undefined where no readable checkpoint is. */
  readonly checkpoint: CheckpointTimes | undefined;
  /** A process has the folder open, or did not end orderly. */
  readonly hasAbortMarker: boolean;
  /** Where the recovery after an unclean end will begin; undefined when the end was clean. */
  readonly recoveryPosition: LogPosition | undefined;
  /** What no recovery makes good. */
  readonly inconsistencies: Findings;
  /** What the next start will cut or complete. */
  readonly leftToRecovery: Findings;
}

export type Finding = Inconsistency | IndexInconsistency;

export interface Findings {
  readonly count: number;
  readonly first: Finding | undefined;
}

export interface FolderReportOptions {
  readonly root: string;
  /** Whether each key of each record must be found in the index; that keeps all keys in memory. */
  readonly checksKeys?: boolean;
  /** Called with each record. */
  readonly record?: (record: DispatchRecord) => void;
}

export function reportFolder(image: DiskImage, options: FolderReportOptions): FolderReport {
  const { root } = options;
  const layout = readFolderLayout(image, root);
  const checkpoint = readCheckpoint(image, root);
  const hasAbortMarker = image.size(abortMarkerPath(root)) !== undefined;
  const recoveryPosition = hasAbortMarker ? findRecoveryStart(image, layout, checkpoint) : undefined;
  const tally = new LogTally();
  const check = new FolderCheck(image, {
    root,
    record: (record) => {
      tally.add(record);
      options.record?.(record);
    },
  });
  const lasting = new FindingsTally();
  const passing = new FindingsTally();
  for (const found of everything(check)) {
    if (isLeftToRecovery(found, recoveryPosition, check.position)) passing.add(found);
    else lasting.add(found);
  }
  const indexFiles = reportIndexFiles(image, root);
  const geometry = indexFiles.find((file) => file.geometry !== undefined)?.geometry;
  const keysChecked = options.checksKeys === true && geometry !== undefined;
  const inIndex = keysChecked
    ? checkKeyIndex(image, { root, geometry, dispatchedUpTo: check.position })
    : strayEntries(image, { root, files: indexFiles, endPosition: check.position });
  for (const found of inIndex) {
    // What an unclean end left of the index is dropped or made again with the log.
    if (hasAbortMarker) passing.add(found);
    else lasting.add(found);
  }
  return {
    log: {
      segments: layout.log.length,
      segmentBytes: layout.log[0]?.size ?? 0,
      startPosition: logPosition(layout.log[0]?.start ?? 0),
      endPosition: check.position,
      records: tally.records,
      firstStoredMs: tally.firstStoredMs,
      lastStoredMs: tally.lastStoredMs,
    },
    queues: layout.queues.map((folder) => reportQueue(image, folder, tally)),
    indexFiles,
    keysChecked,
    checkpoint,
    hasAbortMarker,
    recoveryPosition,
    inconsistencies: lasting.findings,
    leftToRecovery: passing.findings,
  };
}

function* everything(check: FolderCheck): Generator<Inconsistency> {
  yield* check.segments();
  yield* check.records();
  yield* check.strayUnits();
}

/**
 * After an unclean end the log counts up to the first thing that is no record, and queues are made again from where recovery begins. What
 * lies before that was durable, and is looked at by nobody any more.
 */
function isLeftToRecovery(
  found: Inconsistency,
  recoveryPosition: LogPosition | undefined,
  endPosition: LogPosition,
): boolean {
  if (recoveryPosition === undefined) return false;
  if (found.kind === 'segment-size') return found.sizeBytes < found.dueBytes && found.isLast;
  if (found.kind === 'unit-stray') return found.unit.position >= Math.min(recoveryPosition, endPosition);
  return (positionOf(found) ?? -1) >= recoveryPosition;
}

class LogTally {
  records = 0;
  firstStoredMs: number | undefined;
  lastStoredMs: number | undefined;
  readonly #firstOffsets = new QueueMap<QueueOffset>();

  add({ topic, queueId, queueOffset: offset, storeTimestampMs }: DispatchRecord): void {
    this.records += 1;
    this.firstStoredMs ??= storeTimestampMs;
    this.lastStoredMs = storeTimestampMs;
    if (this.#firstOffsets.get(topic, queueId) === undefined) this.#firstOffsets.set(topic, queueId, offset);
  }

  firstOffset(topic: string, queueId: number): QueueOffset | undefined {
    return this.#firstOffsets.get(topic, queueId);
  }
}

class FindingsTally {
  #count = 0;
  #first: Finding | undefined;

  add(found: Finding): void {
    this.#count += 1;
    this.#first ??= found;
  }

  get findings(): Findings {
    return { count: this.#count, first: this.#first };
  }
}

function reportQueue(image: DiskImage, folder: QueueFolder, tally: LogTally): QueueReport {
  const { topic, queueId, segments } = folder;
  const units = new UnitReader(image, folder);
  const maxOffset = queueOffset(units.endOffset((segments.at(-1)?.start ?? 0) / CONSUME_QUEUE_UNIT_BYTES));
  const minOffset = tally.firstOffset(topic, queueId) ?? maxOffset;
  return { topic, queueId, minOffset, maxOffset, segments: segments.length };
}

function readCheckpoint(image: DiskImage, root: string): CheckpointTimes | undefined {
  const bytes = image.read(checkpointPath(root), 0, CHECKPOINT_BYTES);
  return bytes?.length === CHECKPOINT_BYTES ? decodeCheckpoint(bytes) : undefined;
}

function findRecoveryStart(
  image: DiskImage,
  { log }: FolderLayout,
  checkpoint: CheckpointTimes | undefined,
): LogPosition {
  const bytes = new SegmentBytes(image, log);
  const head = (index: number) => {
    const start = logPosition(log[index]?.start ?? 0);
    const step = new LogCursor(bytes, start, { checkCrc: true, windowBytes: 4096 }).next();
    const first = step.kind === 'record' ? readDispatchRecord(step, []) : undefined;
    return { start, first };
  };
  const index = recoveryStart(log.length, head, {
    mode: 'abnormal',
    durableBeforeMs: checkpoint === undefined ? 0 : durableBeforeMs(checkpoint),
  });
  return logPosition(log[index]?.start ?? 0);
}
