// Whether a store folder is sound: records tile the log, their offsets are dense, and the consume queues are what the log makes of them
// (facts 9.2: L1, L2, L3, L9, L11). It works on a disk image, goes through the log once, and keeps a few kilobytes for each queue and
// nothing for a message. It holds nothing against a store that is at work if it is told how far dispatch has come.

import { readInt32, readInt64 } from '../../base/bytes.ts';
import { type LogPosition, logPosition, queueOffset } from '../../base/numbers.ts';
import type { DiskImage } from '../../environment/disk.ts';
import { PROPERTY } from '../message/properties.ts';
import { hasRightCrc } from '../message/record-crc.ts';
import { BLANK_HEAD_BYTES } from '../message/record-layout.ts';
import { isQueued } from '../message/system-flag.ts';
import { isPreBlank, UnitReader } from './consume-queue-image.ts';
import type { ConsumeQueueUnit } from './consume-queue-unit.ts';
import { type DispatchRecord, readDispatchRecord } from './dispatch-record.ts';
import { type FolderLayout, type ImageSegment, readFolderLayout } from './folder-layout.ts';
import type { Inconsistency } from './inconsistency.ts';
import { type CursorStep, LogCursor } from './log-cursor.ts';
import { DEFAULT_STORE_OPTIONS } from './options.ts';
import { QueueMap } from './queue-map.ts';
import { SegmentBytes } from './segment-bytes.ts';

export interface FolderCheckOptions {
  readonly root?: string;
  /** Where a record starts; left out, the check begins with the first segment. */
  readonly fromPosition?: LogPosition;
  /** Of the broker that wrote the folder. */
  readonly delayLevelsMs?: readonly number[];
  /** Called with each record, in the order of the log. */
  readonly record?: (record: DispatchRecord) => void;
}

/** Offsets of a queue's records: the first one seen, and one past the last. */
interface QueueProgress {
  readonly firstOffset: number;
  nextOffset: number;
}

type RecordStep = Extract<CursorStep, { kind: 'record' }>;

/** Everything that is wrong; empty for a sound folder at rest. */
export function checkFolder(image: DiskImage, options: FolderCheckOptions = {}): readonly Inconsistency[] {
  const check = new FolderCheck(image, options);
  return [...check.segments(), ...check.records(), ...check.strayUnits()];
}

/** One check of a folder, in steps. After a recovery a new one is needed: the log may have another end. */
export class FolderCheck {
  readonly #image: DiskImage;
  readonly #options: FolderCheckOptions;
  readonly #progress = new QueueMap<QueueProgress>();
  readonly #startPosition: number;
  #layout: FolderLayout;
  #units = new QueueMap<UnitReader>();
  #position: number;

  constructor(image: DiskImage, options: FolderCheckOptions = {}) {
    this.#image = image;
    this.#options = options;
    this.#layout = readFolderLayout(image, options.root);
    this.#startPosition = options.fromPosition ?? this.#layout.log[0]?.start ?? 0;
    this.#position = this.#startPosition;
  }

