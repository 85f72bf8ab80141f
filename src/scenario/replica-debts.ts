// What is still owed while a run with slaves settles: beside messages, that each slave has all that its master has.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Promises } from '../oracles/oracle.ts';
import { ReplicaLags } from '../oracles/replica-lags.ts';
import { debtsOf } from './broadcast-debts.ts';
import type { OwedMessages } from './debts.ts';
import type { Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';

class ReplicaDebts implements OwedMessages {
  readonly #messages: OwedMessages;
  readonly #lags = new ReplicaLags();

  constructor(messages: OwedMessages) {
    this.#messages = messages;
  }

  get isPaid(): boolean {
    return this.#messages.isPaid && this.#lags.find() === undefined;
  }

  get acknowledged(): number {
    return this.#messages.acknowledged;
  }

  get hasLostToRetention(): boolean {
    return this.#messages.hasLostToRetention;
  }

  get hasLostConfig(): boolean {
    return this.#messages.hasLostConfig;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    this.#messages.hear(recorded);
    this.#lags.hear(recorded.machine, recorded.entry);
  }
}

export function debtsIn(
  { topology }: Plan,
  { channel }: Scenario,
  members: readonly string[],
  promises: Promises,
): OwedMessages {
  const messages = debtsOf(channel, members, promises);
  return (topology.slavesPerBroker ?? 0) === 0 ? messages : new ReplicaDebts(messages);
}
