// Delivers delayed messages when they are due: each level's queue in its order, so that one look at its head says when to look again. A
// delivery does not wait for the flush; the offset is remembered after it (ScheduleMessageService.java).

import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import type { MessageDraft } from '../message/message.ts';
import type { MessageStore } from '../store/message-store.ts';
import { type DelayRules, delayedCopy, queueOfLevel } from './delay.ts';
import type { DelayOffsets } from './delay-offsets.ts';
import type { DelayedDelivered } from './observations.ts';
import { putPatiently } from './patient-put.ts';
import { SYSTEM_TOPIC } from './system-topics.ts';

const FIRST_LOOK_MS = 1_000;
const RETRY_MS = 100;
const AFTER_DISK_ERROR_MS = 10_000;
/** The original looks ten times a second: it notices a clock that was set, and so must we, within a second. */
const LONGEST_SLEEP_MS = 1_000;

export interface DelayedDeliveryContext {
  readonly environment: Environment;
  readonly store: MessageStore;
  readonly offsets: DelayOffsets;
  /** Delay of level 1, 2, …. */
  readonly delayLevelsMs: readonly number[];
  readonly rules: DelayRules;
}

export class DelayedDelivery {
  readonly #context: DelayedDeliveryContext;
  readonly #levels: readonly DelayLevel[];
  #start: Timer | undefined;

  constructor(context: DelayedDeliveryContext) {
    this.#context = context;
    this.#levels = context.delayLevelsMs.map((delayMs, index) => new DelayLevel(context, index + 1, delayMs));
  }

  /**
   * To be called before new messages can come: after a power loss they get the offsets of those that were lost, and a level that was further
   * would pass them over (ScheduleMessageService.java `correctDelayOffset`).
   */
  recover(): void {
    for (const level of this.#levels) level.correct();
  }

  start(): void {
    const { environment } = this.#context;
    this.#start = environment.timers.once(FIRST_LOOK_MS, 'broker.first-delayed-delivery', () => {
      for (const level of this.#levels) level.start();
    });
  }

  /** A message can be read in the queue of delayed messages. */
  arrived(queueId: number): void {
    this.#levels[queueId]?.wake();
  }

  /** Nothing is delivered afterwards; what was delivered is remembered. */
  async stop(): Promise<void> {
    this.#start?.cancel();
    await Promise.all(this.#levels.map((level) => level.stop()));
    await this.#context.offsets.close();
  }
}

/** What the head of a queue asks for. */
type Next =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'empty' };

class DelayLevel {
  readonly #context: DelayedDeliveryContext;
  readonly #level: number;
  readonly #delayMs: number;
  #state: 'created' | 'sleeping' | 'delivering' | 'stopped' = 'created';
  #timer: Timer | undefined;
  #delivery: Promise<void> = Promise.resolve();

  constructor(context: DelayedDeliveryContext, level: number, delayMs: number) {
    this.#context = context;
    this.#level = level;
    this.#delayMs = delayMs;
  }

  correct(): void {
    this.#correctedOffset(queueOfLevel(this.#level));
  }

  start(): void {
    if (this.#state !== 'created') return;
    this.#state = 'sleeping';
    this.wake();
  }

  wake(): void {
    if (this.#state !== 'sleeping' || this.#timer !== undefined) return;
    this.#state = 'delivering';
    this.#delivery = this.#deliver();
  }

  /** Resolves when the delivery under way has ended. */
  stop(): Promise<void> {
    this.#state = 'stopped';
    this.#timer?.cancel();
    return this.#delivery;
  }

  async #deliver(): Promise<void> {
    let next: Next = { kind: 'go-on' };
    while (next.kind === 'go-on') {
      next = await this.#tryNext();
      if (this.#state !== 'delivering') return;
    }
    this.#state = 'sleeping';
    if (next.kind === 'wait') this.#sleep(next.forMs);
    else if (this.#hasNext()) this.wake();
  }

  #sleep(forMs: number): void {
    this.#timer = this.#context.environment.timers.once(forMs, 'broker.delayed-delivery', () => {
      this.#timer = undefined;
      this.wake();
    });
  }

  async #tryNext(): Promise<Next> {
    try {
      return await this.#deliverNext();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      return { kind: 'wait', forMs: AFTER_DISK_ERROR_MS };
    }
  }

  async #deliverNext(): Promise<Next> {
    const { environment, store, offsets, rules } = this.#context;
    const queueId = queueOfLevel(this.#level);
    const offset = this.#correctedOffset(queueId);
    const unit = store.unitAt(SYSTEM_TOPIC.schedule, queueId, offset);
    if (unit === undefined) return { kind: 'empty' };
    const nowMs = environment.clock.wallMs();
    const waitMs = rules.dueAtMs(unit.tagsCode, nowMs, this.#delayMs) - nowMs;
    if (waitMs > 0) return { kind: 'wait', forMs: Math.min(waitMs, LONGEST_SLEEP_MS) };
    await environment.interleave('broker.deliver-delayed');
    if (this.#state !== 'delivering') return { kind: 'empty' };
    const message = store.lookAt(unit.position);
    const copy = message === undefined ? undefined : delayedCopy(message);
    const isStored = copy === undefined || (await this.#store(copy, offset, unit.tagsCode));
    offsets.set(this.#level, rules.offsetAfter(offset, isStored));
    return isStored ? { kind: 'go-on' } : { kind: 'wait', forMs: RETRY_MS };
  }

  async #store(copy: MessageDraft, offset: number, dueAtMs: number): Promise<boolean> {
    const { environment, store, rules, delayLevelsMs } = this.#context;
    const placed = rules.placedCopy(copy, delayLevelsMs.length);
    const isStopped = () => this.#state !== 'delivering';
    const append = await putPatiently({ environment, store, isStopped }, placed);
    if (append === undefined) return false;
    const delivered: DelayedDelivered = {
      kind: 'broker.delayed-delivered',
      level: this.#level,
      queueOffset: offset,
      topic: placed.topic,
      queueId: placed.queueId,
      deliveredOffset: append.queueOffset,
      dueAtMs,
    };
    environment.observe(delivered);
    return true;
  }

  #correctedOffset(queueId: number): number {
    const { store, offsets, rules } = this.#context;
    const minimum = store.minOffset(SYSTEM_TOPIC.schedule, queueId);
    const maximum = store.endOffset(SYSTEM_TOPIC.schedule, queueId);
    const offset = rules.correctedOffset(offsets.get(this.#level), { minimum, maximum });
    offsets.set(this.#level, offset);
    return offset;
  }

  #hasNext(): boolean {
    const queueId = queueOfLevel(this.#level);
    const maximum = this.#context.store.maxOffset(SYSTEM_TOPIC.schedule, queueId);
    return this.#context.offsets.get(this.#level) < maximum;
  }
}
