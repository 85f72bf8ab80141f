// A send until it went well or nothing is left to try: synchronous and asynchronous sends of RocketMQ differ in what they try again
// (DefaultMQProducerImpl.java `sendDefaultImpl`, MQClientAPIImpl.java `onExceptionImpl`). Either stops by count and by total time.

import type { Environment } from '../../environment/environment.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import type { AttemptOutcome } from './broker-latencies.ts';
import type { ClientParts } from './client-parts.ts';
import { monotonicMs } from './monotonic.ts';
import type { SendAnswered } from './observations.ts';
import type { Parcel } from './parcel.ts';
import type { ProducerOptions } from './producer-options.ts';
import type { QueueTurns } from './queue-turns.ts';
import type { SendAttempts } from './send-attempt.ts';
import type { SendResult } from './send-result.ts';
import type { RetryQuestion } from './send-retry.ts';
import type { PublishInfo } from './topic-queues.ts';

export interface SendTime {
  /** When the send began, by the monotonic clock. */
  readonly startMs: number;
  /** Of all attempts together. */
  readonly timeoutMs: number;
}

/** Where a parcel may go: any queue of a topic, or one queue only. */
export type Destination =
  | { readonly kind: 'in-turn'; readonly info: PublishInfo }
  | { readonly kind: 'queue'; readonly queue: MessageQueue };

type Unsuccessful = Exclude<SendResult, { kind: 'acknowledged' }>;

/** What tells the two kinds of sends apart. */
interface RetryRule {
  readonly maxAttempts: number;
  /** Of all but the last. */
  readonly attemptTimeoutMs: number;
  readonly shouldRetry: (question: RetryQuestion) => boolean;
  readonly outcomeOf: (result: SendResult) => AttemptOutcome;
}

export interface SendRoundsWorld {
  readonly environment: Environment;
  readonly options: ProducerOptions;
  readonly parts: ClientParts;
  readonly attempts: SendAttempts;
  readonly turns: QueueTurns;
}

export class SendRounds {
  readonly #world: SendRoundsWorld;
  readonly #synchronous: RetryRule;
  readonly #asynchronous: RetryRule;

  constructor(world: SendRoundsWorld) {
    this.#world = world;
    const { options, parts } = world;
    this.#synchronous = {
      maxAttempts: options.retryCount + 1,
      attemptTimeoutMs: options.attemptTimeoutMs ?? Number.POSITIVE_INFINITY,
      shouldRetry: parts.shouldRetry,
      outcomeOf: outcomeOfCall,
    };
    this.#asynchronous = {
      maxAttempts: options.asyncRetryCount + 1,
      attemptTimeoutMs: Number.POSITIVE_INFINITY,
      shouldRetry: parts.shouldRetryAsync,
      outcomeOf: outcomeOfCallback,
    };
  }

  send(parcel: Parcel, info: PublishInfo, time: SendTime): Promise<SendResult> {
    return this.#sendBy(this.#synchronous, parcel, { kind: 'in-turn', info }, time);
  }

  sendAsync(parcel: Parcel, destination: Destination, time: SendTime): Promise<SendResult> {
    return this.#sendBy(this.#asynchronous, parcel, destination, time);
  }

  async #sendBy(
    rule: RetryRule,
    parcel: Parcel,
    destination: Destination,
    time: SendTime,
  ): Promise<SendResult> {
    const { timeoutMs } = time;
    const { attempts, turns, options } = this.#world;
    let worst: Unsuccessful | undefined;
    let avoidBroker: string | undefined;
    for (let number = 1; ; number += 1) {
      const elapsedMs = this.#elapsedMs(time);
      if (elapsedMs > timeoutMs) return worst ?? { kind: 'rejected', failure: { reason: 'time-out' } };
      const isInTurn = destination.kind === 'in-turn';
      const queue = isInTurn ? turns.next(parcel.topic, destination.info, avoidBroker) : destination.queue;
      const leftMs = timeoutMs - elapsedMs;
      const attemptMs = number < rule.maxAttempts ? Math.min(leftMs, rule.attemptTimeoutMs) : leftMs;
      const result = await attempts.send({ queue, parcel, number, timeoutMs: attemptMs, isInTurn });
      const sinceStartMs = this.#elapsedMs(time);
      this.#learn(queue, sinceStartMs - elapsedMs, rule.outcomeOf(result));
      if (result.kind === 'acknowledged') return result;
      worst = worse(worst, result);
      const question = {
        result,
        attempts: number,
        maxAttempts: rule.maxAttempts,
        elapsedMs: sinceStartMs,
        timeoutMs,
        retriesWhenNotSafe: options.retriesWhenNotSafe,
      };
      if (!rule.shouldRetry(question)) return worst;
      avoidBroker = queue.brokerName;
    }
  }

  #learn({ topic, brokerName }: MessageQueue, latencyMs: number, outcome: AttemptOutcome): void {
    const { turns, environment } = this.#world;
    turns.learn(brokerName, latencyMs, outcome);
    const isGood = outcome === 'answered';
    const answered: SendAnswered = { kind: 'client.send-answered', topic, brokerName, latencyMs, isGood };
    environment.observe(answered);
  }

  #elapsedMs({ startMs }: SendTime): number {
    return monotonicMs(this.#world.environment.clock) - startMs;
  }
}

function outcomeOfCall(result: SendResult): AttemptOutcome {
  if (result.kind === 'acknowledged' || result.kind === 'stored') return 'answered';
  return result.failure.reason === 'refused' ? 'refused' : 'failed';
}

/** A refusal counts as a failure of a broker that can be reached; one without an address as a broker that cannot. */
function outcomeOfCallback(result: SendResult): AttemptOutcome {
  if (result.kind === 'acknowledged' || result.kind === 'stored') return 'answered';
  return result.failure.reason === 'no-address' ? 'refused' : 'failed';
}

/** What is true of a message after several attempts: stored if one says so, else unknown if one might have stored it. */
function worse(before: Unsuccessful | undefined, last: Unsuccessful): Unsuccessful {
  if (before === undefined || last.kind === 'stored') return last;
  if (before.kind === 'stored') return before;
  return before.kind === 'unknown' && last.kind === 'rejected'
    ? { kind: 'unknown', failure: last.failure }
    : last;
}
