// The replaceable parts of replication, with RocketMQ 5.3's behaviour by default. A design may replace one.

import type { Environment } from '../../environment/environment.ts';
import { FENCE_RULES, type FenceRules } from './master-claim.ts';
import { type CountCopies, countCopies } from './replication-decision.ts';
import { TransferWaits, type TransferWaitsOptions } from './transfer-waits.ts';

export interface ReplicationParts {
  /** How many copies there are of what lies before a position. */
  readonly countCopies: CountCopies;
  /** What follows when name servers name another master; asked only where `masterFence` says so. */
  readonly fenceRules: FenceRules;
  /** How puts wait for replicas. */
  readonly makeTransferWaits: (environment: Environment, options: TransferWaitsOptions) => TransferWaits;
}

export const DEFAULT_REPLICATION_PARTS: ReplicationParts = {
  countCopies,
  fenceRules: FENCE_RULES,
  makeTransferWaits: (environment, options) => new TransferWaits(environment, options),
};
