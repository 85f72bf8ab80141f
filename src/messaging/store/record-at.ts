// One record by its position, which may come from anybody: from an index entry, or from a client.

import { readInt64 } from '../../base/bytes.ts';
import type { LogPosition } from '../../base/numbers.ts';
import type { CommitLog } from './commit-log.ts';
import { type CursorStep, LogCursor } from './log-cursor.ts';

/** Longer records cost a second read. */
const WINDOW_BYTES = 4096;

/** Undefined when no record starts there that says so itself. @throws DiskError */
export function recordAt(
  log: CommitLog,
  position: LogPosition,
): Extract<CursorStep, { kind: 'record' }> | undefined {
  const limit = log.writtenPosition;
  const step = new LogCursor(log, position, { checkCrc: true, limit, windowBytes: WINDOW_BYTES }).next();
  if (step.kind !== 'record') return undefined;
  return readInt64(step.bytes, step.start + step.layout.at.position) === position ? step : undefined;
}
