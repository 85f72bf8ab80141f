// The explorer's host on Node: worker threads, the wall clock, and files.

import { present } from '../base/assert.ts';
import type { Provenance } from '../explorer/capsule.ts';
import type { ExplorerHost } from '../explorer/explorer-host.ts';
import type { RunOutcome, RunTask } from '../explorer/run-task.ts';
import { currentCommit } from './git-commit.ts';
import type { Loaded } from './load-module.ts';
import { packageFacts } from './package-root.ts';
import { RunJob } from './run-job.ts';
import { sourceDigest } from './user-module.ts';
import { type PoolOptions, WorkerPool } from './worker-pool.ts';

interface Named {
  readonly name: string;
}

export interface HostOptions extends PoolOptions {
  readonly scenarios: readonly Loaded<Named>[];
  readonly designs: readonly Loaded<Named>[];
  /** Saves a capsule and returns its path for people. */
  readonly saveCapsule: (fileName: string, text: string) => string;
}

export class NodeExplorerHost implements ExplorerHost {
  readonly workers: number;
  readonly #scenarios: ReadonlyMap<string, Loaded<Named>>;
  readonly #designs: ReadonlyMap<string, Loaded<Named>>;
  readonly #pool: WorkerPool;
  readonly #saveCapsule: HostOptions['saveCapsule'];
  readonly #provenances = new Map<string, Promise<Provenance>>();
  #isInterrupted = false;

  constructor(options: HostOptions) {
    this.workers = options.size;
    this.#scenarios = new Map(options.scenarios.map((loaded) => [loaded.source, loaded]));
    this.#designs = new Map(options.designs.map((loaded) => [loaded.source, loaded]));
    this.#pool = new WorkerPool(options);
    this.#saveCapsule = options.saveCapsule;
  }

  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  nowMs(): number {
    return performance.now();
  }

  perform(task: RunTask): Promise<readonly RunOutcome[]> {
    const scenario = present(this.#scenarios.get(task.scenario), `scenario ${task.scenario}`);
    const design = present(this.#designs.get(task.design), `design ${task.design}`);
    const request = { task, scenario: scenario.address, design: design.address };
    const names = { scenario: scenario.value.name, design: design.value.name };
    return new Promise((resolve, reject) => {
      this.#pool.add(new RunJob(request, names, { resolve, reject }));
    });
  }

  provenance(design: string): Promise<Provenance> {
    const known = this.#provenances.get(design);
    if (known !== undefined) return known;
    const found = this.#findProvenance(present(this.#designs.get(design), `design ${design}`).file);
    this.#provenances.set(design, found);
    return found;
  }

  async saveCapsule(fileName: string, text: string): Promise<string> {
    return this.#saveCapsule(fileName, text);
  }

  /** What is under way ends at once; what is asked from now on is not begun. */
  async interrupt(): Promise<void> {
    this.#isInterrupted = true;
    await this.#pool.close();
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #findProvenance(file: string): Promise<Provenance> {
    const [digest, commit] = await Promise.all([sourceDigest(file), currentCommit(process.cwd())]);
    const versions = { package: packageFacts().version, node: process.versions.node };
    return { sourceDigest: digest, versions, commit };
  }
}
