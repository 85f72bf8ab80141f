// Promise: routes say who is there. A broker that has just registered is routed with its address and all its topics; it is removed only when
// it leaves, when the connection of its last registration closes, or when it is silent for its time-out (120 s), and then by the scan after
// the next. When all faults have healed, every name server knows every broker with all its topics within one round of registrations (30 s),
// and every client the same within one poll of routes more (30 s) (facts 9.6 R1, R2; 7.2, 7.3).
//
// Why it matters: name servers do not talk to each other, and nobody but a broker's next change repairs what one of them has got wrong: a
// topic without a route is a topic that is down, while its broker is well.
//
// Not promised: that a broker that asks to be removed and registers again at once is routed at once. Its requests carry no order, and its next
// round mends it. Where clocks of name servers jump, brokers expire that live: scenarios that draw such jumps cannot use this judge.
//
// Smallest violating history: a broker registers topic T at a name server, which has no queues of T for it afterwards.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import { NameServerView, type ViewProblem } from './name-server-view.ts';
import type { Judge, Oracle, SettledWorld, Violation } from './oracle.ts';
import { equalShapes, MASTER, type RouteLearned } from './route-entry.ts';
import { type ToldBroker, ToldTopics } from './told-topics.ts';

const NAME = 'routes-converge';
const SECOND_US = 1_000_000;
/** A call that was under way at heal may take its whole time-out of 24 s; the next round comes within 30 s. */
export const NAME_SERVER_BOUND_S = 60;
/** A poll every 30 s, and a name server that does not answer the first. */
export const CLIENT_BOUND_S = NAME_SERVER_BOUND_S + 40;

class RoutesConvergeJudge implements Judge {
  readonly #views = new Map<string, NameServerView>();
  readonly #told = new ToldTopics();
  /** By client, then topic. */
  readonly #learned = new Map<string, Map<string, RouteLearned>>();
  #healedAtUs = 0;

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'name-server-started':
        this.#views.set(machine, new NameServerView());
        return undefined;
      case 'broker-registered':
        this.#told.hear(entry, atUs);
        return violation(machine, this.#views.get(machine)?.registered(entry, atUs));
      case 'broker-removed':
        return violation(machine, this.#views.get(machine)?.removed(entry, atUs));
      case 'brokers-scanned':
        return violation(machine, this.#views.get(machine)?.scanned(atUs));
      case 'route-learned': {
        const routes = this.#learned.get(machine) ?? new Map<string, RouteLearned>();
        this.#learned.set(machine, routes.set(entry.topic, entry));
        return undefined;
      }
      case 'machine-ended':
        this.#views.delete(machine);
        this.#learned.delete(machine);
        return undefined;
      case 'phase-began':
        if (entry.phase === 'heal') this.#healedAtUs = atUs;
        return undefined;
      default:
        return undefined;
    }
  }

  settle(world: SettledWorld): Violation | undefined {
    const problem = this.#nameServerProblem(world) ?? this.#clientProblem(world);
    if (problem === undefined) return undefined;
    return {
      oracle: NAME,
      message: `${problem.message}, ${world.settleSeconds} s after the last fault healed`,
      fingerprint: `${NAME}: ${problem.kind}`,
    };
  }

  #nameServerProblem(world: SettledWorld): Problem | undefined {
    if (world.settleSeconds < NAME_SERVER_BOUND_S) return undefined;
    const latestUs = this.#latestUs(world, NAME_SERVER_BOUND_S);
    for (const [machine, view] of this.#views) {
      for (const brokerName of world.brokerDisks.keys()) {
        const told = this.#told.get(brokerName);
        const shown = view.shown(brokerName);
        if (told === undefined || shown?.addresses.get(MASTER) !== told.address) {
          return { kind: 'a broker without a route', message: `${machine} does not route ${brokerName}` };
        }
        for (const [topic, { shape, sinceUs }] of told.topics) {
          if (sinceUs > latestUs || equalShapes(shown.queues.get(topic), shape)) continue;
          const message = `${machine} does not route ${topic} to ${brokerName} as the broker has it`;
          return { kind: 'a topic without a route', message };
        }
      }
    }
    return undefined;
  }

  #clientProblem(world: SettledWorld): Problem | undefined {
    if (world.settleSeconds < CLIENT_BOUND_S) return undefined;
    const latestUs = this.#latestUs(world, CLIENT_BOUND_S);
    for (const [machine, routes] of this.#learned) {
      for (const [topic, route] of routes) {
        for (const brokerName of world.brokerDisks.keys()) {
          const told = this.#told.get(brokerName);
          if (told === undefined || isRight(route, { topic, brokerName, told, latestUs })) continue;
          const message = `${machine} has a route of ${topic} that is wrong about ${brokerName}`;
          return { kind: 'a client with an old route', message };
        }
      }
    }
    return undefined;
  }

  /** What brokers have told by then is known by now. */
  #latestUs({ settleSeconds }: SettledWorld, boundSeconds: number): number {
    return this.#healedAtUs + (settleSeconds - boundSeconds) * SECOND_US;
  }
}

interface Problem {
  readonly kind: string;
  readonly message: string;
}

interface Question {
  readonly topic: string;
  readonly brokerName: string;
  readonly told: ToldBroker;
  readonly latestUs: number;
}

function isRight(route: RouteLearned, { topic, brokerName, told, latestUs }: Question): boolean {
  const known = told.topics.get(topic);
  if (known === undefined || known.sinceUs > latestUs) return true;
  return (
    equalShapes(route.queues.get(brokerName), known.shape) &&
    route.addresses.get(brokerName)?.get(MASTER) === told.address
  );
}

function violation(machine: string, problem: ViewProblem | undefined): Violation | undefined {
  if (problem === undefined) return undefined;
  return {
    oracle: NAME,
    message: `at ${machine}: ${problem.message}`,
    fingerprint: `${NAME}: ${problem.kind}`,
  };
}

export const routesConverge: Oracle = {
  name: NAME,
  doc: 'Who registers is routed with all its topics and removed only when it is gone; after heal all name servers and clients know the same.',
  evidence: ['routes'],
  judge: () => new RoutesConvergeJudge(),
};
