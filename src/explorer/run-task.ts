// What is asked of whoever performs runs, and what comes back. Plain data: it crosses threads.

import type { AccountDepth } from '../scenario/account-line.ts';
import type { DesignOptions } from '../scenario/design.ts';
import type { Plan, Profile } from '../scenario/plan.ts';
import type { RunResult, RunShape, Verdict } from '../scenario/run-result.ts';
import type { Rekeying } from '../simulator/simulation.ts';
import type { TraceWindow } from '../simulator/trace.ts';

/** Where a scenario or design comes from. The explorer only passes it on; its host knows how to load it. */
export type ModuleReference = string;

export type RunUntil = { readonly atMs: number } | { readonly event: number };

export interface RunTask {
  readonly scenario: ModuleReference;
  readonly design: ModuleReference;
  /** Wins over the options that the design has today: a saved run keeps its own. */
  readonly designOptions?: DesignOptions;
  readonly source: SeedSource | PlanSource;
  readonly traceWindow?: TraceWindow;
  readonly until?: RunUntil;
  /** Keep what happens in words. */
  readonly account?: AccountDepth;
  /** Another future from a moment on. */
  readonly rekey?: Rekeying;
}

/** Draw each plan from its seed. */
export interface SeedSource {
  readonly kind: 'seeds';
  readonly seeds: readonly string[];
  readonly profile: Profile;
}

export interface PlanSource {
  readonly kind: 'plan';
  readonly plan: Plan;
}

/** What a run came to. Only the explorer, which performs a run twice, can find it nondeterministic. */
export type Finding = Verdict | { readonly kind: 'nondeterministic'; readonly why: string };

export interface RunOutcome extends Omit<RunResult, 'verdict'> {
  readonly verdict: Finding;
}

export type FindingKind = Finding['kind'];

const NOTHING: RunShape = {
  nameServers: 0,
  brokers: 0,
  clients: 0,
  operations: 0,
  messages: 0,
  deliveries: 0,
  faultEpisodes: 0,
  faultKinds: [],
  hasBrokerKill: false,
  hasPartition: false,
};

/** Outcome of a run that ended without a result: whoever performed it died, or had to be killed. */
export function outcomeWithoutResult(
  run: Pick<RunResult, 'scenario' | 'design' | 'seed'>,
  verdict: Finding,
): RunOutcome {
  return {
    scenario: run.scenario,
    design: run.design,
    seed: run.seed,
    verdict,
    digest: '',
    checkpoints: [],
    events: 0,
    packets: 0,
    wireBytes: 0,
    virtualMs: 0,
    shape: NOTHING,
    reached: [],
    excused: [],
    trace: [],
    account: [],
  };
}
