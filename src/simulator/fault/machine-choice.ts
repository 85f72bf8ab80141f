// References to machines are total: an index is taken modulo the machines that exist, so that every fault of a shrunk plan still means
// something.

import { present } from '../../base/assert.ts';
import type { Machine } from '../machine.ts';
import type { FaultWorld } from './fault-class.ts';
import { GROUP, MACHINE } from './fault-field.ts';

const SIDE_BITS = 30;

/** The machine of a group with this index, modulo its size. */
export function pick(world: FaultWorld, group: string, index: number): Machine {
  const machines = world.group(group);
  return present(machines[index % machines.length], `a machine of the group ${group}`);
}

export interface Sides {
  readonly inside: readonly Machine[];
  readonly outside: readonly Machine[];
}

/** Bit i of the bits puts machine i (modulo 30) inside. */
export function splitByBits(machines: readonly Machine[], bits: number): Sides {
  const inside: Machine[] = [];
  const outside: Machine[] = [];
  for (const [position, machine] of machines.entries()) {
    const isInside = ((bits >>> (position % SIDE_BITS)) & 1) === 1;
    (isInside ? inside : outside).push(machine);
  }
  return { inside, outside };
}

export function indices(machines: readonly Machine[]): ReadonlySet<number> {
  return new Set(machines.map(({ index }) => index));
}

export function names(machines: readonly Machine[]): string {
  return machines.map(({ name }) => name).join(', ');
}

/** Fields of a fault that strikes one machine. */
export const STRUCK = Object.freeze({ role: GROUP, index: MACHINE });

export interface Struck {
  readonly role: string;
  readonly index: number;
}

export function struckName({ role, index }: Struck, world: FaultWorld): string {
  return pick(world, role, index).name;
}
