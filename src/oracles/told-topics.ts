// What each broker has last told name servers of its topics, whichever heard it, and since when it has said so. It judges nothing.

import { type BrokerRegistered, equalShapes, MASTER, type QueueShape } from './route-entry.ts';

export interface ToldTopic {
  readonly shape: QueueShape;
  /** The broker has said the same since then. */
  readonly sinceUs: number;
}

export interface ToldBroker {
  readonly address: string;
  readonly topics: ReadonlyMap<string, ToldTopic>;
}

export class ToldTopics {
  readonly #brokers = new Map<string, ToldBroker>();

  hear(entry: BrokerRegistered, atUs: number): void {
    if (entry.brokerId !== MASTER) return;
    const { brokerName, address, told } = entry;
    const before = this.#brokers.get(brokerName);
    const known = before?.address === address ? before.topics : undefined;
    const isLone = told.size === 1;
    const topics = new Map(isLone ? known : undefined);
    for (const [topic, shape] of told) {
      const last = known?.get(topic);
      const sinceUs = last !== undefined && equalShapes(last.shape, shape) ? last.sinceUs : atUs;
      topics.set(topic, { shape, sinceUs });
    }
    this.#brokers.set(brokerName, { address, topics });
  }

  get(brokerName: string): ToldBroker | undefined {
    return this.#brokers.get(brokerName);
  }
}
