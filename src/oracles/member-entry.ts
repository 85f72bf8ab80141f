// What members of a broadcasting group say of how far they are on each queue. The machine of an entry is the member.

interface OfMember {
  readonly group: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly offset: number;
}

/** It has the queue and reads it from here on. */
export interface MemberStarted extends OfMember {
  readonly kind: 'member-started';
}

/** It has written down how far it is: whatever ends it, it goes on from there. */
export interface MemberKept extends OfMember {
  readonly kind: 'member-kept';
}

export type MemberEntry = MemberStarted | MemberKept;
