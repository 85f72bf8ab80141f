// The name servers of a client: one is asked until it fails, then the next. The list is shuffled once, so that clients spread.

import { assert, present } from '../../base/assert.ts';
import type { RandomStream } from '../../environment/random.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { getRoute } from '../protocol/get-route.ts';
import { decodeRouteData, type RouteData, sortedRouteData } from '../protocol/route-data.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { BrokerRequests } from './broker-requests.ts';

export type RouteAnswer =
  | { readonly kind: 'found'; readonly route: RouteData }
  /** The name server knows no such topic. */
  | { readonly kind: 'absent' }
  /** No name server answered, or not sensibly. */
  | { readonly kind: 'failed' };

export class NameServers {
  readonly #requests: BrokerRequests;
  readonly #addresses: readonly string[];
  #current = 0;

  constructor(requests: BrokerRequests, addresses: readonly string[], random: RandomStream) {
    assert(addresses.length > 0, 'no name server');
    this.#requests = requests;
    this.#addresses = shuffled(addresses, random);
  }

  /** A name server that cannot be reached is passed over at once, one that does not answer from the next question on. */
  async route(topic: string): Promise<RouteAnswer> {
    for (let tries = 0; tries < this.#addresses.length; tries += 1) {
      const asked = this.#current;
      const address = present(this.#addresses[asked], 'name server');
      const answer = await this.#requests.ask(address, getRoute, { topic, acceptStandardJsonOnly: true });
      if (answer instanceof RemotingError) {
        this.#leave(asked);
        if (answer.kind === 'connect') continue;
        return { kind: 'failed' };
      }
      if (answer.code === RESPONSE_CODE.topicNotExist) return { kind: 'absent' };
      const route = answer.code === RESPONSE_CODE.success ? decodeRouteData(answer.body) : undefined;
      return route === undefined ? { kind: 'failed' } : { kind: 'found', route: sortedRouteData(route) };
    }
    return { kind: 'failed' };
  }

  /** Only the first of several failed calls moves on. */
  #leave(asked: number): void {
    if (this.#current === asked) this.#current = (asked + 1) % this.#addresses.length;
  }
}

function shuffled(addresses: readonly string[], random: RandomStream): readonly string[] {
  const list = [...addresses];
  for (let end = list.length - 1; end > 0; end -= 1) {
    const pick = random.below(end + 1);
    const moved = present(list[end], 'address');
    list[end] = present(list[pick], 'address');
    list[pick] = moved;
  }
  return list;
}
