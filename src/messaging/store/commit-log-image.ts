// A commit log as a judge sees it: all records of a disk image, without a store, a process or an event.

import type { LogPosition } from '../../base/numbers.ts';
import type { DiskImage } from '../../environment/disk.ts';
import type { StoredMessage } from '../message/message.ts';
import { decodeRecord } from '../message/record.ts';
import type { ScanOptions } from '../message/record-scan.ts';
import { readFolderLayout } from './folder-layout.ts';
import { type CursorStep, LogCursor } from './log-cursor.ts';
import { SegmentBytes } from './segment-bytes.ts';

export interface CommitLogImage {
  /** All records from the first segment to the first thing that is no record, in the order of the log. */
  readonly messages: readonly StoredMessage[];
  readonly endPosition: LogPosition;
  /** Why the walk ended there. */
  readonly stoppedBy: Exclude<CursorStep, { kind: 'record' | 'blank' }>;
}

/** A record that fails a check ends the log, as in recovery; without `checkRecordCrc` only checksums of bodies are checked. */
export function scanCommitLog(
  image: DiskImage,
  root = 'store',
  scan: ScanOptions = { checkCrc: true },
): CommitLogImage {
  const segments = readFolderLayout(image, root).log;
  const cursor = new LogCursor(new SegmentBytes(image, segments), segments[0]?.start ?? 0, scan);
  const messages: StoredMessage[] = [];
  while (true) {
    const step = cursor.next();
    if (step.kind === 'record') messages.push(decodeRecord(step.bytes, step.start, step.layout));
    else if (step.kind !== 'blank') return { messages, endPosition: cursor.position, stoppedBy: step };
  }
}

/** All messages that the log on the image holds, in the order of the log. */
export function readCommitLog(image: DiskImage, root = 'store'): readonly StoredMessage[] {
  return scanCommitLog(image, root).messages;
}
