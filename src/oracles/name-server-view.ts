// What one name server answers, as its own entries say, and whether it may: who it has heard of lately is routed, who it has not heard of for
// long is not. It compares no name server with another.

import {
  type BrokerRegistered,
  type BrokerRemoved,
  equalShapes,
  MASTER,
  type RouteOfBroker,
} from './route-entry.ts';

/** Why the name server is wrong. */
export interface ViewProblem {
  readonly kind: 'registered and not routed' | 'a fresh registration removed' | 'a dead broker routed';
  readonly message: string;
}

interface Held {
  readonly brokerName: string;
  readonly connection: string;
  readonly timeoutMs: number;
  readonly atUs: number;
  /** A scan found it silent for too long. */
  overdueSinceUs: number | undefined;
}

const MILLISECOND_US = 1000;
const SECOND_US = 1_000_000;
/** Name servers count silence in whole milliseconds of their wall clock. */
const ROUNDING_US = SECOND_US;

export class NameServerView {
  readonly #shown = new Map<string, RouteOfBroker>();
  /** By address. */
  readonly #held = new Map<string, Held>();

  shown(brokerName: string): RouteOfBroker | undefined {
    return this.#shown.get(brokerName);
  }

  /** A broker that has just registered is routed with everything that it told. */
  registered(entry: BrokerRegistered, atUs: number): ViewProblem | undefined {
    const { brokerName, brokerId, address, connection, timeoutMs, told, shown } = entry;
    this.#shown.set(brokerName, shown);
    this.#held.set(address, { brokerName, connection, timeoutMs, atUs, overdueSinceUs: undefined });
    if (shown.addresses.get(brokerId) !== address) {
      return notRouted(`${brokerName} registered as ${address} and has another address`);
    }
    if (brokerId !== MASTER) return undefined;
    for (const [topic, shape] of told) {
      if (!equalShapes(shown.queues.get(topic), shape)) {
        return notRouted(`${brokerName} registered topic ${topic}, which has no such queues`);
      }
    }
    return undefined;
  }

  /** Only who has been silent for his time-out, or whose own last connection has closed, or who asks for it himself, is removed. */
  removed(entry: BrokerRemoved, atUs: number): ViewProblem | undefined {
    const { brokerName, address, cause, connection, shown } = entry;
    const held = this.#held.get(address);
    this.#held.delete(address);
    if (shown === undefined) this.#shown.delete(brokerName);
    else this.#shown.set(brokerName, shown);
    if (held === undefined || cause === 'unregistered') return undefined;
    const silentUs = atUs - held.atUs;
    const isFresh =
      cause === 'expired'
        ? silentUs + ROUNDING_US < held.timeoutMs * MILLISECOND_US
        : connection !== held.connection;
    if (!isFresh) return undefined;
    const message = `${brokerName} (${address}) was removed as ${cause} ${silentUs} us after it had registered`;
    return { kind: 'a fresh registration removed', message };
  }

  /** False also for one whose place another process of the same name and id has taken, and perhaps left. */
  #isRouted(brokerName: string, address: string): boolean {
    const addresses = this.#shown.get(brokerName)?.addresses.values() ?? [];
    return [...addresses].includes(address);
  }

  /** Who is silent for longer than his time-out is gone by the scan after the one that finds it. */
  scanned(atUs: number): ViewProblem | undefined {
    for (const [address, held] of this.#held) {
      if (atUs - held.atUs <= held.timeoutMs * MILLISECOND_US + ROUNDING_US) continue;
      if (!this.#isRouted(held.brokerName, address)) continue;
      held.overdueSinceUs ??= atUs;
      if (atUs - held.overdueSinceUs < SECOND_US) continue;
      const seconds = Math.round((atUs - held.atUs) / SECOND_US);
      const message = `${held.brokerName} (${address}) is still routed ${seconds} s after its last registration`;
      return { kind: 'a dead broker routed', message };
    }
    return undefined;
  }
}

function notRouted(message: string): ViewProblem {
  return { kind: 'registered and not routed', message };
}
