// What goes with a master that an operator replaces by a slave: the records that it had and the new one has not, and those that it stores
// afterwards, while it is out of its operator's reach. And what goes with a broker that loses all its copies at once: everything. It judges
// nothing.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { RecordEvidence } from './store-entry.ts';

export interface Replacement {
  /** Stray: it was stored beside the successor, which may have another record at its offset. All: no copy is left, nor a successor. */
  readonly kind: 'lost' | 'stray' | 'all';
  readonly brokerName: string;
  readonly lost: readonly RecordEvidence[];
}

interface Promotion {
  readonly brokerName: string;
  readonly instead: string;
  /** What the old master had, and what it stores until the new one is up: its machine may come back before, with another disk. */
  readonly records: RecordEvidence[];
}

export class ReplacedMasters {
  /** By machine. */
  readonly #records = new Map<string, RecordEvidence[]>();
  /** By the machine that is promoted and has not come up yet. */
  readonly #promoted = new Map<string, Promotion>();
  /** Machines that were replaced and have their disks still, to the names that they were masters of. */
  readonly #out = new Map<string, string>();

  /** Tells once, when the new master has found out what it has, and of each record that the old one stores from then on. */
  hear({ entry, machine }: Recorded<MessageEntry>): Replacement | undefined {
    switch (entry.kind) {
      case 'record-stored': {
        const records = this.#records.get(machine);
        if (records === undefined) this.#records.set(machine, [entry.record]);
        else records.push(entry.record);
        return this.#strayOf(machine, entry.record);
      }
      case 'replica-cut':
        this.#out.delete(machine);
        return undefined;
      case 'machine-ended':
        if (entry.how === 'disk-wiped') this.#out.delete(machine);
        return undefined;
      case 'slave-promoted':
        this.#out.set(entry.instead, entry.brokerName);
        this.#out.delete(machine);
        this.#promoted.set(machine, {
          brokerName: entry.brokerName,
          instead: entry.instead,
          records: [...(this.#records.get(entry.instead) ?? [])],
        });
        return undefined;
      case 'group-lost': {
        const lost = this.#records.get(machine) ?? [];
        this.#records.delete(machine);
        return { kind: 'all', brokerName: entry.brokerName, lost };
      }
      case 'log-recovered': {
        const { endPosition } = entry;
        const isGone = ({ position }: RecordEvidence) => position >= endPosition;
        const kept = (this.#records.get(machine) ?? []).filter((record) => !isGone(record));
        this.#records.set(machine, [...kept, ...entry.found]);
        const promotion = this.#promoted.get(machine);
        this.#promoted.delete(machine);
        if (promotion === undefined) return undefined;
        return {
          kind: 'lost',
          brokerName: promotion.brokerName,
          lost: promotion.records.filter(isGone),
        };
      }
      default:
        return undefined;
    }
  }

  /** Before the new master is up, it is told with the rest. */
  #strayOf(machine: string, record: RecordEvidence): Replacement | undefined {
    const brokerName = this.#out.get(machine);
    if (brokerName === undefined) return undefined;
    const promotion = [...this.#promoted.values()].find(({ instead }) => instead === machine);
    if (promotion !== undefined) {
      promotion.records.push(record);
      return undefined;
    }
    return { kind: 'stray', brokerName, lost: [record] };
  }
}
