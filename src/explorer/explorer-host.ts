// What the explorer needs of its host: somebody who performs runs, a wall clock, a place for capsules, and the wish to stop.

import type { Provenance } from './capsule.ts';
import type { ModuleReference, RunOutcome, RunTask } from './run-task.ts';

export interface ExplorerHost {
  /** Tasks that can be performed at the same time. */
  readonly workers: number;
  /** Wall time from any start; never goes back. */
  nowMs(): number;
  /** True once somebody wants the partial result now. */
  readonly isInterrupted: boolean;
  /**
   * Performs the runs of a task in order. Resolves with one outcome per run, also when a run hangs or kills its worker;
   * with fewer only after an interrupt.
   */
  perform(task: RunTask): Promise<readonly RunOutcome[]>;
  /** What is known of the code that performs runs of this design. */
  provenance(design: ModuleReference): Promise<Provenance>;
  /** Saves a capsule; resolves with the path under which a user finds it. */
  saveCapsule(fileName: string, text: string): Promise<string>;
}
