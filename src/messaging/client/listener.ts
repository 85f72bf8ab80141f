// What users write: a function that consumes messages. It may be called again with the same message; a rejection or an exception
// counts as a failure.

import type { StoredMessage } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';

export interface ConsumeContext {
  readonly group: string;
  readonly queue: MessageQueue;
}

/** Some of the messages failed, or a failure says itself how long to wait. */
export interface PartialFailure {
  /** Index of the first that failed; all behind it failed too. */
  readonly failedFrom: number;
  /** 0: by the number of failures; a level of the broker's table; negative: dead letter at once. */
  readonly delayLevel: number;
}

/** Called for any messages at the same time. `later`: all of them failed and are consumed again later. */
export interface ConcurrentListener {
  readonly mode: 'concurrent';
  consume(
    messages: readonly StoredMessage[],
    context: ConsumeContext,
  ): Promise<'success' | 'later' | PartialFailure>;
}

/** Called for one queue after the other's end, in the order of the queue. `suspend`: the same messages come again first. */
export interface OrderlyListener {
  readonly mode: 'orderly';
  /**
   * `automatically` when absent: what succeeds is done, and `commit` and `rollback` are no more than success (ConsumeMessageOrderlyService.java).
   * `manually`: it is done with the next `commit`; until then all of it comes again after a crash, and at once after a `rollback`.
   */
  readonly commits?: 'automatically' | 'manually';
  consume(
    messages: readonly StoredMessage[],
    context: ConsumeContext,
  ): Promise<'success' | 'suspend' | 'commit' | 'rollback'>;
}

export type MessageListener = ConcurrentListener | OrderlyListener;
