// What happens to datagrams, which nobody checks, orders or sends again.

import { purpose } from '../draws.ts';
import { DROP, type PacketRule } from './rule.ts';

const LOSS = purpose('network.datagram-loss');
const TWICE = purpose('network.datagram-twice');
const LATE = purpose('network.datagram-late');
const CORRUPT = purpose('network.datagram-corrupt');

export interface DatagramTrouble {
  readonly lossPerMillion: number;
  readonly duplicatePerMillion: number;
  /** Each arrives later by an amount of its own, from 0 to this. */
  readonly reorderUs: number;
  /** Arrives with one byte that is another. */
  readonly corruptPerMillion: number;
}

export function datagramTrouble(trouble: DatagramTrouble): PacketRule {
  return ({ kind }, { high, low }, { draws }) => {
    if (kind !== 'datagram') return undefined;
    if (draws.chance(trouble.lossPerMillion, LOSS, high, low)) return DROP;
    return {
      kind: 'garble',
      us: draws.below(trouble.reorderUs + 1, LATE, high, low),
      isTwice: draws.chance(trouble.duplicatePerMillion, TWICE, high, low),
      isCorrupt: draws.chance(trouble.corruptPerMillion, CORRUPT, high, low),
    };
  };
}
