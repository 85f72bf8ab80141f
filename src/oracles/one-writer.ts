// Promise: at most one broker stores messages under a broker name at a time. One that has stored for the name, and lives, stores no more once
// another one does.
//
// Why it matters: two masters of one name give the same queue offsets to different messages. Each acknowledges its own, and one of the two
// histories is thrown away in the end.
//
// Smallest violating history: broker-0 stores for broker-0, slave-1 does, and broker-0 does again.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'one-writer';

interface Writer {
  readonly brokerName: string;
  /** Number of the entry that says what it stored last. */
  last: number;
}

class OneWriterJudge implements Judge {
  /** Processes that live and have stored, by machine. */
  readonly #writers = new Map<string, Writer>();

  hear({ entry, machine, number }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind === 'machine-ended') this.#writers.delete(machine);
    if (entry.kind !== 'replica-extent' || entry.after !== 'append') return undefined;
    const { brokerName } = entry;
    const own = this.#writers.get(machine);
    this.#writers.set(machine, { brokerName, last: number });
    if (own === undefined) return undefined;
    for (const [other, writer] of this.#writers) {
      if (writer.brokerName !== brokerName || other === machine || writer.last < own.last) continue;
      return {
        oracle: NAME,
        message: `${machine} stores messages for ${brokerName} although ${other} has done so since ${machine} did`,
        fingerprint: `${NAME}: two masters`,
      };
    }
    return undefined;
  }
}

export const oneWriter: Oracle = {
  name: NAME,
  doc: 'At most one broker stores messages under a broker name at a time.',
  evidence: ['replicas'],
  judge: () => new OneWriterJudge(),
};
