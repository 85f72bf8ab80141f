// What `windtunnel explore` does. Apart from its flags, so that help and errors of other commands need not load it.

import type { BatchAsked, BatchSuite } from '../explorer/fleet/batch-document.ts';
import { replaySaved, type SavedRun } from '../explorer/replay-saved.ts';
import { type SavedRunCheck, summariseReplays } from '../explorer/saved-run.ts';
import { WHOLE } from '../explorer/shard.ts';
import { batchReport } from '../report/batch-report.ts';
import { countOf } from '../report/figures.ts';
import { marksFor } from '../scenario/expected-mark.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { allOraclesOf } from '../scenario/slaves.ts';
import { type BatchOptions, performBatch } from './batch.ts';
import { BatchFiles } from './batch-files.ts';
import type { ExploreFlags } from './commands/explore.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { type Loaded, loadAllScenarios, loadDesign, loadScenario } from './load-module.ts';
import { Progress } from './progress.ts';
import { ReportFolder } from './report-folder.ts';
import { findSavedRuns } from './saved-capsules.ts';
import { tellBatch } from './tell-batch.ts';
import { printData, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_RANGE = { first: 0, last: 99 } as const;

export async function runExplore(sources: readonly string[], flags: ExploreFlags): Promise<ExitCode> {
  const options = await optionsOf(sources, flags);
  const saved = flags.replay ? savedRunsOf(options) : [];
  const asked = askedOf(options, flags);
  const folder = ReportFolder.create(process.cwd(), 'explore');
  const files = new BatchFiles(folder, { asked, startedAt: folder.startedAt, suites: suitesOf(options) });
  const progress = new Progress(options.scenarios.map(({ value }) => value.name).join(', '));
  if (saved.length > 0)
    say(`replaying ${countOf(saved.length, 'saved run')} first (--no-replay leaves them alone)`);
  let checks: readonly SavedRunCheck[] = [];
  const result = await performBatch(options, {
    folder,
    progress,
    onBegin: async (host) => {
      checks = await replaySaved(saved, options.design.source, host);
    },
    ...(flags.jsonl === true ? { onRun: (line: object) => printData(JSON.stringify(line)) } : {}),
  });
  const batch = batchReport(result, asked, { replayed: summariseReplays(checks), report: folder.path });
  files.close(batch);
  tellBatch(batch, asked, flags);
  return exitCodeOf(batch, asked.strict);
}

function savedRunsOf({ scenarios, design, shard }: BatchOptions): readonly SavedRun[] {
  return findSavedRuns({ root: process.cwd(), scenarios, design: design.value.name, shard });
}

async function optionsOf(sources: readonly string[], flags: ExploreFlags): Promise<BatchOptions> {
  const distinct = [...new Set(sources)];
  const scenarios =
    distinct.length === 0 ? await loadAllScenarios() : await Promise.all(distinct.map(loadScenario));
  refuseTwins(scenarios);
  const { time, seeds = DEFAULT_RANGE } = flags;
  return {
    scenarios,
    design: await loadDesign(flags.design),
    batch: flags.seed,
    extent: time === undefined ? { kind: 'seeds', range: seeds } : { kind: 'time', limitMs: time },
    profile: flags.profile,
    shard: flags.shard ?? WHOLE,
    maxFailures: flags.maxFailures,
    workers: flags.workers,
    stallAfterMs: flags.stallAfter,
  };
}

/** Results, capsules and digests go by the name. */
function refuseTwins(scenarios: readonly Loaded<Scenario>[]): void {
  for (const [index, { value, source }] of scenarios.entries()) {
    const twin = scenarios.slice(0, index).find((other) => other.value.name === value.name);
    if (twin === undefined) continue;
    throw new UsageError(`${twin.source} and ${source} are both named "${value.name}"`, {
      remedy: 'give each scenario a name of its own, or explore them one by one',
    });
  }
}

function askedOf(options: BatchOptions, flags: ExploreFlags): BatchAsked {
  const { scenarios, design, profile, batch, extent, shard, maxFailures, workers } = options;
  return {
    command: 'explore',
    scenarios: scenarios.map(({ value }) => value.name),
    design: design.value.name,
    sources: { scenarios: scenarios.map(({ source }) => source), design: design.source },
    profile,
    seed: batch,
    extent,
    shard,
    maxFailures: maxFailures ?? null,
    strict: flags.strict === true || scenarios.some(({ value }) => value.strict === true),
    workers,
  };
}

function suitesOf({ scenarios, design }: BatchOptions): readonly BatchSuite[] {
  return scenarios.map(({ value }) => ({
    scenario: value.name,
    design: design.value.name,
    oracles: allOraclesOf(value).map(({ name }) => name),
    reach: marksFor(value.reach, design.value),
  }));
}
