// Passes that remove operations and faults. What is left keeps its numbers, and with them its draws.

import type { Plan } from '../../scenario/plan.ts';
import type { Pass } from './pass.ts';

export const dropFaults: Pass = {
  name: 'fewer faults',
  edits: ({ faults }) =>
    faults.map(({ slot }) => (plan: Plan) => ({
      ...plan,
      faults: plan.faults.filter((other) => other.slot !== slot),
    })),
};

/** The last ones first: what happens after a failure is of no use to it. */
export const dropOperations: Pass = {
  name: 'fewer operations',
  edits: ({ operations }) =>
    operations.toReversed().map(({ slot }) => (plan: Plan) => ({
      ...plan,
      operations: plan.operations.filter((other) => other.slot !== slot),
    })),
};
