// Faults that cut machines off from each other. Streams hold what they cannot deliver and send it again, until they give up.

import { oneWayPartition, type PacketRule, partition } from '../network/rule.ts';
import { type Begun, faultClass, type Scene, TIMES } from './fault-class.ts';
import { SIDES, wordOf } from './fault-field.ts';
import { indices, names, splitByBits } from './machine-choice.ts';

const HEAL = 'the rule is removed; streams send again what was held up';

/** Which packets a cut takes: it may leave the way back open. */
const DIRECTION = wordOf('both', 'both', 'into-group', 'out-of-group');

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
    if (direction === 'both') return addRule(scene, partition(group, rest));
    const isInto = direction === 'into-group';
    return addRule(scene, isInto ? oneWayPartition(rest, group) : oneWayPartition(group, rest));
  },
  describe: ({ groupBits, direction }, world) =>
    `${names(splitByBits(world.group('any'), groupBits).inside)} (${direction})`,
});

function addRule(scene: Scene, rule: PacketRule): Begun {
  return { isEpisode: true, end: scene.simulation.fabric.addRule(rule) };
}
