// Performs saved runs again before a batch, each with the design as it is today, as many at a time as the host has workers. A run that does
// not hold is a finding, whether it is still the same run or not.

import type { Capsule } from './capsule.ts';
import type { ExplorerHost } from './explorer-host.ts';
import { describeFinding } from './failure.ts';
import { type Replay, replay } from './replay.ts';
import type { ModuleReference, RunTask } from './run-task.ts';
import type { SavedOrigin, SavedRunCheck } from './saved-run.ts';

export interface SavedRun {
  readonly path: string;
  readonly from: SavedOrigin;
  readonly capsule: Capsule;
  /** Where its scenario is today. */
  readonly scenario: ModuleReference;
}

/** In the order in which they were given; after an interrupt only those that were done by then. */
export async function replaySaved(
  saved: readonly SavedRun[],
  design: ModuleReference,
  host: ExplorerHost,
): Promise<readonly SavedRunCheck[]> {
  const checks = new Map<SavedRun, SavedRunCheck>();
  const waiting = [...saved];
  const work = async () => {
    for (let run = waiting.shift(); run !== undefined && !host.isInterrupted; run = waiting.shift()) {
      const check = await checkOne(run, design, host);
      if (check !== undefined) checks.set(run, check);
    }
  };
  await Promise.all(Array.from({ length: host.workers }, work));
  return saved.flatMap((run) => checks.get(run) ?? []);
}

/** Undefined when interrupted. */
async function checkOne(
  run: SavedRun,
  design: ModuleReference,
  host: ExplorerHost,
): Promise<SavedRunCheck | undefined> {
  const { capsule, scenario } = run;
  const task: RunTask = { scenario, design, source: { kind: 'plan', plan: capsule.plan } };
  try {
    const replayed = await replay(task, capsule, host);
    return {
      ...describeCheck(run, replayed),
      ...(design === capsule.design.source ? {} : { designSource: design }),
    };
  } catch (error) {
    if (host.isInterrupted) return undefined;
    throw error;
  }
}

function describeCheck({ path, from }: SavedRun, replayed: Replay): SavedRunCheck {
  const { run, outcome, divergence } = replayed;
  const verdict =
    divergence?.kind === 'nondeterministic'
      ? ({ kind: 'nondeterministic', why: 'two runs of the same plan gave two digests' } as const)
      : run.verdict;
  const described = describeFinding(verdict);
  return {
    capsule: path,
    from,
    scenario: run.scenario,
    design: run.design,
    seed: run.seed,
    outcome,
    verdict: verdict.kind,
    oracle: described?.oracle ?? null,
    message: described?.message ?? null,
    fingerprint: described?.fingerprint ?? null,
  };
}
