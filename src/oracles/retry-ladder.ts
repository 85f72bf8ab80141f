// Promise: a message that failed without order comes again with one failure more, never before the delay of its level (facts 9.3 C8).
//
// Why it matters: users set their retry times by this ladder, and count on the number that the message says. A message may climb it more than
// once: a crash or a lost answer begins it again from where it was (C3). One that nobody took back is tried again by its own consumer, after
// the local pause. It holds where the clocks of brokers run right.
//
// Smallest violating history: k/0 fails at 0 s; 1 s later it is delivered with one failure, though the first level is 10 s.

import type { Recorded } from '../history/history.ts';
import {
  type DeliveryCompleted,
  type DeliveryStarted,
  type MessageEntry,
  messageKey,
  type QueuePlace,
} from './message-entry.ts';
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

/** What is known of failures with the same number of failures before. */
interface Step {
  readonly firstAtUs: number;
  /** Queues and offsets from which the message came. */
  readonly places: Set<string>;
}

class RetryLadderJudge implements Judge {
  readonly #ladder: Ladder;
  /** By group and message, and by failures before. */
  readonly #failures = new Map<string, Map<number, Step>>();

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
  }

  hear({ entry, atUs }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind === 'delivery-completed' && !entry.isSuccess) this.#hearFailure(entry, atUs);
    return entry.kind === 'delivery-started' ? this.#hearDelivery(entry, atUs) : undefined;
  }

  #hearFailure(entry: DeliveryCompleted, atUs: number): void {
    const chain = `${entry.group}/${messageKey(entry)}`;
    const steps = this.#failures.get(chain) ?? new Map<number, Step>();
    this.#failures.set(chain, steps);
    const times = entry.reconsumeTimes ?? 0;
    const step = steps.get(times) ?? { firstAtUs: atUs, places: new Set() };
    steps.set(times, step);
    step.places.add(placeText(entry.place));
  }

  #hearDelivery(entry: DeliveryStarted, atUs: number): Violation | undefined {
    const times = entry.reconsumeTimes ?? 0;
    if (times === 0) return undefined;
    const step = this.#failures.get(`${entry.group}/${messageKey(entry)}`)?.get(times - 1);
    if (step === undefined) {
      return violation(
        entry,
        'a step was left out',
        `with ${times} failures, but it had not failed that often`,
      );
    }
    const delayMs = this.#delayMs(step.places.has(placeText(entry.place)), times);
    const waitedUs = atUs - step.firstAtUs;
    if (waitedUs >= delayMs * 1000 - TOLERANCE_US) return undefined;
    const what = `${waitedUs / 1000} ms after failure ${times}, which is to wait ${delayMs} ms`;
    return violation(entry, 'too early', what);
  }

  /** What comes from the same place was not taken back: its consumer tries it again itself. */
  #delayMs(isSamePlace: boolean, times: number): number {
    const { delayLevelsMs, localRetryMs } = this.#ladder;
    if (isSamePlace) return localRetryMs;
    const level = Math.min(FIRST_LEVEL + times - 1, delayLevelsMs.length);
    return delayLevelsMs[level - 1] as number;
  }
}

function placeText({ topic = '', brokerName, queueId, queueOffset }: QueuePlace): string {
  return `${topic}/${brokerName}/${queueId}/${queueOffset}`;
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
