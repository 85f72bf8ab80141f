// What a design promises in one run: what its options say, and what the plan's faults and conditions leave of it.

import type { Promises } from '../oracles/oracle.ts';
import type { Fault } from '../simulator/fault/fault.ts';
import { longestPauseUs } from '../simulator/priority-schedule.ts';
import { copiesWaitedFor, type Design } from './design.ts';
import { isWithinBudget } from './fault-budget.ts';
import type { Plan } from './plan.ts';

/** Copies on other machines help no disk: what is synced on it stays there, or it does not. */
const ONE_DISK = { copies: 1 } as const;

export function promisesOf(plan: Plan, design: Design, delayLevelsMs: readonly number[]): Promises {
  const { claims = {} } = design.options;
  const copies = copiesOf(plan, design);
  const { masterLoss, splitBrain, groupLoss } = plan.conditions;
  return {
    flush: claims.flush ?? design.options.flush ?? 'asynchronous',
    configFiles: design.options.configFiles ?? 'atomic',
    transactionEnds: design.options.transactionEnds ?? 'repeated',
    copies,
    copiesAre: claims.copiesAre ?? 'appended',
    readersSee: copies > 1 ? (design.options.readersSee ?? 'stored') : 'stored',
    slaveProgress: design.options.slaveProgress ?? 'overwritten',
    mastersMayBeReplaced: masterLoss !== undefined || splitBrain !== undefined || groupLoss !== undefined,
    masterFence:
      design.options.replication?.masterFence ?? plan.conditions.replication?.masterFence ?? 'none',
    disksKeepWhatIsSynced: plan.faults.every(
      ({ fault }) => isWithinBudget(fault, ONE_DISK) || isNewSlave(fault),
    ),
    delayLevelsMs,
    longestPauseUs: longestPauseUs(plan.conditions.tieBreak, plan.conditions.interleaveMaximumUs),
  };
}

/** A slave that begins anew: the history says so, and nothing that counts was on its disk alone. */
function isNewSlave(fault: Fault): boolean {
  return fault.kind === 'wipe-disk' && fault.role === 'slave';
}

function copiesOf({ topology }: Plan, { options }: Design): number {
  if ((topology.slavesPerBroker ?? 0) === 0) return 1;
  return options.claims?.copies ?? copiesWaitedFor(options);
}
