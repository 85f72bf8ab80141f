// How long a way takes and how much goes through it: rules for packets of every kind. Each can be put on a part of the world and on
// one direction with `along` and `around`.

import { purpose } from '../draws.ts';
import { isCarried } from './packet.ts';
import { along, around, DROP, HOLD, type PacketRule } from './rule.ts';

const JITTER = purpose('network.jitter');
const LOSS = purpose('network.rule-loss');

const MICROSECONDS = 1_000_000;
/** What a packet carries beside its payload: headers of the frame, of IP and of TCP. */
const HEADER_BYTES = 66;

/** Every packet takes longer by an amount of its own, from 0 to this. Datagrams overtake each other; bytes of a stream do not. */
export function jitter(maximumUs: number): PacketRule {
  return (_, { high, low }, { draws }) => ({
    kind: 'delay',
    us: draws.below(maximumUs + 1, JITTER, high, low),
  });
}

/** Every packet may be lost, by chance. */
export function loss(perMillion: number): PacketRule {
  return ({ kind }, { high, low }, { draws }) =>
    isCarried(kind) && draws.chance(perMillion, LOSS, high, low) ? DROP : undefined;
}

/**
 * A machine's way out carries so many bytes a second. What comes while it is busy waits in a queue; what does not fit there is lost.
 * An empty queue takes a packet of any size, so that a large write gets through in the end. To share the way out of each pair of
 * machines instead, put one such rule `along` each.
 */
export function bandwidth(bytesPerSecond: number, queueBytes: number): PacketRule {
  const busyUntilUs = new Map<number, number>();
  return ({ kind, source, destination, size }, _, { nowUs }) => {
    if (!isCarried(kind) || source === destination) return undefined;
    const startUs = Math.max(nowUs, busyUntilUs.get(source) ?? 0);
    const bytes = size + HEADER_BYTES;
    const waiting = Math.floor(((startUs - nowUs) * bytesPerSecond) / MICROSECONDS);
    if (waiting > 0 && waiting + bytes > queueBytes) return DROP;
    const endUs = startUs + Math.ceil((bytes * MICROSECONDS) / bytesPerSecond);
    busyUntilUs.set(source, endUs);
    return { kind: 'delay', us: endUs - nowUs };
  };
}

/**
 * Holds what goes from one group to the other until the rule is removed; then all of it goes on, each stream in its order. What
 * confirms the bytes of the way back is not held.
 */
export function clog(from: ReadonlySet<number>, to: ReadonlySet<number>): PacketRule {
  return along(from, to, () => HOLD);
}

/** Holds what goes from and to one machine until the rule is removed. */
export function clogMachine(machine: number): PacketRule {
  return around(machine, () => HOLD);
}
