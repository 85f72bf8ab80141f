// The replaceable decisions of transactions, with the original's behaviour as default.

import type { Clock } from '../../../environment/clock.ts';
import type { StoredMessage } from '../../message/message.ts';
import { isEndOfQueue, type ReadStatus } from '../../store/read-result.ts';
import {
  decideHalf,
  type HalfQuestion,
  type HalfVerdict,
  preparedOffset,
  putBackProperties,
} from './check-decision.ts';
import { ProducerTable } from './producer-table.ts';
import { ResolvedHalves } from './resolved-halves.ts';
import { TransactionEnds } from './transaction-ends.ts';

export interface TransactionParts {
  readonly decideHalf: (question: HalfQuestion) => HalfVerdict;
  /** Properties of a half message that waits on. */
  readonly putBackProperties: typeof putBackProperties;
  /** Whether one that waits on is resolved under the offset that its producer knows. */
  readonly isResolvedBefore: (half: StoredMessage, resolved: ResolvedHalves, clock: Clock) => boolean;
  /** One for each process of a broker. */
  readonly makeEnds: () => TransactionEnds;
  readonly makeResolvedHalves: (firstHalfOffset: number) => ResolvedHalves;
  readonly makeProducerTable: () => ProducerTable;
  /** Whether a read of the records of what is resolved only met their end, rather than an offset that does not exist. */
  readonly hasReadAllRecords: (status: ReadStatus) => boolean;
}

export const DEFAULT_TRANSACTION_PARTS: TransactionParts = {
  decideHalf,
  putBackProperties,
  isResolvedBefore: (half, resolved) => {
    const first = preparedOffset(half);
    return first !== undefined && resolved.take(first);
  },
  makeEnds: () => new TransactionEnds(),
  makeResolvedHalves: (firstHalfOffset) => new ResolvedHalves(firstHalfOffset),
  makeProducerTable: () => new ProducerTable(),
  hasReadAllRecords: (status) => status === 'FOUND' || isEndOfQueue(status),
};
