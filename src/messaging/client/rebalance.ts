// Divides the queues of each subscribed topic among the members of the group, or gives each member all of them, and brings what this consumer holds in line: gives
// back what it should not have, takes what it should (RebalanceImpl.java). All members do the same with the same view.

import { compareText } from '../../base/compare.ts';
import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { Consumption } from './consumption.ts';
import { HeldQueue } from './held-queue.ts';
import type { PullLoop } from './pull-loop.ts';

type Allocation = ReadonlyMap<string, MessageQueue>;

/** What became of a queue that we should have. */
type Taking = 'taken' | 'refused' | 'skipped';

export class GroupRebalance {
  readonly #core: ConsumerCore;
  readonly #consumption: Consumption;
  readonly #pullLoop: PullLoop;

  constructor(core: ConsumerCore, consumption: Consumption, pullLoop: PullLoop) {
    this.#core = core;
    this.#consumption = consumption;
    this.#pullLoop = pullLoop;
  }

  /** True: this consumer has exactly the queues that it should have, as far as it can tell. */
  async run(): Promise<boolean> {
    let isBalanced = true;
    for (const topic of [...this.#core.subscriptions.keys()]) {
      if (this.#core.isStopping) return true;
      if (!(await this.#rebalance(topic))) isBalanced = false;
    }
    return isBalanced;
  }

  /** Without queues or members to be seen nothing changes. */
  async #rebalance(topic: string): Promise<boolean> {
    const queues = await this.#allocated(topic);
    if (queues === undefined || this.#core.isStopping) return true;
    const allocation: Allocation = new Map(queues.map((queue) => [queueKey(queue), queue]));
    const hasGivenBack = await this.#giveBack(topic, allocation);
    const hasTaken = await this.#take(allocation);
    if (hasGivenBack || hasTaken) await this.#announce(topic);
    return this.#isInLine(topic, allocation);
  }

  async #allocated(topic: string): Promise<readonly MessageQueue[] | undefined> {
    const { instance, parts, member, isBroadcasting } = this.#core;
    const queues = instance.routes.get(topic)?.subscribe;
    const members = isBroadcasting ? [member.clientId] : await this.#members(topic);
    await instance.environment.interleave('client.rebalance');
    if (queues === undefined || members === undefined) return undefined;
    if (isBroadcasting) return queues;
    return parts.allocate({ queues, members: members.toSorted(compareText), ...member });
  }

  /** Asked of any broker of the topic: views of brokers may differ for a while. */
  async #members(topic: string): Promise<readonly string[] | undefined> {
    const { routes, requests, environment } = this.#core.instance;
    if (routes.brokersOf(topic).length === 0) await routes.update(topic);
    const brokers = routes.brokersOf(topic);
    if (brokers.length === 0) return undefined;
    return requests.members(
      brokers[environment.random.below(brokers.length)] as string,
      this.#core.member.group,
    );
  }

  /** All that must go is dropped at once; what cannot be given back now is tried again at the next rebalance. */
  async #giveBack(topic: string, allocation: Allocation): Promise<boolean> {
    const { held: table, options } = this.#core;
    const nowMs = this.#core.nowMs();
    const lost: HeldQueue[] = [];
    for (const held of table.all()) {
      if (held.queue.topic !== topic) continue;
      if (!allocation.has(held.key)) table.drop(held, 'reassigned');
      else if (nowMs - held.processQueue.pulledAtMs > options.pullIdleMs) table.drop(held, 'pull-stuck');
      if (held.processQueue.isDropped) lost.push(held);
    }
    let hasChanged = false;
    for (const held of lost) {
      if (!(await this.#consumption.release(held))) continue;
      table.remove(held);
      hasChanged = true;
    }
    return hasChanged;
  }

  async #take(allocation: Allocation): Promise<boolean> {
    let hasChanged = false;
    let isRefused = false;
    for (const queue of allocation.values()) {
      if (this.#core.isStopping || this.#core.held.get(queueKey(queue)) !== undefined) continue;
      const taking = await this.#takeOne(queue);
      if (taking === 'taken') hasChanged = true;
      if (taking === 'refused') isRefused = true;
    }
    if (isRefused) this.#core.instance.rebalances.wakeAfter(this.#core.options.lease.retryMs);
    return hasChanged;
  }

  async #takeOne(queue: MessageQueue): Promise<Taking> {
    const { held: table, offsets, options } = this.#core;
    const processQueue = await this.#consumption.acquire(queue);
    if (processQueue === undefined) return 'refused';
    offsets.forget(queue);
    const offset = await this.#core.findStartOffset(queue);
    if (offset === undefined || this.#core.isStopping || table.get(queueKey(queue)) !== undefined)
      return 'skipped';
    const held = new HeldQueue(queue, processQueue, offset);
    table.add(held);
    this.#pullLoop.start(held, options.firstPullDelayMs);
    return 'taken';
  }

  /** The newer subscription wins at the brokers: they learn which view this consumer acts on (RebalancePushImpl.java). */
  async #announce(topic: string): Promise<void> {
    const subscription = this.#core.subscriptions.get(topic);
    if (subscription === undefined) return;
    const version = this.#core.instance.environment.clock.wallMs();
    this.#core.subscriptions.set(topic, { ...subscription, version });
    await this.#core.instance.beat();
  }

  #isInLine(topic: string, allocation: Allocation): boolean {
    const working = this.#core.held.working().filter((held) => held.queue.topic === topic);
    return working.length === allocation.size && working.every((held) => allocation.has(held.key));
  }
}
