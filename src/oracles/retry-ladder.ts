// Promise: a message that failed without order comes again with one failure more, never before the delay of its level (facts 9.3 C8).
//
// Why it matters: users set their retry times by this ladder, and count on the number that the message says. A message may climb it more than
// once: a crash or a lost answer begins it again from where it was (C3). One that nobody took back is tried again by its own consumer, after
// the local pause. It holds where the clocks of brokers run right.
//
// Smallest violating history: k/0 fails at 0 s; 1 s later it is delivered with one failure, though the first level is 10 s.

import type { Recorded } from '../history/history.ts';
import { type DeliveryStarted, type MessageEntry, messageKey } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'retry-ladder';
/** The level of the first retry. */
const FIRST_LEVEL = 3;
/** Brokers count in milliseconds and cut off what is below. */
const TOLERANCE_US = 1000;

export interface Ladder {
  /** Delay of level 1, 2, …. */
  readonly delayLevelsMs: readonly number[];
  /** Pause before a consumer tries again itself what nobody took back. */
  readonly localRetryMs: number;
}

class RetryLadderJudge implements Judge {
  readonly #ladder: Ladder;
  /** By group and message: when it first failed with so many failures before. */
  readonly #failedAtUs = new Map<string, Map<number, number>>();

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
  }

  hear({ entry, atUs }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind === 'delivery-completed' && !entry.isSuccess) {
      const chain = `${entry.group}/${messageKey(entry)}`;
      const failures = this.#failedAtUs.get(chain) ?? new Map<number, number>();
      this.#failedAtUs.set(chain, failures);
      const times = entry.reconsumeTimes ?? 0;
      if (!failures.has(times)) failures.set(times, atUs);
    }
    return entry.kind === 'delivery-started' ? this.#hearDelivery(entry, atUs) : undefined;
  }

  #hearDelivery(entry: DeliveryStarted, atUs: number): Violation | undefined {
    const times = entry.reconsumeTimes ?? 0;
    if (times === 0) return undefined;
    const failedAtUs = this.#failedAtUs.get(`${entry.group}/${messageKey(entry)}`)?.get(times - 1);
    if (failedAtUs === undefined) {
      return violation(
        entry,
        'a step was left out',
        `with ${times} failures, but it had not failed that often`,
      );
    }
    const delayMs = this.#delayMs(entry, times);
    const waitedMs = (atUs - failedAtUs) / 1000;
    if (atUs - failedAtUs >= delayMs * 1000 - TOLERANCE_US) return undefined;
    return violation(
      entry,
      'too early',
      `${waitedMs} ms after failure ${times}, which is to wait ${delayMs} ms`,
    );
  }

  #delayMs({ place }: DeliveryStarted, times: number): number {
    const { delayLevelsMs, localRetryMs } = this.#ladder;
    if (place.topic === undefined) return localRetryMs;
    const level = Math.min(FIRST_LEVEL + times - 1, delayLevelsMs.length);
    return delayLevelsMs[level - 1] as number;
  }
}

function violation(delivery: DeliveryStarted, kind: string, what: string): Violation {
  const { group, key, ordinal } = delivery;
  return {
    oracle: NAME,
    message: `group ${group} got message ${ordinal} of key ${key} again ${what}`,
    fingerprint: `${NAME}: ${kind}`,
  };
}

export function retryLadder(ladder: Ladder): Oracle {
  return {
    name: NAME,
    doc: 'A message that failed comes again with one failure more, never before the delay of its level.',
    judge: () => new RetryLadderJudge(ladder),
  };
}
