// Faults of processes and of the machines that they run on.

import { type Begun, DOWN_TIMES, faultClass, type Scene } from './fault-class.ts';
import { GROUP, MACHINE } from './fault-field.ts';
import { pick } from './machine-choice.ts';

const WHOSE = Object.freeze({ role: GROUP, index: MACHINE });
const RESTART = 'the process is started again';

interface Whose {
  readonly role: string;
  readonly index: number;
}

export const killProcess = faultClass({
  name: 'kill-process',
  doc: 'A process dies between two instructions; its page cache survives, its connections are reset.',
  toll: 'memory',
  budget: 'one process of its role, for as long as it is down',
  heal: RESTART,
  fields: { ...WHOSE, ...DOWN_TIMES },
  begin: (fault, scene) => takeDown('kill', fault, scene),
  describe: ({ role, index }, world) => pick(world, role, index).name,
});

export const stopProcess = faultClass({
  name: 'stop-process',
  doc: 'A process is asked to stop, says its goodbyes, and is started again later: a member leaves and joins.',
  toll: 'memory',
  budget: 'one process of its role, for as long as it is down',
  heal: RESTART,
  fields: { ...WHOSE, ...DOWN_TIMES },
  begin: (fault, scene) => takeDown('stop', fault, scene),
  describe: ({ role, index }, world) => pick(world, role, index).name,
});

export const powerLoss = faultClass({
  name: 'power-loss',
  doc: 'A machine loses power: its process is gone without a reset, and of what was not synced only some survives.',
  toll: 'unsynced',
  budget: 'one process of its role for as long as it is down, and whatever its machine had not synced',
  heal: RESTART,
  fields: { ...WHOSE, ...DOWN_TIMES },
  begin: (fault, scene) => takeDown('losePower', fault, scene),
  describe: ({ role, index }, world) => pick(world, role, index).name,
});

function takeDown(way: 'kill' | 'stop' | 'losePower', { role, index }: Whose, scene: Scene): Begun {
  const machine = pick(scene, role, index);
  return { isEpisode: scene.holds[way](machine), end: () => scene.holds.release(machine) };
}
