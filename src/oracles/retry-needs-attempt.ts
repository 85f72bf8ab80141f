// Promise: the number of failures that a message says is not more than the number of times its group has begun to handle it (facts 9.3 C8).
//
// Why it matters: a message that waits in a consumer's memory has not failed, however long it waits. One that is given back without an
// attempt comes late, and under a backlog ends among the dead letters though nobody ever tried. When it comes is judged by
// retry-ladder.ts, where handlers answer in time; here they may also be given up while they run.
//
// Smallest violating history: k/0 is delivered with one failure before; it was never delivered without.

import type { Recorded } from '../history/history.ts';
import {
  type DeadLetterFound,
  type DeliveryStarted,
  type MessageEntry,
  messageKey,
} from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'retry-needs-attempt';

class RetryNeedsAttemptJudge implements Judge {
  /** By group and message: the most failures before an attempt. */
  readonly #attempts = new Map<string, number>();

  hear({ entry }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind === 'dead-letter-found') return this.#hear(entry, entry.reconsumeTimes);
    if (entry.kind !== 'delivery-started') return undefined;
    const times = entry.reconsumeTimes ?? 0;
    const violation = this.#hear(entry, times);
    const chain = chainOf(entry);
    this.#attempts.set(chain, Math.max(this.#attempts.get(chain) ?? 0, times));
    return violation;
  }

  #hear(entry: DeliveryStarted | DeadLetterFound, failures: number): Violation | undefined {
    const most = this.#attempts.get(chainOf(entry)) ?? -1;
    if (failures <= most + 1) return undefined;
    const { group, key, ordinal } = entry;
    return {
      oracle: NAME,
      message: `message ${ordinal} of key ${key} says that it failed ${failures} times, and group ${group} began to handle it ${most + 1} times`,
      fingerprint: `${NAME}: ${entry.kind === 'delivery-started' ? 'delivered again' : 'dead letter'}`,
    };
  }
}

function chainOf(entry: DeliveryStarted | DeadLetterFound): string {
  return `${entry.group}/${messageKey(entry)}`;
}

export const retryNeedsAttempt: Oracle = {
  name: NAME,
  doc: 'A message that comes again after a failure was handled before, however long it waited.',
  judge: () => new RetryNeedsAttemptJudge(),
};
