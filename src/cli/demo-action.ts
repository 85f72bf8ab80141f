// What `windtunnel demo` does. It is an ordinary user of the explorer.

import type { ExploreResult } from '../explorer/explore.ts';
import type { Failure } from '../explorer/failure.ts';
import { WHOLE } from '../explorer/shard.ts';
import { orderPerKey } from '../oracles/order-per-key.ts';
import { replayCommand } from '../report/commands.ts';
import { paintOf } from '../report/explore-text.ts';
import { countOf, formatCount, formatSeconds } from '../report/figures.ts';
import { replayText } from '../report/replay-report.ts';
import { type Cell, renderTable } from '../report/table.ts';
import type { Design } from '../scenario/design.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type BatchOptions, performBatch, writeReport } from './batch.ts';
import type { DemoFlags } from './commands/demo.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type Loaded, loadAllDesigns, loadDesign, loadScenario } from './load-module.ts';
import { Progress } from './progress.ts';
import { orderOfCapsule, performReplay } from './replay-action.ts';
import { ReportFolder } from './report-folder.ts';
import { dataStyle, printData } from './terminal.ts';

const SCENARIO = 'order-lifecycle';
const GOOD_DESIGN = 'baseline';
const GOOD_RUNS = 100;
const BAD_RUNS = 20;
const BATCH = 'demo';

interface Trial {
  readonly design: Loaded<Design>;
  readonly result: ExploreResult;
  /** The good design held, or the bad one was convicted by the oracle that it names. */
  readonly isAsExpected: boolean;
}

export async function runDemo(flags: DemoFlags): Promise<ExitCode> {
  const startedAt = new Date();
  const scenario = await loadScenario(SCENARIO);
  const good = await loadDesign(GOOD_DESIGN);
  const bad = (await loadAllDesigns()).filter(({ value }) => isMeantFor(value, scenario.value));
  const folder = ReportFolder.create(process.cwd(), 'demo', startedAt);
  const trials: Trial[] = [];
  for (const design of [good, ...bad]) {
    const trial = await tryDesign({ scenario, design, flags, folder });
    if (trial.result.isInterrupted) return EXIT.interrupted;
    trials.push(trial);
  }
  printData(renderTrials(scenario.value, trials));
  const isReplayed = await replayOne(trials, flags);
  const results = trials.map(({ design, result, isAsExpected }) => ({
    design: design.value.name,
    isAsExpected,
    ...result,
  }));
  writeReport(folder, { asked: { command: 'demo' }, startedAt, result: { trials: results, isReplayed } });
  folder.close();
  return isReplayed && trials.every(({ isAsExpected }) => isAsExpected) ? EXIT.held : EXIT.failed;
}

/** The demonstration is about order. */
function isMeantFor({ defect }: Design, scenario: Scenario): boolean {
  return defect?.scenario === scenario.name && defect.oracle === orderPerKey.name;
}

interface TrialOrder {
  readonly scenario: Loaded<Scenario>;
  readonly design: Loaded<Design>;
  readonly flags: DemoFlags;
  readonly folder: ReportFolder;
}

async function tryDesign({ scenario, design, flags, folder }: TrialOrder): Promise<Trial> {
  const { defect } = design.value;
  const runs = defect === undefined ? GOOD_RUNS : BAD_RUNS;
  const options: BatchOptions = {
    scenarios: [scenario],
    design,
    batch: BATCH,
    extent: { kind: 'seeds', range: { first: 0, last: runs - 1 } },
    profile: 'swarm',
    shard: WHOLE,
    maxFailures: defect === undefined ? undefined : 1,
    workers: flags.workers,
    stallAfterMs: flags.stallAfter,
  };
  const progress = new Progress(`${SCENARIO} with ${design.value.name}`);
  progress.say(`exploring up to ${runs} seeds of ${SCENARIO} with ${design.value.name}: ${design.value.doc}`);
  const result = await performBatch(options, { folder, progress });
  const isConvicted = result.failures.some(({ oracle }) => oracle === defect?.oracle);
  return { design, result, isAsExpected: defect === undefined ? result.held === runs : isConvicted };
}

function renderTrials(scenario: Scenario, trials: readonly Trial[]): string {
  const style = dataStyle();
  const columns = [
    { title: 'design', align: 'left' },
    { title: 'runs', align: 'right' },
    { title: 'messages', align: 'right' },
    { title: 'time', align: 'right' },
    { title: 'verdict', align: 'left' },
  ] as const;
  const rows = trials.map(({ design, result }): readonly Cell[] => {
    const [failure] = result.failures;
    const verdict =
      failure === undefined ? 'held' : `${failure.verdict} by seed ${failure.seed}: ${failure.oracle ?? ''}`;
    return [
      { text: design.value.name, paint: style.bold },
      { text: formatCount(result.runs) },
      { text: formatCount(result.messages) },
      { text: formatSeconds(result.wallSeconds) },
      { text: verdict, paint: paintOf(failure?.verdict ?? 'held', style) },
    ];
  });
  const shape = trials[0]?.result.shape;
  const size =
    shape === undefined
      ? ''
      : `median run: ${countOf(shape.medianBrokers, 'broker')}, ${countOf(shape.medianClients, 'client')}, ` +
        `${countOf(shape.medianMessages, 'message')}, ${countOf(shape.medianFaultEpisodes, 'fault episode')}`;
  return `\n${style.bold(scenario.name)}: ${scenario.doc}\n${style.dim(size)}\n\n${renderTable(columns, rows)}\n`;
}

/** Replays a saved failure. True when it is the same run. */
async function replayOne(trials: readonly Trial[], flags: DemoFlags): Promise<boolean> {
  const style = dataStyle();
  const failure = trials.flatMap(({ result }) => result.failures).find(({ oracle }) => oracle !== null);
  if (failure === undefined || failure.capsule === null) {
    printData(style.bad('no failure was found that could be replayed'));
    return false;
  }
  const order = await orderOfCapsule(failure.capsule, { stallAfter: flags.stallAfter });
  const replayed = await performReplay(order);
  if (replayed === undefined) return false;
  printData(`replaying the failure of ${failure.design} from ${failure.capsule}`);
  printData(replayText(replayed, order.expected, style));
  printData(closingLines(failure, style.bold).join('\n'));
  return replayed.outcome === 'same';
}

function closingLines(failure: Failure, bold: (text: string) => string): readonly string[] {
  return [
    '',
    'replay it yourself, and see every event with its cause by adding --trace:',
    `  ${bold(replayCommand(failure))}`,
  ];
}
