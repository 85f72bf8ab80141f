// Promise: a pull that a broker holds is answered soon after a message that it wants can be read, and in any case soon after the time for which
// it asked to be held (facts 9.6 R8).
//
// Why it matters: long polling is why messages arrive at once though consumers pull. A pull that nobody wakes makes them late by the time
// that it is held; one that the broker has forgotten holds up its queue until the client gives up waiting.
//
// Arrival wakes at once. An arrival that was missed is repaired by the broker's look at everything that it holds, every 5 s
// (PullRequestHoldService.java); the same look finds deadlines. So both bounds are that interval and a little. They are asked of brokers
// that are not paused and whose clocks do not jump.
//
// Smallest violating history: a pull is held from offset 0; k/0 is shown at offset 0; 6 s pass.

import type { Recorded } from '../history/history.ts';
import { javaHash } from '../messaging/message/java-hash.ts';
import type { PullHeld, PullWoken } from './hold-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { queueKey, type RecordShown } from './store-entry.ts';

const NAME = 'held-pull-wakes';
/** Of the broker's look at what it holds, and how late it may be. */
const CHECK_INTERVAL_US = 5_000_000;
const TOLERANCE_US = 500_000;
const REPAIR_US = CHECK_INTERVAL_US + TOLERANCE_US;

export interface HeldSubscription {
  readonly group: string;
  readonly topic: string;
  /** As the group subscribes to the topic. Other topics are its retries, of which it wants all. */
  readonly expression: string;
}

interface Held {
  readonly pull: PullHeld;
  readonly machine: string;
  readonly heldAtUs: number;
  /** When a wanted message could be read. */
  wantedAtUs: number | undefined;
}

class HeldPullWakesJudge implements Judge {
  readonly #group: string;
  readonly #topic: string;
  /** Undefined: all. */
  readonly #codes: ReadonlySet<number> | undefined;
  /** By broker and queue, in the order in which they were held. */
  readonly #held = new Map<string, Held[]>();
  /** By broker and queue: the last offset that was shown with a wanted tag. */
  readonly #wanted = new Map<string, number>();
  #nextDueUs = Number.POSITIVE_INFINITY;

  constructor({ group, topic, expression }: HeldSubscription) {
    this.#group = group;
    this.#topic = topic;
    const tags = expression.split('||').map((tag) => tag.trim());
    this.#codes = expression === '*' ? undefined : new Set(tags.map(javaHash));
  }

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    const violation = atUs > this.#nextDueUs ? this.#findLate(atUs) : undefined;
    if (violation !== undefined) return violation;
    if (entry.kind === 'pull-held' && entry.group === this.#group) this.#hold(entry, machine, atUs);
    else if (entry.kind === 'pull-woken') this.#wake(entry, machine);
    else if (entry.kind === 'record-shown') this.#show(entry, machine, atUs);
    else if (entry.kind === 'machine-ended') this.#forget(machine);
    return undefined;
  }

  #hold(pull: PullHeld, machine: string, atUs: number): void {
    const queue = queueKey(machine, pull);
    const hasWanted = (this.#wanted.get(queue) ?? -1) >= pull.offset;
    const held: Held = { pull, machine, heldAtUs: atUs, wantedAtUs: hasWanted ? atUs : undefined };
    const others = this.#held.get(queue);
    if (others === undefined) this.#held.set(queue, [held]);
    else others.push(held);
    this.#nextDueUs = Math.min(this.#nextDueUs, dueUs(held));
  }

  #wake(woken: PullWoken, machine: string): void {
    const all = this.#held.get(queueKey(machine, woken));
    const index = all?.findIndex(({ pull }) => pull.offset === woken.offset && pull.group === woken.group);
    if (index !== undefined && index >= 0) all?.splice(index, 1);
  }

  #show({ record }: RecordShown, machine: string, atUs: number): void {
    if (record.topic === this.#topic && this.#codes?.has(record.tagsCode) === false) return;
    const queue = queueKey(machine, record);
    this.#wanted.set(queue, Math.max(this.#wanted.get(queue) ?? -1, record.queueOffset));
    for (const held of this.#held.get(queue) ?? []) {
      if (record.queueOffset < held.pull.offset) continue;
      held.wantedAtUs ??= atUs;
      this.#nextDueUs = Math.min(this.#nextDueUs, dueUs(held));
    }
  }

  /** Its clients have to ask again. What its disk keeps of a queue may be less than was shown. */
  #forget(machine: string): void {
    const prefix = `${machine}/`;
    for (const table of [this.#held, this.#wanted]) {
      for (const queue of table.keys()) if (queue.startsWith(prefix)) table.delete(queue);
    }
  }

  #findLate(nowUs: number): Violation | undefined {
    this.#nextDueUs = Number.POSITIVE_INFINITY;
    for (const all of this.#held.values()) {
      for (const held of all) {
        const atUs = dueUs(held);
        if (nowUs > atUs) return late(held, nowUs);
        this.#nextDueUs = Math.min(this.#nextDueUs, atUs);
      }
    }
    return undefined;
  }
}

function dueUs({ pull, heldAtUs, wantedAtUs }: Held): number {
  const deadlineUs = heldAtUs + pull.forMs * 1000;
  return Math.min(deadlineUs, wantedAtUs ?? Number.POSITIVE_INFINITY) + REPAIR_US;
}

function late({ pull, machine, heldAtUs, wantedAtUs }: Held, nowUs: number): Violation {
  const { group, topic, queueId, offset } = pull;
  const what =
    wantedAtUs === undefined
      ? `${(nowUs - heldAtUs) / 1000} ms after it asked to be held for ${pull.forMs} ms`
      : `${(nowUs - wantedAtUs) / 1000} ms after a message that it wants could be read`;
  return {
    oracle: NAME,
    message: `${machine} still holds the pull of group ${group} for ${topic} queue ${queueId} from offset ${offset}, ${what}`,
    fingerprint: `${NAME}: ${wantedAtUs === undefined ? 'past its deadline' : 'missed a message'}`,
  };
}

export function heldPullWakes(subscription: HeldSubscription): Oracle {
  return {
    name: NAME,
    doc: 'A held pull is answered soon after a message that it wants can be read, and soon after its deadline.',
    evidence: ['held-pulls'],
    judge: () => new HeldPullWakesJudge(subscription),
  };
}
