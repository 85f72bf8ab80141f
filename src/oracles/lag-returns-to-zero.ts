// Promise: a bounded time after all faults have healed, each slave has all that its master has (facts 9.6 R6).
//
// Why it matters: a copy that never catches up is none when it is needed, and nothing but this tells: producers of an asynchronous master
// notice nothing at all.
//
// Smallest violating history: the log of broker-0 ends at 100, that of broker-0-slave-1 at 0; settled.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, SettledWorld, Violation } from './oracle.ts';
import { ReplicaLags } from './replica-lags.ts';

const NAME = 'lag-returns-to-zero';

class LagReturnsToZeroJudge implements Judge {
  readonly #lags = new ReplicaLags();

  hear({ entry, machine }: Recorded<MessageEntry>): undefined {
    this.#lags.hear(machine, entry);
  }

  settle({ settleSeconds }: SettledWorld): Violation | undefined {
    const worst = this.#lags.find();
    if (worst === undefined) return undefined;
    const { machine, end, masterEnd } = worst;
    const difference =
      end > masterEnd ? `has ${end - masterEnd} bytes of its own` : `is ${masterEnd - end} bytes behind`;
    return {
      oracle: NAME,
      message: `${machine} ${difference} (${end} of ${masterEnd}), ${settleSeconds} s after the last fault healed`,
      fingerprint: `${NAME}: ${end === 0 ? 'an empty copy' : end > masterEnd ? 'another log' : 'behind'}`,
    };
  }
}

export const lagReturnsToZero: Oracle = {
  name: NAME,
  doc: 'A bounded time after the last fault has healed, each slave has all that its master has.',
  evidence: ['replicas'],
  judge: () => new LagReturnsToZeroJudge(),
};
