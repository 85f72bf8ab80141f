// Promise: what a crash takes from a log is only ever its end. Whatever a recovery keeps is as it was, without a hole and without a damaged
// record (facts 9.1 D4, 9.2 L7 and L9).
//
// Why it matters: a hole takes a message from the middle of an order, and a record that is kept although it is damaged is given to
// consumers as if it were whole. Of a batch, which lies in one piece, a beginning survives.
//
// Smallest violating history: broker-0 stores records at 0, 100 and 200; it recovers with the end 300, and at 100 there is no record.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';

const NAME = 'loss-is-a-suffix';

class LossIsASuffixJudge implements Judge {
  readonly #promises: Promises;

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind !== 'log-recovered' || entry.damaged === undefined) return undefined;
    if (!this.#promises.disksKeepWhatIsSynced) return undefined;
    const { position, reason } = entry.damaged;
    return {
      oracle: NAME,
      message: `${machine} recovered its log up to position ${entry.endPosition}, but at ${position}: ${reason}`,
      fingerprint: `${NAME}: ${reason}`,
    };
  }
}

export const lossIsASuffix: Oracle = {
  name: NAME,
  doc: 'What a crash takes from a log is only ever its end: what a recovery keeps has no hole and no damaged record.',
  judge: (promises) => new LossIsASuffixJudge(promises),
};
