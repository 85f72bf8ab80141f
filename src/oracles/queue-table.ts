// A value for each queue of one group, found without building a text: judges ask at every delivery and every commit.

import type { GroupQueue } from './ownership-entry.ts';

type NamedQueue = Omit<GroupQueue, 'group'>;

export class QueueTable<Value> {
  /** By broker, topic and queue. */
  readonly #values = new Map<string, Map<string, Map<number, Value>>>();
  readonly #make: (queue: NamedQueue) => Value;

  constructor(make: (queue: NamedQueue) => Value) {
    this.#make = make;
  }

  /** Made when asked for the first time. */
  of(queue: NamedQueue): Value {
    const ofTopic = inner(inner(this.#values, queue.brokerName), queue.topic);
    let value = ofTopic.get(queue.queueId);
    if (value === undefined) {
      value = this.#make(queue);
      ofTopic.set(queue.queueId, value);
    }
    return value;
  }

  /** In no order that means anything. */
  *all(): Iterable<Value> {
    for (const topics of this.#values.values()) for (const queues of topics.values()) yield* queues.values();
  }

  *ofBroker(brokerName: string): Iterable<Value> {
    for (const queues of this.#values.get(brokerName)?.values() ?? []) yield* queues.values();
  }
}

function inner<Key, Inner extends string | number, Value>(
  outer: Map<Key, Map<Inner, Value>>,
  key: Key,
): Map<Inner, Value> {
  let map = outer.get(key);
  if (map === undefined) {
    map = new Map();
    outer.set(key, map);
  }
  return map;
}
