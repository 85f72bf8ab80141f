// What an operator decides about a master that is gone, by how far its log and the one of its fullest slave go.

import type { MasterLossConditions } from './conditions.ts';

/** Where nothing was planned, an operator looks after it so soon. */
const SOON_MS = 2000;

export interface LogEnds {
  /** Of the master that is gone: what its disk still holds. */
  readonly master: number;
  readonly slave: number;
}

/** After the loss; 0: nothing is decided, the master comes back. */
export function decidesAfterMs({ how, promoteAfterMs, operator }: MasterLossConditions): number {
  const isLookedAt = how === 'disk-wiped' || operator === 'careful';
  return isLookedAt && promoteAfterMs === 0 ? SOON_MS : promoteAfterMs;
}

/** Whether the slave takes its place: always where the disk is lost. */
export function isReplaced(loss: MasterLossConditions, ends: LogEnds): boolean {
  if (loss.how === 'disk-wiped') return true;
  if (loss.operator === 'careful' && ends.slave !== ends.master) return ends.slave > ends.master;
  return loss.promoteAfterMs > 0;
}
