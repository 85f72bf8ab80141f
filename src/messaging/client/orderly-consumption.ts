// Consumption in the order of each queue: at most one task per queue, which hands over the next messages only after the last
// succeeded, and only under a lease of the broker that is still valid (facts 4.16, O2). A failed message comes again first. A broadcasting
// consumer shares its queues with nobody and needs no lease.

import { assert } from '../../base/assert.ts';
import type { Lane } from '../../environment/lane.ts';
import type { Timer } from '../../environment/timers.ts';
import type { StoredMessage } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { Consumption } from './consumption.ts';
import { callHandler } from './handler-call.ts';
import type { HeldQueue } from './held-queue.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { OrderlyListener } from './listener.ts';
import { asSent, MessageReturn } from './message-return.ts';
import { ProcessQueue } from './process-queue.ts';
import { QueueLeases } from './queue-leases.ts';
import { RunningHandlers } from './running-handlers.ts';

/** Delays of ConsumeMessageOrderlyService.java. */
const FIRST_RENEWAL_MS = 1_000;
const RELOCK_AT_START_MS = 100;
const RELOCK_UNDER_WAY_MS = 10;
const AFTER_RELOCK_MS = 10;
const AFTER_REFUSAL_MS = 3_000;
const MAKE_ROOM_MS = 10;

/** What becomes of the task of a queue after one step. */
type Step = 'again' | 'end';

export class OrderlyConsumption implements Consumption {
  readonly mode = 'orderly';
  readonly isLeased: boolean;
  readonly #core: ConsumerCore;
  readonly #listener: OrderlyListener;
  readonly #lane: Lane;
  readonly #leases: QueueLeases;
  readonly #handlers = new RunningHandlers();
  /** A handler that runs for a lost queue keeps the handler of the same queue regained waiting. */
  readonly #mutex = new KeyedMutex();
  readonly #return: MessageReturn;
  #renewal: Timer | undefined;
  #isRenewing = false;
  #isStopped = false;

