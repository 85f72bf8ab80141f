// What a run may suffer and still owes everything. A scenario says how many copies of each message its cluster keeps. With one copy on a disk
// that survives and a flush before each answer, any number of process deaths and power losses, any trouble of the network, pauses, calls of a
// disk that fail, and clocks within the limits that RocketMQ documents are within the budget. What destroys synced data of a broker is not: there is no other
// copy to make up for it. A broker that loses all its copies (`groupLoss`) is beyond every budget; its oracles tell what is still owed. Beyond the budget, and in an overload run, which asks for more than capacity, safety only is owed.

import { classOf, type Fault } from '../simulator/fault/fault.ts';
import type { Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';

export type Owed = 'safety-and-liveness' | 'safety';

/** Roles that name a broker, perhaps. */
const KEEPERS: readonly string[] = ['broker', 'master', 'slave', 'server', 'any'];

export function isWithinBudget(fault: Fault, { copies = 1 }: Pick<Scenario, 'copies'>): boolean {
  if (classOf(fault.kind).toll !== 'copy' || copies > 1) return true;
  return !('role' in fault) || !KEEPERS.includes(fault.role);
}

export function owedBy(plan: Plan, scenario: Scenario): Owed {
  if (plan.profile === 'overload') return 'safety';
  return plan.faults.every(({ fault }) => isWithinBudget(fault, scenario)) ? 'safety-and-liveness' : 'safety';
}
