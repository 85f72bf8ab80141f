// Brings log and queues of a store folder back into step after a restart: finds where the log ends, cuts everything behind it, and
// dispatches again what the queues may lack. What it decides is in recovery-decision.ts.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import type { ScanOptions } from '../message/record-scan.ts';
import { isQueued } from '../message/system-flag.ts';
import { type CheckpointTimes, durableBeforeMs } from './checkpoint.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import { type DispatchRecord, readDispatchRecord } from './dispatch-record.ts';
import type { DispatchTarget } from './dispatcher.ts';
import type { KeyIndex } from './key-index.ts';
import { type CursorStep, LogCursor } from './log-cursor.ts';
import type { StoreRecovered } from './observations.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import type { RecoveryCriterion, SegmentHead } from './recovery-decision.ts';
import type { SegmentedFile } from './segmented-file.ts';

export interface Recovery {
  readonly log: SegmentedFile;
  readonly queues: ConsumeQueues;
  /** Undefined when nothing is indexed. */
  readonly index: KeyIndex | undefined;
  /** All that is derived from the log, the queues first. */
  readonly targets: readonly DispatchTarget[];
  readonly checkpoint: CheckpointTimes;
  readonly endedOrderly: boolean;
  readonly options: StoreOptions;
  readonly parts: StoreParts;
}

type RecordStep = Extract<CursorStep, { kind: 'record' }>;

export interface Recovered {
  /** Where the log ends, and how that was found. */
  readonly said: StoreRecovered;
  /** Of queues. */
  readonly unshown: readonly DispatchRecord[];
}

/** @throws DiskError */
export async function recover(recovery: Recovery): Promise<Recovered> {
  const { log, queues, endedOrderly, options, parts } = recovery;
  if (log.segmentCount === 0) return recoverEmpty(recovery);
  const recovered = await scan(recovery);
  const { said: scanned } = recovered;
  if (!endedOrderly || scanned.stoppedBy === 'corrupt') await log.truncate(scanned.endPosition);
  const found = { endedOrderly, queuesEnd: queues.maxPosition(), logEnd: scanned.endPosition };
  if (parts.cutsQueues(found)) {
    const toldFrom = endedOrderly ? scanned.endPosition : scanned.startPosition;
    await queues.truncateFrom({ end: scanned.endPosition, toldFrom }, parts.emptiedQueueBounds);
    if (options.syncRecovered) await queues.flush(0);
  }
  queues.correctMinOffsets(logPosition(log.start));
  if (!endedOrderly && options.syncRecovered) {
    log.writeAgain(scanned.startPosition, scanned.endPosition);
    await log.sync();
  }
  await recovery.index?.truncateFrom(scanned.endPosition);
  await indexAgain(recovery, scanned.shownUntil);
  return recovered;
}

/** Queues and indexes without a log point nowhere. */
async function recoverEmpty(recovery: Recovery): Promise<Recovered> {
  await recovery.queues.truncateFrom(
    { end: logPosition(0), toldFrom: logPosition(0) },
    recovery.parts.emptiedQueueBounds,
  );
  await recovery.index?.truncateFrom(logPosition(0));
  const said: StoreRecovered = {
    kind: 'store.recovered',
    mode: 'empty',
    startPosition: logPosition(0),
    endPosition: logPosition(0),
    shownUntil: logPosition(0),
    records: 0,
    stoppedBy: 'end',
  };
  return { said, unshown: [] };
}

