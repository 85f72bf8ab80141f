// What a history says of the copies of a log: how far each of them goes, and where two of them are not the same. Read from disks.

/** The log of one copy goes from here to there from now on: it has grown, or a process has found out what it holds. */
export interface ReplicaExtent {
  readonly kind: 'replica-extent';
  readonly brokerName: string;
  readonly start: number;
  readonly end: number;
  readonly after: Growth;
}

/** Own records stored, bytes of a master taken, or the log found again, perhaps on an empty disk. */
export type Growth = 'append' | 'transfer' | 'recovery';

/** Bytes that this copy and another one hold at the same position are not the same. */
export interface ReplicasDiffer {
  readonly kind: 'replicas-differ';
  readonly brokerName: string;
  /** Machine of the other copy. */
  readonly other: string;
  readonly position: number;
  /** What was done here. */
  readonly after: Growth;
}

/** A slave is about to cut its log at the position, which is not its master's any more. */
export interface ReplicaCut {
  readonly kind: 'replica-cut';
  readonly brokerName: string;
  readonly position: number;
  /** The first byte that is not the same as in the log of the master. */
  readonly partsAt: number;
  /** Of the last whole record before it. */
  readonly recordEnd: number;
}

/** A master told a put that enough copies have everything before the position, or that it has given them up. */
export interface PutConfirmed {
  readonly kind: 'put-confirmed' | 'put-given-up';
  readonly brokerName: string;
  readonly end: number;
}

/** A broker remembers less of a group than the group committed to it. */
export interface ProgressTakenBack {
  readonly kind: 'progress-taken-back';
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  readonly from: number;
  /** Undefined: nothing. */
  readonly to: number | undefined;
}

export type ReplicaEntry = ReplicaCut | ReplicaExtent | ReplicasDiffer | PutConfirmed | ProgressTakenBack;