  constructor(core: ConsumerCore, listener: OrderlyListener) {
    this.#core = core;
    this.isLeased = !core.isBroadcasting;
    this.#listener = listener;
    this.#leases = new QueueLeases(core);
    this.#return = new MessageReturn(core);
    const { group, consumeWorkers, consumeQueueBound } = core.options;
    this.#lane = core.instance.environment.lanes.open({
      name: `client.consume.${group}`,
      workers: consumeWorkers,
      queueBound: consumeQueueBound,
    });
  }

  start(): void {
    if (!this.isLeased) return;
    const { renewMs } = this.#core.options.lease;
    const { timers } = this.#core.instance.environment;
    this.#renewal = timers.every(FIRST_RENEWAL_MS, renewMs, 'client.renew-leases', () => void this.#renew());
  }

  submit(held: HeldQueue, _messages: readonly StoredMessage[], mustStart: boolean): void {
    if (mustStart) this.#startTask(held);
  }

  async acquire(queue: MessageQueue): Promise<ProcessQueue | undefined> {
    return this.isLeased ? this.#leases.acquire(queue) : new ProcessQueue(this.#core.nowMs());
  }

  /** Offset first, lock last: who takes the queue next finds the offset (RebalancePushImpl.java). */
  async release(held: HeldQueue): Promise<boolean> {
    const { offsets, options, pauses } = this.#core;
    const { forcedUnlockMs, handlerWaitMs } = options.lease;
    await offsets.persist(held.queue);
    if (!this.isLeased) {
      offsets.forget(held.queue);
      return true;
    }
    const ageMs = this.#core.nowMs() - held.processQueue.lockedAtMs;
    const isForced = forcedUnlockMs !== undefined && ageMs > forcedUnlockMs;
    if (!isForced && !(await held.consumeLock.enterRemoval(handlerWaitMs, pauses))) return false;
    await offsets.persist(held.queue);
    offsets.forget(held.queue);
    this.#leases.lose(held, 'released');
    this.#leases.unlock(held.queue);
    if (!isForced) held.consumeLock.leaveRemoval();
    return true;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#renewal?.cancel();
    await this.#handlers.drained(this.#core.options.stopWaitMs, this.#core.pauses);
    if (this.isLeased) await this.#leases.unlockAll();
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing || this.#isStopped) return;
    this.#isRenewing = true;
    await this.#leases.renewAll();
    this.#isRenewing = false;
  }

  #startTask(held: HeldQueue): void {
    const task = () => this.#mutex.run(held.key, () => this.#drain(held));
    if (!this.#lane.submit(task)) this.#startTaskLater(held, AFTER_REFUSAL_MS);
  }

  #startTaskLater(held: HeldQueue, delayMs: number): void {
    this.#core.later(delayMs, 'client.consume-later', () => this.#startTask(held));
  }

  /** The task of a queue: hands over messages until there is none, or until it must wait for something. */
  async #drain(held: HeldQueue): Promise<void> {
    const startMs = this.#core.nowMs();
    let step: Step = 'again';
    for (let isFirst = true; step === 'again'; isFirst = false) {
      if (this.#mustEnd(held)) return;
      if (!this.#hasLease(held)) {
        this.#relockLater(held, isFirst ? RELOCK_AT_START_MS : RELOCK_UNDER_WAY_MS);
        return;
      }
      if (this.#core.nowMs() - startMs > this.#core.options.lease.maxContinuousMs) {
        this.#startTaskLater(held, MAKE_ROOM_MS);
        return;
      }
      step = await this.#consumeNext(held);
    }
  }

  async #consumeNext(held: HeldQueue): Promise<Step> {
    const { processQueue, consumeLock } = held;
    await consumeLock.enterHandler();
    if (this.#mustEnd(held) || !this.#hasLease(held)) {
      consumeLock.leaveHandler();
      return 'again';
    }
    const messages = processQueue.take(this.#core.options.consumeBatchSize);
    if (messages.length === 0) {
      consumeLock.leaveHandler();
      return 'end';
    }
    this.#handlers.enter();
    const leaseRemainingMs = this.isLeased ? this.#leaseRemainingMs(held) : undefined;
    const { group } = this.#core.member;
    const call = { held, messages: messages.map((message) => asSent(message, group)), leaseRemainingMs };
    const { succeeded, outcome } = await callHandler(this.#core, this.#listener, call);
    this.#handlers.leave();
    consumeLock.leaveHandler();
    if (outcome === 'rollback' && this.#listener.commits === 'manually') return this.#rollback(held);
    if (succeeded === messages.length) return outcome === 'commit' ? this.#commit(held) : this.#finish(held);
    return this.#suspend(held, messages);
  }

  /** These are done; whether that counts already is for the listener to say where it commits itself. */
  #finish(held: HeldQueue): Step {
    return this.#listener.commits === 'manually' ? 'again' : this.#commit(held);
  }

  #rollback(held: HeldQueue): Step {
    held.processQueue.rollback();
    this.#startTaskLater(held, this.#core.options.suspendMs);
    return 'end';
  }

  #commit(held: HeldQueue): Step {
    const consumed = held.processQueue.commit();
    assert(consumed !== undefined, 'a handler succeeded with nothing in hand');
    const offset = this.#core.parts.nextOffsetOrderly(consumed);
    assert(offset >= 0, 'a next offset is negative', offset);
    if (!held.processQueue.isDropped) this.#core.offsets.set(held.queue, offset);
    return 'again';
  }

  /** The failed messages come again first, until they have failed too often: then they are given up, and the queue goes on. */
  async #suspend(held: HeldQueue, messages: readonly StoredMessage[]): Promise<Step> {
    let isSuspended = false;
    const again: StoredMessage[] = [];
    for (const message of messages) {
      const isGivenUp =
        message.reconsumeTimes >= this.#return.orderlyLimit && (await this.#giveUp(held, message));
      if (!isGivenUp) isSuspended = true;
      again.push(isGivenUp ? message : { ...message, reconsumeTimes: message.reconsumeTimes + 1 });
    }
    if (!isSuspended) return this.#finish(held);
    held.processQueue.putBack(again);
    this.#startTaskLater(held, this.#core.options.suspendMs);
    return 'end';
  }

  async #giveUp(held: HeldQueue, message: StoredMessage): Promise<boolean> {
    if (this.#core.isBroadcasting) {
      this.#core.observeDropped(held.queue, [message]);
      return true;
    }
    return this.#return.giveUp(asSent(message, this.#core.member.group));
  }

  #relockLater(held: HeldQueue, delayMs: number): void {
    this.#core.later(delayMs, 'client.relock', () => void this.#relock(held));
  }

  async #relock(held: HeldQueue): Promise<void> {
    if (this.#mustEnd(held)) return;
    const isLocked = await this.#leases.relock(held.queue);
    this.#startTaskLater(held, isLocked ? AFTER_RELOCK_MS : AFTER_REFUSAL_MS);
  }

  #mustEnd(held: HeldQueue): boolean {
    return held.processQueue.isDropped || this.#isStopped;
  }

  #hasLease(held: HeldQueue): boolean {
    return !this.isLeased || this.#core.parts.mayStart(this.#leaseRemainingMs(held));
  }

  #leaseRemainingMs(held: HeldQueue): number {
    return held.processQueue.leaseRemainingMs(this.#core.nowMs(), this.#core.options.lease.validMs);
  }
}
