// What `windtunnel zoo` does. It is an ordinary user of the explorer.

import { type Conviction, firstFailure, type Stream, summarise } from '../explorer/conviction.ts';
import { WHOLE } from '../explorer/shard.ts';
import { formatSeconds } from '../report/figures.ts';
import { type Cell, renderTable } from '../report/table.ts';
import type { Defect, Design } from '../scenario/design.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { performBatch, writeReport } from './batch.ts';
import type { ZooFlags } from './commands/zoo.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type Loaded, loadAllDesigns, loadDesign, loadScenario } from './load-module.ts';
import { Progress } from './progress.ts';
import { ReportFolder } from './report-folder.ts';
import { dataStyle, printData, printJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const STREAMS = 5;
const MILLISECONDS = 1000;

interface Animal {
  readonly design: Loaded<Design>;
  readonly defect: Defect;
  readonly scenario: Loaded<Scenario>;
}

interface Finding extends Conviction {
  readonly name: string;
  readonly source: string;
  readonly oracle: string;
  readonly scenario: string;
  readonly wallSeconds: number;
}

type StreamResult = Stream | 'interrupted';

export async function runZoo(sources: readonly string[], flags: ZooFlags): Promise<ExitCode> {
  const startedAt = new Date();
  const animals = await animalsOf(sources);
  const folder = ReportFolder.create(process.cwd(), 'zoo', startedAt);
  const designs: Finding[] = [];
  let isInterrupted = false;
  for (const animal of animals) {
    const finding = await convict(animal, flags, folder);
    isInterrupted = finding === 'interrupted';
    if (finding === 'interrupted') break;
    designs.push(finding);
  }
  const convicted = designs.filter((design) => design.convicted).length;
  const result = { designs, convicted, total: animals.length, report: folder.path };
  writeReport(folder, { asked: { command: 'zoo', seeds: flags.seeds, seed: flags.seed }, startedAt, result });
  folder.close();
  if (flags.json === true) printJson(result);
  else printData(zooText(designs));
  if (isInterrupted) return EXIT.interrupted;
  if (animals.length === 0) return EXIT.nothingSelected;
  return convicted === animals.length ? EXIT.held : EXIT.failed;
}

/** @throws UsageError when a design that is named has no known defect */
async function animalsOf(sources: readonly string[]): Promise<readonly Animal[]> {
  const designs =
    sources.length === 0
      ? (await loadAllDesigns()).filter(({ value }) => value.defect !== undefined)
      : await Promise.all(sources.map(loadDesign));
  return Promise.all(
    designs.map(async (design) => {
      const { defect } = design.value;
      if (defect !== undefined) return { design, defect, scenario: await loadScenario(defect.scenario) };
      throw new UsageError(`${design.source} is no known-bad design`, {
        remedy:
          'name one whose `defect` says which oracle must convict it; `windtunnel list designs` shows them',
      });
    }),
  );
}

async function convict(
  animal: Animal,
  flags: ZooFlags,
  folder: ReportFolder,
): Promise<Finding | 'interrupted'> {
  const { design, defect, scenario } = animal;
  const startMs = performance.now();
  const streams: Stream[] = [];
  for (let stream = 1; stream <= STREAMS; stream += 1) {
    const result = await follow(animal, { ...flags, seed: `${flags.seed}-${stream}` }, folder);
    if (result === 'interrupted') return result;
    streams.push(result);
  }
  const { name } = design.value;
  return {
    name,
    source: defect.source,
    oracle: defect.oracle,
    scenario: scenario.value.name,
    ...summarise(streams),
    wallSeconds: (performance.now() - startMs) / MILLISECONDS,
  };
}

/** Runs a stream of seeds until the named oracle speaks; what others find on the way does not count. */
async function follow(animal: Animal, flags: ZooFlags, folder: ReportFolder): Promise<StreamResult> {
  const { design, defect, scenario } = animal;
  let other: string | null = null;
  for (let first = 0; first < flags.seeds; ) {
    const options = {
      scenarios: [scenario],
      design,
      batch: flags.seed,
      extent: { kind: 'seeds', range: { first, last: flags.seeds - 1 } },
      profile: 'swarm',
      shard: WHOLE,
      maxFailures: 1,
      workers: flags.workers,
      stallAfterMs: flags.stallAfter,
    } as const;
    const progress = new Progress(`${design.value.name}, stream ${flags.seed}`);
    const result = await performBatch(options, { folder, progress });
    if (result.isInterrupted) return 'interrupted';
    const failure = firstFailure(result.failures);
    if (failure === undefined) break;
    if (failure.by === defect.oracle) return { seeds: failure.index + 1, other };
    other ??= failure.by;
    first = failure.index + 1;
  }
  return { seeds: null, other };
}

function zooText(findings: readonly Finding[]): string {
  const style = dataStyle();
  const columns = [
    { title: 'design', align: 'left' },
    { title: 'median', align: 'right' },
    { title: 'seeds', align: 'left' },
    { title: 'time', align: 'right' },
    { title: 'oracle', align: 'left' },
  ] as const;
  const rows = findings.map((finding): readonly Cell[] => {
    const paint = finding.convicted ? style.good : style.bad;
    const others = finding.otherOracle === null ? '' : `, and ${finding.otherOracle}`;
    return [
      { text: finding.name, paint: style.bold },
      { text: finding.median === null ? 'never' : `${finding.median}`, paint },
      { text: finding.seeds.map((count) => count ?? '-').join(' ') },
      { text: formatSeconds(finding.wallSeconds) },
      { text: `${finding.oracle}${others}` },
    ];
  });
  return renderTable(columns, rows);
}
