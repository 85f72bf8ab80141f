// Measures what a second worker is worth: judged runs per minute with one worker and with two, beside two threads that only compute, in
// turns, so that whatever else the machine does meets all of them.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BenchResult } from '../../bench/kernel.ts';
import { type ExploreRequest, explore } from '../explorer/explore.ts';
import { WHOLE } from '../explorer/shard.ts';
import { loadDesign, loadScenario } from './load-module.ts';
import { NodeExplorerHost } from './node-explorer-host.ts';
import { CODE_EXTENSION } from './package-root.ts';

const SCENARIO = 'order-lifecycle';
const DESIGN = 'baseline';
const ROUNDS = 5;
const RUNS = 120;
/** Of each worker, until its code is compiled. */
const WARM_UP_RUNS = 100;
const SPIN_MS = 1500;
const MINUTE_SECONDS = 60;
const SPIN_URL = new URL(new URL('./spin-worker.ts', import.meta.url).href.replace(/\.ts$/, CODE_EXTENSION));

/** Judged runs per minute. */
type RunRate = (workers: 1 | 2, runs: number) => Promise<number>;

export async function benchWorkers(pool: { readonly stallAfter: number }): Promise<readonly BenchResult[]> {
  const runRate = await prepareRuns(pool.stallAfter);
  const spinRate = prepareSpinning();
  await runRate.measure(1, WARM_UP_RUNS);
  await runRate.measure(2, 2 * WARM_UP_RUNS);
  await spinRate.measure(2);
  const rates = { one: [] as number[], two: [] as number[], spin: [] as number[], ratio: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const [oneSpin, one] = [await spinRate.measure(1), await runRate.measure(1, RUNS)];
    const [twoSpin, two] = [await spinRate.measure(2), await runRate.measure(2, RUNS)];
    rates.one.push(one);
    rates.two.push(two);
    rates.spin.push(twoSpin / oneSpin);
    rates.ratio.push(two / one / (twoSpin / oneSpin));
  }
  await Promise.all([runRate.close(), spinRate.close()]);
  return [
    { name: 'workers.one', unit: 'judged runs/min', value: Math.round(median(rates.one)) },
    { name: 'workers.two', unit: 'judged runs/min', value: Math.round(median(rates.two)) },
    { name: 'reference.spin-scaling', unit: 'of one loop', value: rounded(median(rates.spin)) },
    { name: 'workers.scaling', unit: 'of two spin loops', value: rounded(median(rates.ratio)) },
  ];
}

async function prepareRuns(stallAfterMs: number) {
  const [scenario, design] = [await loadScenario(SCENARIO), await loadDesign(DESIGN)];
  const hostOf = (size: number) =>
    new NodeExplorerHost({
      size,
      stallAfterMs,
      scenarios: [scenario],
      designs: [design],
      saveCapsule: () => '',
    });
  const hosts = { 1: hostOf(1), 2: hostOf(2) };
  const measure: RunRate = async (workers, runs) => {
    const request: ExploreRequest = {
      scenarios: [{ source: scenario.source, scenario: scenario.value }],
      design: { source: design.source, design: design.value },
      batch: 'bench',
      extent: { kind: 'seeds', range: { first: 0, last: runs - 1 } },
      profile: 'swarm',
      shard: WHOLE,
      maxFailures: undefined,
    };
    const { wallSeconds } = await explore(request, hosts[workers]);
    return (runs / wallSeconds) * MINUTE_SECONDS;
  };
  return { measure, close: () => Promise.all([hosts[1].close(), hosts[2].close()]) };
}

/** Rounds of both loops while both run. */
function prepareSpinning() {
  const threads = [new Worker(SPIN_URL), new Worker(SPIN_URL)];
  const spin = async (thread: Worker): Promise<number> => {
    thread.postMessage(SPIN_MS);
    const [rounds] = (await once(thread, 'message')) as [number];
    return rounds;
  };
  const measure = async (loops: 1 | 2): Promise<number> => {
    const rounds = await Promise.all(threads.slice(0, loops).map(spin));
    return rounds.reduce((sum, count) => sum + count, 0);
  };
  return { measure, close: () => Promise.all(threads.map((thread) => thread.terminate())) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
