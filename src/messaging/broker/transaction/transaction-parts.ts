// The replaceable decisions of transactions, with the original's behaviour as default.

import { isEndOfQueue, type ReadStatus } from '../../store/read-result.ts';
import { decideHalf, type HalfQuestion, type HalfVerdict } from './check-decision.ts';
import { type AdmitEnd, admitEnd } from './end-decision.ts';
import { ProducerTable } from './producer-table.ts';
import { ResolvedHalves } from './resolved-halves.ts';

export interface TransactionParts {
  readonly decideHalf: (question: HalfQuestion) => HalfVerdict | Promise<HalfVerdict>;
  readonly admitEnd: AdmitEnd;
  readonly makeResolvedHalves: (firstHalfOffset: number) => ResolvedHalves;
  readonly makeProducerTable: () => ProducerTable;
  /** Whether a read of the records of what is resolved only met their end, rather than an offset that does not exist. */
  readonly hasReadAllRecords: (status: ReadStatus) => boolean;
}

export const DEFAULT_TRANSACTION_PARTS: TransactionParts = {
  decideHalf,
  admitEnd,
  makeResolvedHalves: (firstHalfOffset) => new ResolvedHalves(firstHalfOffset),
  makeProducerTable: () => new ProducerTable(),
  hasReadAllRecords: (status) => status === 'FOUND' || isEndOfQueue(status),
};
