// One search for a smaller failure with its files: takes up what an earlier invocation left, saves each step.

import {
  accountOf,
  buildCapsule,
  type Capsule,
  type CapsuleOrigin,
  type Provenance,
} from '../explorer/capsule.ts';
import { describeFinding } from '../explorer/failure.ts';
import { planKey } from '../explorer/shrink/plan-key.ts';
import { sizeOf } from '../explorer/shrink/plan-size.ts';
import { type Shrinking, type Shrunk, shrink } from '../explorer/shrink/shrink.ts';
import { describeProgress } from '../report/shrink-report.ts';
import type { Plan } from '../scenario/plan.ts';
import type { NodeExplorerHost } from './node-explorer-host.ts';
import type { Progress } from './progress.ts';
import type { ReplayOrder } from './replay-action.ts';
import { ShrinkFiles } from './shrink-files.ts';

export interface ShrinkJobOptions {
  readonly capsule: Capsule;
  readonly order: ReplayOrder;
  readonly host: NodeExplorerHost;
  readonly budgetMs: number;
  /** Where the result goes. */
  readonly path: string;
  readonly progress: Progress;
}

export class ShrinkJob {
  readonly #options: ShrinkJobOptions;
  readonly #origin: Omit<CapsuleOrigin, 'isFinished'>;

  constructor(options: ShrinkJobOptions) {
    const { capsule } = options;
    this.#options = options;
    this.#origin = {
      plan: capsule.origin?.plan ?? planKey(capsule.plan),
      size: capsule.origin?.size ?? sizeOf(capsule.plan),
    };
  }

  /** Size of the plan that was saved first. */
  get before() {
    return this.#origin.size;
  }

  async perform(): Promise<Shrinking> {
    const { capsule, host, path, progress } = this.#options;
    const provenance = await host.provenance(capsule.design.source);
    const files = new ShrinkFiles(path, this.#ownerOf(provenance));
    const earlier = this.#earlierPlan(files);
    if (earlier !== undefined) {
      progress.say(`going on from ${path}`);
      const shrinking = await this.#search(earlier, files, provenance);
      if (shrinking.kind !== 'elsewise') return shrinking;
      progress.say(`${path} does not fail like that any more: starting anew`);
    }
    return this.#search(capsule.plan, files, provenance);
  }

  async #search(plan: Plan, files: ShrinkFiles, provenance: Provenance): Promise<Shrinking> {
    const { capsule, order, host, budgetMs, progress } = this.#options;
    const { scenario, design, designOptions } = order.task;
    const request = {
      task: { scenario, design, ...(designOptions === undefined ? {} : { designOptions }) },
      scenario: order.scenario.value,
      plan,
      finding: capsule.verdict,
      budgetMs,
      refuted: files.readRefuted(),
    };
    const shrinking = await shrink(request, host, {
      onTaken: (shrunk) => this.#save(shrunk, files, provenance),
      onProgress: (state) => {
        files.writeRefuted(state.refuted);
        progress.showText(state.elapsedMs, () => describeProgress(state));
      },
    });
    progress.clear();
    if (shrinking.kind !== 'shrunk') return shrinking;
    this.#save(shrinking, files, provenance);
    if (shrinking.isFinished) files.removeProgress();
    else files.writeRefuted(() => shrinking.refuted, true);
    return shrinking;
  }

  #save({ plan, outcome, record, isFinished }: Shrunk, files: ShrinkFiles, provenance: Provenance): void {
    const { capsule, order } = this.#options;
    const { options } = capsule.design;
    files.writeCapsule(
      buildCapsule({
        scenarioSource: order.scenario.source,
        design: { name: capsule.design.name, source: capsule.design.source, options },
        plan,
        outcome,
        provenance,
        record,
        origin: { ...this.#origin, isFinished },
        account: accountOf(outcome),
      }),
    );
  }

  /** Undefined when nothing was shrunk to this file before, or something else was. */
  #earlierPlan(files: ShrinkFiles): Plan | undefined {
    const earlier = files.readCapsule();
    if (
      earlier?.origin?.plan !== this.#origin.plan ||
      earlier.design.name !== this.#options.capsule.design.name
    )
      return undefined;
    return earlier.plan;
  }

  #ownerOf({ sourceDigest, versions }: Provenance): string {
    const fingerprint = describeFinding(this.#options.capsule.verdict)?.fingerprint ?? '';
    return [this.#origin.plan, fingerprint, sourceDigest, versions.package, versions.node].join(' ');
  }
}
