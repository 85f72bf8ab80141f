// The broker's locks on the queues of an orderly consumer: one is had before a queue is pulled, renewed while it is held, given back
// when it is lost. Between two grants the consumer counts by its own clock, for less time than the broker (facts 4.16).

import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { HeldQueue } from './held-queue.ts';
import type { LeaseLost, LeaseObtained } from './observations.ts';
import { ProcessQueue } from './process-queue.ts';

export class QueueLeases {
  readonly #core: ConsumerCore;
  /** By queue: whether its broker has answered that it was given back. Asked for again before, it might be given back afterwards. */
  readonly #unlocks = new Map<string, Promise<boolean>>();

  constructor(core: ConsumerCore) {
    this.#core = core;
  }

  /** Locks a queue that is not held yet. Undefined: another has it, or nobody answered. */
  async acquire(queue: MessageQueue): Promise<ProcessQueue | undefined> {
    if (!(await this.#isGivenBack(queue)) || !(await this.#isGranted(queue))) return undefined;
    const processQueue = new ProcessQueue(this.#core.nowMs());
    this.#obtain(queue, processQueue);
    return processQueue;
  }

  /** Locks a queue again whose lease ran out. */
  async relock(queue: MessageQueue): Promise<boolean> {
    if (!(await this.#isGranted(queue))) return false;
    const held = this.#core.held.get(queueKey(queue));
    if (held !== undefined) this.#obtain(queue, held.processQueue);
    return true;
  }

  /** Renews the leases of all queues that are held. A broker that does not answer changes nothing: the lease runs out. */
  async renewAll(): Promise<void> {
    const renewals = [...this.#byBroker()].map(async ([brokerName, queues]) => {
      const address = this.#core.instance.routes.master(brokerName);
      if (address === undefined) return;
      const granted = await this.#askLock(address, queues);
      if (granted === undefined) return;
      await this.#core.instance.environment.interleave('client.lease-reply');
      for (const queue of queues) this.#apply(queueKey(queue), granted);
    });
    await Promise.all(renewals);
  }

  /**
   * Gives one queue back. Nobody waits for the answer but who wants the queue again: a broker works on several requests at a time, so that
   * an older unlock may undo a newer lock (in the original too, which asks for no answer).
   */
  unlock(queue: MessageQueue): void {
    this.#unlocks.set(queueKey(queue), this.#askUnlock(queue));
  }

  /** Gives back all queues that are held. */
  async unlockAll(): Promise<void> {
    const { requests, routes } = this.#core.instance;
    const { callTimeoutMs } = this.#core.options.lease;
    const unlocks = [...this.#byBroker()].map(async ([brokerName, queues]) => {
      const address = routes.master(brokerName);
      if (address === undefined) return;
      if (!(await requests.unlock(address, this.#core.member, queues, callTimeoutMs))) return;
      for (const queue of queues) {
        const held = this.#core.held.get(queueKey(queue));
        if (held !== undefined) this.lose(held, 'released');
      }
    });
    await Promise.all(unlocks);
  }

  lose(held: HeldQueue, reason: LeaseLost['reason']): void {
    if (!held.processQueue.isLocked) return;
    held.processQueue.unlock();
    const lost: LeaseLost = { kind: 'client.lease-lost', ...this.#core.member, queue: held.queue, reason };
    this.#core.instance.environment.observe(lost);
  }

  async #isGivenBack(queue: MessageQueue): Promise<boolean> {
    const key = queueKey(queue);
    const unlock = this.#unlocks.get(key);
    if (unlock === undefined) return true;
    const isAnswered = await unlock;
    if (this.#unlocks.get(key) === unlock) {
      if (isAnswered) this.#unlocks.delete(key);
      else this.unlock(queue);
    }
    return isAnswered;
  }

  async #askUnlock(queue: MessageQueue): Promise<boolean> {
    const { requests, routes } = this.#core.instance;
    const address = routes.master(queue.brokerName);
    if (address === undefined) return true;
    return requests.unlock(address, this.#core.member, [queue], this.#core.options.lease.callTimeoutMs);
  }

  async #isGranted(queue: MessageQueue): Promise<boolean> {
    const address = this.#core.instance.routes.master(queue.brokerName);
    if (address === undefined) return false;
    const granted = await this.#askLock(address, [queue]);
    return granted?.has(queueKey(queue)) === true;
  }

  /** Keys of the granted queues. */
  async #askLock(address: string, queues: readonly MessageQueue[]): Promise<ReadonlySet<string> | undefined> {
    const { callTimeoutMs } = this.#core.options.lease;
    const granted = await this.#core.instance.requests.lock(
      address,
      this.#core.member,
      queues,
      callTimeoutMs,
    );
    return granted === undefined ? undefined : new Set(granted.map(queueKey));
  }

  /** To whichever held queue has the key now: the lock is the client's, not that of one ownership (RebalanceImpl.java). */
  #apply(key: string, granted: ReadonlySet<string>): void {
    const held = this.#core.held.get(key);
    if (held === undefined) return;
    if (granted.has(key)) this.#obtain(held.queue, held.processQueue);
    else this.lose(held, 'refused');
  }

  #obtain(queue: MessageQueue, processQueue: ProcessQueue): void {
    processQueue.lock(this.#core.nowMs());
    const obtained: LeaseObtained = {
      kind: 'client.lease-obtained',
      ...this.#core.member,
      queue,
      validMs: this.#core.options.lease.validMs,
    };
    this.#core.instance.environment.observe(obtained);
  }

  #byBroker(): ReadonlyMap<string, readonly MessageQueue[]> {
    const brokers = new Map<string, MessageQueue[]>();
    for (const { queue } of this.#core.held.working()) {
      const queues = brokers.get(queue.brokerName);
      if (queues === undefined) brokers.set(queue.brokerName, [queue]);
      else queues.push(queue);
    }
    return brokers;
  }
}
