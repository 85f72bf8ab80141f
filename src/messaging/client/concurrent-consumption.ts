// Consumption without order: every batch of fetched messages is a task of its own, many run at the same time. A failed message stays
// held, so that no commit passes it, and is consumed again here after a while.

import { assert } from '../../base/assert.ts';
import type { Lane } from '../../environment/lane.ts';
import type { StoredMessage } from '../message/message.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { Consumption } from './consumption.ts';
import { callHandler } from './handler-call.ts';
import type { HeldQueue } from './held-queue.ts';
import type { ConcurrentListener } from './listener.ts';
import { ProcessQueue } from './process-queue.ts';
import { RunningHandlers } from './running-handlers.ts';

export class ConcurrentConsumption implements Consumption {
  readonly mode = 'concurrent';
  readonly #core: ConsumerCore;
  readonly #listener: ConcurrentListener;
  readonly #lane: Lane;
  readonly #handlers = new RunningHandlers();
  #isStopped = false;

  constructor(core: ConsumerCore, listener: ConcurrentListener) {
    this.#core = core;
    this.#listener = listener;
    const { group, consumeWorkers, consumeQueueBound } = core.options;
    this.#lane = core.instance.environment.lanes.open({
      name: `client.consume.${group}`,
      workers: consumeWorkers,
      queueBound: consumeQueueBound,
    });
  }

  start(): void {}

  submit(held: HeldQueue, messages: readonly StoredMessage[]): void {
    const size = this.#core.options.consumeBatchSize;
    for (let start = 0; start < messages.length; start += size) {
      this.#submitBatch(held, messages.slice(start, start + size));
    }
  }

  async acquire(): Promise<ProcessQueue> {
    return new ProcessQueue(this.#core.nowMs());
  }

  async release(held: HeldQueue): Promise<boolean> {
    await this.#core.offsets.persist(held.queue);
    this.#core.offsets.forget(held.queue);
    return true;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#handlers.drained(this.#core.options.stopWaitMs, this.#core.pauses);
  }

  #submitBatch(held: HeldQueue, batch: readonly StoredMessage[]): void {
    if (this.#lane.submit(() => this.#consume(held, batch))) return;
    this.#submitLater(held, batch);
  }

  #submitLater(held: HeldQueue, batch: readonly StoredMessage[]): void {
    const { localRetryMs } = this.#core.options;
    this.#core.later(localRetryMs, 'client.consume-later', () => this.#submitBatch(held, batch));
  }

  async #consume(held: HeldQueue, batch: readonly StoredMessage[]): Promise<void> {
    const { processQueue } = held;
    if (processQueue.isDropped || this.#isStopped) return;
    this.#handlers.enter();
    const call = { held, messages: batch, leaseRemainingMs: undefined };
    const isSuccess = await callHandler(this.#core, this.#listener, call);
    this.#handlers.leave();
    if (processQueue.isDropped) return;
    this.#settle(held, isSuccess ? batch : []);
    if (!isSuccess) this.#keep(held, batch);
  }

  /** Forgets what succeeded and remembers how far the queue is done. */
  #settle(held: HeldQueue, handled: readonly StoredMessage[]): void {
    const consumed = held.processQueue.remove(handled);
    if (consumed === undefined) return;
    const offset = this.#core.parts.nextOffsetConcurrent(consumed);
    assert(offset >= 0, 'a next offset is negative', offset);
    this.#core.offsets.raise(held.queue, offset);
  }

  /** As when RocketMQ cannot send a failed message back to the broker (ConsumeMessageConcurrentlyService.java). */
  #keep(held: HeldQueue, failed: readonly StoredMessage[]): void {
    const kept = failed.filter((message) => held.processQueue.holds(message));
    const again = kept.map((message) => ({ ...message, reconsumeTimes: message.reconsumeTimes + 1 }));
    if (again.length > 0) this.#submitLater(held, again);
  }
}
