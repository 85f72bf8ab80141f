// The replaceable decisions of a broker, with the original's behaviour as default. Those of its store are in store/parts.ts.

import type { Clock } from '../../environment/clock.ts';
import type { Environment } from '../../environment/environment.ts';
import type { ReplicationParts } from '../replication/replication-parts.ts';
import type { StoreParts } from '../store/parts.ts';
import { type ReplaceFile, replaceFile } from './config-file.ts';
import { DEFAULT_DELAY_RULES, type DelayRules } from './delay.ts';
import { type TakeDelayOffsets, takeDelayOffsets } from './delay-offsets.ts';
import { type DecideHold, decideHold } from './hold-decision.ts';
import { HoldTable } from './hold-table.ts';
import { type AnswerOffsetQuery, answerOffsetQuery } from './offset-query.ts';
import { type KeepOffset, keepOffset, type TakeOffsets, takeMasters } from './offset-table.ts';
import { type CommittedOffset, committedOffset } from './pull-commit.ts';
import { type DecideFate, decideFate } from './send-back.ts';
import { type DecideTopicCreation, decideTopicCreation } from './topic-creation.ts';
import type { TransactionParts } from './transaction/transaction-parts.ts';
import { type IsUsedTopic, isUsedTopic } from './unused-topics.ts';

export interface BrokerParts {
  readonly decideHold: DecideHold;
  readonly makeHoldTable: (environment: Environment) => HoldTable;
  readonly answerOffsetQuery: AnswerOffsetQuery;
  readonly keepOffset: KeepOffset;
  /** What a broker remembers of the offset that a pull carries. */
  readonly committedOffset: CommittedOffset;
  readonly decideTopicCreation: DecideTopicCreation;
  /** Whether the cleanup of unused topics leaves it alone. */
  readonly isUsedTopic: IsUsedTopic;
  readonly decideFate: DecideFate;
  readonly delayRules: DelayRules;
  readonly replaceFile: ReplaceFile;
  /**
   * Milliseconds by which leases of queues, deadlines of held pulls and silence of channels are measured. The original takes the
   * wall clock, which can jump.
   */
  readonly leaseClockMs: (clock: Clock) => number;
  readonly transactions: Partial<TransactionParts>;
  readonly replication: Partial<ReplicationParts>;
  /** What a slave keeps of the offsets of its master, and of its own. */
  readonly takeOffsets: TakeOffsets;
  readonly takeDelayOffsets: TakeDelayOffsets;
  readonly store: Partial<StoreParts>;
}

export const DEFAULT_BROKER_PARTS: BrokerParts = {
  decideHold,
  makeHoldTable: () => new HoldTable(),
  answerOffsetQuery,
  keepOffset,
  committedOffset,
  decideTopicCreation,
  isUsedTopic,
  decideFate,
  delayRules: DEFAULT_DELAY_RULES,
  replaceFile,
  leaseClockMs: (clock) => clock.wallMs(),
  transactions: {},
  replication: {},
  takeOffsets: takeMasters,
  takeDelayOffsets,
  store: {},
};
