// Puts shards together: counts their runs in the order in which one machine would have counted them, so that the result is the one of
// that machine, first failures and an early stop included. Reads as it goes; it never holds more than one run of each shard.

import { Aggregate, type BatchSummary } from '../aggregate.ts';
import type { RunRecord } from '../run-record.ts';
import type { BatchSuite } from './batch-document.ts';

export interface MergeRequest {
  readonly suites: readonly BatchSuite[];
  readonly maxFailures: number | null;
  /** Runs of each shard, in its order. */
  readonly shards: readonly Iterable<RunRecord>[];
}

interface Head {
  readonly iterator: Iterator<RunRecord>;
  record: RunRecord;
}

export function mergeShards(
  request: MergeRequest,
  onRun: (record: RunRecord) => void = () => {},
): BatchSummary {
  const aggregate = new Aggregate(request.suites);
  const limit = request.maxFailures ?? Number.POSITIVE_INFINITY;
  const orders = new Map(request.suites.map(({ scenario }, index) => [scenario, index]));
  const heads = headsOf(request.shards);
  while (heads.length > 0 && aggregate.failedRuns < limit) {
    const head = heads.reduce((least, other) =>
      isBefore(other.record, least.record, orders) ? other : least,
    );
    aggregate.add(head.record);
    onRun(head.record);
    const next = head.iterator.next();
    if (next.done === true) heads.splice(heads.indexOf(head), 1);
    else head.record = next.value;
  }
  for (const { iterator } of heads) iterator.return?.();
  return aggregate.summary();
}

function headsOf(shards: readonly Iterable<RunRecord>[]): Head[] {
  return shards.flatMap((shard) => {
    const iterator = shard[Symbol.iterator]();
    const first = iterator.next();
    return first.done === true ? [] : [{ iterator, record: first.value }];
  });
}

/** Scenarios in the order of the batch, in each of them by the index of the run. */
function isBefore(left: RunRecord, right: RunRecord, orders: ReadonlyMap<string, number>): boolean {
  const [one, other] = [orders.get(left.scenario) ?? 0, orders.get(right.scenario) ?? 0];
  return one === other ? indexOf(left) < indexOf(right) : one < other;
}

function indexOf({ seed }: RunRecord): number {
  return Number(seed.slice(seed.lastIndexOf(':') + 1));
}
