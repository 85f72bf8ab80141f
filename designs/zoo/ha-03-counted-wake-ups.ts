// Known bad (HA-03, apache/rocketmq#1535): a put waits for its slaves until it has been woken five times, not until a moment. A record that
// travels in more pieces than that is given up although its slave gets all of it.

import type { LogPosition } from '../../src/base/numbers.ts';
import type { Environment } from '../../src/environment/environment.ts';
import type { PutConfirmed } from '../../src/messaging/replication/observations.ts';
import { TransferWaits, type TransferWaitsOptions } from '../../src/messaging/replication/transfer-waits.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const ROUNDS = 5;
const ROUND_MS = 1000;

class CountedWaits extends TransferWaits {
  readonly #environment: Environment;
  readonly #isReplicated: TransferWaitsOptions['isReplicated'];
  readonly #waiting = new Set<() => void>();

  constructor(environment: Environment, options: TransferWaitsOptions) {
    super(environment, options);
    this.#environment = environment;
    this.#isReplicated = options.isReplicated;
  }

  override wait(end: LogPosition): Promise<boolean> {
    return new Promise((settle) => {
      let rounds = 0;
      const look = () => {
        const isReplicated = this.#isReplicated(end);
        rounds += 1;
        if (!isReplicated && rounds <= ROUNDS) return;
        this.#waiting.delete(look);
        timer.cancel();
        const confirmed: PutConfirmed = { kind: 'replication.confirmed', end, isReplicated };
        this.#environment.observe(confirmed);
        settle(isReplicated);
      };
      const timer = this.#environment.timers.every(ROUND_MS, ROUND_MS, 'replication.round', look);
      this.#waiting.add(look);
      look();
    });
  }

  override wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}

export const countedWakeUps: Design = {
  name: 'ha-03-counted-wake-ups',
  doc: 'Gives a put up that has been woken five times, instead of after the time that it may wait.',
  options: baseline.options,
  parts: {
    broker: {
      replication: { makeTransferWaits: (environment, options) => new CountedWaits(environment, options) },
    },
  },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/1535',
    oracle: 'slave-given-its-time',
    scenario: 'replica-lag',
  },
};
