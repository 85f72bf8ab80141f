// Situations of two masters of one name that a batch of runs should have met.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';

export const MASTER_MARKS = {
  both: 'two masters of one name lived at once',
  noticed: 'a name server noticed a second master',
  steppedDown: 'a master found out that its place was taken, and stepped down',
  notStarted: 'a master was not started again beside its successor',
  strayed: 'a master whose place was taken stored what its successor does not have',
} as const;

/** What only the whole history shows. */
export class MasterMarks {
  readonly #mark: (mark: string) => void;
  /** Machines that were replaced, to their successors. */
  readonly #replaced = new Map<string, string>();

  constructor(mark: (mark: string) => void) {
    this.#mark = mark;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    if (entry.kind === 'slave-promoted') this.#replaced.set(entry.instead, machine);
    if (entry.kind === 'master-retired') this.#replaced.delete(machine);
    if (entry.kind === 'master-returned' && !entry.isNewProcess) this.#mark(MASTER_MARKS.both);
    if (entry.kind !== 'replica-extent' || entry.after !== 'append' || !this.#replaced.has(machine)) return;
    this.#mark(MASTER_MARKS.both);
    this.#mark(MASTER_MARKS.strayed);
  }
}
