// Measures what a slave costs: the load of `cluster.throughput` through a broker alone, through a master with a slave that copies and dispatches
// everything, and through one that answers when the slave has it. They take turns.

import { baseline } from '../designs/baseline.ts';
import type { BenchResult, BenchWorld } from './kernel.ts';
import { runThroughput, SINGLE, type ThroughputCluster, type ThroughputLoad } from './throughput.ts';

const ROUNDS = 3;
const LOAD: ThroughputLoad = { ...SINGLE, requests: 200 };
const WARM_UP: ThroughputLoad = { ...SINGLE, requests: 100 };

/** `baseline` waits for two copies. */
export const SYNCHRONOUS: ThroughputCluster = { design: baseline, slavesPerBroker: 1 };

const ASYNCHRONOUS: ThroughputCluster = {
  design: {
    ...baseline,
    options: { ...baseline.options, replication: { newReplicaStart: 'minimum' } },
  },
  slavesPerBroker: 1,
};

/** Seconds of the best round of each: a machine has other users. */
async function bestRounds(
  world: BenchWorld,
  clusters: readonly ThroughputCluster[],
): Promise<readonly number[]> {
  const best = clusters.map(() => Number.POSITIVE_INFINITY);
  for (const cluster of clusters) await runThroughput(world, WARM_UP, cluster);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, cluster] of clusters.entries()) {
      const { seconds } = await runThroughput(world, LOAD, cluster);
      best[index] = Math.min(best[index] as number, seconds);
    }
  }
  return best;
}

export async function benchReplicationCost(world: BenchWorld): Promise<readonly BenchResult[]> {
  const alone: ThroughputCluster = { design: baseline, slavesPerBroker: 0 };
  const seconds = await bestRounds(world, [alone, ASYNCHRONOUS, SYNCHRONOUS]);
  const [single, asynchronous, synchronous] = seconds as [number, number, number];
  const unit = 'lost of the throughput of a broker alone';
  return [
    {
      name: 'replication.cost.asynchronous',
      unit,
      value: Number((1 - single / asynchronous).toFixed(3)),
    },
    { name: 'replication.cost.synchronous', unit, value: Number((1 - single / synchronous).toFixed(3)) },
    {
      name: 'reference.single-broker',
      unit: 'messages/s',
      value: Math.round((LOAD.senders * LOAD.requests) / single),
    },
  ];
}
