// Promise: when nothing happens to a group any more, each of its queues has exactly one owner, and keeps it (facts 9.3 C5, 9.6 R7).
//
// Why it matters: a queue without an owner is not consumed, one with two is consumed twice and out of order. While members come and go both
// may happen; afterwards it must end. A queue that then still changes hands is consumed again each time.
//
// Smallest violating history: consumer-0 takes queue 0; for two minutes nothing happens; consumer-1 takes queue 0.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { type GroupQueue, type QueueDropped, type QueueGained, queueText } from './ownership-entry.ts';
import { QueueTable } from './queue-table.ts';
import { StableGroup } from './stable-group.ts';

const NAME = 'one-owner-when-stable';

interface Owned {
  readonly queue: Omit<GroupQueue, 'group'>;
  /** Clients that have it, each with its machine. */
  readonly owners: Map<string, string>;
}

class OneOwnerJudge implements Judge {
  readonly #stable = new StableGroup();
  /** Queues that anybody ever had. */
  readonly #queues = new QueueTable<Owned>((queue) => ({ queue, owners: new Map() }));
  #nowUs = 0;
  #isJudged = false;

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const { entry, machine, atUs } = recorded;
    this.#nowUs = atUs;
    this.#stable.hear(recorded);
    if (entry.kind === 'machine-ended') this.#forget(machine);
    if (entry.kind !== 'queue-gained' && entry.kind !== 'queue-dropped') return this.#judge();
    const early = this.#judge();
    this.#change(entry, machine);
    return early ?? (this.#isJudged ? changed(entry) : undefined);
  }

  settle(): Violation | undefined {
    return this.#judge();
  }

  /** Once, as soon as the group is stable; what changes hands afterwards is judged by itself. */
  #judge(): Violation | undefined {
    if (!this.#stable.isStable(this.#nowUs)) {
      this.#isJudged = false;
      return undefined;
    }
    if (this.#isJudged) return undefined;
    this.#isJudged = true;
    for (const { queue, owners } of this.#queues.all()) {
      if (owners.size !== 1) return wrongCount(queue, [...owners.keys()].sort());
    }
    return undefined;
  }

  #change(entry: QueueGained | QueueDropped, machine: string): void {
    const { owners } = this.#queues.of(entry);
    if (entry.kind === 'queue-gained') owners.set(entry.clientId, machine);
    else owners.delete(entry.clientId);
  }

  #forget(machine: string): void {
    for (const { owners } of this.#queues.all()) {
      for (const [clientId, of] of owners) if (of === machine) owners.delete(clientId);
    }
  }
}

function wrongCount(queue: Omit<GroupQueue, 'group'>, owners: readonly string[]): Violation {
  const who = owners.length === 0 ? 'nobody' : owners.join(' and ');
  return {
    oracle: NAME,
    message: `the group is stable, but ${who} has ${queueText(queue)}`,
    fingerprint: `${NAME}: ${owners.length === 0 ? 'no owner' : 'two owners'}`,
  };
}

function changed(entry: QueueGained | QueueDropped): Violation {
  const { kind, clientId } = entry;
  const what = kind === 'queue-gained' ? 'takes' : `drops (${entry.reason})`;
  return {
    oracle: NAME,
    message: `the group is stable, but ${clientId} ${what} ${queueText(entry)}`,
    fingerprint: `${NAME}: ${kind === 'queue-gained' ? 'taken' : entry.reason} in a stable group`,
  };
}

export const oneOwnerWhenStable: Oracle = {
  name: NAME,
  doc: 'When nothing happens to a group any more, each of its queues has exactly one owner, and keeps it.',
  evidence: ['ownership'],
  judge: () => new OneOwnerJudge(),
};
