// Promise: the key index is complete and exact (facts 9.2, INDEX-COMPLETE). A message whose send was acknowledged is found by its key among
// those of the very millisecond in which it was stored, nobody who asks for a key is handed a message without it, and on the disk of each
// broker at rest every key of every record leads to the record, and no entry to anything else.
//
// Why it matters: the index is how people find out what became of an order. A message that it does not find looks lost, and one that has
// only the hash of the key looks like somebody else's order.
//
// Smallest violating history: somebody asks for key k of topic orders and is handed a message with the keys "j".

import { logPosition } from '../base/numbers.ts';
import type { Recorded } from '../history/history.ts';
import { isWanted } from '../messaging/message/indexed-keys.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import { checkKeyIndex, describeIndexInconsistency } from '../messaging/store/key-index-check.ts';
import type { LookedUp } from './look-up-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from './oracle.ts';

const NAME = 'index-complete';

class IndexCompleteJudge implements Judge {
  readonly #promises: Promises;
  /** What a broker shows ends here, and is indexed; absent while it is down. */
  readonly #indexedUntil = new Map<string, number>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'looked-up':
        return this.#hearLookUp(machine, entry);
      case 'record-shown':
        this.#indexedUntil.set(machine, entry.record.position + entry.record.recordSize);
        return undefined;
      case 'log-recovered':
        this.#indexedUntil.set(machine, entry.endPosition);
        return undefined;
      case 'machine-ended':
        this.#indexedUntil.delete(machine);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Without synchronous flush, a power loss may tear a record after its keys were indexed for good. */
  rest({ brokerDisks, indexGeometry: geometry }: SettledWorld): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced || this.#promises.flush === 'asynchronous') return undefined;
    for (const [broker, end] of this.#indexedUntil) {
      const disk = brokerDisks.get(broker);
      if (disk === undefined) continue;
      const [wrong] = checkKeyIndex(disk, { geometry, dispatchedUpTo: logPosition(end) });
      if (wrong === undefined) continue;
      return violation(`${wrong.kind} at rest`, `${broker} at rest: ${describeIndexInconsistency(wrong)}`);
    }
    return undefined;
  }

  #hearLookUp(machine: string, entry: LookedUp): Violation | undefined {
    const { topic, key, ordinal, found, outcome } = entry;
    for (const other of found) {
      const properties = new Map([[PROPERTY.keys, other.keys]]);
      if (isWanted({ topic: other.topic, properties }, { topic, key, kind: 'user-key' })) continue;
      const handed = `a message of topic ${other.topic} with the keys "${other.keys}"`;
      const asked = `${machine} asked for key ${key} of topic ${topic}`;
      return violation('a message without the key', `${asked} and was handed ${handed}`);
    }
    if (outcome !== 'absent' || !this.#promises.disksKeepWhatIsSynced) return undefined;
    const where = `message ${ordinal} of key ${key} lies where its id says`;
    return violation(
      'not found by its key',
      `${where}, but ${machine} never found it among those of its key and time`,
    );
  }
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const indexComplete: Oracle = {
  name: NAME,
  doc: 'A message is found by its keys and time, nothing else is handed over, and indexes at rest have one entry for each key.',
  judge: (promises) => new IndexCompleteJudge(promises),
};
