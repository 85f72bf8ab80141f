// Puts that wait until enough replicas have their records: RocketMQ's GroupTransferService, woken by reports instead of a loop of 1 ms. Served in
// the order in which they came, as there.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { inBackground } from '../store/background.ts';
import type { PutConfirmed } from './observations.ts';

export interface TransferWaitsOptions {
  readonly timeoutMs: number;
  /** Whether enough replicas have everything before the position. */
  readonly isReplicated: (end: LogPosition) => boolean;
}

interface Waiting {
  readonly end: LogPosition;
  readonly dueUs: number;
  readonly settle: (isReplicated: boolean) => void;
}

export class TransferWaits {
  readonly #environment: Environment;
  readonly #options: TransferWaitsOptions;
  readonly #waiting: Waiting[] = [];
  #isServing = false;
  #isWatching = false;

  constructor(environment: Environment, options: TransferWaitsOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Resolves with whether enough replicas said in time that they have it. */
  wait(end: LogPosition): Promise<boolean> {
    const { timeoutMs } = this.#options;
    const dueUs = this.#environment.clock.monotonicUs() + timeoutMs * 1000;
    const answer = new Promise<boolean>((settle) => {
      this.#waiting.push({ end, dueUs, settle });
    });
    this.#watch(timeoutMs);
    this.wake();
    return answer;
  }

  /** A replica has said something. */
  wake(): void {
    if (this.#isServing || this.#waiting.length === 0) return;
    this.#isServing = true;
    inBackground(this.#serve());
  }

  /** Nobody is served any more. */
  stop(): void {
    for (const waiting of this.#waiting.splice(0)) waiting.settle(false);
  }

  /** On a thread of its own. */
  async #serve(): Promise<void> {
    await this.#environment.interleave('replication.confirm');
    this.#isServing = false;
    const nowUs = this.#environment.clock.monotonicUs();
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      // A deadline that has passed ends the wait even when the replicas are there by now.
      const isInTime = first.dueUs > nowUs;
      const isReplicated = isInTime && this.#options.isReplicated(first.end);
      if (isInTime && !isReplicated) break;
      this.#waiting.shift();
      const confirmed: PutConfirmed = {
        kind: 'replication.confirmed',
        end: logPosition(first.end),
        isReplicated,
      };
      this.#environment.observe(confirmed);
      first.settle(isReplicated);
    }
  }

  /** One timer watches the oldest; it lapses when nobody waits any more. */
  #watch(delayMs: number): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#environment.timers.once(delayMs, 'replication.timeout', () => {
      this.#isWatching = false;
      this.wake();
      // One look at the clock: at the next it may be later.
      const nowUs = this.#environment.clock.monotonicUs();
      const next = this.#waiting.find(({ dueUs }) => dueUs > nowUs);
      if (next !== undefined) this.#watch(Math.ceil((next.dueUs - nowUs) / 1000));
    });
  }
}
