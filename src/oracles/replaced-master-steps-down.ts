// Promise, where masters ask for their place (`masterFence`): a master that was replaced takes no messages once it could know. One that is started
// again while a name server shows its successor takes none at all; one that goes on, none after its next registrations.
//
// Why it matters: whatever it takes is lost with it, its clients wait in vain, and its readers see what is not there any more. RocketMQ fences
// masters only with a controller (facts 3.7).
//
// Smallest violating history: a name server shows slave-1 as the master of broker-0; broker-0 returns as a new process and stores.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { NOTICED_WITHIN_MS } from './second-master-noticed.ts';

const NAME = 'replaced-master-steps-down';
const MICROSECONDS = 1000;
const SILENT: Judge = {};

interface Returned {
  readonly brokerName: string;
  /** From here on it stores nothing. */
  readonly fromUs: number;
}

class ReplacedMasterStepsDownJudge implements Judge {
  readonly #successors = new Map<string, string>();
  /** Whom name servers show as masters: by name server, by broker name. */
  readonly #shown = new Map<string, Map<string, string | undefined>>();
  readonly #returned = new Map<string, Returned>();

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'slave-promoted':
        this.#successors.set(entry.brokerName, machine);
        this.#returned.delete(machine);
        return undefined;
      case 'master-shown': {
        const shown = this.#shown.get(machine) ?? new Map<string, string | undefined>();
        this.#shown.set(machine, shown.set(entry.brokerName, entry.master));
        return undefined;
      }
      case 'master-returned': {
        const { brokerName, isNewProcess } = entry;
        const isKnown = isNewProcess && this.#isSuccessorShown(brokerName);
        this.#returned.set(machine, {
          brokerName,
          fromUs: atUs + (isKnown ? 0 : NOTICED_WITHIN_MS * MICROSECONDS),
        });
        return undefined;
      }
      case 'master-retired':
        this.#returned.delete(machine);
        return undefined;
      case 'replica-extent':
        return entry.after === 'append' ? this.#hearAppend(machine, atUs) : undefined;
      default:
        return undefined;
    }
  }

  #isSuccessorShown(brokerName: string): boolean {
    const successor = this.#successors.get(brokerName);
    return [...this.#shown.values()].some((shown) => shown.get(brokerName) === successor);
  }

  #hearAppend(machine: string, atUs: number): Violation | undefined {
    const returned = this.#returned.get(machine);
    if (returned === undefined || atUs < returned.fromUs) return undefined;
    const { brokerName } = returned;
    return {
      oracle: NAME,
      message: `${machine} stores messages for ${brokerName}, although ${this.#successors.get(brokerName)} has its place and it could know`,
      fingerprint: `${NAME}: goes on`,
    };
  }
}

export const replacedMasterStepsDown: Oracle = {
  name: NAME,
  doc: 'A master that was replaced takes no messages once it could know, where masters ask for their place.',
  evidence: ['masters', 'replicas'],
  judge: ({ masterFence }) => (masterFence === 'name-servers' ? new ReplacedMasterStepsDownJudge() : SILENT),
};
