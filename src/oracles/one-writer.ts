// Promise: at most one broker stores messages under a broker name at a time: of all processes that live, one at most has stored for the name.
//
// Why it matters: two masters of one name give the same queue offsets to different messages. Each acknowledges its own, and one of the two
// histories is thrown away in the end. In the classic mode a master is one until its process ends; nothing fences it.
//
// Smallest violating history: broker-0 stores for broker-0, and slave-1 does while broker-0 lives.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'one-writer';

class OneWriterJudge implements Judge {
  /** Broker names of processes that live and have stored, by machine. */
  readonly #writers = new Map<string, string>();

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind === 'machine-ended') this.#writers.delete(machine);
    if (entry.kind !== 'replica-extent' || entry.after !== 'append') return undefined;
    const { brokerName } = entry;
    this.#writers.set(machine, brokerName);
    for (const [other, name] of this.#writers) {
      if (name !== brokerName || other === machine) continue;
      return {
        oracle: NAME,
        message: `${machine} stores messages for ${brokerName} although ${other} has done so and lives`,
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
