// One batch of runs from the command line: pool, signals, progress and report folder around the explorer.

import { type ExploreRequest, type ExploreResult, explore } from '../explorer/explore.ts';
import type { ExplorerHost } from '../explorer/explorer-host.ts';
import type { RunLine } from '../explorer/run-line.ts';
import type { Design } from '../scenario/design.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Interruption } from './interruption.ts';
import type { Loaded } from './load-module.ts';
import { NodeExplorerHost } from './node-explorer-host.ts';
import { packageFacts } from './package-root.ts';
import type { Progress } from './progress.ts';
import type { ReportFolder } from './report-folder.ts';

export interface BatchOptions
  extends Pick<ExploreRequest, 'batch' | 'extent' | 'profile' | 'shard' | 'maxFailures'> {
  readonly scenarios: readonly Loaded<Scenario>[];
  readonly design: Loaded<Design>;
  readonly workers: number;
  readonly stallAfterMs: number;
}

export interface BatchSurroundings {
  readonly folder: ReportFolder;
  readonly progress: Progress;
  /** Done first, by the same workers. */
  readonly onBegin?: (host: ExplorerHost) => Promise<void>;
  readonly onRun?: (line: RunLine) => void;
}

export async function performBatch(options: BatchOptions, around: BatchSurroundings): Promise<ExploreResult> {
  const { folder, progress, onBegin, onRun } = around;
  const host = new NodeExplorerHost({
    size: options.workers,
    stallAfterMs: options.stallAfterMs,
    scenarios: options.scenarios,
    designs: [options.design],
    saveCapsule: (fileName, text) => folder.saveCapsule(fileName, text),
  });
  const interruption = new Interruption(() => void host.interrupt());
  try {
    await onBegin?.(host);
    return await explore(requestOf(options), host, {
      onRun: (line) => {
        folder.addResult(line);
        onRun?.(line);
      },
      onProgress: (state) => progress.show(state),
    });
  } finally {
    progress.clear();
    interruption.end();
    await host.close();
  }
}

/** What was asked and what came out. */
export function writeReport(
  folder: ReportFolder,
  report: { readonly asked: object; readonly startedAt: Date; readonly result: object },
): void {
  const { asked, startedAt, result } = report;
  const versions = { package: packageFacts().version, node: process.versions.node };
  const document = { format: 1, asked, startedAt: startedAt.toISOString(), versions, result };
  folder.write('run.json', `${JSON.stringify(document, undefined, 2)}\n`);
}

function requestOf(options: BatchOptions): ExploreRequest {
  const { scenarios, design, batch, extent, profile, shard, maxFailures } = options;
  return {
    scenarios: scenarios.map(({ source, value }) => ({ source, scenario: value })),
    design: { source: design.source, design: design.value },
    batch,
    extent,
    profile,
    shard,
    maxFailures,
  };
}
