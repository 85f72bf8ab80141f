// What a broker tells about itself: leases, committed offsets, group membership, held pulls, delayed and failed messages.

import type { Observation } from '../../environment/observation.ts';
import type { MessageQueue } from '../message/message-queue.ts';

/** A client may consume a queue in order from now on. */
export interface QueueLockGranted extends Observation {
  readonly kind: 'broker.queue-lock-granted';
  readonly group: string;
  readonly queue: MessageQueue;
  readonly clientId: string;
  /** By the clock that leases go by at this broker. */
  readonly expiresAtMs: number;
  /** Whose lease had expired, if it was not a free queue. */
  readonly previousOwner: string | undefined;
}

export interface QueueLockRenewed extends Observation {
  readonly kind: 'broker.queue-lock-renewed';
  readonly group: string;
  readonly queue: MessageQueue;
  readonly clientId: string;
  readonly expiresAtMs: number;
}

export interface QueueLockReleased extends Observation {
  readonly kind: 'broker.queue-lock-released';
  readonly group: string;
  readonly queue: MessageQueue;
  readonly clientId: string;
}

export interface OffsetCommitted extends Observation {
  readonly kind: 'broker.offset-committed';
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  readonly offset: number;
  readonly previousOffset: number | undefined;
  /** Address of the peer that committed. */
  readonly by: string;
  readonly through: 'commit' | 'pull' | 'reset';
}

export interface GroupMembershipChanged extends Observation {
  readonly kind: 'broker.group-membership-changed';
  readonly group: string;
  /** Of the connected channels after the change, in the order in which they came. */
  readonly clientIds: readonly string[];
}

export interface PullHeld extends Observation {
  readonly kind: 'broker.pull-held';
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  readonly offset: number;
  /** At most, and until the next look at deadlines. */
  readonly forMs: number;
}

export interface PullWoken extends Observation {
  readonly kind: 'broker.pull-woken';
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  readonly offset: number;
  readonly why: 'arrived' | 'expired' | 'released';
}

/** A delayed message was stored in the queue for which it was meant. */
export interface DelayedDelivered extends Observation {
  readonly kind: 'broker.delayed-delivered';
  readonly level: number;
  /** In the queue of its level. */
  readonly queueOffset: number;
  readonly topic: string;
  readonly queueId: number;
  readonly deliveredOffset: number | undefined;
  /** By the clock of the broker that took it. */
  readonly dueAtMs: number;
}

/** A consumer gave a message back: it comes again, or it is a dead letter. */
export interface MessageSentBack extends Observation {
  readonly kind: 'broker.message-sent-back';
  readonly group: string;
  /** Of the message as its producer sent it. */
  readonly uniqueKey: string | undefined;
  /** Failures so far, this one included. */
  readonly reconsumeTimes: number;
  readonly fate: 'retry' | 'dead-letter';
  readonly delayLevel: number;
}

/** A round of checks begins: it goes by what is written down of resolved half messages now, and by what it reads on the way. */
export interface CheckRoundBegan extends Observation {
  readonly kind: 'broker.check-round-began';
}

/** A half message was found unresolved: it was put back to the end of its queue, or given up. */
export interface TransactionLooked extends Observation {
  readonly kind: 'broker.transaction-put-back' | 'broker.transaction-given-up';
  readonly uniqueKey: string;
  /** In the queue of half messages, where it was found. */
  readonly halfOffset: number;
  /** Of the copy, when it was put back. */
  readonly copyOffset: number | undefined;
  /** Checks before. */
  readonly checks: number;
}

/** A producer was asked about a transaction, or none of its group is connected. */
export interface TransactionChecked extends Observation {
  readonly kind: 'broker.transaction-checked';
  readonly uniqueKey: string;
  readonly producerGroup: string;
  /** Id of the client that was asked; undefined: none. */
  readonly asked: string | undefined;
}

/** A producer can be asked from now on, or no longer: its channel was opened and named, or closed. */
export interface ProducerComeOrGone extends Observation {
  readonly kind: 'broker.producer-come' | 'broker.producer-gone';
  readonly group: string;
  /** Address of its end of the channel. */
  readonly channel: string;
}

/** The end of a transaction was carried out, now or before, but for the record that says so. */
export interface TransactionEnded extends Observation {
  readonly kind: 'broker.transaction-ended';
  readonly uniqueKey: string;
  /** How it stands. */
  readonly how: 'commit' | 'rollback';
  /** In the queue of half messages. */
  readonly halfOffset: number;
  readonly answersCheck: boolean;
  /** The broker knew that it had ended before, and did nothing but the record. */
  readonly isRepeated: boolean;
}

/** A slave has taken over what its master said of its topics, groups or offsets. */
export interface MetadataTaken extends Observation {
  readonly kind: 'broker.metadata-taken';
  readonly what: 'topics' | 'groups' | 'consumer-offsets' | 'delay-offsets';
  /** Address of the master. */
  readonly from: string;
  /** As the master said it. */
  readonly content: Uint8Array;
}

/** A configuration file is about to be replaced, or has been: its new content is durable. */
export interface ConfigSave extends Observation {
  readonly kind: 'broker.config-saving' | 'broker.config-saved';
  readonly path: string;
  readonly content: Uint8Array;
}

export type BrokerObservation =
  | ConfigSave
  | MetadataTaken
  | DelayedDelivered
  | MessageSentBack
  | CheckRoundBegan
  | TransactionLooked
  | TransactionChecked
  | ProducerComeOrGone
  | TransactionEnded
  | QueueLockGranted
  | QueueLockRenewed
  | QueueLockReleased
  | OffsetCommitted
  | GroupMembershipChanged
  | PullHeld
  | PullWoken;
