// Measures the simulator's kernel: calls per second, an idle hour, events per second beside a bare heap-and-callback loop.

import type { SimulationHost } from '../src/simulator/host.ts';
import { partition } from '../src/simulator/network/rule.ts';
import { Simulation } from '../src/simulator/simulation.ts';
import { ECHO_BOOT_MS, type EchoLoad, echoProgram, SERVER_PORT } from './echo.ts';
import { FlatHeapLoop } from './raw-loop.ts';

export interface BenchWorld {
  readonly host: SimulationHost;
  /** Seconds, from any start. */
  readonly seconds: () => number;
  /** Bytes in use after a full collection. */
  readonly heapBytes: () => number;
}

export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

interface EchoOutcome {
  readonly calls: number;
  readonly events: number;
  readonly seconds: number;
  readonly digest: string;
}

const HOUR_MS = 3_600_000;
const WARM_UP_CALLS = 60_000;

export async function runEcho(world: BenchWorld, load: EchoLoad, seed: string): Promise<EchoOutcome> {
  const simulation = new Simulation({
    seed,
    host: world.host,
    network: {
      latency: { kind: 'uniform', minimumUs: 1000, maximumUs: 10_000 },
      pairLatencyUs: 0,
      lossPerMillion: 0,
      retransmissionUs: 200_000,
      retransmissionMaximumUs: 3_200_000,
      resetAfterUs: 15_000_000,
      sendBufferBytes: 65_536,
    },
  });
  const addresses: string[] = [];
  const count = { completed: 0 };
  const program = echoProgram(load, addresses, count);
  for (let index = 0; index < load.machines; index += 1) {
    const machine = simulation.addMachine(`node-${index}`, program);
    addresses.push(`${machine.host}:${SERVER_PORT}`);
  }
  for (const machine of simulation.machines) machine.start();
  // A rule that is asked about every packet and cuts none of them.
  simulation.fabric.addRule(partition(new Set([-1]), new Set([-2])));
  await simulation.run({ untilMs: ECHO_BOOT_MS / 2 });
  const start = world.seconds();
  await simulation.run({ untilMs: HOUR_MS * 24 });
  const seconds = world.seconds() - start;
  return {
    calls: count.completed,
    events: simulation.kernel.events,
    seconds,
    digest: simulation.kernel.digest.value(),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** Median calls per second of several runs after a warm-up. */
async function callRate(world: BenchWorld, machines: number, calls: number): Promise<number> {
  await runEcho(
    world,
    { machines, requestsPerMachine: Math.ceil(WARM_UP_CALLS / machines), pauseMs: 0 },
    'warm-up',
  );
  const rates: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const load = { machines, requestsPerMachine: Math.ceil(calls / machines), pauseMs: 0 };
    const outcome = await runEcho(world, load, `round ${round}`);
    rates.push(outcome.calls / outcome.seconds);
  }
  return median(rates);
}

export async function benchKernelCalls(world: BenchWorld, machines: number): Promise<BenchResult> {
  const value = Math.round(await callRate(world, machines, 300_000));
  return { name: `kernel.rpc.${machines}`, unit: 'RPC/s', value };
}

export async function benchIdleHour(world: BenchWorld): Promise<BenchResult> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const outcome = await runEcho(
      world,
      { machines: 10, requestsPerMachine: 3600, pauseMs: 1000 },
      `idle ${round}`,
    );
    times.push(outcome.seconds);
  }
  return { name: 'kernel.idle-hour', unit: 's', value: Number(median(times).toFixed(4)) };
}

/** Events per second of the kernel in the echo workload, and of a bare loop that keeps as many events in its heap. */
export async function benchEvents(world: BenchWorld): Promise<readonly BenchResult[]> {
  const kernel: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const outcome = await runEcho(
      world,
      { machines: 10, requestsPerMachine: 30_000, pauseMs: 0 },
      `events ${round}`,
    );
    kernel.push(outcome.events / outcome.seconds);
    raw.push(rawLoopRate(world));
  }
  const results = [
    { name: 'kernel.events', unit: 'events/s', value: Math.round(median(kernel)) },
    { name: 'reference.raw-loop', unit: 'events/s', value: Math.round(median(raw)) },
  ];
  const ratio = median(kernel) / median(raw);
  return [...results, { name: 'kernel.events-ratio', unit: 'of raw loop', value: Number(ratio.toFixed(3)) }];
}

function rawLoopRate(world: BenchWorld): number {
  const events = 1_000_000;
  const loop = new FlatHeapLoop();
  const start = world.seconds();
  loop.run(10, events);
  return events / (world.seconds() - start);
}
