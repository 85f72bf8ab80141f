// What a round of checks does with a half message that nobody has resolved yet (facts 5.5). Pure.
//
// Two deviations from the original, both defects of it: only checks that were sent count as checks, and nothing is given up before the
// records of what is resolved were read to their end (apache/rocketmq#8311).

import type { StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { wishedImmunityMs } from './half-message.ts';
import type { TransactionOptions } from './transaction-options.ts';

export interface HalfQuestion {
  readonly half: StoredMessage;
  /** By the clock of the broker. */
  readonly nowMs: number;
  readonly roundStartMs: number;
  /**
   * The newest record read in the last look at the records of what is resolved; undefined: that look found none.
   */
  readonly newestRecordBornMs: number | undefined;
  readonly options: TransactionOptions;
}

/**
 * `end-round`: it is too fresh, and so is all behind it. `put-back`: its producer wished to be left alone for longer. `read-on`: first read
 * more of what is resolved.
 */
export type HalfVerdict = 'end-round' | 'put-back' | 'read-on' | 'check' | 'give-up';

export type DecideHalf = (question: HalfQuestion) => HalfVerdict;

export const decideHalf: DecideHalf = ({ half, nowMs, roundStartMs, newestRecordBornMs, options }) => {
  if (half.storeTimestampMs >= roundStartMs) return 'end-round';
  const ageMs = nowMs - half.bornTimestampMs;
  const wishedMs = wishedImmunityMs(half.properties, options.timeoutMs);
  const immunityMs = wishedMs ?? options.timeoutMs;
  if (wishedMs !== undefined && ageMs <= immunityMs) return 'put-back';
  if (wishedMs === undefined && ageMs >= 0 && ageMs <= immunityMs) return 'end-round';
  const isDue =
    ageMs <= -1 ||
    (newestRecordBornMs === undefined
      ? ageMs > immunityMs
      : newestRecordBornMs - roundStartMs > options.timeoutMs);
  if (!isDue) return 'read-on';
  const isGivenUp = checksOf(half) >= options.maxChecks || ageMs > options.longestLifeMs;
  return isGivenUp ? 'give-up' : 'check';
};

/** How often producers were asked for it. */
export function checksOf({ properties }: StoredMessage): number {
  const checks = Number(properties.get(PROPERTY.transactionCheckTimes) ?? 0);
  return Number.isSafeInteger(checks) ? checks : -1;
}

/** Properties of the copy that a check is about. */
export function checkedProperties(half: StoredMessage): Map<string, string> {
  return new Map(half.properties).set(PROPERTY.transactionCheckTimes, String(checksOf(half) + 1));
}

/** Properties of the copy that waits on: it remembers under which offset its producer knows it. */
export function putBackProperties(half: StoredMessage): Map<string, string> {
  const properties = new Map(half.properties);
  const first = properties.get(PROPERTY.transactionPreparedQueueOffset) ?? String(half.queueOffset);
  return properties.set(PROPERTY.transactionPreparedQueueOffset, first);
}

/** The offset under which its producer knows a half message that was put back; undefined: its own. */
export function preparedOffset({ properties }: StoredMessage): number | undefined {
  const text = properties.get(PROPERTY.transactionPreparedQueueOffset);
  const offset = text === undefined ? Number.NaN : Number(text);
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : undefined;
}
