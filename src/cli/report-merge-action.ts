// What `windtunnel report merge` does: the report of one machine, from those of many.

import { basename } from 'node:path';
import { compareText } from '../base/compare.ts';
import { capsuleFileName } from '../explorer/capsule.ts';
import type { ExploreResult } from '../explorer/explore.ts';
import type { Failure } from '../explorer/failure.ts';
import type { BatchAsked } from '../explorer/fleet/batch-document.ts';
import { mergeShards } from '../explorer/fleet/merge.ts';
import { gatherShards, type ShardReport, type ShardSet } from '../explorer/fleet/shard-set.ts';
import { type ReplayedRuns, summariseReplays } from '../explorer/saved-run.ts';
import { WHOLE } from '../explorer/shard.ts';
import { batchReport } from '../report/batch-report.ts';
import { BatchFiles } from './batch-files.ts';
import type { MergeFlags } from './commands/report.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { ReportFolder } from './report-folder.ts';
import { readLines, readShardCapsule, readShardReports } from './shard-folder.ts';
import { tellBatch } from './tell-batch.ts';
import { say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type Batch = Extract<ShardSet, { readonly kind: 'batch' }>;

export function runReportMerge(directories: readonly string[], flags: MergeFlags): ExitCode {
  const set = batchOf(readShardReports(directories));
  const { asked: askedOfShards, suites } = documentOf(set);
  const asked: BatchAsked = {
    ...askedOfShards,
    shard: WHOLE,
    strict: flags.strict === true || set.shards.some(({ document }) => document.asked.strict),
  };
  const folder = ReportFolder.create(process.cwd(), 'merge');
  const files = new BatchFiles(folder, { asked, startedAt: folder.startedAt, suites });
  const replayed = replaysOf(set);
  const batch = batchReport(merge(set, folder), asked, { replayed, report: folder.path });
  files.close(batch);
  for (const line of gapsOf(set)) say(line);
  tellBatch(batch, asked, flags);
  return exitCodeOf(batch, asked.strict);
}

/** @throws UsageError when the reports do not belong together */
function batchOf(reports: readonly ShardReport[]): Batch {
  const set = gatherShards(reports);
  if (set.kind === 'batch') return set;
  throw new UsageError('these reports are not shards of one batch', {
    problems: set.problems,
    remedy: 'name the folders of one batch: everything but --shard was asked alike',
  });
}

function documentOf({ shards }: Batch) {
  const [first] = shards;
  if (first === undefined) throw new Error('a batch has a shard');
  return first.document;
}

function merge(set: Batch, folder: ReportFolder): ExploreResult {
  const { asked, suites } = documentOf(set);
  const request = {
    suites,
    maxFailures: asked.maxFailures,
    shards: set.shards.map(({ path }) => readLines(path)),
    doubts: set.shards.flatMap(({ document }) => document.result?.doubts ?? []),
  };
  const summary = mergeShards(request, (line) => folder.addResult(line));
  return {
    ...summary,
    failures: summary.failures.map((failure) => withCapsule(failure, set.shards, folder)),
    digest: asked.extent.kind === 'time' ? null : summary.digest,
    wallSeconds: Math.max(0, ...set.shards.map(({ document }) => document.result?.wallSeconds ?? 0)),
    isInterrupted: set.missing.length + set.partial.length > 0,
  };
}

/** The shard that met the failure first has saved the run. */
function withCapsule(failure: Failure, shards: readonly ShardReport[], folder: ReportFolder): Failure {
  const fileName = failure.capsule === null ? capsuleFileName(failure) : basename(failure.capsule);
  for (const { path } of shards) {
    const text = readShardCapsule(path, fileName);
    if (text !== undefined) return { ...failure, capsule: folder.saveCapsule(fileName, text) };
  }
  return failure;
}

/** Shards share the corpus; one machine replays it in the order of its paths, before what it has left itself. */
function replaysOf({ shards }: Batch): ReplayedRuns {
  const all = shards.flatMap(({ document }) => document.result?.replayed.capsules ?? []);
  const corpus = all.filter(({ from }) => from === 'corpus');
  const sorted = corpus.sort((left, right) => compareText(left.capsule, right.capsule));
  return summariseReplays([...sorted, ...all.filter(({ from }) => from === 'reports')]);
}

function gapsOf({ missing, partial, shards }: Batch): readonly string[] {
  const of = shards[0]?.document.asked.shard.of ?? 1;
  return [
    ...missing.map((number) => `there is no report of shard ${number}/${of}: explore it, then merge again`),
    ...partial.map(
      ({ path, document }) =>
        `the report of shard ${document.asked.shard.number}/${of} in ${path} is partial: explore it again`,
    ),
  ];
}
