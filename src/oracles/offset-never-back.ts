// Promise: a group does not go back on a queue without cause. Its members begin where the broker remembers the group to be, send no smaller offset
// while they have the queue, and are sent back to its end only; and a broker that goes on forgets no offset, and remembers no smaller one that
// nobody sent (facts 9.3 C4, C11, C12).
//
// It speaks of masters. Slaves know what their master remembered a while ago, and a slave that takes its place begins with that: to the group it is
// the broker after its end. Nothing in the classic mode tells a client that its route is old; it asks for another every 30 s (facts 4.10). So a member
// that asks another machine than the master is forgiven for half a minute after something changed, if its routes name that machine as the
// master, or none at all. A member that asks another one than the master of its own routes is not.
//
// And members tell the master of their routes how far they are, another one only where those name none, and then with no pull (facts 3.5): what a
// slave is told its master takes back, and whoever goes on with the queue asks the master (bug zoo CL-17).
//
// Why it matters: what lies behind a group is consumed again when it goes back: a few messages after a crash are documented, a whole queue is
// not. Causes are a broker that ended, which loses the offsets of some seconds (D12), an operator's reset, and offsets that arrive late: a
// smaller one may overwrite a larger one for a while, so what the broker remembers may itself go back.
//
// Smallest violating history: offset 20 of queue 0 is committed; consumer-0 asks where to begin, and begins at 10.

import type { Recorded } from '../history/history.ts';
import { Masters } from './masters.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import {
  type GroupQueue,
  type OffsetKept,
  type OffsetSent,
  type QueueDropped,
  queueText,
  type StartFound,
  type StartSought,
} from './ownership-entry.ts';
import { QueueTable } from './queue-table.ts';
import type { LogRecovered } from './store-entry.ts';

const NAME = 'offset-never-back';
/** Routes are asked for every 30 s, and an answer may be some seconds on its way. */
const ROUTE_AGE_US = 35_000_000;

interface Progress {
  /** What the broker remembers; undefined: nothing, or nobody knows since it ended. */
  kept: number | undefined;
  isKnown: boolean;
  /** The smallest that the broker remembered since a client asked where to begin, by client. */
  readonly leastSinceAsked: Map<string, number>;
  /** Whom a client asked last where to begin. */
  readonly sought: Map<string, StartSought>;
  /** What a client sent last while it has the queue. */
  readonly sent: Map<string, number>;
  /** Where the queue ended after the last two recoveries of its broker: answers may be that old. */
  ends: readonly [number, number] | undefined;
  /** What members ever sent. */
  readonly everSent: Set<number>;
}