async function scan(recovery: Recovery): Promise<Recovered> {
  const { log, queues, parts, options, endedOrderly } = recovery;
  const unshown: DispatchRecord[] = [];
  const queuesEnd = queues.maxPosition();
  const startPosition = findStart(recovery, queuesEnd);
  await indexAgain(recovery, endedOrderly ? queuesEnd : startPosition);
  let cursor = new LogCursor(log, startPosition, checks(options));
  let endPosition = startPosition;
  let records = 0;
  let step = cursor.next();
  for (let verdict = parts.recoveryVerdict(step); verdict !== 'stop'; verdict = parts.recoveryVerdict(step)) {
    if (step.kind === 'record') {
      records += 1;
      await found(recovery, step, { queuesEnd, unshown });
    } else if (step.kind !== 'blank') {
      const nextSegment = log.segmentEnd(step.position);
      if (nextSegment === undefined) break;
      cursor = new LogCursor(log, nextSegment, checks(options));
    }
    // A blank end without a next segment does not count: the next append writes it again.
    if (step.kind === 'record' || log.has(cursor.position)) endPosition = cursor.position;
    step = cursor.next();
  }
  const mode = endedOrderly ? 'normal' : 'abnormal';
  const stoppedBy = step.kind === 'corrupt' ? 'corrupt' : 'end';
  const said: StoreRecovered = {
    kind: 'store.recovered',
    mode,
    startPosition,
    endPosition,
    shownUntil: unshown[0]?.position ?? endPosition,
    records,
    stoppedBy,
  };
  return { said, unshown: unshown.filter(({ systemFlag }) => isQueued(systemFlag)) };
}

/** Once one is not shown, none behind it is. */
async function found(
  { targets, parts, options, endedOrderly }: Recovery,
  step: RecordStep,
  { queuesEnd, unshown }: { readonly queuesEnd: LogPosition; readonly unshown: DispatchRecord[] },
): Promise<void> {
  const { position } = step;
  if (unshown.length > 0 || !parts.isShownByRecovery({ position, queuesEnd }))
    unshown.push(readDispatchRecord(step, options.delayLevelsMs));
  else if (parts.isToldAgain({ endedOrderly, position, queuesEnd }))
    await tell(targets, readDispatchRecord(step, options.delayLevelsMs));
}

/**
 * Tells the index what it lacks before the position. The original tells it only what its scan happens to pass and loses what a dropped
 * index file knew of older records.
 */
async function indexAgain({ log, index, options }: Recovery, end: LogPosition): Promise<void> {
  if (index?.rebuildFrom === undefined) return;
  let cursor = new LogCursor(log, Math.max(index.rebuildFrom, log.start), { checkCrc: false, limit: end });
  while (cursor.position < end) {
    const step = cursor.next();
    if (step.kind === 'record') await tell([index], readDispatchRecord(step, options.delayLevelsMs));
    else if (step.kind !== 'blank') {
      const nextSegment = log.segmentEnd(step.position);
      if (nextSegment === undefined) return;
      cursor = new LogCursor(log, nextSegment, { checkCrc: false, limit: end });
    }
  }
}

async function tell(
  targets: readonly DispatchTarget[],
  record: ReturnType<typeof readDispatchRecord>,
): Promise<void> {
  for (const target of targets) {
    const ready = target.prepare(record);
    if (ready !== undefined) await ready;
    target.dispatch(record);
  }
}

function findStart(recovery: Recovery, queuesEnd: LogPosition): LogPosition {
  const { log, parts, checkpoint, endedOrderly, options } = recovery;
  const criterion: RecoveryCriterion = endedOrderly
    ? { mode: 'normal', queuesEnd }
    : { mode: 'abnormal', durableBeforeMs: durableBeforeMs(checkpoint, options.messageIndexSafe) };
  const starts = log.starts();
  const head = (index: number): SegmentHead => readHead(recovery, logPosition(starts[index] ?? 0));
  return logPosition(starts[parts.recoveryStart(starts.length, head, criterion)] ?? 0);
}

function readHead(recovery: Recovery, start: LogPosition): SegmentHead {
  const { log, options } = recovery;
  const cursor = new LogCursor(log, start, { windowBytes: 4096, ...checks(options) });
  const step = cursor.next();
  if (step.kind !== 'record') return { start, first: undefined };
  const { position, storeTimestampMs } = readDispatchRecord(step, options.delayLevelsMs);
  return { start, first: { position, storeTimestampMs } };
}

function checks({ checkCrcOnRecovery, recordCrc }: StoreOptions): ScanOptions {
  return { checkCrc: checkCrcOnRecovery, checkRecordCrc: checkCrcOnRecovery && recordCrc };
}
