// What a broker tells about itself: leases, committed offsets, group membership, held pulls.

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
  readonly through: 'commit' | 'pull';
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
}

export interface PullWoken extends Observation {
  readonly kind: 'broker.pull-woken';
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  readonly offset: number;
  readonly why: 'arrived' | 'expired';
}

export type BrokerObservation =
  | QueueLockGranted
  | QueueLockRenewed
  | QueueLockReleased
  | OffsetCommitted
  | GroupMembershipChanged
  | PullHeld
  | PullWoken;
