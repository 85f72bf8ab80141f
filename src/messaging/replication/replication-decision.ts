// What replication decides, apart from doing it: where a transfer begins, which replicas keep up, and when a record counts as replicated. Pure.
// A controller with epochs would decide here as well.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import type { PutStatus } from '../store/put-result.ts';
import type { ReplicationOptions } from './replication-options.ts';

/** How far a replica says it is, over one connection. */
export interface ReplicaReport {
  /** Host of the replica: the same after it has connected again. */
  readonly replica: string;
  readonly position: LogPosition;
}

export interface LogExtent {
  readonly startPosition: LogPosition;
  readonly writtenPosition: LogPosition;
  readonly segmentBytes: number;
  /** The slave has been found ahead before. */
  readonly wasAhead: boolean;
}

export type TransferStart =
  | { readonly kind: 'from'; readonly position: LogPosition }
  /** The slave has what the master has not. */
  | { readonly kind: 'refused' };

/** Where the log is read from for a slave, by its first report. */
export function transferStart(
  reported: LogPosition,
  log: LogExtent,
  options: Pick<ReplicationOptions, 'newReplicaStart' | 'aheadReplica'>,
): TransferStart {
  const isAhead = reported > log.writtenPosition || (log.wasAhead && reported > 0);
  if (isAhead && options.aheadReplica === 'cut-off') return { kind: 'refused' };
  if (reported > 0) return { kind: 'from', position: reported };
  if (options.newReplicaStart === 'minimum') return { kind: 'from', position: log.startPosition };
  return {
    kind: 'from',
    position: logPosition(log.writtenPosition - (log.writtenPosition % log.segmentBytes)),
  };
}

/**
 * Copies of everything before the position, the master's included: each replica counts once, however many connections it has.
 * GroupTransferService.java counts connections.
 */
export function countCopies(reports: readonly ReplicaReport[], end: LogPosition): number {
  return 1 + new Set(reports.filter(({ position }) => position >= end).map(({ replica }) => replica)).size;
}

export type CountCopies = typeof countCopies;

/** Replicas that keep up, the master included (DefaultHAService.java `inSyncReplicasNums`). */
export function countInSync(
  reports: readonly ReplicaReport[],
  writtenPosition: LogPosition,
  maxLagBytes: number,
): number {
  return 1 + reports.filter(({ position }) => writtenPosition - position < maxLagBytes).length;
}

export interface ReplicationState {
  readonly reports: readonly ReplicaReport[];
  /** The furthest that any replica ever said it was. */
  readonly furthest: LogPosition;
}

/** Why a put is refused before it is stored, if it is. */
export function refusalOf(
  state: ReplicationState,
  writtenPosition: LogPosition,
  options: Pick<ReplicationOptions, 'role' | 'minInSyncReplicas' | 'maxLagBytes'>,
): PutStatus | undefined {
  if (options.role !== 'SYNC_MASTER' || options.minInSyncReplicas <= 1) return undefined;
  const inSync = countInSync(state.reports, writtenPosition, options.maxLagBytes);
  return inSync < options.minInSyncReplicas ? 'IN_SYNC_REPLICAS_NOT_ENOUGH' : undefined;
}

/** Whether a put has to wait for replicas at all. `SLAVE_NOT_AVAILABLE`: it would in vain (4.x). */
export function waitDecision(
  state: ReplicationState,
  end: LogPosition,
  options: Pick<ReplicationOptions, 'role' | 'confirmation' | 'inSyncReplicas' | 'maxLagBytes'>,
): 'wait' | 'content' | 'SLAVE_NOT_AVAILABLE' {
  if (options.role !== 'SYNC_MASTER') return 'content';
  if (options.confirmation === 'counted') return options.inSyncReplicas <= 1 ? 'content' : 'wait';
  const keepsUp = state.reports.length > 0 && end - state.furthest < options.maxLagBytes;
  return keepsUp ? 'wait' : 'SLAVE_NOT_AVAILABLE';
}

/** Whether enough replicas have everything before the position. */
export function isReplicated(
  state: ReplicationState,
  end: LogPosition,
  options: Pick<ReplicationOptions, 'confirmation' | 'inSyncReplicas'>,
  count: CountCopies,
): boolean {
  if (options.confirmation === 'any-replica') return state.furthest >= end;
  return count(state.reports, end) >= options.inSyncReplicas;
}

/** As many copies as puts wait for have everything before it; the end of the log where they wait for none. */
export function copiedPosition(
  state: ReplicationState,
  writtenPosition: LogPosition,
  options: Pick<ReplicationOptions, 'role' | 'confirmation' | 'inSyncReplicas'>,
): LogPosition {
  const { role, confirmation, inSyncReplicas } = options;
  if (role !== 'SYNC_MASTER') return writtenPosition;
  if (confirmation === 'any-replica') return state.furthest;
  if (inSyncReplicas <= 1) return writtenPosition;
  const furthest = new Map<string, LogPosition>();
  for (const { replica, position } of state.reports) {
    if (position > (furthest.get(replica) ?? -1)) furthest.set(replica, position);
  }
  const positions = [...furthest.values()].sort((left, right) => right - left);
  return positions[inSyncReplicas - 2] ?? logPosition(0);
}
