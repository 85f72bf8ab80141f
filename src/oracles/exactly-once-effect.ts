// Promise: whatever comes how often, a message takes effect at most once, an effect that took place stays, and each acknowledged message has
// taken effect at the latest some bounded time after all faults have healed.
//
// Why it matters: queues deliver at least once (facts 9.3 C3); money that is booked twice is the classic of it. The cure is the consumer's (mission
// row B2): effect and id in one atomic write. Written apart, a crash between the two loses the effect or repeats it.
//
// Smallest violating history: k/0 takes effect; k/0 takes effect again.

import type { Recorded } from '../history/history.ts';
import type { EffectApplied, EffectsRecovered } from './effect-entry.ts';
import { LegalLosses } from './legal-losses.ts';
import { type MessageEntry, messageKey, type SendCompleted } from './message-entry.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from './oracle.ts';

const NAME = 'exactly-once-effect';

class ExactlyOnceEffectJudge implements Judge {
  readonly #losses: LegalLosses;
  readonly #forgiven = new Set<string>();
  readonly #acknowledged = new Map<string, SendCompleted>();
  /** Messages that have taken effect. */
  #effective = new Set<string>();

  constructor(promises: Promises) {
    this.#losses = new LegalLosses(promises, (message) => this.#forgiven.add(messageKey(message)));
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const { entry } = recorded;
    this.#losses.hear(recorded);
    switch (entry.kind) {
      case 'send-completed':
        if (entry.outcome === 'acknowledged') this.#acknowledged.set(messageKey(entry), entry);
        return undefined;
      case 'effect-applied':
        return this.#hearEffect(entry);
      case 'effects-recovered':
        return this.#hearRecovered(entry);
      default:
        return undefined;
    }
  }

  settle({ settleSeconds }: SettledWorld): Violation | undefined {
    for (const [key, { ordinal, key: order }] of this.#acknowledged) {
      if (this.#effective.has(key) || this.#forgiven.has(key)) continue;
      const what = `was acknowledged and had not taken effect ${settleSeconds} s after the last fault healed`;
      return violation('never', `message ${ordinal} of key ${order} ${what}`);
    }
    return undefined;
  }

  #hearEffect(entry: EffectApplied): Violation | undefined {
    const key = messageKey(entry);
    const wasThere = this.#effective.has(key);
    this.#effective.add(key);
    if (entry.times === 1 && !wasThere) return undefined;
    const times = Math.max(entry.times, wasThere ? 2 : 1);
    return violation('again', `message ${entry.ordinal} of key ${entry.key} took effect ${times} times`);
  }

  #hearRecovered({ times }: EffectsRecovered): Violation | undefined {
    for (const [key, count] of times)
      if (count > 1)
        return violation('again', `message ${key} had taken effect ${count} times after a restart`);
    for (const key of this.#effective)
      if (!times.has(key)) return violation('gone', `the effect of message ${key} was gone after a restart`);
    this.#effective = new Set(times.keys());
    return undefined;
  }
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const exactlyOnceEffect: Oracle = {
  name: NAME,
  doc: 'A message takes effect at most once however often it comes, an effect stays, and each acknowledged message takes effect in the end.',
  judge: (promises) => new ExactlyOnceEffectJudge(promises),
};
