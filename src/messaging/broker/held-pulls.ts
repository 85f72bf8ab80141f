// Pulls that found nothing and wait for a message or their deadline: long polling. It does not read messages and does not
// answer; it decides when a pull is to be executed again (PullRequestHoldService.java).

import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import type { DecideHold, HeldPullTerms, QueueNews } from './hold-decision.ts';
import type { HoldTable } from './hold-table.ts';
import type { PullHeld, PullWoken } from './observations.ts';

export interface HeldPull extends HeldPullTerms {
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  /** Executes the pull again, soon and not within the call. */
  readonly resume: () => void;
}

export interface HeldPullsContext {
  readonly environment: Environment;
  readonly decideHold: DecideHold;
  /** Now, by the clock that deadlines go by. */
  readonly nowMs: () => number;
  readonly maxOffset: (topic: string, queueId: number) => number;
  readonly checkIntervalMs: number;
  readonly bound: number;
  readonly table: HoldTable;
}

export class HeldPulls {
  readonly #context: HeldPullsContext;
  readonly #table: HoldTable;
  #count = 0;
  #nextCheck: Timer | undefined;

  constructor(context: HeldPullsContext) {
    this.#context = context;
    this.#table = context.table;
  }

  get isFull(): boolean {
    return this.#count >= this.#context.bound;
  }

  /**
   * Holds the pull, or resumes it when a message became visible after the caller read the queue: its arrival would wake
   * nobody. The original leaves that to the periodic check.
   */
  hold(pull: HeldPull): void {
    const { environment } = this.#context;
    const maxOffset = this.#context.maxOffset(pull.topic, pull.queueId);
    if (!this.#keeps(pull, { maxOffset, tagsCode: undefined })) return;
    const key = queueKey(pull.topic, pull.queueId);
    const { group, topic, queueId, offset } = pull;
    const forMs = pull.deadlineMs - this.#context.nowMs();
    const held: PullHeld = { kind: 'broker.pull-held', group, topic, queueId, offset, forMs };
    environment.observe(held);
    this.#table.add(key, pull);
    this.#count += 1;
    this.#scheduleCheck();
  }

  /** A message of that queue can be read from now on. */
  arrived(topic: string, queueId: number, news: QueueNews): void {
    const key = queueKey(topic, queueId);
    const pulls = this.#table.of(key);
    if (pulls.length > 0) this.#review(key, pulls, news);
  }

  /** Executes the pulls of a group on that queue again, whatever they wait for. */
  release(group: string, topic: string, queueId: number): void {
    const key = queueKey(topic, queueId);
    const pulls = this.#table.of(key);
    const kept = pulls.filter((pull) => pull.group !== group);
    this.#keep(key, pulls, kept);
    for (const pull of pulls) if (pull.group === group) this.#wake(pull, 'released');
  }

  close(): void {
    this.#nextCheck?.cancel();
    this.#table.clear();
    this.#count = 0;
  }

  #review(key: string, pulls: readonly HeldPull[], news: QueueNews): void {
    const kept = pulls.filter((pull) => this.#keeps(pull, news));
    this.#keep(key, pulls, kept);
  }

  #keep(key: string, pulls: readonly HeldPull[], kept: HeldPull[]): void {
    this.#count -= pulls.length - kept.length;
    this.#table.keep(key, kept);
  }

  #keeps(pull: HeldPull, news: QueueNews): boolean {
    const decision = this.#context.decideHold(pull, news, this.#context.nowMs());
    if (decision === 'keep') return true;
    this.#wake(pull, decision);
    return false;
  }

  #wake(pull: HeldPull, why: PullWoken['why']): void {
    const { group, topic, queueId, offset } = pull;
    const woken: PullWoken = { kind: 'broker.pull-woken', group, topic, queueId, offset, why };
    this.#context.environment.observe(woken);
    pull.resume();
  }

  /** Deadlines are found, and missed arrivals repaired, by a check that runs only while something is held. */
  #scheduleCheck(): void {
    if (this.#nextCheck !== undefined || this.#count === 0) return;
    const { timers } = this.#context.environment;
    this.#nextCheck = timers.once(this.#context.checkIntervalMs, 'broker.check-held-pulls', () => {
      this.#nextCheck = undefined;
      for (const key of [...this.#table.keys()]) {
        const pulls = this.#table.of(key);
        const [first] = pulls;
        if (first === undefined) continue;
        const { topic, queueId } = first;
        this.#review(key, pulls, { maxOffset: this.#context.maxOffset(topic, queueId), tagsCode: undefined });
      }
      this.#scheduleCheck();
    });
  }
}

function queueKey(topic: string, queueId: number): string {
  return `${topic}@${queueId}`;
}
