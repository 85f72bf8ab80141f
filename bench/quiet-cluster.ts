// Measures 24 hours of a messaging cluster of ten machines without traffic: one name server, three brokers, two producers, four consumers.

import { baseline } from '../designs/baseline.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { History } from '../src/history/history.ts';
import type { MessageEntry } from '../src/oracles/message-entry.ts';
import { Cluster } from '../src/scenario/cluster.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { OpenSends } from '../src/scenario/open-sends.ts';
import { simulatedWorld } from '../src/scenario/simulated-world.ts';
import type { Topology } from '../src/scenario/topology.ts';
import type { Simulation } from '../src/simulator/simulation.ts';
import type { BenchResult, BenchWorld } from './kernel.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MEBIBYTE = 1024 * 1024;
const EVENT_LIMIT = 100_000_000;
const TOPOLOGY: Topology = { nameServers: 1, brokers: 3, producers: 2, consumers: 4, queuesPerBroker: 4 };

/** A cluster that has just come up. */
export async function quietCluster(world: BenchWorld): Promise<Simulation> {
  const drawn = drawPlan(orderLifecycle, 'quiet', 'calm');
  const plan = { ...drawn, topology: TOPOLOGY, operations: [], faults: [] };
  const simulation = simulatedWorld({
    plan,
    host: world.host,
    traceWindow: undefined,
    eventLimit: EVENT_LIMIT,
  });
  const history = new History<MessageEntry>(() => simulation.kernel.nowUs);
  const openSends = new OpenSends(history);
  const cluster = new Cluster({
    simulation,
    history,
    openSends,
    scenario: orderLifecycle,
    plan,
    design: baseline,
  });
  for (const machine of [...cluster.nameServers, ...cluster.brokers, cluster.operator]) machine.start();
  await simulation.run({ untilMs: MINUTE_MS });
  for (const machine of cluster.clients) machine.start();
  await simulation.run({ untilMs: HOUR_MS });
  return simulation;
}

export async function benchQuietCluster(world: BenchWorld): Promise<readonly BenchResult[]> {
  const simulation = await quietCluster(world);
  const [heap, events, start] = [world.heapBytes(), simulation.kernel.events, world.seconds()];
  await simulation.run({ untilMs: 25 * HOUR_MS });
  const seconds = world.seconds() - start;
  return [
    { name: 'cluster.quiet-day', unit: 's', value: Number(seconds.toFixed(3)) },
    { name: 'cluster.quiet-day-events', unit: 'events', value: simulation.kernel.events - events },
    {
      name: 'cluster.memory-growth',
      unit: 'MiB in 24 hours',
      value: Number(((world.heapBytes() - heap) / MEBIBYTE).toFixed(2)),
    },
  ];
}
