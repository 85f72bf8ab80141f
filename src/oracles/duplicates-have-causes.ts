// Promise: a message comes to a group more than once only for a reason that RocketMQ documents (facts 9.3 C3; mission rows A3, B1): the member that
// had it ended, its queue changed hands, it was sent again because nobody knew how the send had ended, a broker took it back twice, its handler took
// too long, or a broker repeats delayed deliveries. And a queue changes hands only while the members, the brokers or the way to them change.
//
// Why it matters: at least once is what a queue owes, and "somehow twice" hides bugs behind it. Without faults and with stable members everything
// comes once.
//
// Smallest violating history: consumer-0 gets k/0 from offset 0, and gets it from offset 0 again.

import type { Recorded } from '../history/history.ts';
import type { DeliveryStarted, MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { Repetitions } from './repetitions.ts';

const NAME = 'duplicates-have-causes';
/** So long after a change views may differ: expiry of a channel, heartbeat, route, rebalance, lease (facts 9.6 R7). */
const UNSETTLED_US = 300_000_000;

class DuplicatesHaveCausesJudge implements Judge {
  readonly #repetitions = new Repetitions();
  #openFaults = 0;
  #lastChangeUs = 0;

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const { entry, machine, atUs } = recorded;
    if (entry.kind === 'fault-began') this.#openFaults += 1;
    if (entry.kind === 'fault-ended') this.#openFaults -= 1;
    if (isChange(entry)) this.#lastChangeUs = atUs;
    const found = this.#repetitions.hear(recorded);
    if (entry.kind !== 'delivery-started' || found?.kind !== 'repetition') return undefined;
    if (found.cause === undefined) return violation(entry, machine, 'without a cause');
    if (found.cause !== 'rebalance' || this.#openFaults > 0) return undefined;
    if (atUs - this.#lastChangeUs <= UNSETTLED_US) return undefined;
    return violation(entry, machine, 'by a rebalance without a cause');
  }
}

function isChange({ kind }: MessageEntry): boolean {
  return (
    kind === 'fault-began' ||
    kind === 'fault-ended' ||
    kind === 'machine-ended' ||
    kind === 'log-recovered' ||
    kind === 'group-changed' ||
    kind === 'phase-began'
  );
}

function violation(entry: DeliveryStarted, machine: string, kind: string): Violation {
  const { group, key, ordinal, place, reconsumeTimes = 0 } = entry;
  const where = `${place.topic ?? entry.topic} of ${place.brokerName}, queue ${place.queueId} offset ${place.queueOffset}`;
  const message =
    `group ${group} got message ${ordinal} of key ${key} again after ${reconsumeTimes} failures ` +
    `(${where}, at ${machine}) ${kind}`;
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const duplicatesHaveCauses: Oracle = {
  name: NAME,
  doc: 'A message comes more than once only after the end of a member, a change of owner, a repeated send, an unanswered return, a handler that took too long, or the end of a broker.',
  evidence: ['repetitions'],
  judge: () => new DuplicatesHaveCausesJudge(),
};