class OffsetNeverBackJudge implements Judge {
  readonly #progress = new QueueTable<Progress>(() => ({
    kept: undefined,
    isKnown: true,
    leastSinceAsked: new Map(),
    sought: new Map(),
    sent: new Map(),
    ends: undefined,
    everSent: new Set(),
  }));

  readonly #masters = new Masters();
  /** When routes began to settle after the last change. */
  #routesNewSinceUs = 0;
  #openFaults = 0;

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    this.#masters.hear(recorded);
    const { entry, machine, atUs } = recorded;
    switch (entry.kind) {
      case 'offset-kept':
        return entry.isAtSlave === true ? undefined : this.#hearKept(entry);
      case 'start-asked': {
        const { leastSinceAsked, kept } = this.#progress.of(entry);
        leastSinceAsked.set(entry.clientId, kept ?? 0);
        return undefined;
      }
      case 'start-sought':
        this.#progress.of(entry).sought.set(entry.clientId, entry);
        return undefined;
      case 'start-found':
        return this.#hearStart(entry, atUs);
      case 'queue-gained':
        this.#progress.of(entry).sent.delete(entry.clientId);
        return undefined;
      case 'offset-sent':
        return this.#hearSent(entry);
      case 'queue-dropped':
        this.#progress.of(entry).sent.delete(entry.clientId);
        return this.#hearMove(entry);
      case 'machine-ended':
        this.#forget(this.#masters.brokerNameOf(machine));
        return undefined;
      case 'slave-promoted':
        this.#forget(entry.brokerName);
        this.#routesNewSinceUs = atUs;
        return undefined;
      case 'fault-began':
        this.#openFaults += 1;
        return undefined;
      case 'fault-ended':
        this.#openFaults -= 1;
        this.#routesNewSinceUs = atUs;
        return undefined;
      case 'log-recovered':
        this.#routesNewSinceUs = atUs;
        this.#hearRecovered(this.#masters.brokerNameOf(machine), entry);
        return undefined;
      default:
        return undefined;
    }
  }

  /** The member asked whom an older route names. */
  #isMisled({ brokerName }: GroupQueue, sought: StartSought | undefined, atUs: number): boolean {
    if (sought === undefined || sought.asked === this.#masters.machineOf(brokerName)) return false;
    const { asked, masterInRoutes = asked } = sought;
    return asked === masterInRoutes && (this.#openFaults > 0 || atUs - this.#routesNewSinceUs < ROUTE_AGE_US);
  }

  #hearKept(entry: OffsetKept): Violation | undefined {
    const progress = this.#progress.of(entry);
    const before = progress.kept;
    const wasKnown = progress.isKnown;
    progress.kept = entry.offset;
    progress.isKnown = true;
    for (const [clientId, least] of progress.leastSinceAsked) {
      if (entry.offset < least) progress.leastSinceAsked.set(clientId, entry.offset);
    }
    const { offset, previousOffset = 0, through } = entry;
    if (offset < previousOffset && through !== 'reset' && !progress.everSent.has(offset)) {
      const what = `its broker remembers ${offset} instead of ${previousOffset}, though no member sent that`;
      return violation(entry, 'made up', what);
    }
    if (!wasKnown || entry.previousOffset === before) return undefined;
    const what = `its broker remembered ${before ?? 'nothing'}, and now says it was ${entry.previousOffset ?? 'nothing'}`;
    return violation(entry, 'forgotten', what);
  }

  #hearStart(entry: StartFound, atUs: number): Violation | undefined {
    const { leastSinceAsked, sought } = this.#progress.of(entry);
    const least = leastSinceAsked.get(entry.clientId) ?? 0;
    if (entry.offset >= least || this.#isMisled(entry, sought.get(entry.clientId), atUs)) return undefined;
    const what = `${entry.clientId} begins at ${entry.offset}, though its broker remembers ${least} since it was asked`;
    return violation(entry, 'begun too early', what);
  }

  #hearSent(entry: OffsetSent): Violation | undefined {
    const { sent, everSent } = this.#progress.of(entry);
    everSent.add(entry.offset);
    if (isToldToSlave(entry)) {
      const to = `${entry.to}, and its routes name ${entry.masterInRoutes ?? 'no master'}`;
      return violation(entry, 'told to a slave', `${entry.clientId} sends ${entry.offset} to ${to}`);
    }
    if (entry.isCarried === true) return undefined;
    const before = sent.get(entry.clientId) ?? 0;
    sent.set(entry.clientId, entry.offset);
    if (entry.offset >= before) return undefined;
    return violation(entry, 'sent back', `${entry.clientId} sends ${entry.offset} after ${before}`);
  }

  /** Forward is retention's doing. */
  #hearMove(entry: QueueDropped): Violation | undefined {
    if (entry.moved === undefined || entry.moved.to >= entry.moved.from) return undefined;
    const { from, to } = entry.moved;
    const end = Math.min(...(this.#progress.of(entry).ends ?? [0]));
    if (to >= end) return undefined;
    return violation(
      entry,
      'moved too far',
      `it is sent from ${from} to ${to}, though the queue goes to ${end}`,
    );
  }

  #hearRecovered(brokerName: string | undefined, { queueEnds }: LogRecovered): void {
    if (brokerName === undefined) return;
    for (const { topic, queueId, endOffset } of queueEnds) {
      const progress = this.#progress.of({ brokerName, topic, queueId });
      progress.ends = [progress.ends?.[1] ?? endOffset, endOffset];
    }
  }

  #forget(broker: string | undefined): void {
    if (broker === undefined) return;
    for (const progress of this.#progress.ofBroker(broker)) {
      progress.kept = undefined;
      progress.isKnown = false;
      for (const clientId of progress.leastSinceAsked.keys()) progress.leastSinceAsked.set(clientId, 0);
    }
  }
}

function isToldToSlave({ to, masterInRoutes, isCarried = false }: OffsetSent): boolean {
  return to !== undefined && to !== masterInRoutes && (isCarried || masterInRoutes !== undefined);
}

function violation(queue: GroupQueue, kind: string, what: string): Violation {
  return {
    oracle: NAME,
    message: `group ${queue.group} goes back on ${queueText(queue)}: ${what}`,
    fingerprint: `${NAME}: ${kind}`,
  };
}

export const offsetNeverBack: Oracle = {
  name: NAME,
  doc: 'A group does not go back on a queue without cause, and brokers that go on forget none of its offsets.',
  evidence: ['ownership'],
  judge: () => new OffsetNeverBackJudge(),
};
