// What a history of messages consists of. A message is named by its key and its ordinal within the key; a send is one attempt of the
// user to get it stored, however often the client resends.

import type { Outcome } from '../history/outcome.ts';
import type { AttemptEntry } from './attempt-entry.ts';
import type { ConfigEntry } from './config-entry.ts';
import type { DelayEntry } from './delay-entry.ts';
import type { EffectEntry } from './effect-entry.ts';
import type { HoldEntry } from './hold-entry.ts';
import type { LookedUp } from './look-up-entry.ts';
import type { MemberEntry } from './member-entry.ts';
import type { OutboxKept } from './outbox-entry.ts';
import type { OwnershipEntry } from './ownership-entry.ts';
import type { PromotionEntry } from './promotion-entry.ts';
import type { RepetitionEntry } from './repetition-entry.ts';
import type { ReplicaEntry } from './replica-entry.ts';
import type { RetentionEntry } from './retention-entry.ts';
import type { RouteEntry } from './route-entry.ts';
import type { SendEntry } from './send-entry.ts';
import type { StoreEntry } from './store-entry.ts';
import type { TransferEntry } from './transfer-entry.ts';

/** Names a message of the workload: `key` is the order, `ordinal` counts from 0 within it. */
export interface MessageName {
  readonly topic: string;
  readonly key: string;
  readonly ordinal: number;
}

export interface SendInvoked extends MessageName {
  readonly kind: 'send-invoked';
  /** CRC-32 of the body, 31 bits. */
  readonly bodyCrc: number;
  /** False: the sender is content when the message is stored, durable or not. Absent: it waits (property WAIT). */
  readonly waitsForStore?: boolean;
  /** How often the client may try this one send; absent: nobody says. */
  readonly attempts?: number;
  /** Sent in one request with others, all of one batch. */
  readonly batch?: BatchPlace;
  /** Delay level that the sender asks for; absent: none. */
  readonly delayLevel?: number;
}

export interface BatchPlace {
  /** Text key of its first message. */
  readonly name: string;
  /** From 0. */
  readonly index: number;
  readonly size: number;
}

export interface SendCompleted extends MessageName {
  readonly kind: 'send-completed';
  readonly outcome: Outcome;
  /** Where it was stored, when that is known. */
  readonly place: StoredPlace | undefined;
  /** Why it was not acknowledged; empty otherwise. */
  readonly reason: string;
  /** False: no group subscribes to its tag, so that nobody is owed it. */
  readonly isWanted?: boolean;
}

export interface QueuePlace {
  /** Of the queue, where it is not the message's own: a retry topic. */
  readonly topic?: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly queueOffset: number;
}

/** Where a send was stored. */
export interface StoredPlace extends QueuePlace {
  /** Of its record in the log of the broker, when that is known. */
  readonly position?: number;
}

export interface DeliveryStarted extends MessageName {
  readonly kind: 'delivery-started';
  readonly group: string;
  readonly place: QueuePlace;
  readonly bodyCrc: number;
  /** Failures before, as the message says itself; 0 when absent. */
  readonly reconsumeTimes?: number;
  readonly tag?: string | undefined;
}

export interface DeliveryCompleted extends MessageName {
  readonly kind: 'delivery-completed';
  readonly group: string;
  readonly place: QueuePlace;
  readonly isSuccess: boolean;
  readonly reconsumeTimes?: number;
}

/** Somebody read the message among the dead letters of the group. */
export interface DeadLetterFound extends MessageName {
  readonly kind: 'dead-letter-found';
  /** The group that could not consume it. */
  readonly group: string;
  readonly reconsumeTimes: number;
}

export interface FaultNoted {
  readonly kind: 'fault-began' | 'fault-ended';
  /** Slot in the plan. */
  readonly slot: number;
  readonly description: string;
  /** Its class; absent when it ended. */
  readonly fault?: string;
}

export type Phase = 'prepare' | 'disturb' | 'heal' | 'settle';

export interface PhaseBegan {
  readonly kind: 'phase-began';
  readonly phase: Phase;
}

export type MessageEntry =
  | SendInvoked
  | SendCompleted
  | DeliveryStarted
  | DeliveryCompleted
  | DeadLetterFound
  | FaultNoted
  | PhaseBegan
  | LookedUp
  | HoldEntry
  | AttemptEntry
  | MemberEntry
  | OutboxKept
  | RepetitionEntry
  | ReplicaEntry
  | PromotionEntry
  | OwnershipEntry
  | RetentionEntry
  | SendEntry
  | RouteEntry
  | StoreEntry
  | TransferEntry
  | ConfigEntry
  | DelayEntry
  | EffectEntry;

/** Text key of a message for tables. */
export function messageKey({ topic, key, ordinal }: MessageName): string {
  return `${topic}/${key}/${ordinal}`;
}
