// The replaceable parts of replication, with RocketMQ 5.3's behaviour by default. A design may replace one.

import type { Environment } from '../../environment/environment.ts';
import { type CountCopies, countCopies } from './replication-decision.ts';
import { TransferWaits, type TransferWaitsOptions } from './transfer-waits.ts';

export interface ReplicationParts {
  /** How many copies there are of what lies before a position. */
  readonly countCopies: CountCopies;
  /** How puts wait for replicas. */
  readonly makeTransferWaits: (environment: Environment, options: TransferWaitsOptions) => TransferWaits;
}

export const DEFAULT_REPLICATION_PARTS: ReplicationParts = {
  countCopies,
  makeTransferWaits: (environment, options) => new TransferWaits(environment, options),
};
