// When a table that changes often is written: in rounds at fixed times after the start, as the original does, but only in those with
// something to write. What is written, and how, is the table's.

import { assert } from '../../base/assert.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';

export interface SaveRoundsOptions {
  readonly label: string;
  /** Since the start of the broker. */
  readonly firstMs: number;
  readonly intervalMs: number;
}

const US_PER_MS = 1000;

export class SaveRounds {
  readonly #environment: Environment;
  readonly #options: SaveRoundsOptions;
  /** False: something is left to write. */
  readonly #save: () => Promise<boolean>;
  readonly #startedUs: number;
  #next: Timer | undefined;
  #lastSave: Promise<boolean> = Promise.resolve(true);
  #isDirty = false;

  constructor(environment: Environment, options: SaveRoundsOptions, save: () => Promise<boolean>) {
    this.#environment = environment;
    this.#options = options;
    this.#save = save;
    this.#startedUs = environment.clock.monotonicUs();
  }

  /** The table has changed. */
  changed(): void {
    this.#isDirty = true;
    this.#schedule();
  }

  /** Writes what is not yet written, after what is being written. */
  async save(): Promise<void> {
    this.#lastSave = this.#lastSave.then(() => this.#saveOnce());
    await this.#lastSave;
  }

  /** Writes what is not yet written; nothing may change afterwards. */
  async close(): Promise<void> {
    this.#next?.cancel();
    this.#next = undefined;
    await this.save();
  }

  async #saveOnce(): Promise<boolean> {
    if (!this.#isDirty) return true;
    this.#isDirty = false;
    const isSaved = await this.#save();
    if (!isSaved) this.#isDirty = true;
    return isSaved;
  }

  #schedule(): void {
    if (this.#next !== undefined) return;
    const { label, firstMs, intervalMs } = this.#options;
    const sinceStartMs = (this.#environment.clock.monotonicUs() - this.#startedUs) / US_PER_MS;
    const roundsDone = Math.floor((sinceStartMs - firstMs) / intervalMs) + 1;
    const nextRoundMs = firstMs + Math.max(0, roundsDone) * intervalMs;
    const delayMs = Math.ceil(nextRoundMs - sinceStartMs);
    assert(delayMs >= 0, 'a round of saving lies in the past', delayMs);
    this.#next = this.#environment.timers.once(delayMs, label, () => void this.#round());
  }

  async #round(): Promise<void> {
    this.#next = undefined;
    await this.save();
    if (this.#isDirty) this.#schedule();
  }
}
