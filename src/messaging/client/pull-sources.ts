// From which member of a broker's group each queue is pulled: what the broker said last that answered a pull of it (PullAPIWrapper.java). It
// outlasts the loss of a queue, and a member that is gone: the routes know a substitute.

import type { MessageQueue } from '../message/message-queue.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import type { BrokerAddress, Routes } from './routes.ts';

export class PullSources {
  readonly #routes: Routes;
  /** By `queueKey`; the master where nobody has said anything. */
  readonly #brokerIds = new Map<string, number>();

  constructor(routes: Routes) {
    this.#routes = routes;
  }

  /** Whom to ask now; undefined when no member is known, not even to the name servers. */
  async find(queue: MessageQueue, key: string): Promise<BrokerAddress | undefined> {
    const known = this.#member(queue, key);
    if (known !== undefined) return known;
    await this.#routes.update(queue.topic);
    return this.#member(queue, key);
  }

  suggest(key: string, brokerId: number): void {
    this.#brokerIds.set(key, brokerId);
  }

  #member({ brokerName }: MessageQueue, key: string): BrokerAddress | undefined {
    return this.#routes.member(brokerName, this.#brokerIds.get(key) ?? MASTER_ID);
  }
}
