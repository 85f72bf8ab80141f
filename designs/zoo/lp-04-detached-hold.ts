// Known bad (LP-04, apache/rocketmq#10754): who holds a pull takes the list of its queue from the table and adds to it later; an arrival in
// between finds the list empty and removes it from the table. Nobody will look at the pull again.

import type { Environment } from '../../src/environment/environment.ts';
import type { HeldPull } from '../../src/messaging/broker/held-pulls.ts';
import { HoldTable } from '../../src/messaging/broker/hold-table.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class RacingHoldTable extends HoldTable {
  readonly #environment: Environment;
  readonly #lists = new Map<string, HeldPull[]>();

  constructor(environment: Environment) {
    super();
    this.#environment = environment;
  }

  override keys(): Iterable<string> {
    return this.#lists.keys();
  }

  override of(key: string): readonly HeldPull[] {
    const list = this.#lists.get(key);
    if (list?.length === 0) this.#lists.delete(key);
    return list ?? [];
  }

  override add(key: string, pull: HeldPull): void {
    const list = this.#lists.get(key) ?? [];
    this.#lists.set(key, list);
    void this.#environment.interleave('hold table: between look-up and addition').then(() => list.push(pull));
  }

  override keep(key: string, pulls: HeldPull[]): void {
    if (pulls.length === 0) this.#lists.delete(key);
    else this.#lists.set(key, pulls);
  }

  override clear(): void {
    this.#lists.clear();
  }
}

export const detachedHold: Design = {
  name: 'lp-04-detached-hold',
  doc: 'Adds a held pull to a list that an arrival has just taken out of the table.',
  options: baseline.options,
  parts: { broker: { makeHoldTable: (environment) => new RacingHoldTable(environment) } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/10754',
    oracle: 'held-pull-wakes',
    scenario: 'slow-consumer',
  },
};
