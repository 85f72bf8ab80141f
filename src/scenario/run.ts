// Performs one run: plan plus design, in a simulated world, under the eyes of the oracles.

import type { SimulationHost } from '../simulator/host.ts';
import type { TraceWindow } from '../simulator/trace.ts';
import type { Design } from './design.ts';
import type { Plan } from './plan.ts';
import type { RunResult } from './run-result.ts';
import type { Scenario } from './scenario.ts';

export interface RunRequest {
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly design: Design;
  readonly host: SimulationHost;
  /** Events to keep in full; the newest are always at hand. */
  readonly traceWindow?: TraceWindow;
  /** Stop at this virtual time or event instead of the end. */
  readonly until?: { readonly atMs: number } | { readonly event: number };
}

export async function performRun(_request: RunRequest): Promise<RunResult> {
  throw new Error('being written');
}
