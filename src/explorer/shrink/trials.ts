// Tries plans: performs them, several at a time, and says which of them fails as the first one did. What is taken depends on the order of the
// proposals alone, not on the number of workers or on who answers first.

import type { Plan } from '../../scenario/plan.ts';
import type { ExplorerHost } from '../explorer-host.ts';
import { describeFinding } from '../failure.ts';
import type { Finding, RunOutcome, RunTask } from '../run-task.ts';
import type { Proposal } from './pass.ts';
import { planKey } from './plan-key.ts';

export interface TrialOptions {
  readonly host: ExplorerHost;
  /** What every trial has in common. */
  readonly task: Omit<RunTask, 'source'>;
  /** Only a run that fails like this counts. */
  readonly finding: Finding;
  readonly deadlineMs: number;
  /** Keys of plans that are known not to fail like this. */
  readonly refuted: Iterable<string>;
  /** Called after each run. */
  readonly onRun?: () => void;
}

export type Search =
  | { readonly kind: 'taken'; readonly proposal: Proposal; readonly outcome: RunOutcome }
  /** Nothing of what was proposed fails like this. */
  | { readonly kind: 'exhausted' }
  /** Time was up, or somebody wants the result now. */
  | { readonly kind: 'stopped' };

type Trial = { readonly kind: 'same'; readonly outcome: RunOutcome } | { readonly kind: 'other' | 'stopped' };

interface Pending {
  readonly proposal: Proposal;
  readonly trial: Promise<Trial>;
}

/** Proposals that are looked at ahead of the one that decides; most of them were tried before and cost nothing. */
const AHEAD_MAX = 64;

export class Trials {
  readonly #options: TrialOptions;
  readonly #trials = new Map<string, Promise<Trial>>();
  readonly #refuted: Set<string>;
  readonly #running = new Set<Promise<Trial>>();
  #error: Error | undefined;
  #runs = 0;

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#refuted = new Set(options.refuted);
  }

  /** Performed so far, also in vain. */
  get runs(): number {
    return this.#runs;
  }

  get refuted(): readonly string[] {
    return [...this.#refuted];
  }

  get isStopped(): boolean {
    const { host, deadlineMs } = this.#options;
    return host.isInterrupted || host.nowMs() >= deadlineMs;
  }

  /** The first of the proposals that fails as before. */
  async first(proposals: Iterator<Proposal, void>): Promise<Search> {
    const pending: Pending[] = [];
    while (true) {
      this.#lookAhead(proposals, pending);
      const head = pending.shift();
      if (head === undefined) return { kind: this.isStopped ? 'stopped' : 'exhausted' };
      const trial = await head.trial;
      if (this.#error !== undefined) throw this.#error;
      if (trial.kind === 'same') return { kind: 'taken', proposal: head.proposal, outcome: trial.outcome };
      if (trial.kind === 'stopped') return { kind: 'stopped' };
    }
  }

  /** Waits for what is still under way. */
  async end(): Promise<void> {
    await Promise.all(this.#running);
  }

  #lookAhead(proposals: Iterator<Proposal, void>, pending: Pending[]): void {
    while (
      pending.length === 0 ||
      (this.#running.size < this.#options.host.workers && pending.length < AHEAD_MAX)
    ) {
      if (this.isStopped) return;
      const { value: proposal } = proposals.next();
      if (proposal === undefined) return;
      pending.push({ proposal, trial: this.#trialOf(proposal.plan) });
    }
  }

  #trialOf(plan: Plan): Promise<Trial> {
    const key = planKey(plan);
    if (this.#refuted.has(key)) return Promise.resolve({ kind: 'other' });
    const known = this.#trials.get(key);
    if (known !== undefined) return known;
    const trial = this.#perform(plan, key);
    this.#trials.set(key, trial);
    this.#running.add(trial);
    void trial.then(() => this.#running.delete(trial));
    return trial;
  }

  /** Never rejects: nobody may be waiting any more. */
  async #perform(plan: Plan, key: string): Promise<Trial> {
    const { host, task, finding, onRun } = this.#options;
    try {
      const [outcome] = await host.perform({ ...task, source: { kind: 'plan', plan } });
      if (outcome === undefined) return { kind: 'stopped' };
      this.#runs += 1;
      onRun?.();
      if (failsLike(outcome.verdict, finding)) return { kind: 'same', outcome };
      this.#trials.delete(key);
      this.#refuted.add(key);
      return { kind: 'other' };
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error));
      return { kind: 'stopped' };
    }
  }
}

export function failsLike(finding: Finding, before: Finding): boolean {
  const now = describeFinding(finding);
  const then = describeFinding(before);
  return now !== undefined && now.verdict === then?.verdict && now.fingerprint === then.fingerprint;
}
