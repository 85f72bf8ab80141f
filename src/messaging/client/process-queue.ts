// What a consumer holds of one queue between pulling and having consumed: fetched messages in offset order, those that an
// orderly handler has in hand, whether the queue is still ours, and until when its lease is good. A pure data structure: it
// reads no clock and sends nothing. One instance lives for one ownership; the same queue regained is another instance.

import { assert } from '../../base/assert.ts';
import type { QueueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import { OffsetIndex } from './offset-index.ts';

/** What is known when messages were consumed; the replaceable part NextOffset turns it into the offset to commit. */
export interface Consumed {
  readonly handled: readonly StoredMessage[];
  /** Smallest offset that is still held; undefined when none is. */
  readonly smallestRemaining: QueueOffset | undefined;
  /** Largest offset that was ever put in. */
  readonly largestSeen: QueueOffset;
}

export class ProcessQueue {
  /** Fetched and not in the hand of an orderly handler. */
  readonly #waiting = new OffsetIndex<StoredMessage>();
  /** In the hand of an orderly handler. */
  readonly #inHand = new OffsetIndex<StoredMessage>();
  /** Without order: when the handler of a message was called last. */
  readonly #startedAtMs = new Map<QueueOffset, number>();
  #bytes = 0;
  #largestSeen = 0 as QueueOffset;
  #isDropped = false;
  #isLocked = false;
  /** An orderly task is running or scheduled. */
  #isConsuming = false;
  #lockedAtMs: number;
  #pulledAtMs: number;

  /** @param nowMs on the monotonic clock, as every time here. */
  constructor(nowMs: number) {
    this.#lockedAtMs = nowMs;
    this.#pulledAtMs = nowMs;
  }

  /** Not ours any more, for ever: what is in it will not be consumed, what comes back from a handler is not counted. */
  get isDropped(): boolean {
    return this.#isDropped;
  }

  /** Messages that are held, those in hand included. */
  get count(): number {
    return this.#waiting.size + this.#inHand.size;
  }

  /** Bytes of the bodies that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Distance between the first and the last waiting offset. */
  get span(): number {
    const first = this.#waiting.first;
    const last = this.#waiting.last;
    return first === undefined || last === undefined ? 0 : last.queueOffset - first.queueOffset;
  }

  get isLocked(): boolean {
    return this.#isLocked;
  }

  get lockedAtMs(): number {
    return this.#lockedAtMs;
  }

  get pulledAtMs(): number {
    return this.#pulledAtMs;
  }

  drop(): void {
    this.#isDropped = true;
  }

  markPulled(nowMs: number): void {
    this.#pulledAtMs = nowMs;
  }

  /** The broker granted or renewed the lease. */
  lock(nowMs: number): void {
    this.#isLocked = true;
    this.#lockedAtMs = nowMs;
  }

  unlock(): void {
    this.#isLocked = false;
  }

  /** How long a handler may still be started; 0 or less: not at all. */
  leaseRemainingMs(nowMs: number, leaseMs: number): number {
    return this.#isLocked ? this.#lockedAtMs + leaseMs - nowMs : 0;
  }

  /** Adds fetched messages. True: an orderly task must be started, none is running. */
  put(messages: readonly StoredMessage[]): boolean {
    for (const message of messages) {
      if (this.#waiting.set(message.queueOffset, message) !== undefined) continue;
      this.#bytes += message.body.length;
      this.#largestSeen = message.queueOffset;
    }
    if (this.#waiting.size === 0 || this.#isConsuming) return false;
    this.#isConsuming = true;
    return true;
  }

  /** True while the message waits for its (next) success; false once it was removed. */
  holds(message: StoredMessage): boolean {
    return this.#waiting.has(message.queueOffset);
  }

  /** Concurrent consumption: a handler is called with these. */
  markStarted(messages: readonly StoredMessage[], nowMs: number): void {
    for (const { queueOffset } of messages) {
      if (this.#waiting.has(queueOffset)) this.#startedAtMs.set(queueOffset, nowMs);
    }
  }

  get first(): StoredMessage | undefined {
    return this.#waiting.first;
  }

  /** Concurrent consumption: when the message's handler was called; undefined while it waits for its turn. */
  startedAtMs(message: StoredMessage): number | undefined {
    return this.#startedAtMs.get(message.queueOffset);
  }

  isFirst(message: StoredMessage): boolean {
    return this.#waiting.first?.queueOffset === message.queueOffset;
  }

  /** Concurrent consumption: forgets handled messages. Undefined: nothing was held, so there is nothing to commit. */
  remove(handled: readonly StoredMessage[]): Consumed | undefined {
    if (this.#waiting.size === 0) return undefined;
    for (const message of handled) {
      if (this.#waiting.delete(message.queueOffset)) this.#bytes -= message.body.length;
      this.#startedAtMs.delete(message.queueOffset);
    }
    return this.#consumed(handled);
  }

  /** Orderly consumption: hands out the first messages. None: the running task ends and the next `put` starts another. */
  take(maxCount: number): readonly StoredMessage[] {
    assert(maxCount > 0, `take ${maxCount} messages`);
    const taken: StoredMessage[] = [];
    while (taken.length < maxCount) {
      const message = this.#waiting.shift();
      if (message === undefined) break;
      this.#inHand.set(message.queueOffset, message);
      taken.push(message);
    }
    if (taken.length === 0) this.#isConsuming = false;
    return taken;
  }

  /** Orderly consumption: what is in hand succeeded. Undefined: nothing was in hand. */
  commit(): Consumed | undefined {
    if (this.#inHand.size === 0) return undefined;
    const handled = this.#inHand.values();
    for (const message of handled) this.#bytes -= message.body.length;
    this.#inHand.clear();
    return this.#consumed(handled);
  }

  /** Orderly consumption: these failed and come first again, as given (with their raised reconsume times). */
  putBack(messages: readonly StoredMessage[]): void {
    for (const message of messages) {
      assert(this.#inHand.delete(message.queueOffset), 'an offset was not in hand', message.queueOffset);
      this.#waiting.set(message.queueOffset, message);
    }
  }

  /** Orderly consumption: everything in hand comes first again, in its order. */
  rollback(): void {
    for (const message of this.#inHand.values()) this.#waiting.set(message.queueOffset, message);
    this.#inHand.clear();
  }

  #consumed(handled: readonly StoredMessage[]): Consumed {
    assert(this.#bytes >= 0, 'fewer than no bytes are held', this.#bytes);
    const inHand = this.#inHand.first?.queueOffset;
    const waiting = this.#waiting.first?.queueOffset;
    return { handled, smallestRemaining: inHand ?? waiting, largestSeen: this.#largestSeen };
  }
}
