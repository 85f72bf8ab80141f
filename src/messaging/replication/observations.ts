// What masters and slaves tell observers of their replication.

import type { LogPosition } from '../../base/numbers.ts';
import type { Observation } from '../../environment/observation.ts';

/** A slave has connected and said how far it is; the master sends from there on. */
export interface TransferBegan extends Observation {
  readonly kind: 'replication.transfer-began';
  readonly replica: string;
  readonly reported: LogPosition;
  readonly from: LogPosition;
}

/** The master has heard how far a slave is. */
export interface ReplicaReported extends Observation {
  readonly kind: 'replication.reported';
  readonly replica: string;
  readonly position: LogPosition;
}

export interface TransferEnded extends Observation {
  readonly kind: 'replication.transfer-ended';
  readonly replica: string;
  readonly why: 'closed' | 'silent' | 'ahead' | 'invalid' | 'disk';
}

/** A put has waited for its replicas. */
export interface PutConfirmed extends Observation {
  readonly kind: 'replication.confirmed';
  readonly end: LogPosition;
  readonly isReplicated: boolean;
}

/** A slave reads from a master. */
export interface MasterJoined extends Observation {
  readonly kind: 'replication.master-joined';
  readonly address: string;
  readonly position: LogPosition;
}

export interface MasterLeft extends Observation {
  readonly kind: 'replication.master-left';
  readonly address: string;
  readonly why: 'closed' | 'silent' | 'elsewhere' | 'apart' | 'invalid' | 'disk';
}

/** A slave has found where its log and its master's part: it cuts its own, or finds nothing that the two have in common. */
export interface LogsApart extends Observation {
  readonly kind: 'replication.logs-apart';
  readonly address: string;
  readonly end: LogPosition;
  /** Its log ends here then; undefined: nothing is in common, and it waits for somebody to decide. */
  readonly cutAt: LogPosition | undefined;
}

/** A broker that was to be the master of its name has found another one there, and takes no messages. */
export interface MasterFenced extends Observation {
  readonly kind: 'replication.master-fenced';
  /** `ip:port` of the other one. */
  readonly holder: string;
  readonly how: 'not-started' | 'stepped-down';
}

export type ReplicationObservation =
  | MasterFenced
  | LogsApart
  | TransferBegan
  | ReplicaReported
  | TransferEnded
  | PutConfirmed
  | MasterJoined
  | MasterLeft;
