// Faults are rules over packets, not flags inside the network. Rules are asked in the order they were added. The first that drops,
// resets or holds a packet decides; what the others do to it adds up; no verdict from any rule means that the packet passes.
// Here: what a rule is, and the plainest of them. Families: partition-rules, path-rules, stream-rules, datagram-rules.

import type { Draws } from '../draws.ts';
import type { Identity } from '../identity.ts';
import type { Packet } from './packet.ts';

export type PacketVerdict =
  /** Arrives this much later than it would. */
  | { readonly kind: 'delay'; readonly us: number }
  /** Is lost. A stream sends it again after its retransmission time-out. */
  | { readonly kind: 'drop' }
  /** Is lost and takes its connection with it: both ends see a reset. */
  | { readonly kind: 'reset' }
  /** Waits until the rule is removed, and is judged anew then. A stream does not give up meanwhile. */
  | { readonly kind: 'hold' }
  /** Of a `write`: so many bytes go by themselves, the rest follows as a packet of its own. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** Of a datagram; what travels in a stream is checked and sent again. */
  | ({ readonly kind: 'garble'; readonly us: number } & Garbling)
  /** Of an `accept`: happens this much later. */
  | { readonly kind: 'defer'; readonly us: number };

export interface Garbling {
  readonly isTwice: boolean;
  /** One byte is another. */
  readonly isCorrupt: boolean;
}

export const DROP: PacketVerdict = Object.freeze({ kind: 'drop' });
export const RESET: PacketVerdict = Object.freeze({ kind: 'reset' });
export const HOLD: PacketVerdict = Object.freeze({ kind: 'hold' });

/** What a rule may know of the world. */
export interface RuleWorld {
  readonly draws: Draws;
  readonly nowUs: number;
}

/** `identity` keys the rule's draws; it is valid during the call only. */
export type PacketRule = (packet: Packet, identity: Identity, world: RuleWorld) => PacketVerdict | undefined;

/** The rule, for what goes from one group of machines to the other: what makes any fault one-way. */
export function along(from: ReadonlySet<number>, to: ReadonlySet<number>, rule: PacketRule): PacketRule {
  return (packet, identity, world) =>
    from.has(packet.source) && to.has(packet.destination) ? rule(packet, identity, world) : undefined;
}

/** The rule, for what goes from or to a machine; what it says to itself stays. */
export function around(machine: number, rule: PacketRule): PacketRule {
  return (packet, identity, world) =>
    (packet.source === machine) !== (packet.destination === machine)
      ? rule(packet, identity, world)
      : undefined;
}

/** The rule, for what comes to a machine from others. */
export function into(machine: number, rule: PacketRule): PacketRule {
  return (packet, identity, world) =>
    packet.destination === machine && packet.source !== machine ? rule(packet, identity, world) : undefined;
}

/** The rule, for what a machine sends to others. */
export function outOf(machine: number, rule: PacketRule): PacketRule {
  return (packet, identity, world) =>
    packet.source === machine && packet.destination !== machine ? rule(packet, identity, world) : undefined;
}

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

/** Everything between two machines takes longer, both ways. */
export function slowPath(left: number, right: number, us: number): PacketRule {
  const verdict: PacketVerdict = { kind: 'delay', us };
  return ({ source, destination }) =>
    (source === left && destination === right) || (source === right && destination === left)
      ? verdict
      : undefined;
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
