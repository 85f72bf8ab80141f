// Faults that cut machines off from each other. Streams send again what they could not deliver, until they give up.

import { hashText } from '../../base/hash.ts';
import { purpose } from '../draws.ts';
import type { Machine } from '../machine.ts';
import { bridge, isolate, namedPartition, ring } from '../network/partition-rules.ts';
import { oneWayPartition, type PacketRule, partition } from '../network/rule.ts';
import { faultClass, type Scene, TIMES } from './fault-class.ts';
import { GROUP, MACHINE, oneOf, SIDES, type ValueOf, wordOf } from './fault-field.ts';
import { indices, names, pick, STRUCK, splitByBits, struckName } from './machine-choice.ts';
import { ruled } from './rule-episode.ts';

const CIRCLE = purpose('fault.circle');
const HEAL = 'the rule is removed; streams send again what was held up';

/** Which packets a cut takes: it may leave the way back open. */
const DIRECTION = wordOf('both', 'both', 'into-group', 'out-of-group');
type Direction = ValueOf<typeof DIRECTION>;

export const partitionNetwork = faultClass({
  name: 'partition',
  doc: 'No packet passes between a group of machines and the rest, in both directions or in one.',
  toll: 'delay',
  budget: 'the group, for as long as it is cut off',
  heal: HEAL,
  fields: { groupBits: SIDES, direction: DIRECTION, ...TIMES },
  begin: ({ groupBits, direction }, scene) => {
    const { inside, outside } = splitByBits(scene.group('any'), groupBits);
    if (inside.length === 0 || outside.length === 0) return undefined;
    const group = indices(inside);
    const rest = indices(outside);
    return ruled(scene, direction === 'both' ? partition(group, rest) : oneWay(group, rest, direction));
  },
  describe: ({ groupBits, direction }, world) =>
    `${names(splitByBits(world.group('any'), groupBits).inside)} (${direction})`,
});

export const groupPartition = faultClass({
  name: 'group-partition',
  doc: 'No packet passes between two named groups of machines, in both directions or in one; everybody else hears both.',
  toll: 'delay',
  budget: 'what the two groups do for each other, for as long as they are cut off',
  heal: HEAL,
  fields: { role: GROUP, otherRole: GROUP, direction: DIRECTION, ...TIMES },
  begin: ({ role, otherRole, direction }, scene) => {
    const group = indices(scene.group(role));
    const rest = new Set([...indices(scene.group(otherRole))].filter((index) => !group.has(index)));
    if (group.size === 0 || rest.size === 0) return undefined;
    if (direction !== 'both') return ruled(scene, oneWay(group, rest, direction));
    const nameOf = new Map([...group].map((index) => [index, role]));
    for (const index of rest) nameOf.set(index, `other ${otherRole}`);
    return ruled(scene, namedPartition(nameOf));
  },
  describe: ({ role, otherRole, direction }) => `each ${role} from each ${otherRole} (${direction})`,
});

export const isolateMachine = faultClass({
  name: 'isolate',
  doc: 'One machine hears nobody and is heard by nobody.',
  toll: 'delay',
  budget: 'the machine, for as long as it is cut off',
  heal: HEAL,
  fields: { ...STRUCK, ...TIMES },
  begin: ({ role, index }, scene) => ruled(scene, isolate(pick(scene, role, index).index)),
  describe: struckName,
});

export const ringNetwork = faultClass({
  name: 'ring',
  doc: 'The machines of a group stand in a circle, in any order, and each hears only so many neighbours on either side.',
  toll: 'delay',
  budget: 'the paths between machines that are not neighbours',
  heal: HEAL,
  fields: { role: GROUP, reach: oneOf(1, 2, 3), ...TIMES },
  begin: ({ role, reach }, scene) => {
    const machines = scene.group(role);
    return machines.length <= 2 * reach + 1 ? undefined : ruled(scene, ring(circle(machines, scene), reach));
  },
  describe: ({ role, reach }) => `each ${role} hears ${reach} to either side`,
});

export const bridgeNetwork = faultClass({
  name: 'bridge',
  doc: 'Two halves of the machines hear each other through one machine only, which hears both.',
  toll: 'delay',
  budget: 'the paths between the halves, for as long as they are cut',
  heal: HEAL,
  fields: { groupBits: SIDES, bridge: MACHINE, ...TIMES },
  begin: ({ groupBits, bridge: index }, scene) => {
    const middle = pick(scene, 'any', index);
    const { inside, outside } = splitByBits(scene.group('any'), groupBits);
    const isCut = [inside, outside].every((half) => half.some((machine) => machine !== middle));
    return isCut ? ruled(scene, bridge(indices(inside), indices(outside), middle.index)) : undefined;
  },
  describe: ({ groupBits, bridge: index }, world) =>
    `over ${pick(world, 'any', index).name} to ${names(splitByBits(world.group('any'), groupBits).inside)}`,
});

/** The machines in an order of this episode's own. */
function circle(machines: readonly Machine[], { simulation, slot }: Scene): readonly number[] {
  const rank = ({ name }: Machine) => simulation.kernel.draws.int32(CIRCLE, slot, hashText(name));
  return machines
    .toSorted((left, right) => rank(left) - rank(right) || left.index - right.index)
    .map(({ index }) => index);
}

function oneWay(
  group: ReadonlySet<number>,
  rest: ReadonlySet<number>,
  direction: Exclude<Direction, 'both'>,
): PacketRule {
  return direction === 'into-group' ? oneWayPartition(rest, group) : oneWayPartition(group, rest);
}
