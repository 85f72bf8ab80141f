// Brokers that are to be removed from the routes, in the order in which they were found gone. A thread of its own removes them, all that
// wait at once (BatchUnregistrationService.java): between finding and removing others register. It does not decide who is gone.

import type { Environment } from '../../environment/environment.ts';
import type { RemovalCause } from './observations.ts';
import type { LiveBroker } from './route-table.ts';

export interface GoneBroker {
  readonly clusterName: string;
  readonly brokerName: string;
  readonly address: string;
  readonly cause: RemovalCause;
  /** Its last registration when it was found gone; undefined: it said itself that it leaves. */
  readonly seen: LiveBroker | undefined;
}

export class Departures {
  readonly #environment: Environment;
  readonly #bound: number;
  readonly #remove: (gone: GoneBroker) => void;
  #waiting: GoneBroker[] = [];
  #isRemoving = false;

  constructor(environment: Environment, bound: number, remove: (gone: GoneBroker) => void) {
    this.#environment = environment;
    this.#bound = bound;
    this.#remove = remove;
  }

  /** False: there is no room, and the broker stays where it is. */
  add(gone: GoneBroker): boolean {
    if (this.#waiting.length >= this.#bound) return false;
    this.#waiting.push(gone);
    if (!this.#isRemoving) void this.#work();
    return true;
  }

  async #work(): Promise<void> {
    this.#isRemoving = true;
    while (this.#waiting.length > 0) {
      await this.#environment.interleave('name-server.unregister');
      const batch = this.#waiting;
      this.#waiting = [];
      for (const gone of batch) this.#remove(gone);
    }
    this.#isRemoving = false;
  }
}
