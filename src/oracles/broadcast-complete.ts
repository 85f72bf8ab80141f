// Promise: every member of a broadcasting group gets every acknowledged message that was stored after its own start on the queue, at least
// once, at the latest some bounded time after all faults have healed; what its handler fails is dropped, not tried again (facts 9.3 C10).
//
// Why it matters: broadcasting is how caches and configuration are kept in step. A member that skips one is out of step until the next, and
// nobody notices, for no broker knows how far a member is. When a start counts says member-debts.ts.
//
// Smallest violating history: two members started at 0; k/0 acknowledged at offset 0; settled, and only one of them has handled k/0.

import type { Recorded } from '../history/history.ts';
import { MemberDebts } from './member-debts.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, SettledWorld, Violation } from './oracle.ts';

const NAME = 'broadcast-complete';

class BroadcastCompleteJudge implements Judge {
  readonly #debts = new MemberDebts();

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    this.#debts.hear(recorded);
    const { entry, machine } = recorded;
    if (entry.kind !== 'delivery-started') return undefined;
    const { key, ordinal, place, reconsumeTimes = 0 } = entry;
    if (reconsumeTimes === 0 && place.topic === undefined) return undefined;
    return {
      oracle: NAME,
      message: `member ${machine} got message ${ordinal} of key ${key} again after ${reconsumeTimes} failures`,
      fingerprint: `${NAME}: tried again`,
    };
  }

  settle({ members, settleSeconds }: SettledWorld): Violation | undefined {
    const debt = this.#debts.find(members);
    if (debt === undefined) return undefined;
    const { topic, key, ordinal, place } = debt.send;
    const where = `${place?.brokerName} queue ${place?.queueId} offset ${place?.queueOffset}`;
    return {
      oracle: NAME,
      message:
        `message ${ordinal} of key ${key} in ${topic} was acknowledged (${where}) and member ${debt.member} had not got it ` +
        `${settleSeconds} s after the last fault healed`,
      fingerprint: `${NAME}: a member missed it`,
    };
  }
}

export const broadcastComplete: Oracle = {
  name: NAME,
  doc: 'Every member of a broadcasting group gets every acknowledged message stored after its own start at least once; what it fails is not tried again.',
  evidence: ['members'],
  judge: () => new BroadcastCompleteJudge(),
};
