// Decisions of a client that a design may replace. Each is a pure function; the rest of the client only carries them out.

import { type QueueOffset, queueOffset } from '../../base/numbers.ts';
import { isWanted } from '../message/indexed-keys.ts';
import { type Allocate, allocateAveragely } from './allocation.ts';
import { type MakeBatches, makeBatches } from './consume-batches.ts';
import { type HasTimedOut, hasTimedOut } from './consume-timeout.ts';

import type { HeldQueue } from './held-queue.ts';
import { type OffsetBroker, offsetBroker } from './offset-broker.ts';
import { type MakeOffsetStore, OffsetStore } from './offset-store.ts';

import type { Consumed } from './process-queue.ts';
import { type ChooseQueue, chooseQueueInTurn } from './queue-rotation.ts';
import { type MessageQueueSelector, selectByHash } from './queue-selector.ts';
import { isTakenBack, type RetryExpression, retryExpression, retryLimit } from './return-decision.ts';
import type { BrokerAddress } from './routes.ts';
import { type ShouldRetry, shouldRetryAsyncSend, shouldRetrySend } from './send-retry.ts';
import { startOffset } from './start-offset.ts';
import { matchesTags } from './subscription.ts';

/** The offset to commit when messages were consumed: everything below it must never be needed again. */
export type NextOffset = (consumed: Consumed) => QueueOffset;

/**
 * Notes where the next pull begins when one has brought messages.
 * @param asked for which they were pulled; it may be lost by now
 * @param now what is held of the same queue now
 */
export type AdvancePull = (asked: HeldQueue, now: HeldQueue | undefined, nextOffset: QueueOffset) => void;

export type CommitsWithPull = (broker: Pick<BrokerAddress, 'isMaster'>) => boolean;

export interface ClientParts {
  readonly allocate: Allocate;
  readonly chooseQueue: ChooseQueue;
  readonly shouldRetry: ShouldRetry;
  readonly shouldRetryAsync: ShouldRetry;
  /** For half messages. One that may lie at two brokers can be committed at both. */
  readonly shouldRetryHalf: ShouldRetry;
  /** For senders that keep keys in order. */
  readonly selectQueue: MessageQueueSelector;
  readonly nextOffsetConcurrent: NextOffset;
  readonly nextOffsetOrderly: NextOffset;
  readonly startOffset: typeof startOffset;
  readonly advancePull: AdvancePull;
  /** Whether a queue counts as pulled when its turn has come: also one of which so much is cached that it must wait. */
  readonly isAlive: (isFull: boolean) => boolean;
  readonly makeOffsetStore: MakeOffsetStore;
  /** Whom a consumer asks for offsets, and tells them. */
  readonly offsetBroker: OffsetBroker;
  /** Whether a pull tells the broker that answers it how far the consumer is. */
  readonly commitsWithPull: CommitsWithPull;
  /** In order: whether a handler may start with so much of the lease of its queue left. */
  readonly mayStart: (leaseRemainingMs: number) => boolean;
  /** Whether a message that a broker's index led to has the key that was asked for. */
  readonly isWanted: typeof isWanted;
  /** Whether a message that the broker let pass has a tag that is subscribed to. */
  readonly matchesTags: typeof matchesTags;
  readonly makeBatches: MakeBatches;
  readonly hasTimedOut: HasTimedOut;
  /** Retries of a message without order, by what the user says. */
  readonly retryLimit: typeof retryLimit;
  /** Whether a message that was given back needs no more care, by whether its broker has said so. */
  readonly isTakenBack: typeof isTakenBack;
  /** Tags that are wanted of the retry topic. */
  readonly retryExpression: RetryExpression;
}

/** The smallest offset that is still held, whatever succeeded above it. */
const nextOffsetConcurrent: NextOffset = ({ smallestRemaining, largestSeen }) =>
  smallestRemaining ?? queueOffset(largestSeen + 1);

/** One past the last that succeeded: nothing above it was started, nothing below it is left. */
const nextOffsetOrderly: NextOffset = ({ handled, largestSeen }) =>
  queueOffset((handled.at(-1)?.queueOffset ?? largestSeen) + 1);

/** What a slave would remember of it, its master would take back (PullAPIWrapper.java; bug zoo CL-17). */
const commitsWithPull: CommitsWithPull = ({ isMaster }) => isMaster;

/** Another that took its place has offsets of its own (apache/rocketmq#2732). */
const advancePull: AdvancePull = (asked, _now, nextOffset) => {
  asked.pullOffset = nextOffset;
};

export const CLIENT_PARTS: ClientParts = {
  allocate: allocateAveragely,
  chooseQueue: chooseQueueInTurn,
  shouldRetry: shouldRetrySend,
  shouldRetryAsync: shouldRetryAsyncSend,
  shouldRetryHalf: shouldRetrySend,
  selectQueue: selectByHash,
  nextOffsetConcurrent,
  nextOffsetOrderly,
  startOffset,
  advancePull,
  isAlive: () => true,
  makeOffsetStore: (environment, member, place) => new OffsetStore(environment, member, place),
  offsetBroker,
  commitsWithPull,
  mayStart: (leaseRemainingMs) => leaseRemainingMs > 0,
  isWanted,
  matchesTags,
  makeBatches,
  hasTimedOut,
  retryLimit,
  isTakenBack,
  retryExpression,
};
