// Faults of processes and of the machines that they run on.

import { type Begun, DOWN_TIMES, faultClass, type Scene, TIMES } from './fault-class.ts';
import { oneOf } from './fault-field.ts';
import { pick, STRUCK, type Struck, struckName } from './machine-choice.ts';

const RESTART = 'the process is started again';

export const killProcess = faultClass({
  name: 'kill-process',
  doc: 'A process dies between two instructions; its page cache survives, its connections are reset.',
  toll: 'memory',
  budget: 'one process of its role, for as long as it is down',
  heal: RESTART,
  fields: { ...STRUCK, ...DOWN_TIMES },
  begin: (fault, scene) => takeDown('kill', fault, scene),
  describe: struckName,
});

export const stopProcess = faultClass({
  name: 'stop-process',
  doc: 'A process is asked to stop, says its goodbyes, and is started again later: a member leaves and joins.',
  toll: 'memory',
  budget: 'one process of its role, for as long as it is down',
  heal: RESTART,
  fields: { ...STRUCK, ...DOWN_TIMES },
  begin: (fault, scene) => takeDown('stop', fault, scene),
  describe: struckName,
});

export const powerLoss = faultClass({
  name: 'power-loss',
  doc: 'A machine loses power: its process is gone without a reset, and of what was not synced only some survives.',
  toll: 'unsynced',
  budget: 'one process of its role for as long as it is down, and whatever its machine had not synced',
  heal: RESTART,
  fields: { ...STRUCK, ...DOWN_TIMES },
  begin: (fault, scene) => takeDown('losePower', fault, scene),
  describe: struckName,
});

export const pauseProcess = faultClass({
  name: 'pause',
  doc: 'A process stands still, as in a long garbage collection: its timers fire late, what it is sent waits, its clocks go on.',
  toll: 'delay',
  budget: 'one process of its role, for as long as it stands still; leases that run out meanwhile',
  heal: 'the process goes on where it stood',
  fields: { ...STRUCK, ...TIMES },
  begin: (fault, scene) => {
    const machine = pick(scene, fault.role, fault.index);
    return { isEpisode: machine.state !== 'down', end: machine.pause() };
  },
  describe: struckName,
});

export const slowProcessor = faultClass({
  name: 'slow-processor',
  doc: 'A machine computes more slowly: what its processes do at once takes so many times as long.',
  toll: 'delay',
  budget: 'nothing',
  heal: 'it computes as fast as before',
  fields: { ...STRUCK, factor: oneOf(3, 10, 50), ...TIMES },
  begin: (fault, scene) => ({
    isEpisode: true,
    end: pick(scene, fault.role, fault.index).slowDown(Math.max(1, fault.factor)),
  }),
  describe: (fault, world) => `${struckName(fault, world)} ${fault.factor} times`,
});

function takeDown(way: 'kill' | 'stop' | 'losePower', { role, index }: Struck, scene: Scene): Begun {
  const machine = pick(scene, role, index);
  return { isEpisode: scene.holds[way](machine), end: () => scene.holds.release(machine) };
}
