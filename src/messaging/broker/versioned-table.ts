// A small table of a broker that lives in memory and in one configuration file, with a version that name servers compare.
// An entry can be seen only after it is durable. It knows nothing of topics or groups.

import type { Clock } from '../../environment/clock.ts';
import { type DataVersion, initialDataVersion, nextDataVersion } from '../protocol/data-version.ts';

export interface TableContent<Entry> {
  readonly dataVersion: DataVersion;
  readonly entries: ReadonlyMap<string, Entry>;
}

export class VersionedTable<Entry> {
  readonly #clock: Clock;
  readonly #save: (content: TableContent<Entry>) => Promise<void>;
  #content: TableContent<Entry>;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, save: (content: TableContent<Entry>) => Promise<void>) {
    this.#clock = clock;
    this.#save = save;
    this.#content = { dataVersion: initialDataVersion(clock.wallMs()), entries: new Map() };
  }

  /** A new object after each change. */
  get content(): TableContent<Entry> {
    return this.#content;
  }

  /** What was there before the process started. */
  adopt(content: TableContent<Entry>): void {
    this.#content = content;
  }

  find(name: string): Entry | undefined {
    return this.#content.entries.get(name);
  }

  /**
   * Decides on the newest entries what to put; one change at a time, as under the original's table lock. Nothing to put:
   * nothing is written. Resolves when the change is durable and visible. @throws DiskError and nothing has changed
   */
  change(decide: (entries: ReadonlyMap<string, Entry>) => ReadonlyMap<string, Entry>): Promise<void> {
    return this.#inTurn(() => this.#put(decide(this.#content.entries)));
  }

  /** False when it is not there. Resolves when the change is durable and visible. @throws DiskError and nothing has changed */
  remove(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const entries = new Map(this.#content.entries);
      if (!entries.delete(name)) return false;
      await this.#replace(entries);
      return true;
    });
  }

  /** Another broker's entries and its version in place of its own. Resolves when they are durable and visible. @throws DiskError and nothing has changed */
  replace(content: TableContent<Entry>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#save(content);
      this.#content = content;
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const change = this.#lastChange.then(work);
    this.#lastChange = change.catch(() => undefined);
    return change;
  }

  async #put(puts: ReadonlyMap<string, Entry>): Promise<void> {
    if (puts.size === 0) return;
    const entries = new Map(this.#content.entries);
    for (const [name, entry] of puts) entries.set(name, entry);
    await this.#replace(entries);
  }

  async #replace(entries: ReadonlyMap<string, Entry>): Promise<void> {
    const dataVersion = nextDataVersion(this.#content.dataVersion, this.#clock.wallMs());
    const content = { dataVersion, entries };
    await this.#save(content);
    this.#content = content;
  }
}
