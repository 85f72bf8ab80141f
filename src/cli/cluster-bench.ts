// Measures the whole thing: judged runs per minute on all cores, messages per second on one.

import type { BenchResult, BenchWorld } from '../../bench/kernel.ts';
import { type ExploreRequest, explore } from '../explorer/explore.ts';
import { seedOf } from '../explorer/seed-range.ts';
import { WHOLE } from '../explorer/shard.ts';
import { drawPlan } from '../scenario/draw-plan.ts';
import { performRun } from '../scenario/run.ts';
import { loadDesign, loadScenario } from './load-module.ts';
import { NodeExplorerHost } from './node-explorer-host.ts';

const SCENARIO = 'order-lifecycle';
const DESIGN = 'baseline';
const WARM_UP_MS = 3000;
const MEASURED_MS = 10_000;
const MINUTE_SECONDS = 60;
const WARM_UP_RUNS = 20;
const MEASURED_RUNS = 60;

/** Runs of the scenario that explorations start with, performed and judged per minute of wall time. */
export async function benchClusterRuns(pool: {
  readonly workers: number;
  readonly stallAfter: number;
}): Promise<BenchResult> {
  const scenario = await loadScenario(SCENARIO);
  const design = await loadDesign(DESIGN);
  const host = new NodeExplorerHost({
    size: pool.workers,
    stallAfterMs: pool.stallAfter,
    scenarios: [scenario],
    designs: [design],
    saveCapsule: () => '',
  });
  const request = (batch: string, limitMs: number): ExploreRequest => ({
    scenarios: [{ source: scenario.source, scenario: scenario.value }],
    design: { source: design.source, design: design.value },
    batch,
    extent: { kind: 'time', limitMs },
    profile: 'swarm',
    shard: WHOLE,
    maxFailures: undefined,
  });
  try {
    await explore(request('warm-up', WARM_UP_MS), host);
    const { runs, wallSeconds } = await explore(request('bench', MEASURED_MS), host);
    return {
      name: 'cluster.runs',
      unit: 'judged runs/min',
      value: Math.round((runs / wallSeconds) * MINUTE_SECONDS),
    };
  } finally {
    await host.close();
  }
}

/** Messages that were sent, stored, acknowledged, delivered and judged, per second of one core, in runs without trouble. */
export async function benchClusterMessages(world: BenchWorld): Promise<BenchResult> {
  // Without the slaves of a few runs: what those cost has a bench of its own.
  const { slaves: _, ...scenario } = (await loadScenario(SCENARIO)).value;
  const design = (await loadDesign(DESIGN)).value;
  let messages = 0;
  const perform = async (first: number, count: number) => {
    for (let index = first; index < first + count; index += 1) {
      const plan = drawPlan(scenario, seedOf('bench', index), 'calm');
      const { shape } = await performRun({ scenario, plan, design, host: world.host });
      messages += shape.messages;
    }
  };
  await perform(0, WARM_UP_RUNS);
  messages = 0;
  const start = world.seconds();
  await perform(WARM_UP_RUNS, MEASURED_RUNS);
  return {
    name: 'cluster.messages',
    unit: 'messages/s',
    value: Math.round(messages / (world.seconds() - start)),
  };
}
