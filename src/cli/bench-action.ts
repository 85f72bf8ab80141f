// What `windtunnel bench` does.

import { benchBacklog } from '../../bench/backlog.ts';
import { benchCatchUp } from '../../bench/catch-up.ts';
import { benchCheckRound } from '../../bench/check-round.ts';
import {
  type BenchResult,
  type BenchWorld,
  benchEvents,
  benchIdleHour,
  benchKernelCalls,
} from '../../bench/kernel.ts';
import { benchGrowth, benchQuietDay } from '../../bench/quiet.ts';
import { benchQuietCluster } from '../../bench/quiet-cluster.ts';
import { benchReplicationCost } from '../../bench/replication-cost.ts';
import { benchRealStore, benchSimulatedStore } from '../../bench/store.ts';
import { benchThroughput } from '../../bench/throughput.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import { formatCount, formatPerCent } from '../report/figures.ts';
import { renderTable } from '../report/table.ts';
import { benchClusterMessages, benchClusterRuns } from './cluster-bench.ts';
import type { BenchFlags } from './commands/bench.ts';
import { type FunctionTime, profileKernel, profileReplication, profileThroughput } from './cpu-profile.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { heapBytes } from './heap-bytes.ts';
import { benchWorkers } from './scaling-bench.ts';
import { suggest } from './suggestion.ts';
import { dataStyle, printData, printJson, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

interface Bench {
  readonly names: readonly string[];
  readonly run: (world: BenchWorld, flags: BenchFlags) => Promise<readonly BenchResult[]>;
}

const MACHINE_COUNTS = [3, 10, 100, 1000] as const;
const PROFILE_ROWS = 25;

const BENCHES: readonly Bench[] = [
  ...MACHINE_COUNTS.map((machines) => ({
    names: [`kernel.rpc.${machines}`],
    run: async (world: BenchWorld) => [await benchKernelCalls(world, machines)],
  })),
  { names: ['kernel.idle-hour'], run: async (world) => [await benchIdleHour(world)] },
  { names: ['kernel.events', 'reference.raw-loop', 'kernel.events-ratio'], run: benchEvents },
  { names: ['kernel.quiet-day'], run: async (world) => [await benchQuietDay(world)] },
  { names: ['kernel.event-growth', 'kernel.memory-growth'], run: benchGrowth },
  {
    names: ['cluster.quiet-day', 'cluster.quiet-day-events', 'cluster.memory-growth'],
    run: benchQuietCluster,
  },
  { names: ['store.append', 'store.dispatch'], run: benchSimulatedStore },
  {
    names: ['store.real-sync-ratio', 'store.real-async-ratio', 'reference.synced-writes', 'reference.writes'],
    run: benchRealStore,
  },
  {
    names: ['store.backlog-growth', 'store.backlog-read-growth', 'store.backlog-restart-growth'],
    run: benchBacklog,
  },
  {
    names: ['', '.open-growth', '.resolved-growth', '.first-growth'].map((end) => `broker.check-round${end}`),
    run: benchCheckRound,
  },
  {
    names: [
      'cluster.throughput',
      'cluster.throughput-batched',
      'cluster.wire-bytes',
      'cluster.wire-bytes-batched',
      'cluster.payload-bytes',
    ],
    run: benchThroughput,
  },
  {
    names: ['replication.cost.asynchronous', 'replication.cost.synchronous', 'reference.single-broker'],
    run: benchReplicationCost,
  },
  { names: ['replication.catch-up', 'replication.catch-up.growth'], run: benchCatchUp },
  { names: ['cluster.messages'], run: async (world) => [await benchClusterMessages(world)] },
  {
    names: ['workers.one', 'workers.two', 'reference.spin-scaling', 'workers.scaling'],
    run: (_world, flags) => benchWorkers(flags),
  },
  { names: ['cluster.runs'], run: async (_world, flags) => [await benchClusterRuns(flags)] },
];

export async function runBench(names: readonly string[], flags: BenchFlags): Promise<ExitCode> {
  checkNames(names);
  const world = { host: new MicrotaskPump(), seconds: () => performance.now() / 1000, heapBytes };
  if (flags.profile === true) return showProfile(world, names, flags);
  const results: BenchResult[] = [];
  for (const bench of BENCHES) {
    const wanted = bench.names.filter((name) => isWanted(name, names));
    if (wanted.length === 0) continue;
    say(`measuring ${wanted.join(', ')}`);
    results.push(...(await bench.run(world, flags)).filter(({ name }) => wanted.includes(name)));
  }
  if (flags.json === true) printJson({ results, node: process.versions.node, pump: world.host.path });
  else printData(renderResults(results));
  return EXIT.held;
}

function checkNames(names: readonly string[]): void {
  const known = BENCHES.flatMap((bench) => bench.names);
  const unknown = names.find((name) => !known.some((candidate) => isWanted(candidate, [name])));
  if (unknown === undefined) return;
  const near = suggest(unknown, known);
  throw new UsageError(`there is no measurement named "${unknown}"`, {
    problems: near === undefined ? [] : [`did you mean ${near}?`],
    remedy: `name some of ${known.join(', ')}, or the beginning of a name, such as kernel`,
  });
}

function isWanted(name: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((word) => name === word || name.startsWith(`${word}.`));
}

function renderResults(results: readonly BenchResult[]): string {
  const columns = [
    { title: 'name', align: 'left' },
    { title: 'value', align: 'right' },
    { title: 'unit', align: 'left' },
  ] as const;
  const rows = results.map(({ name, value, unit }) => [
    { text: name, paint: dataStyle().bold },
    { text: value >= 1000 ? formatCount(value) : String(value) },
    { text: unit },
  ]);
  return renderTable(columns, rows);
}

interface Profiled {
  readonly load: string;
  readonly profile: (world: BenchWorld) => Promise<readonly FunctionTime[]>;
}

function profiled(names: readonly string[]): Profiled {
  const isAll = (beginning: string) => names.length > 0 && names.every((name) => name.startsWith(beginning));
  if (isAll('cluster')) return { load: 'messages end to end', profile: profileThroughput };
  if (isAll('replication')) return { load: 'messages end to end with a slave', profile: profileReplication };
  return { load: '10 machines that call each other', profile: profileKernel };
}

async function showProfile(
  world: BenchWorld,
  names: readonly string[],
  flags: BenchFlags,
): Promise<ExitCode> {
  const { load, profile } = profiled(names);
  say(`profiling ${load}`);
  const functions = await profile(world);
  if (flags.json === true) printJson({ functions });
  else printData(renderProfile(functions.slice(0, PROFILE_ROWS)));
  return EXIT.held;
}

function renderProfile(functions: readonly FunctionTime[]): string {
  const columns = [
    { title: 'self', align: 'right' },
    { title: 'function', align: 'left' },
    { title: 'where', align: 'left' },
  ] as const;
  const rows = functions.map(({ share, name, place }) => [
    { text: formatPerCent(share) },
    { text: name, paint: dataStyle().bold },
    { text: place, paint: dataStyle().dim },
  ]);
  return renderTable(columns, rows);
}
