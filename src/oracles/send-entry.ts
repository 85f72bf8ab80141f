// What a history says of how producers spread what they send: the queues that they know, the queue of each attempt, what came of it. The
// machine of an entry is the producer.

import type { QueueName } from './store-entry.ts';

export interface OfferedQueue extends QueueName {
  readonly brokerName: string;
}

/** From here on, these are the topic's queues for the producer. */
export interface RouteKnown {
  readonly kind: 'route-known';
  readonly topic: string;
  readonly queues: readonly OfferedQueue[];
}

/** One request is about to leave. */
export interface SendTried extends OfferedQueue {
  readonly kind: 'send-tried';
  /** 1 for the first. */
  readonly attempt: number;
  /** The queue was the next in turn; otherwise the sender named it. */
  readonly isInTurn: boolean;
}

/** What the attempt told of its broker. */
export interface SendTaught {
  readonly kind: 'send-taught';
  readonly topic: string;
  readonly brokerName: string;
  readonly latencyMs: number;
  /** The broker took what was sent. */
  readonly isGood: boolean;
}

export type SendEntry = RouteKnown | SendTried | SendTaught;
