// The runs whose digests must be the same everywhere: the first of order-lifecycle, and of each version of the example.

import { baseline } from '../../designs/baseline.ts';
import { performRun as performRegisterRun } from '../../examples/replicated-register.ts';
import { orderLifecycle } from '../../scenarios/order-lifecycle.ts';
import { drawPlan } from '../../src/scenario/draw-plan.ts';
import { performRun } from '../../src/scenario/run.ts';
import type { SimulationHost } from '../../src/simulator/host.ts';

export interface NamedDigest {
  readonly run: string;
  readonly digest: string;
}

export async function digestList(host: SimulationHost, runs: number): Promise<readonly NamedDigest[]> {
  const digests: NamedDigest[] = [];
  for (let index = 0; index < runs; index += 1) {
    const seed = `digests:${index}`;
    const plan = drawPlan(orderLifecycle, seed, 'swarm');
    const { digest } = await performRun({ scenario: orderLifecycle, plan, design: baseline, host });
    digests.push({ run: `order-lifecycle ${seed}`, digest });
  }
  for (const version of ['answers before the disk has it', 'answers when the disk has it'] as const) {
    for (let index = 0; index < runs; index += 1) {
      const seed = `register:${index}`;
      const { digest } = await performRegisterRun(version, seed, host);
      digests.push({ run: `${version} ${seed}`, digest });
    }
  }
  return digests;
}
