// What a run may suffer and still owes everything. The stack of this scenario set keeps one copy of each message on a disk that survives:
// any number of process deaths and any trouble of the network is within its budget. An overload run asks for more than capacity and owes
// safety only.

import type { Plan } from './plan.ts';

export type Owed = 'safety-and-liveness' | 'safety';

export function owedBy(plan: Plan): Owed {
  return plan.profile === 'overload' ? 'safety' : 'safety-and-liveness';
}
