// Puts shards together: counts their runs in the order in which one machine would have counted them, so that the result is the one of
// that machine, first failures and an early stop included. Reads as it goes; it never holds more than one run of each shard.

import { Aggregate, type BatchSummary, type Doubt } from '../aggregate.ts';
import type { RunLine } from '../run-line.ts';
import type { BatchSuite } from './batch-document.ts';

export interface MergeRequest {
  readonly suites: readonly BatchSuite[];
  readonly maxFailures: number | null;
  /** Runs of each shard, in its order. */
  readonly shards: readonly Iterable<RunLine>[];
  readonly doubts: readonly Doubt[];
}

interface Head {
  readonly iterator: Iterator<RunLine>;
  line: RunLine;
}

export function mergeShards(request: MergeRequest, onRun: (line: RunLine) => void = () => {}): BatchSummary {
  const aggregate = new Aggregate(request.suites);
  const limit = request.maxFailures ?? Number.POSITIVE_INFINITY;
  const orders = new Map(request.suites.map(({ scenario }, index) => [scenario, index]));
  const heads = headsOf(request.shards);
  while (heads.length > 0 && aggregate.failedRuns < limit) {
    const head = heads.reduce((least, other) => (isBefore(other.line, least.line, orders) ? other : least));
    aggregate.add(head.line);
    onRun(head.line);
    const next = head.iterator.next();
    if (next.done === true) heads.splice(heads.indexOf(head), 1);
    else head.line = next.value;
  }
  for (const { iterator } of heads) iterator.return?.();
  for (const doubt of request.doubts) aggregate.addDoubt(doubt);
  return aggregate.summary();
}

function headsOf(shards: readonly Iterable<RunLine>[]): Head[] {
  return shards.flatMap((shard) => {
    const iterator = shard[Symbol.iterator]();
    const first = iterator.next();
    return first.done === true ? [] : [{ iterator, line: first.value }];
  });
}

/** Scenarios in the order of the batch, in each of them by the index of the run. */
function isBefore(left: RunLine, right: RunLine, orders: ReadonlyMap<string, number>): boolean {
  const [one, other] = [orders.get(left.scenario) ?? 0, orders.get(right.scenario) ?? 0];
  return one === other ? indexOf(left) < indexOf(right) : one < other;
}

function indexOf({ seed }: RunLine): number {
  return Number(seed.slice(seed.lastIndexOf(':') + 1));
}
