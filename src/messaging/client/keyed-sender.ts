// The messages of one key, one after the other: the next is sent after the acknowledgement of the last, and a message without an
// answer is sent again, the same message to the same queue, until its deadline (mission A3). Then the rest of the key is given
// up, because nothing sent later could be in order. Different keys do not wait for each other.

import { withDefaults } from '../../base/defaults.ts';
import type { Message } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { ClientInstance } from './client-instance.ts';
import { monotonicMs } from './monotonic.ts';
import { Pauses } from './pauses.ts';
import type { Producer } from './producer.ts';
import type { MessageQueueSelector } from './queue-selector.ts';
import type { SendFailure, SendResult } from './send-result.ts';

export interface KeyedSender {
  /** Resolves with what became of this message, after everything of its key that was handed in before. */
  send(key: string, message: Message): Promise<SendResult>;
  /** Gives up what is not acknowledged yet. Idempotent. */
  stop(): void;
}

export interface KeyedSenderOptions {
  /** From the first attempt of a message on. */
  readonly deadlineMs: number;
  /** Of one attempt. */
  readonly attemptTimeoutMs: number;
  readonly pauseMs: number;
  /** Messages that wait or are on their way; more are refused. */
  readonly maxPending: number;
  /**
   * Sends only by a static list of queues, and waits for one: a list that follows the brokers that live moves keys to other
   * queues (facts 6.7).
   */
  readonly requiresStaticQueues: boolean;
  /** Undefined: the producer's own. */
  readonly selector: MessageQueueSelector | undefined;
}

export const KEYED_SENDER_DEFAULTS: KeyedSenderOptions = {
  deadlineMs: 60_000,
  attemptTimeoutMs: 3_000,
  pauseMs: 1_000,
  maxPending: 10_000,
  requiresStaticQueues: false,
  selector: undefined,
};

const NOT_TRIED: SendResult = { kind: 'rejected', failure: { reason: 'not-tried' } };

export class OneByOneSender implements KeyedSender {
  readonly #instance: ClientInstance;
  readonly #producer: Producer;
  readonly #options: KeyedSenderOptions;
  readonly #pauses: Pauses;
  /** Per key, the end of what was handed in last. */
  readonly #tails = new Map<string, Promise<SendResult>>();
  /** For ever: a later message of such a key could be consumed before the lost one. */
  readonly #givenUp = new Set<string>();
  #pending = 0;

  constructor(instance: ClientInstance, producer: Producer, options: Partial<KeyedSenderOptions> = {}) {
    this.#instance = instance;
    this.#producer = producer;
    this.#options = withDefaults(KEYED_SENDER_DEFAULTS, options);
    this.#pauses = new Pauses(instance.environment);
  }

  async send(key: string, message: Message): Promise<SendResult> {
    if (this.#pending >= this.#options.maxPending) return NOT_TRIED;
    this.#pending += 1;
    const before = this.#tails.get(key);
    const turn = this.#sendAfter(before, key, this.#producer.stamp(message));
    this.#tails.set(key, turn);
    const result = await turn;
    this.#pending -= 1;
    if (this.#tails.get(key) === turn) this.#tails.delete(key);
    return result;
  }

  stop(): void {
    this.#pauses.close();
  }

  async #sendAfter(
    before: Promise<SendResult> | undefined,
    key: string,
    message: Message,
  ): Promise<SendResult> {
    await before;
    if (this.#givenUp.has(key) || this.#pauses.isClosed) return NOT_TRIED;
    const result = await this.#sendUntilDeadline(key, message);
    if (result.kind === 'rejected' || result.kind === 'unknown') this.#givenUp.add(key);
    return result;
  }

  async #sendUntilDeadline(key: string, message: Message): Promise<SendResult> {
    const { deadlineMs, attemptTimeoutMs, pauseMs } = this.#options;
    const endMs = this.#nowMs() + deadlineMs;
    let queue: MessageQueue | undefined;
    let failure: SendFailure = { reason: 'no-route', topic: message.topic };
    let mayBeStored = false;
    do {
      queue ??= await this.#producer.queueFor(message, key, this.#options);
      if (queue !== undefined && !this.#pauses.isClosed) {
        const result = await this.#producer.sendTo(queue, message, { timeoutMs: attemptTimeoutMs });
        if (result.kind === 'acknowledged' || result.kind === 'stored') return result;
        failure = result.failure;
        mayBeStored ||= result.kind === 'unknown';
        if (isHopeless(failure)) break;
      }
      await this.#pauses.wait(pauseMs, 'client.keyed-pause');
    } while (!this.#pauses.isClosed && this.#nowMs() < endMs);
    return { kind: mayBeStored ? 'unknown' : 'rejected', failure };
  }

  #nowMs(): number {
    return monotonicMs(this.#instance.environment.clock);
  }
}

/** No broker will ever take this message. */
function isHopeless(failure: SendFailure): boolean {
  return failure.reason === 'refused' && failure.code === RESPONSE_CODE.messageIllegal;
}
