// Promise: sends that leave the queue to their producer go to queues of its route, and while all brokers answer well, to each queue once before
// any queue a second time (facts 6.5).
//
// Why it matters: a producer that goes round other queues than the route has either sends where nobody reads, or fills some queues and leaves
// others, and the consumers of those, without work. Nothing else shows it: each message arrives.
//
// Judged only while nothing excuses a detour: since the producer knows this route, no broker answered badly or slowly within the time for which
// such a broker may be left alone, and no attempt was a repetition.
//
// Smallest violating history: a route of the queues 0 and 1; sent in turn to 0, and to 0.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import type { OfferedQueue, SendTaught, SendTried } from './send-entry.ts';
import { queueKey } from './store-entry.ts';

const NAME = 'even-spread';
const MICROSECONDS = 1000;

export interface Detours {
  /** A broker that takes as long may be left alone. */
  readonly slowMs: number;
  /** The longest time for which one is. */
  readonly longestMs: number;
}

/** One producer and topic. */
interface Round {
  readonly queues: ReadonlySet<string>;
  /** Queues of the last sends, the newest last; fewer than there are queues. */
  recent: string[];
}

class EvenSpreadJudge implements Judge {
  readonly #detours: Detours;
  /** By producer and topic. */
  readonly #rounds = new Map<string, Round>();
  /** By producer: until then a broker may be left alone. */
  readonly #excusedUntilUs = new Map<string, number>();

  constructor(detours: Detours) {
    this.#detours = detours;
  }

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'route-known':
        this.#hearRoute(machine, entry.topic, entry.queues);
        return undefined;
      case 'send-taught':
        this.#hearLesson(machine, entry, atUs);
        return undefined;
      case 'send-tried':
        return this.#hearTry(machine, entry, atUs);
      default:
        return undefined;
    }
  }

  #hearRoute(producer: string, topic: string, queues: readonly OfferedQueue[]): void {
    const names = queues.map((queue) => queueKey(queue.brokerName, queue));
    this.#rounds.set(`${producer}/${topic}`, { queues: new Set(names), recent: [] });
  }

  #hearLesson(producer: string, { isGood, latencyMs }: SendTaught, atUs: number): void {
    if (isGood && latencyMs < this.#detours.slowMs) return;
    this.#excusedUntilUs.set(producer, atUs + this.#detours.longestMs * MICROSECONDS);
  }

  #hearTry(producer: string, entry: SendTried, atUs: number): Violation | undefined {
    const { topic, attempt, isInTurn } = entry;
    const round = this.#rounds.get(`${producer}/${topic}`);
    if (round === undefined || !isInTurn) return undefined;
    const queue = queueKey(entry.brokerName, entry);
    if (!round.queues.has(queue)) return violation('no queue of the route', `${producer} sent to ${queue}`);
    const isExcused = atUs <= (this.#excusedUntilUs.get(producer) ?? -1);
    if (attempt > 1 || isExcused) {
      round.recent = [];
      return undefined;
    }
    const before = round.recent.lastIndexOf(queue);
    round.recent.push(queue);
    if (round.recent.length >= round.queues.size) round.recent.shift();
    if (before < 0) return undefined;
    const others = round.queues.size - new Set(round.recent).size;
    return violation(
      'a queue out of turn',
      `${producer} sent to ${queue} again while ${others} of ${round.queues.size} queues of ${topic} waited for their turn`,
    );
  }
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

/** For producers that leave a broker alone for no longer than that. */
export function evenSpread(detours: Detours): Oracle {
  return {
    name: NAME,
    doc: 'What a producer sends in turn goes to queues of its route and, while all brokers answer well, to each once before any twice.',
    evidence: ['sends'],
    judge: () => new EvenSpreadJudge(detours),
  };
}
