// What a broker has stored and shows nobody yet: where readers see only what is copied, it waits for slaves, and so do services of the broker that
// read its queues. It judges nothing.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Promises } from './oracle.ts';

interface Hidden {
  readonly position: number;
  readonly storedAtUs: number;
}

export class HiddenRecords {
  /** Where nothing waits for slaves, nothing is hidden for long. */
  readonly #isKept: boolean;
  /** In the order of the log, by machine. */
  readonly #hidden = new Map<string, Hidden[]>();

  constructor({ readersSee }: Promises) {
    this.#isKept = readersSee === 'copied';
  }

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): void {
    if (!this.#isKept) return;
    switch (entry.kind) {
      case 'record-stored': {
        const { position } = entry.record;
        const before = (this.#hidden.get(machine) ?? []).filter((record) => record.position < position);
        this.#hidden.set(machine, [...before, { position, storedAtUs: atUs }]);
        break;
      }
      case 'record-shown': {
        const { position } = entry.record;
        const after = (this.#hidden.get(machine) ?? []).filter((record) => record.position > position);
        this.#hidden.set(machine, after);
        break;
      }
      case 'machine-ended':
        if (entry.how === 'disk-wiped') this.#hidden.delete(machine);
        break;
      default:
        break;
    }
  }

  has(machine: string, position: number): boolean {
    return this.#hidden.get(machine)?.some((record) => record.position === position) === true;
  }

  /** When the machine stored the first of what it does not show; undefined: it shows all. */
  sinceUs(machine: string): number | undefined {
    return this.#hidden.get(machine)?.[0]?.storedAtUs;
  }
}
