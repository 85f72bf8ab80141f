// A value for each queue of each broker, looked up without building a text of its name.

import type { QueueName } from './store-entry.ts';

export class BrokerQueues<T> {
  /** By broker, topic and queue. */
  readonly #brokers = new Map<string, Map<string, Map<number, T>>>();

  get(brokerName: string, { topic, queueId }: QueueName): T | undefined {
    return this.#brokers.get(brokerName)?.get(topic)?.get(queueId);
  }

  set(brokerName: string, { topic, queueId }: QueueName, value: T): void {
    let topics = this.#brokers.get(brokerName);
    if (topics === undefined) {
      topics = new Map();
      this.#brokers.set(brokerName, topics);
    }
    let queues = topics.get(topic);
    if (queues === undefined) {
      queues = new Map();
      topics.set(topic, queues);
    }
    queues.set(queueId, value);
  }

  /** All of one broker. */
  *of(brokerName: string): Iterable<readonly [QueueName, T]> {
    for (const [topic, queues] of this.#brokers.get(brokerName) ?? []) {
      for (const [queueId, value] of queues) yield [{ topic, queueId }, value];
    }
  }

  /** Nothing is known of the broker any more. */
  forget(brokerName: string): void {
    this.#brokers.delete(brokerName);
  }

  /** What is there, or what was made now. */
  obtain(brokerName: string, queue: QueueName, make: () => T): T {
    const known = this.get(brokerName, queue);
    if (known !== undefined) return known;
    const made = make();
    this.set(brokerName, queue, made);
    return made;
  }
}
