// Which machine is the master of which broker name: the one that is named like it, until an operator puts a slave in its place. It judges nothing.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';

export class Masters {
  /** By machine, where operators have changed it; undefined: it is a slave now. */
  readonly #brokerNames = new Map<string, string | undefined>();
  /** By broker name, where operators have changed it. */
  readonly #machines = new Map<string, string>();

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    if (entry.kind !== 'slave-promoted') return;
    this.#brokerNames.set(entry.instead, undefined);
    this.#brokerNames.set(machine, entry.brokerName);
    this.#machines.set(entry.brokerName, machine);
  }

  /** Who is the master of the name, or is meant to be. */
  machineOf(brokerName: string): string {
    return this.#machines.get(brokerName) ?? brokerName;
  }

  /** The broker that the machine is the master of, or its own name; undefined: it was a master, and is not any more. */
  brokerNameOf(machine: string): string | undefined {
    return this.#brokerNames.has(machine) ? this.#brokerNames.get(machine) : machine;
  }
}
