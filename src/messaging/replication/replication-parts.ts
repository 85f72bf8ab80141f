// The replaceable parts of replication, with RocketMQ 5.3's behaviour by default. A design may replace one.

import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { FENCE_RULES, type FenceRules } from './master-claim.ts';
import { type CountCopies, countCopies } from './replication-decision.ts';
import { TransferWaits, type TransferWaitsOptions } from './transfer-waits.ts';

export interface Parting {
  /** The first byte that is not the same. */
  readonly position: LogPosition;
  /** Of the last whole record before it. */
  readonly recordEnd: LogPosition;
}

export interface ReplicationParts {
  /** How many copies there are of what lies before a position. */
  readonly countCopies: CountCopies;
  /** What follows when name servers name another master; asked only where `masterFence` says so. */
  readonly fenceRules: FenceRules;
  /** Where a slave cuts its log that is not its master's any more from a position on. */
  readonly cutPosition: (parting: Parting) => LogPosition;
  /** How puts wait for replicas. */
  readonly makeTransferWaits: (environment: Environment, options: TransferWaitsOptions) => TransferWaits;
}

export const DEFAULT_REPLICATION_PARTS: ReplicationParts = {
  countCopies,
  fenceRules: FENCE_RULES,
  cutPosition: ({ recordEnd }) => recordEnd,
  makeTransferWaits: (environment, options) => new TransferWaits(environment, options),
};
