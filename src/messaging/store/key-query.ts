// Answers a query by key (DefaultMessageStore.java `queryMessage`): the newest records that the index names and the log still holds.
// It compares no keys: hashes collide, and who asked re-checks topic and key, as in the original.

import { concatBytes, readInt64 } from '../../base/bytes.ts';
import type { CommitLog } from './commit-log.ts';
import type { IndexTimeRule, TimeRange } from './index-time.ts';
import type { KeyIndex } from './key-index.ts';
import { recordAt } from './record-at.ts';

export interface KeyQuery extends TimeRange {
  readonly topic: string;
  readonly key: string;
  readonly maxCount: number;
}

export interface KeyQueryResult {
  /** Whole records back to back in the order of the log; empty when nothing was found. */
  readonly body: Uint8Array;
  readonly count: number;
  /** Store timestamp and position of the newest record that is indexed; 0 when nothing was found. */
  readonly indexedMs: number;
  readonly indexedPosition: number;
}

export interface KeyQueryLimits {
  readonly times: IndexTimeRule;
  readonly maxCount: number;
}

/** What one response can carry. */
const MAX_BYTES = 16_000_000;
const NOTHING: KeyQueryResult = { body: new Uint8Array(0), count: 0, indexedMs: 0, indexedPosition: 0 };

/** @throws DiskError */
export function queryByKey(
  log: CommitLog,
  index: KeyIndex | undefined,
  query: KeyQuery,
  limits: KeyQueryLimits,
): KeyQueryResult {
  const maxCount = Math.min(query.maxCount, limits.maxCount);
  if (index === undefined || maxCount <= 0) return NOTHING;
  const records = new Map<number, Uint8Array>();
  let bytes = 0;
  for (const position of index.candidates(query.topic, query.key, query)) {
    if (records.has(position)) continue;
    const record = recordAt(log, position);
    if (record === undefined) continue;
    const { start, recordSize, layout } = record;
    if (!limits.times.isOf(readInt64(record.bytes, start + layout.at.storeTimestampMs), query)) continue;
    bytes += recordSize;
    if (bytes > MAX_BYTES && records.size > 0) break;
    records.set(position, record.bytes.subarray(start, start + recordSize));
    if (records.size >= maxCount) break;
  }
  if (records.size === 0) return NOTHING;
  const { timestampMs, position } = index.newest;
  return {
    // They came newest first.
    body: concatBytes([...records.values()].reverse()),
    count: records.size,
    indexedMs: timestampMs,
    indexedPosition: position,
  };
}
