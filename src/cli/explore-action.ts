// What `windtunnel explore` does. Apart from its flags, so that help and errors of other commands need not load it.

import type { ExploreResult } from '../explorer/explore.ts';
import { WHOLE } from '../explorer/shard.ts';
import { exploreText, replayCommand } from '../report/explore-text.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type BatchOptions, performBatch, writeJunit, writeReport } from './batch.ts';
import type { ExploreFlags } from './commands/explore.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { type Loaded, loadAllScenarios, loadDesign, loadScenario } from './load-module.ts';
import { Progress } from './progress.ts';
import { ReportFolder } from './report-folder.ts';
import { dataStyle, printData, printJson, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_RANGE = { first: 0, last: 99 } as const;

export async function runExplore(sources: readonly string[], flags: ExploreFlags): Promise<ExitCode> {
  const options = await optionsOf(sources, flags);
  const startedAt = new Date();
  const folder = ReportFolder.create(process.cwd(), 'explore', startedAt);
  const progress = new Progress(options.scenarios.map(({ value }) => value.name).join(', '));
  const onResult =
    flags.jsonl === true ? { onResult: (line: object) => printData(JSON.stringify(line)) } : {};
  const result = await performBatch(options, { folder, progress, ...onResult });
  const document = { ...result, ...aboutBatch(options), report: folder.path };
  writeReport(folder, {
    asked: { command: 'explore', ...aboutRequest(options, flags) },
    startedAt,
    result: document,
  });
  writeJunit(folder, options, result);
  folder.close();
  report(result, document, { options, flags, folder });
  return exitCodeOf(
    result,
    flags.strict === true || options.scenarios.some(({ value }) => value.strict === true),
  );
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

function aboutBatch({ scenarios, design, profile, batch }: BatchOptions) {
  return {
    scenarios: scenarios.map(({ value }) => value.name),
    design: design.value.name,
    profile,
    seed: batch,
  };
}

function aboutRequest(options: BatchOptions, flags: ExploreFlags) {
  const { extent, shard, workers } = options;
  return { ...aboutBatch(options), extent, shard, workers, strict: flags.strict === true };
}

interface Surroundings {
  readonly options: BatchOptions;
  readonly flags: ExploreFlags;
  readonly folder: ReportFolder;
}

/** The last lines of a failure are the commands that reproduce it. */
function report(result: ExploreResult, document: object, { options, flags, folder }: Surroundings): void {
  if (flags.json === true) printJson(document);
  else if (flags.jsonl !== true) {
    const { scenarios, design } = aboutBatch(options);
    printData(exploreText(result, { scenarios, design, report: folder.path }, dataStyle()));
    return;
  }
  for (const failure of result.failures) say(replayCommand(failure));
}
