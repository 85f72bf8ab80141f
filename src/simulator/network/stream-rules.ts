// What happens to connections: rules for their openings, their bytes and their ends.

import { purpose } from '../draws.ts';
import { type PacketRule, type PacketVerdict, RESET } from './rule.ts';

const CUT = purpose('network.cut');
const BREAK = purpose('network.break');

/** Every data packet of a stream may take its connection with it, by chance. */
export function breakStreams(perMillion: number): PacketRule {
  return ({ kind }, { high, low }, { draws }) =>
    kind === 'data' && draws.chance(perMillion, BREAK, high, low) ? RESET : undefined;
}

/** Cuts what is written to a stream after any byte, into pieces of 1 to this many bytes. With small pieces a large write is many events. */
export function fragment(maximumBytes: number): PacketRule {
  return ({ kind }, { high, low }, { draws }) =>
    kind === 'write' ? { kind: 'cut', bytes: 1 + draws.below(maximumBytes, CUT, high, low) } : undefined;
}

/**
 * The machine's processes take new connections so much later. Its system has accepted them by then: the other side is connected, and
 * what it writes waits.
 */
export function slowAccept(machine: number, delayUs: number): PacketRule {
  const verdict: PacketVerdict = { kind: 'defer', us: delayUs };
  return ({ kind, destination }) => (kind === 'accept' && destination === machine ? verdict : undefined);
}

/** The close or the reset of a connection reaches the other side so much later: it is half-open until then. */
export function halfOpen(from: ReadonlySet<number>, to: ReadonlySet<number>, delayUs: number): PacketRule {
  const verdict: PacketVerdict = { kind: 'delay', us: delayUs };
  return ({ kind, source, destination }) =>
    (kind === 'end' || kind === 'reset') && from.has(source) && to.has(destination) ? verdict : undefined;
}
