// A value for each queue of each topic, looked up without building a key.

export class QueueMap<T> {
  readonly #topics = new Map<string, Map<number, T>>();

  get(topic: string, queueId: number): T | undefined {
    return this.#topics.get(topic)?.get(queueId);
  }

  set(topic: string, queueId: number, value: T): void {
    let queues = this.#topics.get(topic);
    if (queues === undefined) {
      queues = new Map();
      this.#topics.set(topic, queues);
    }
    queues.set(queueId, value);
  }

  /** In the order of insertion. */
  *values(): Generator<T> {
    for (const queues of this.#topics.values()) yield* queues.values();
  }

  clear(): void {
    this.#topics.clear();
  }
}
