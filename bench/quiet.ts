// Measures what time costs in which little or nothing happens: quiet hours, cost per event and memory after a minute and after many days.

import type { Program } from '../src/environment/program.ts';
import { Simulation } from '../src/simulator/simulation.ts';
import type { BenchResult, BenchWorld } from './kernel.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PORT = 7000;
const MACHINES = 10;
const HEARTBEAT_MS = 30_000;
const ROUNDS = 5;
const MEBIBYTE = 1024 * 1024;

/** Sends a datagram to the next machine at a fixed rate. */
function beating(addresses: readonly string[], periodMs: number): Program {
  return async ({ network, timers }) => {
    const socket = await network.bindDatagrams(PORT, () => {});
    const own = addresses.indexOf(socket.address);
    const next = addresses[(own + 1) % addresses.length] as string;
    timers.every(periodMs, periodMs, 'heartbeat', () => socket.send(next, Uint8Array.of(1)));
    return { stop: async () => {} };
  };
}

function beatingWorld(world: BenchWorld, seed: string, periodMs: number): Simulation {
  const simulation = new Simulation({ seed, host: world.host });
  const addresses: string[] = [];
  for (let index = 0; index < MACHINES; index += 1) {
    const machine = simulation.addMachine(`node-${index}`, beating(addresses, periodMs));
    addresses.push(`${machine.host}:${PORT}`);
    machine.start();
  }
  return simulation;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] as number;
}

/** Seconds for 24 hours of ten machines that send each other a heartbeat every 30 s. */
export async function benchQuietDay(world: BenchWorld): Promise<BenchResult> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const simulation = beatingWorld(world, `quiet ${round}`, HEARTBEAT_MS);
    await simulation.run({ untilMs: MINUTE_MS });
    const start = world.seconds();
    await simulation.run({ untilMs: MINUTE_MS + DAY_MS });
    times.push(world.seconds() - start);
  }
  return { name: 'kernel.quiet-day', unit: 's', value: Number(median(times).toFixed(4)) };
}

/** Cost of an event, and memory, at the end of 200 days beside those at their beginning. */
export async function benchGrowth(world: BenchWorld): Promise<readonly BenchResult[]> {
  const days = 200;
  const stretchMs = 10 * DAY_MS;
  const simulation = beatingWorld(world, 'growth', 2 * HEARTBEAT_MS);
  const costs: number[] = [];
  const heap: number[] = [];
  for (let untilMs = stretchMs; untilMs <= days * DAY_MS; untilMs += stretchMs) {
    const [start, events] = [world.seconds(), simulation.kernel.events];
    await simulation.run({ untilMs });
    costs.push((world.seconds() - start) / (simulation.kernel.events - events));
    heap.push(world.heapBytes());
  }
  // The first stretches belong to the compiler.
  const early = Math.min(...costs.slice(2, 2 + ROUNDS));
  const late = Math.min(...costs.slice(-ROUNDS));
  const grown = ((heap.at(-1) as number) - (heap[2] as number)) / MEBIBYTE;
  return [
    { name: 'kernel.event-growth', unit: 'late of early cost', value: Number((late / early).toFixed(3)) },
    { name: 'kernel.memory-growth', unit: 'MiB in 170 days', value: Number(grown.toFixed(2)) },
  ];
}
