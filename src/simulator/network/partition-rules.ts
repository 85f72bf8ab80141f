// Who cannot hear whom, beyond the plain partitions: rules that drop everything between machines.

import { around, DROP, type PacketRule, partition } from './rule.ts';

/** Nothing passes from or to one machine but what it says to itself. */
export function isolate(machine: number): PacketRule {
  return around(machine, () => DROP);
}

/** Two groups that hear each other through one machine only, which hears both. */
export function bridge(
  left: ReadonlySet<number>,
  right: ReadonlySet<number>,
  bridgeMachine: number,
): PacketRule {
  const without = (group: ReadonlySet<number>) =>
    new Set([...group].filter((machine) => machine !== bridgeMachine));
  return partition(without(left), without(right));
}

/**
 * The machines stand in a circle and each hears so many neighbours on either side. With half of the majority as its reach, everybody
 * hears a majority, and no two hear the same one.
 */
export function ring(machines: readonly number[], reach = 1): PacketRule {
  const places = new Map(machines.map((machine, place) => [machine, place]));
  return ({ source, destination }) => {
    const from = places.get(source);
    const to = places.get(destination);
    if (from === undefined || to === undefined) return undefined;
    const apart = Math.abs(from - to);
    return Math.min(apart, machines.length - apart) > reach ? DROP : undefined;
  };
}

/** Machines with different names hear nothing of each other; who has no name hears everybody. */
export function namedPartition(nameOf: ReadonlyMap<number, string>): PacketRule {
  return ({ source, destination }) => {
    const from = nameOf.get(source);
    const to = nameOf.get(destination);
    return from === undefined || to === undefined || from === to ? undefined : DROP;
  };
}
