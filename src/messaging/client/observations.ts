// What a client tells about itself: what oracles of ownership, leases, order and commits need.

import type { Observation } from '../../environment/observation.ts';
import type { StoredMessage } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import type { RouteData } from '../protocol/route-data.ts';

interface OfGroup extends Observation {
  readonly group: string;
  readonly clientId: string;
  readonly queue: MessageQueue;
}

/** The queue is ours from here on; it will be pulled from this offset. */
export interface QueueGained extends OfGroup {
  readonly kind: 'client.queue-gained';
  readonly offset: number;
}

/** Where to begin on a queue is looked up from here on. */
export interface StartAsked extends OfGroup {
  readonly kind: 'client.start-asked';
}

/** A broker that is asked for offsets, or told them. */
export interface OffsetKeeper {
  readonly address: string;
  /** Of the master of its name, as routes say at this moment; undefined: they name none. */
  readonly masterAddress: string | undefined;
}

/** A broker is asked how far the group is on the queue. */
export interface OffsetAsked extends OfGroup {
  readonly kind: 'client.offset-asked';
  readonly at: OffsetKeeper;
}

/** The queue is begun here, if it is still to be had. */
export interface StartFound extends OfGroup {
  readonly kind: 'client.start-found';
  readonly offset: number;
}

export type QueueLossReason = 'reassigned' | 'pull-stuck' | 'offset-moved' | 'unsubscribed' | 'stopped';

/** Nothing of the queue is started any more; a handler that runs may still end. */
export interface QueueLost extends OfGroup {
  readonly kind: 'client.queue-lost';
  readonly reason: QueueLossReason;
  /** `offset-moved`: from where the broker sent this consumer where. */
  readonly moved: OffsetMove | undefined;
}

export interface OffsetMove {
  readonly from: number;
  readonly to: number;
}

export interface LeaseObtained extends OfGroup {
  readonly kind: 'client.lease-obtained';
  /** As the client counts; the broker's lease is longer. */
  readonly validMs: number;
}

/** `refused`: another client has it. `released`: given back. */
export interface LeaseLost extends OfGroup {
  readonly kind: 'client.lease-lost';
  readonly reason: 'refused' | 'released';
}

export interface HandlerStarted extends OfGroup {
  readonly kind: 'client.handler-started';
  readonly mode: 'concurrent' | 'orderly';
  readonly messages: readonly StoredMessage[];
  /** Orderly: what is left of the lease; undefined when consumption is concurrent. */
  readonly leaseRemainingMs: number | undefined;
}

/** `counted` is false when the queue was lost meanwhile: the result changes nothing here. */
export interface HandlerEnded extends OfGroup {
  readonly kind: 'client.handler-ended';
  readonly mode: 'concurrent' | 'orderly';
  readonly messages: readonly StoredMessage[];
  readonly outcome: 'success' | 'later' | 'suspend' | 'commit' | 'rollback' | 'failed';
  readonly counted: boolean;
}

/** The commit was handed to the network, one-way, where it may be lost; or is on the disk of the client. */
export interface OffsetPersisted extends OfGroup {
  readonly kind: 'client.offset-persisted';
  readonly offset: number;
  /** Undefined: the client keeps its offsets itself. */
  readonly at: OffsetKeeper | undefined;
}

/** A pull carries it to the broker, and may be lost with it. */
export interface OffsetCarried extends OfGroup {
  readonly kind: 'client.offset-carried';
  readonly offset: number;
  readonly at: OffsetKeeper;
}

interface OfMessage extends OfGroup {
  /** Of the topic to which it was sent. */
  readonly message: StoredMessage;
}

/** The broker of a message did not say that it takes it back: perhaps it has. A copy is sent to the retry topic instead. */
export interface ReturnUnanswered extends OfMessage {
  readonly kind: 'client.return-unanswered';
}

/** A handler takes so long that its message is given back while it runs. */
export interface HandlerExpired extends OfMessage {
  readonly kind: 'client.handler-expired';
}

/** A broadcasting consumer could not consume them and goes on without: nobody delivers them again. */
export interface MessagesDropped extends OfGroup {
  readonly kind: 'client.messages-dropped';
  readonly messages: readonly StoredMessage[];
}

/** One attempt to send a request, before it leaves. */
export interface SendAttempted extends Observation {
  readonly kind: 'client.send-attempted';
  /** Of each message in it. */
  readonly uniqueKeys: readonly string[];
  readonly queue: MessageQueue;
  /** 1 for the first. */
  readonly attempt: number;
  /** The queue was the next in turn; otherwise the sender named it. */
  readonly isInTurn: boolean;
}

/** What an attempt told of its broker: a bad or slow one may be left alone for a while. */
export interface SendAnswered extends Observation {
  readonly kind: 'client.send-answered';
  readonly topic: string;
  readonly brokerName: string;
  readonly latencyMs: number;
  readonly isGood: boolean;
}

/** From here on, sends of the topic go to these queues. */
export interface RouteLearned extends Observation {
  readonly kind: 'client.route-learned';
  readonly topic: string;
  readonly queues: readonly MessageQueue[];
  /** Of a topic that does not exist yet it may be the template's. */
  readonly route: RouteData;
}

/** A producer hands the end of its own transaction to the network, one-way: it may be lost. */
export interface TransactionSaid extends Observation {
  readonly kind: 'client.transaction-said';
  readonly uniqueKey: string;
  readonly state: 'commit' | 'rollback' | 'unknown';
}

/** A producer was asked about a transaction by a broker, and says this. */
export interface TransactionAnswered extends Observation {
  readonly kind: 'client.transaction-answered';
  readonly uniqueKey: string;
  readonly state: 'commit' | 'rollback' | 'unknown';
}

/** A broker answered an attempt with an error. */
export interface SendRefused extends Observation {
  readonly kind: 'client.send-refused';
  /** Of each message in it. */
  readonly uniqueKeys: readonly string[];
  readonly queue: MessageQueue;
  readonly code: number;
}

export type ClientObservation =
  | QueueGained
  | QueueLost
  | StartAsked
  | OffsetAsked
  | StartFound
  | LeaseObtained
  | LeaseLost
  | HandlerStarted
  | HandlerEnded
  | OffsetPersisted
  | OffsetCarried
  | MessagesDropped
  | ReturnUnanswered
  | HandlerExpired
  | SendAttempted
  | SendAnswered
  | RouteLearned
  | TransactionSaid
  | TransactionAnswered
  | SendRefused;
