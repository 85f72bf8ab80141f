// What sends told of brokers: one that was slow or failed is left alone for a while, by a table of latencies (MQFaultStrategy.java,
// LatencyFaultToleranceImpl.java). The original's optional probe of unreachable brokers is not here: the next good answer clears them.

import type { Clock } from '../../environment/clock.ts';
import { monotonicMs } from './monotonic.ts';
import type { BrokerHealth } from './queue-rotation.ts';

export interface LatencyThreshold {
  readonly latencyMs: number;
  /** For so long a broker with this latency or more gets nothing while others will do. */
  readonly unavailableMs: number;
}

export interface LatencyFaultOptions {
  /** Ascending by latency. */
  readonly thresholds: readonly LatencyThreshold[];
  /** A failed send counts as this latency. */
  readonly failureLatencyMs: number;
}

/** RocketMQ 5.x. */
export const LATENCY_FAULTS: LatencyFaultOptions = {
  thresholds: [
    { latencyMs: 50, unavailableMs: 0 },
    { latencyMs: 100, unavailableMs: 0 },
    { latencyMs: 550, unavailableMs: 2_000 },
    { latencyMs: 1_800, unavailableMs: 5_000 },
    { latencyMs: 3_000, unavailableMs: 6_000 },
    { latencyMs: 5_000, unavailableMs: 10_000 },
    { latencyMs: 15_000, unavailableMs: 30_000 },
  ],
  failureLatencyMs: 10_000,
};

/** RocketMQ 4.x. */
export const LATENCY_FAULTS_4: LatencyFaultOptions = {
  thresholds: [
    { latencyMs: 50, unavailableMs: 0 },
    { latencyMs: 100, unavailableMs: 0 },
    { latencyMs: 550, unavailableMs: 30_000 },
    { latencyMs: 1_000, unavailableMs: 60_000 },
    { latencyMs: 2_000, unavailableMs: 120_000 },
    { latencyMs: 3_000, unavailableMs: 180_000 },
    { latencyMs: 15_000, unavailableMs: 600_000 },
  ],
  failureLatencyMs: 30_000,
};

/** Answered: well or "stored, but". Failed: no answer. Refused: the broker said no. */
export type AttemptOutcome = 'answered' | 'failed' | 'refused';

interface Known {
  availableAtMs: number;
  isReachable: boolean;
}

export class BrokerLatencies implements BrokerHealth {
  readonly #clock: Clock;
  readonly #options: LatencyFaultOptions;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock, options: LatencyFaultOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Learns from one attempt. */
  learn(brokerName: string, latencyMs: number, outcome: AttemptOutcome): void {
    const known = this.#known.get(brokerName) ?? { availableAtMs: 0, isReachable: true };
    const unavailableMs = this.#unavailableMs(
      outcome === 'answered' ? latencyMs : this.#options.failureLatencyMs,
    );
    if (unavailableMs > 0) {
      known.availableAtMs = Math.max(known.availableAtMs, monotonicMs(this.#clock) + unavailableMs);
    }
    known.isReachable = outcome !== 'refused';
    this.#known.set(brokerName, known);
  }

  isAvailable(brokerName: string): boolean {
    return monotonicMs(this.#clock) >= (this.#known.get(brokerName)?.availableAtMs ?? 0);
  }

  isReachable(brokerName: string): boolean {
    return this.#known.get(brokerName)?.isReachable ?? true;
  }

  #unavailableMs(latencyMs: number): number {
    return (
      this.#options.thresholds.findLast((threshold) => latencyMs >= threshold.latencyMs)?.unavailableMs ?? 0
    );
  }
}
