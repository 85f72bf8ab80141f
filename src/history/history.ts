// What was observed in a run, in order. Generic: what an entry says belongs to those who record and judge it. Listeners hear entries as
// they happen, so that a judge can stop a run at the first bad event.

import { assert } from '../base/assert.ts';

export interface Stamp {
  /** From 1, in order of recording. */
  readonly number: number;
  readonly atUs: number;
  /** Machine that observed it; empty for the world itself. */
  readonly machine: string;
}

export type Recorded<Entry> = Stamp & { readonly entry: Entry };

const ENTRY_LIMIT = 2_000_000;

export class History<Entry> {
  readonly #nowUs: () => number;
  readonly #entries: Recorded<Entry>[] = [];
  readonly #listeners: ((recorded: Recorded<Entry>) => void)[] = [];

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  get entries(): readonly Recorded<Entry>[] {
    return this.#entries;
  }

  onEntry(listener: (recorded: Recorded<Entry>) => void): void {
    this.#listeners.push(listener);
  }

  record(machine: string, entry: Entry): void {
    assert(this.#entries.length < ENTRY_LIMIT, `more than ${ENTRY_LIMIT} history entries`);
    const recorded = { number: this.#entries.length + 1, atUs: this.#nowUs(), machine, entry };
    this.#entries.push(recorded);
    for (const listener of this.#listeners) listener(recorded);
  }
}
