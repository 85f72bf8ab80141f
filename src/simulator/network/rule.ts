// Faults are rules over packets, not flags inside the network. Rules are asked in the order they were added; the first that has a
// verdict wins; no verdict from any rule means that the packet passes.

import type { Identity } from '../identity.ts';
import type { Packet } from './packet.ts';

export type PacketVerdict =
  /** Arrives this much later than it would. */
  | { readonly kind: 'delay'; readonly us: number }
  /** Is lost. A stream sends it again after its retransmission time-out. */
  | { readonly kind: 'drop' }
  /** Is lost and takes its connection with it: both ends see a reset. */
  | { readonly kind: 'reset' };

export const DROP: PacketVerdict = Object.freeze({ kind: 'drop' });
export const RESET: PacketVerdict = Object.freeze({ kind: 'reset' });

/** `identity` keys the rule's draws; it is valid during the call only. */
export type PacketRule = (packet: Packet, identity: Identity) => PacketVerdict | undefined;

/** Nothing passes between the two groups of machines, in either direction. */
export function partition(left: ReadonlySet<number>, right: ReadonlySet<number>): PacketRule {
  return ({ source, destination }) => {
    const isCut =
      (left.has(source) && right.has(destination)) || (right.has(source) && left.has(destination));
    return isCut ? DROP : undefined;
  };
}

/** Nothing passes from one group to the other; the way back stays open. */
export function oneWayPartition(from: ReadonlySet<number>, to: ReadonlySet<number>): PacketRule {
  return ({ source, destination }) => (from.has(source) && to.has(destination) ? DROP : undefined);
}

/** Loses exactly the next `count` replies: data from the accepting side on one machine to another, with the connection. */
export function loseReplies(server: number, client: number, count: number): PacketRule {
  let left = count;
  return ({ kind, source, destination, towardsServer }) => {
    if (left === 0 || kind !== 'data' || towardsServer !== false) return undefined;
    if (source !== server || destination !== client) return undefined;
    left -= 1;
    return RESET;
  };
}

/** Everything between two machines takes longer, both ways. */
export function slowPath(left: number, right: number, us: number): PacketRule {
  const verdict: PacketVerdict = { kind: 'delay', us };
  return ({ source, destination }) =>
    (source === left && destination === right) || (source === right && destination === left)
      ? verdict
      : undefined;
}
