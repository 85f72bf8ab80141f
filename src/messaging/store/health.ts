// Whether a store takes messages, and what became of its disk. Troubles are told to observers; none of them ends the process.

import type { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { StoreTrouble } from './observations.ts';

export class Health {
  readonly #environment: Environment;
  #isClosed = false;
  #isBroken = false;
  #isDiskFull = false;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** False after a close, while the disk is too full, or when what is acknowledged could not be kept or shown any more. */
  get isWritable(): boolean {
    return !this.#isClosed && !this.#isBroken && !this.#isDiskFull;
  }

  /** Whether an orderly end would be a lie. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Room ran out, or there is some again. */
  setDiskFull(isDiskFull: boolean): void {
    this.#isDiskFull = isDiskFull;
  }

  get isDiskFull(): boolean {
    return this.#isDiskFull;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** A failed operation that may work when it is tried again. */
  report(during: StoreTrouble['during'], error: DiskError): void {
    const trouble: StoreTrouble = {
      kind: 'store.trouble',
      during,
      reason: error.message,
      isWritable: this.isWritable,
    };
    this.#environment.observe(trouble);
  }

  /** A failed operation after which no message may be taken: only a restart finds out what is left. */
  breakDown(during: StoreTrouble['during'], error: DiskError): void {
    this.#isBroken = true;
    this.report(during, error);
  }
}
