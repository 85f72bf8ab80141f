// The trouble of a run as data. References are indices that are taken modulo what exists, so that every fault of a shrunk plan still
// means something. Times are milliseconds from the start of the disturb phase.

export type Role = 'broker' | 'producer' | 'consumer';

export interface KillProcess {
  readonly kind: 'kill-process';
  readonly role: Role;
  readonly index: number;
  readonly atMs: number;
  readonly downMs: number;
}

export interface StopProcess {
  readonly kind: 'stop-process';
  readonly role: Role;
  readonly index: number;
  readonly atMs: number;
  readonly downMs: number;
}

/** Which packets a partition takes. */
export type Direction = 'both' | 'into-group' | 'out-of-group';

export interface Partition {
  readonly kind: 'partition';
  /** Bit i of it puts machine i (modulo 30) into the group that is cut off. */
  readonly groupBits: number;
  readonly direction: Direction;
  readonly atMs: number;
  readonly durationMs: number;
}

export interface LoseReply {
  readonly kind: 'lose-reply';
  /** Index of a broker. */
  readonly server: number;
  /** Index among producers and consumers. */
  readonly client: number;
  readonly count: number;
  readonly atMs: number;
  readonly durationMs: number;
}

export interface SlowPath {
  readonly kind: 'slow-path';
  readonly left: number;
  readonly right: number;
  readonly delayMs: number;
  readonly atMs: number;
  readonly durationMs: number;
}

export type Fault = KillProcess | StopProcess | Partition | LoseReply | SlowPath;
export type FaultKind = Fault['kind'];
