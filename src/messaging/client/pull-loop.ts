// Pulls the queues of a consumer, each in its own loop: one pull in flight per queue, the broker holds it until there is something. What
// comes back belongs to the held queue that asked, never to another of the same name.

import { reached } from '../../environment/observation.ts';
import type { StoredMessage } from '../message/message.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { Consumption } from './consumption.ts';
import { type FlowControl, flowControl } from './flow-control.ts';
import type { HeldQueue } from './held-queue.ts';
import { type PullOutcome, pull } from './pull-request.ts';

/** How long to wait before the next pull of the queue; `end`: there is no next. */
type Next = number | 'end';

/** Situations that tests of slow consumers want to meet. */
export const PULL_MARKS = {
  count: 'a consumer stopped pulling: it held as many messages as it may',
  bytes: 'a consumer stopped pulling: it held as many bytes as it may',
  span: 'a consumer stopped pulling: its first message was too far behind its last',
  collision: 'a consumer refused a message whose tag has the hash of a wanted one',
  regained: 'a queue was lost and regained during one pull',
} as const satisfies Readonly<Record<Exclude<FlowControl, 'none'> | 'collision' | 'regained', string>>;

export class PullLoop {
  readonly #core: ConsumerCore;
  readonly #consumption: Consumption;

  constructor(core: ConsumerCore, consumption: Consumption) {
    this.#core = core;
    this.#consumption = consumption;
  }

  start(held: HeldQueue, delayMs: number): void {
    void this.#run(held, delayMs);
  }

  async #run(held: HeldQueue, delayMs: number): Promise<void> {
    for (let next: Next = delayMs; next !== 'end'; next = await this.#pull(held)) {
      if (next > 0) await this.#core.pauses.wait(next, 'client.pull-pause');
      else await this.#core.instance.environment.interleave('client.pull');
      if (this.#mustEnd(held)) return;
    }
  }

  async #pull(held: HeldQueue): Promise<Next> {
    const { options, parts } = this.#core;
    const isFull = this.#isHeldBack(held);
    if (parts.isAlive(isFull)) held.processQueue.markPulled(this.#core.nowMs());
    if (isFull) return options.flowControlPauseMs;
    if (this.#consumption.isLeased && !held.isOffsetFixed) return this.#fixOffset(held);
    if (this.#consumption.isLeased && !held.processQueue.isLocked) return options.pullPauseMs;
    const subscription = this.#core.subscriptions.get(held.queue.topic);
    if (subscription === undefined) return options.pullPauseMs;
    const outcome = await pull(this.#core, held, subscription);
    await this.#core.instance.environment.interleave('client.pull-callback');
    const now = this.#core.held.get(held.key);
    if (held.processQueue.isDropped && now !== undefined && now !== held) {
      this.#core.instance.environment.observe(reached(PULL_MARKS.regained));
    }
    if (outcome.kind === 'found') parts.advancePull(held, now, outcome.nextOffset);
    if (this.#mustEnd(held)) return 'end';
    if (outcome.kind !== 'found') return this.#withoutMessages(held, outcome);
    const { environment } = this.#core.instance;
    const wanted = outcome.messages.filter((message) => parts.matchesTags(subscription, message));
    if (wanted.length < outcome.messages.length) environment.observe(reached(PULL_MARKS.collision));
    this.#hand(held, wanted);
    return options.pullIntervalMs;
  }

  #isHeldBack(held: HeldQueue): boolean {
    const limit = flowControl(held.processQueue, this.#core.options, this.#consumption.mode);
    if (limit !== 'none' && limit !== held.heldBackBy) {
      this.#core.instance.environment.observe(reached(PULL_MARKS[limit]));
    }
    held.heldBackBy = limit;
    return limit !== 'none';
  }

  /** The previous owner may have committed between our first look and our lock (DefaultMQPushConsumerImpl.java). */
  async #fixOffset(held: HeldQueue): Promise<Next> {
    if (!held.processQueue.isLocked) return this.#core.options.pullPauseMs;
    const offset = await this.#core.findStartOffset(held.queue);
    if (this.#mustEnd(held)) return 'end';
    if (offset === undefined) return this.#core.options.pullPauseMs;
    held.pullOffset = offset;
    held.isOffsetFixed = true;
    return 0;
  }

  #hand(held: HeldQueue, messages: readonly StoredMessage[]): void {
    if (messages.length === 0) return;
    const mustStart = held.processQueue.put(messages);
    this.#consumption.submit(held, messages, mustStart);
  }

  async #withoutMessages(held: HeldQueue, outcome: Exclude<PullOutcome, { kind: 'found' }>): Promise<Next> {
    switch (outcome.kind) {
      case 'nothing':
        held.pullOffset = outcome.nextOffset;
        if (held.processQueue.count === 0) this.#core.offsets.raise(held.queue, outcome.nextOffset);
        return 0;
      case 'offset-moved':
        this.#moveOffset(held, outcome);
        return 'end';
      case 'not-registered':
        await this.#core.instance.beatTo(outcome.address);
        return this.#core.options.pullPauseMs;
      case 'failed':
        return this.#core.options.pullPauseMs;
    }
  }

  /** The queue is given up; the next rebalance gives it back and takes it again from where the broker says. */
  #moveOffset(held: HeldQueue, moved: Extract<PullOutcome, { kind: 'offset-moved' }>): void {
    this.#core.offsets.freeze(held.queue, moved.nextOffset);
    this.#core.held.drop(held, 'offset-moved', { from: held.pullOffset, to: moved.nextOffset });
    this.#core.instance.rebalances.wake();
  }

  #mustEnd(held: HeldQueue): boolean {
    return held.processQueue.isDropped || this.#core.pauses.isClosed;
  }
}