  /** Everything before it was checked. */
  get position(): LogPosition {
    return logPosition(this.#position);
  }

  /** Sizes and places of the segments. */
  *segments(): Generator<Inconsistency> {
    this.#refresh();
    yield* checkSegments(this.#layout.log);
    for (const { segments } of this.#layout.queues) yield* checkSegments(segments);
  }

  /** Goes on where the last call ended: records up to the limit, which is where one ends, and their units. */
  *records(limit = Number.MAX_SAFE_INTEGER): Generator<Inconsistency> {
    if (this.#position >= limit) return;
    this.#refresh();
    const log = new SegmentBytes(this.#image, this.#layout.log);
    const cursor = new LogCursor(log, this.#position, { checkCrc: true, limit });
    while (true) {
      const step = cursor.next();
      this.#position = cursor.position;
      switch (step.kind) {
        case 'record':
          yield* this.#checkRecord(step);
          break;
        case 'blank':
          yield* checkBlank(log, step.position);
          break;
        case 'end':
          if (step.position < limit) yield* this.#checkEnd(log, step.position);
          return;
        case 'corrupt':
          yield { kind: 'log-corrupt', position: step.position, reason: step.reason };
          return;
      }
    }
  }

  /** Units that stand for no record that was checked. Those of records at or after the limit are left in peace. */
  *strayUnits(limit = Number.MAX_SAFE_INTEGER): Generator<Inconsistency> {
    this.#refresh();
    for (const { topic, queueId } of this.#layout.queues) {
      const units = this.#units.get(topic, queueId);
      const known = this.#progress.get(topic, queueId);
      if (units === undefined) continue;
      for (let offset = units.firstOffset; ; offset += 1) {
        if (offset === known?.firstOffset) offset = known.nextOffset;
        const unit = units.unitAt(offset);
        if (unit === undefined) break;
        const isBefore = known === undefined || offset < known.firstOffset;
        const isExpired = isBefore && unit.position < this.#startPosition;
        if (isPreBlank(unit) || isExpired || unit.position >= limit) continue;
        yield { kind: 'unit-stray', topic, queueId, queueOffset: queueOffset(offset), unit };
      }
    }
  }

  /** Files come and go while a store is at work. */
  #refresh(): void {
    this.#layout = readFolderLayout(this.#image, this.#options.root);
    this.#units = new QueueMap();
    for (const folder of this.#layout.queues) {
      this.#units.set(folder.topic, folder.queueId, new UnitReader(this.#image, folder));
    }
  }

  #checkRecord(step: RecordStep): readonly Inconsistency[] {
    const { position } = step;
    const record = readDispatchRecord(
      step,
      this.#options.delayLevelsMs ?? DEFAULT_STORE_OPTIONS.delayLevelsMs,
    );
    this.#options.record?.(record);
    const saidPosition = logPosition(readInt64(step.bytes, step.start + step.layout.at.position));
    if (saidPosition !== position) return [{ kind: 'record-misplaced', position, saidPosition }];
    const { bytes, start } = step;
    if (record.properties.has(PROPERTY.recordCrc) && !hasRightCrc(bytes, start, start + step.recordSize)) {
      return [{ kind: 'log-corrupt', position, reason: 'record checksum' }];
    }
    return isQueued(record.systemFlag) ? this.#checkQueued(record) : NONE;
  }

  #checkQueued(record: DispatchRecord): readonly Inconsistency[] {
    const { topic, queueId, position } = record;
    const offset = record.queueOffset;
    const known = this.#progress.get(topic, queueId);
    const dueOffset = queueOffset(known?.nextOffset ?? offset);
    if (known === undefined)
      this.#progress.set(topic, queueId, { firstOffset: offset, nextOffset: offset + 1 });
    else known.nextOffset = offset + 1;
    const at = { topic, queueId, queueOffset: offset, position };
    if (offset !== dueOffset) return [{ kind: 'offset-not-dense', ...at, dueOffset }];
    const unit = this.#units.get(topic, queueId)?.unitAt(offset);
    if (unit === undefined) return [{ kind: 'unit-missing', ...at }];
    const { recordSize, tagsCode } = record;
    return isUnitOf(unit, record)
      ? NONE
      : [{ kind: 'unit-differs', ...at, unit, dueUnit: { position, recordSize, tagsCode } }];
  }

  /** Segments that were made ahead are empty. */
  *#checkEnd(log: SegmentBytes, position: LogPosition): Generator<Inconsistency> {
    const later = this.#layout.log.filter(({ start }) => start > position);
    const resumed = later.find(({ start }) => log.read(start, BLANK_HEAD_BYTES).some((byte) => byte !== 0));
    if (resumed !== undefined) yield { kind: 'log-hole', position, resumesAt: logPosition(resumed.start) };
  }
}

const NONE: readonly Inconsistency[] = [];

function isUnitOf(unit: ConsumeQueueUnit, record: DispatchRecord): boolean {
  if (unit.position !== record.position || unit.recordSize !== record.recordSize) return false;
  return unit.tagsCode === record.tagsCode || isExtensionAddress(unit.tagsCode);
}

/** ConsumeQueueExt.java `isExtAddr`: with that option the tags code lies in another file. */
function isExtensionAddress(tagsCode: number): boolean {
  return tagsCode < -0x80000000;
}

function* checkBlank(log: SegmentBytes, position: LogPosition): Generator<Inconsistency> {
  const saidBytes = readInt32(log.read(position, BLANK_HEAD_BYTES), 0);
  const dueBytes = (log.segmentEnd(position) ?? position) - position;
  if (saidBytes !== dueBytes) yield { kind: 'blank-size', position, saidBytes, dueBytes };
}

function* checkSegments(segments: readonly ImageSegment[]): Generator<Inconsistency> {
  const dueBytes = segments[0]?.size ?? 0;
  let dueStart = segments[0]?.start ?? 0;
  for (const { path, start, size } of segments) {
    if (start !== dueStart || (dueBytes > 0 && start % dueBytes !== 0)) {
      yield { kind: 'segment-misplaced', path, start, dueStart };
    }
    if (size !== dueBytes)
      yield { kind: 'segment-size', path, sizeBytes: size, dueBytes, isLast: path === segments.at(-1)?.path };
    dueStart = start + size;
  }
}
