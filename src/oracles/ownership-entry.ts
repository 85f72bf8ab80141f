// What a history says of who has which queue of a group: what members say of their queues and leases, and what brokers say of leases, commits and
// members. The machine of an entry is the member or the broker that says it.

export interface GroupQueue {
  readonly group: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
}

interface OfMember extends GroupQueue {
  /** Another one after each restart of the member. */
  readonly clientId: string;
}

/** The member has the queue. */
export interface QueueGained extends OfMember {
  readonly kind: 'queue-gained';
}

/** It starts nothing of the queue any more. */
export interface QueueDropped extends OfMember {
  readonly kind: 'queue-dropped';
  readonly reason: string;
  /** Its offset was outside of what the queue has: from where the broker sent it where. */
  readonly moved: { readonly from: number; readonly to: number } | undefined;
}

/** It begins to look up where its group is on the queue. */
export interface StartAsked extends OfMember {
  readonly kind: 'start-asked';
}

/** It asks a machine for that. */
export interface StartSought extends OfMember {
  readonly kind: 'start-sought';
  readonly asked: string;
  /** The machine that its routes name as the master; undefined: none. */
  readonly masterInRoutes: string | undefined;
}

/** It begins there, should it have the queue. */
export interface StartFound extends OfMember {
  readonly kind: 'start-found';
  readonly offset: number;
}

/** It may start handlers for so long. */
export interface LeaseObtained extends OfMember {
  readonly kind: 'lease-obtained';
  readonly validMs: number;
}

/** It may start none any more. */
export interface LeaseEnded extends OfMember {
  readonly kind: 'lease-ended';
}

/** It has handed an offset to the network, for the broker to remember: alone, or with a pull. */
export interface OffsetSent extends OfMember {
  readonly kind: 'offset-sent';
  readonly offset: number;
  /** With a pull. It is told when the pull is built, an offset alone when it is handed over: their order among each other says nothing. */
  readonly isCarried?: boolean;
  /** The machine that is told; absent where nobody says. */
  readonly to?: string;
  /** The machine that the routes of the member name as the master; absent: none. */
  readonly masterInRoutes?: string | undefined;
}

/** The broker lets the client have the queue for itself. */
export interface LeaseGranted extends OfMember {
  readonly kind: 'lease-granted';
  /** Whose lease had run out. */
  readonly previousOwner: string | undefined;
}

/** The client has given it back to the broker. */
export interface LeaseReleased extends OfMember {
  readonly kind: 'lease-released';
}

/** The broker remembers another offset than before. */
export interface OffsetKept extends GroupQueue {
  readonly kind: 'offset-kept';
  readonly offset: number;
  /** What it remembered before, as it says. */
  readonly previousOffset: number | undefined;
  /** `reset`: an operator moved the group. */
  readonly through: 'commit' | 'pull' | 'reset';
  /** What a slave remembers, which is no more than a note of what its master did. */
  readonly isAtSlave?: boolean;
}

/** Who is a member of the group by what the broker knows: names of machines, one for each client. */
export interface MembersKnown {
  readonly kind: 'members-known';
  readonly group: string;
  readonly members: readonly string[];
}

export type OwnershipEntry =
  | QueueGained
  | QueueDropped
  | StartAsked
  | StartSought
  | StartFound
  | LeaseObtained
  | LeaseEnded
  | OffsetSent
  | LeaseGranted
  | LeaseReleased
  | OffsetKept
  | MembersKnown;

/** Text key of a queue of a group for tables. */
export function groupQueueKey({ group, topic, brokerName, queueId }: GroupQueue): string {
  return `${group}/${topic}/${brokerName}/${queueId}`;
}

/** For people. */
export function queueText({ topic, brokerName, queueId }: Omit<GroupQueue, 'group'>): string {
  return `queue ${queueId} of ${topic} on ${brokerName}`;
}
