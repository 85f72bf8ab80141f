// What goes with a master that an operator replaces by a slave: the records that it had and the new one has not. It judges nothing.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { RecordEvidence } from './store-entry.ts';

export interface Replacement {
  readonly brokerName: string;
  readonly lost: readonly RecordEvidence[];
}

interface Promotion {
  readonly brokerName: string;
  /** What the old master had: its machine may come back with another disk before the new one is up. */
  readonly records: readonly RecordEvidence[];
}

export class ReplacedMasters {
  /** By machine. */
  readonly #records = new Map<string, RecordEvidence[]>();
  /** By the machine that is promoted and has not come up yet. */
  readonly #promoted = new Map<string, Promotion>();

  /** Tells once, when the new master has found out what it has. */
  hear({ entry, machine }: Recorded<MessageEntry>): Replacement | undefined {
    switch (entry.kind) {
      case 'record-stored': {
        const records = this.#records.get(machine);
        if (records === undefined) this.#records.set(machine, [entry.record]);
        else records.push(entry.record);
        return undefined;
      }
      case 'slave-promoted':
        this.#promoted.set(machine, {
          brokerName: entry.brokerName,
          records: this.#records.get(entry.instead) ?? [],
        });
        return undefined;
      case 'log-recovered': {
        const { endPosition } = entry;
        const isGone = ({ position }: RecordEvidence) => position >= endPosition;
        const kept = (this.#records.get(machine) ?? []).filter((record) => !isGone(record));
        this.#records.set(machine, [...kept, ...entry.found]);
        const promotion = this.#promoted.get(machine);
        this.#promoted.delete(machine);
        if (promotion === undefined) return undefined;
        return { brokerName: promotion.brokerName, lost: promotion.records.filter(isGone) };
      }
      default:
        return undefined;
    }
  }
}
