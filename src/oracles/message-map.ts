// A value for each message, looked up by its name without building a text of it: judges ask for every entry of a history.

import type { MessageName } from './message-entry.ts';

export class MessageMap<T> {
  /** By topic, key and ordinal. */
  readonly #topics = new Map<string, Map<string, (T | undefined)[]>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get({ topic, key, ordinal }: MessageName): T | undefined {
    return this.#topics.get(topic)?.get(key)?.[ordinal];
  }

  has(name: MessageName): boolean {
    return this.get(name) !== undefined;
  }

  set({ topic, key, ordinal }: MessageName, value: T & {}): void {
    let keys = this.#topics.get(topic);
    if (keys === undefined) {
      keys = new Map();
      this.#topics.set(topic, keys);
    }
    const values = keys.get(key);
    if (values === undefined) {
      const first: (T | undefined)[] = [];
      first[ordinal] = value;
      keys.set(key, first);
      this.#size += 1;
      return;
    }
    if (values[ordinal] === undefined) this.#size += 1;
    values[ordinal] = value;
  }

  /** Whether there was one. */
  delete({ topic, key, ordinal }: MessageName): boolean {
    const values = this.#topics.get(topic)?.get(key);
    if (values?.[ordinal] === undefined) return false;
    values[ordinal] = undefined;
    this.#size -= 1;
    return true;
  }

  /** By key, then by ordinal. */
  *values(): Generator<T> {
    for (const keys of this.#topics.values()) {
      for (const values of keys.values()) {
        for (const value of values) if (value !== undefined) yield value;
      }
    }
  }
}

/** Messages of a group, or of somebody else who has a name. */
export class GroupMessages {
  readonly #groups = new Map<string, MessageMap<true>>();

  has(group: string, name: MessageName): boolean {
    return this.#groups.get(group)?.has(name) === true;
  }

  /** False when it was there. */
  add(group: string, name: MessageName): boolean {
    let messages = this.#groups.get(group);
    if (messages === undefined) {
      messages = new MessageMap();
      this.#groups.set(group, messages);
    }
    if (messages.has(name)) return false;
    messages.set(name, true);
    return true;
  }
}
