// When a client rebalances: when woken, at the latest after a period, never twice within a second, and again soon after a run that
// did not get all it wanted (RebalanceService.java). One run at a time for all groups of the client.

import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import { monotonicMs } from './monotonic.ts';

export interface RebalancePeriods {
  readonly rebalanceMs: number;
  readonly rebalanceMinMs: number;
}

/** True: every group has the queues that it should have. */
export type Rebalance = () => Promise<boolean>;

export class RebalanceSchedule {
  readonly #environment: Environment;
  readonly #periods: RebalancePeriods;
  readonly #rebalance: Rebalance;
  #timer: Timer | undefined;
  #lastMs: number;
  #isRunning = false;
  #isWoken = false;
  #isStopped = true;

  constructor(environment: Environment, periods: RebalancePeriods, rebalance: Rebalance) {
    this.#environment = environment;
    this.#periods = periods;
    this.#rebalance = rebalance;
    this.#lastMs = monotonicMs(environment.clock) - periods.rebalanceMinMs;
  }

  start(): void {
    this.#isStopped = false;
    this.#runIn(this.#periods.rebalanceMs);
  }

  /** Runs as soon as allowed. */
  wake(): void {
    if (this.#isStopped) return;
    if (this.#isRunning) {
      this.#isWoken = true;
      return;
    }
    const sinceMs = monotonicMs(this.#environment.clock) - this.#lastMs;
    this.#runIn(Math.max(0, this.#periods.rebalanceMinMs - sinceMs));
  }

  wakeAfter(delayMs: number): void {
    if (this.#isStopped) return;
    this.#environment.timers.once(delayMs, 'client.rebalance-later', () => this.wake());
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #runIn(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#environment.timers.once(delayMs, 'client.rebalance', () => void this.#run());
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#isWoken = false;
    const isBalanced = await this.#rebalance();
    this.#isRunning = false;
    this.#lastMs = monotonicMs(this.#environment.clock);
    if (this.#isStopped) return;
    const { rebalanceMs, rebalanceMinMs } = this.#periods;
    this.#runIn(isBalanced && !this.#isWoken ? rebalanceMs : rebalanceMinMs);
  }
}
