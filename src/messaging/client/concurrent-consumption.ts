// Consumption without order: every batch of fetched messages is a task of its own, many run at the same time. A failed message is given
// back to the broker, which delivers it later; until that is done it stays held, so that no commit passes it. A broadcasting consumer gives
// nothing back: what fails is dropped.

import { assert } from '../../base/assert.ts';
import type { Lane } from '../../environment/lane.ts';
import { reached } from '../../environment/observation.ts';
import type { Timer } from '../../environment/timers.ts';
import type { StoredMessage } from '../message/message.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { Consumption } from './consumption.ts';
import { callHandler } from './handler-call.ts';
import type { HeldQueue } from './held-queue.ts';
import type { ConcurrentListener } from './listener.ts';
import { asSent, MessageReturn } from './message-return.ts';
import type { HandlerExpired } from './observations.ts';
import { ProcessQueue } from './process-queue.ts';
import { RunningHandlers } from './running-handlers.ts';

/** A situation that tests of slow consumers want to meet. */
export const TIMED_OUT = 'a message whose handler ran for too long was given back';

const EXPIRED_PER_ROUND = 16;
const EXPIRED_DELAY_LEVEL = 3;

/** Messages of one call, the first of which succeeded. */
interface FailedBatch {
  readonly messages: readonly StoredMessage[];
  readonly succeeded: number;
  readonly delayLevel: number;
}

export class ConcurrentConsumption implements Consumption {
  readonly mode = 'concurrent';
  readonly isLeased = false;
  readonly #core: ConsumerCore;
  readonly #listener: ConcurrentListener;
  readonly #lane: Lane;
  readonly #handlers = new RunningHandlers();
  readonly #return: MessageReturn;
  #cleaning: Timer | undefined;
  #isCleaning = false;
  #isStopped = false;

  constructor(core: ConsumerCore, listener: ConcurrentListener) {
    this.#core = core;
    this.#listener = listener;
    this.#return = new MessageReturn(core);
    const { group, consumeWorkers, consumeQueueBound } = core.options;
    this.#lane = core.instance.environment.lanes.open({
      name: `client.consume.${group}`,
      workers: consumeWorkers,
      queueBound: consumeQueueBound,
    });
  }

  start(): void {
    const { consumeTimeoutMs } = this.#core.options;
    const { timers } = this.#core.instance.environment;
    this.#cleaning = timers.every(consumeTimeoutMs, consumeTimeoutMs, 'client.clean-expired', () => {
      void this.#giveBackExpired();
    });
  }

  submit(held: HeldQueue, messages: readonly StoredMessage[]): void {
    const { options, parts } = this.#core;
    for (const batch of parts.makeBatches(messages, options.consumeBatchSize)) this.#submitBatch(held, batch);
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
    this.#cleaning?.cancel();
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
    processQueue.markStarted(batch, this.#core.nowMs());
    const messages = batch.map((message) => asSent(message, this.#core.member.group));
    const call = { held, messages, leaseRemainingMs: undefined };
    const { succeeded, delayLevel } = await callHandler(this.#core, this.#listener, call);
    this.#handlers.leave();
    if (processQueue.isDropped) return;
    if (succeeded === messages.length) this.#settle(held, batch);
    else await this.#settleFailed(held, { messages, succeeded, delayLevel });
  }

  /** One after the other, as ConsumeMessageConcurrentlyService.java: what cannot be given back is consumed again here. */
  async #settleFailed(held: HeldQueue, batch: FailedBatch): Promise<void> {
    const { messages, succeeded, delayLevel } = batch;
    const kept: StoredMessage[] = [];
    for (const message of messages.slice(succeeded)) {
      if (!held.processQueue.holds(message)) continue;
      if (!(await this.#giveBack(held, message, delayLevel))) kept.push(message);
    }
    if (kept.length > 0) {
      const again = kept.map((message) => ({ ...message, reconsumeTimes: message.reconsumeTimes + 1 }));
      this.#submitLater(held, again);
    }
    if (held.processQueue.isDropped) return;
    this.#settle(
      held,
      messages.filter((message) => !kept.includes(message)),
    );
  }

  /** Handlers that hang must not hold up their queue for ever (ProcessQueue.java `cleanExpiredMsg`). */
  async #giveBackExpired(): Promise<void> {
    if (this.#isCleaning) return;
    this.#isCleaning = true;
    for (const held of this.#core.held.working()) await this.#giveBackExpiredOf(held);
    this.#isCleaning = false;
  }

  async #giveBackExpiredOf(held: HeldQueue): Promise<void> {
    const { processQueue } = held;
    for (let count = 0; count < EXPIRED_PER_ROUND; count += 1) {
      const message = this.#timedOut(processQueue);
      if (message === undefined || this.#isStopped) return;
      const sent = asSent(message, this.#core.member.group);
      const { member, instance } = this.#core;
      const expired: HandlerExpired = {
        kind: 'client.handler-expired',
        ...member,
        queue: held.queue,
        message: sent,
      };
      instance.environment.observe(expired);
      if (!(await this.#giveBack(held, sent, EXPIRED_DELAY_LEVEL))) continue;
      this.#core.instance.environment.observe(reached(TIMED_OUT));
      if (processQueue.isFirst(message)) processQueue.remove([message]);
    }
  }

  #timedOut(processQueue: ProcessQueue): StoredMessage | undefined {
    const { first } = processQueue;
    if (first === undefined) return undefined;
    const { options, parts } = this.#core;
    const startedAtMs = processQueue.startedAtMs(first);
    return parts.hasTimedOut(startedAtMs, this.#core.nowMs(), options.consumeTimeoutMs) ? first : undefined;
  }

  /** True: it needs not be held any more. The original sends what a broadcasting consumer hangs on to a retry topic that nobody reads. */
  async #giveBack(held: HeldQueue, message: StoredMessage, delayLevel: number): Promise<boolean> {
    if (!this.#core.isBroadcasting) return this.#return.giveBack(held, message, delayLevel);
    this.#core.observeDropped(held.queue, [message]);
    return true;
  }

  /** Forgets what succeeded and remembers how far the queue is done. */
  #settle(held: HeldQueue, handled: readonly StoredMessage[]): void {
    const consumed = held.processQueue.remove(handled);
    if (consumed === undefined) return;
    const offset = this.#core.parts.nextOffsetConcurrent(consumed);
    assert(offset >= 0, 'a next offset is negative', offset);
    this.#core.offsets.raise(held.queue, offset);
  }
}
