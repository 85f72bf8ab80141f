// What the pull loop and the rebalance need of consumption, whichever way it is done.

import type { StoredMessage } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import type { HeldQueue } from './held-queue.ts';
import type { ProcessQueue } from './process-queue.ts';

export interface Consumption {
  readonly mode: 'concurrent' | 'orderly';
  /** Queues are pulled and consumed only under a lock of the broker. */
  readonly isLeased: boolean;
  start(): void;
  /** New messages are in the process queue. `mustStart`: no orderly task of the queue is running. */
  submit(held: HeldQueue, messages: readonly StoredMessage[], mustStart: boolean): void;
  /** What a queue that is taken starts with; undefined: it cannot be had now. */
  acquire(queue: MessageQueue): Promise<ProcessQueue | undefined>;
  /** Gives a dropped queue back. False: it cannot be given back yet, its handler runs. */
  release(held: HeldQueue): Promise<boolean>;
  /** Starts no handler any more and gives back what other members wait for. */
  stop(): Promise<void>;
}
