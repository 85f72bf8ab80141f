// How large a plan is, as people count it.

import type { Plan } from '../../scenario/plan.ts';

export interface PlanSize {
  readonly operations: number;
  readonly faults: number;
  readonly machines: number;
}

export function sizeOf({ operations, faults, topology }: Plan): PlanSize {
  const { nameServers, brokers, producers, consumers, slavesPerBroker = 0 } = topology;
  return {
    operations: operations.length,
    faults: faults.length,
    machines: nameServers + brokers * (1 + slavesPerBroker) + producers + consumers,
  };
}
