// Faults that hold packets back and let all of them go in the end: nothing is lost, and no connection breaks, but everything is late.

import { rootIdentity } from '../identity.ts';
import { clog, clogMachine } from '../network/path-rules.ts';
import { swizzleSteps } from '../network/swizzle.ts';
import { type Begun, faultClass, type Scene, TIMES } from './fault-class.ts';
import { GROUP, SIDES, wordOf } from './fault-field.ts';
import { indices, names, pick, STRUCK, splitByBits, struckName } from './machine-choice.ts';
import { ruled } from './rule-episode.ts';

const MICROSECONDS = 1000;
const HEAL = 'what was held goes on, each stream in its order';

export const clogLink = faultClass({
  name: 'clog',
  doc: 'What a machine sends to a group of machines is held back, or what they send it; the way back stays open.',
  toll: 'delay',
  budget: 'nothing: no connection is lost by it',
  heal: HEAL,
  fields: { ...STRUCK, otherRole: GROUP, direction: wordOf('incoming', 'outgoing'), ...TIMES },
  begin: ({ role, index, otherRole, direction }, scene) => {
    const machine = pick(scene, role, index);
    const others = indices(scene.group(otherRole).filter((other) => other !== machine));
    if (others.size === 0) return undefined;
    const alone = indices([machine]);
    return ruled(scene, direction === 'outgoing' ? clog(alone, others) : clog(others, alone));
  },
  describe: ({ otherRole, direction, ...struck }, world) =>
    `${struckName(struck, world)} ${direction === 'outgoing' ? 'to' : 'from'} each ${otherRole}`,
});

export const swizzle = faultClass({
  name: 'swizzle',
  doc: 'Machines are held back from everybody one after the other, and let go in another order.',
  toll: 'delay',
  budget: 'the group, for as long as it is held back; no connection is lost by it',
  heal: HEAL,
  fields: { groupBits: SIDES, ...TIMES },
  begin: ({ groupBits, durationMs }, scene) => {
    const machines = splitByBits(scene.group('any'), groupBits).inside;
    return machines.length === 0 ? undefined : swizzled([...indices(machines)], durationMs, scene);
  },
  describe: ({ groupBits }, world) => names(splitByBits(world.group('any'), groupBits).inside),
});

function swizzled(machines: readonly number[], durationMs: number, scene: Scene): Begun {
  const { fabric, kernel } = scene.simulation;
  const held = new Map<number, () => void>();
  const release = (machine: number) => {
    held.get(machine)?.();
    held.delete(machine);
  };
  const chance = { draws: kernel.draws, identity: rootIdentity('swizzle', scene.slot) };
  for (const { afterUs, machine, kind } of swizzleSteps(machines, durationMs * MICROSECONDS, chance)) {
    scene.after(afterUs / MICROSECONDS, () => {
      if (kind === 'clog') held.set(machine, fabric.addRule(clogMachine(machine)));
      else release(machine);
    });
  }
  return {
    isEpisode: true,
    end: () => {
      for (const machine of [...held.keys()]) release(machine);
    },
  };
}
