// Faults of one machine's disk. Those that take synced data leave it taken: only another copy can make up for it.

import { type Begun, DOWN_TIMES, faultClass, type Scene, TIMES } from './fault-class.ts';
import { between, oneOf, PATHS, wordOf } from './fault-field.ts';
import { pick, STRUCK, type Struck, struckName } from './machine-choice.ts';

const MICROSECONDS = 1000;
const KIBIBYTE = 1024;
const MILLION = 1_000_000;
const SOME_SYNCED_DATA = 'some of the synced data of a machine: a run with a single copy has none to give';

export const diskStall = faultClass({
  name: 'disk-stall',
  doc: 'Whatever waits for a disk waits longer.',
  toll: 'delay',
  budget: 'nothing',
  heal: 'the disk is as fast as before',
  fields: { ...STRUCK, extraMs: oneOf(20, 300, 3000), ...TIMES },
  begin: ({ role, index, extraMs }, scene) => ({
    isEpisode: true,
    end: pick(scene, role, index).disk.faults.stall(extraMs * MICROSECONDS),
  }),
  describe: (fault, world) => `${struckName(fault, world)} ${fault.extraMs} ms`,
});

/**
 * Directories are spared: a sync of theirs fails when the journal of the file system cannot be written, and then the file system shuts
 * down (XFS) or turns read-only (ext4): Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020.
 */
export const diskErrors = faultClass({
  name: 'disk-errors',
  doc: 'Reads, writes or syncs of files fail by chance. What a failed sync covered counts as clean, and a power loss may take it.',
  toll: 'calls',
  budget: 'one process of its role, which may be unable to go on without its disk',
  heal: 'the disk works again, and the process is started anew, as an operator does when a disk has failed it',
  fields: {
    ...STRUCK,
    operation: wordOf('read', 'write', 'sync'),
    perMillion: oneOf(2000, 50_000, MILLION),
    pathPrefix: PATHS,
    ...TIMES,
  },
  begin: ({ role, index, operation, perMillion, pathPrefix }, scene) => {
    const machine = pick(scene, role, index);
    const { faults } = machine.disk;
    const failures = {
      chancePerMillion: Math.min(perMillion, MILLION),
      pathPrefix,
      sparesDirectories: true,
    };
    const begin = { read: faults.failReads, write: faults.failWrites, sync: faults.failSyncs }[operation];
    const undo = begin.call(faults, failures);
    return {
      isEpisode: true,
      end: () => {
        undo();
        scene.holds.restart(machine);
      },
    };
  },
  describe: (fault, world) =>
    `${struckName(fault, world)} ${fault.operation} ${fault.perMillion} in a million of ${fault.pathPrefix || 'all files'}`,
});

export const diskFull = faultClass({
  name: 'disk-full',
  doc: 'A disk has only so much room left.',
  toll: 'calls',
  budget: 'one process of its role, which may be unable to store anything new',
  heal: 'there is room again',
  fields: { ...STRUCK, freeKibibytes: oneOf(0, 4, 64), ...TIMES },
  begin: ({ role, index, freeKibibytes }, scene) => ({
    isEpisode: true,
    end: pick(scene, role, index).disk.faults.fillUp(freeKibibytes * KIBIBYTE),
  }),
  describe: (fault, world) => `${struckName(fault, world)} with ${fault.freeKibibytes} KiB left`,
});

export const crashInWrite = faultClass({
  name: 'crash-in-write',
  doc: 'A process dies, or its machine loses power, inside a write: some of its bytes are in the page cache.',
  toll: 'unsynced',
  budget: 'one process of its role for as long as it is down, and whatever its machine had not synced',
  heal: 'no crash is waiting any more, and the process is started again',
  fields: {
    ...STRUCK,
    write: between(1, 60),
    byte: between(0, 600),
    way: wordOf('kill', 'power'),
    ...DOWN_TIMES,
  },
  begin: ({ role, index, write, byte, way }, scene) => {
    const machine = pick(scene, role, index);
    let hasCrashed = false;
    const disarm = machine.disk.faults.crashAtWrite(Math.max(1, write), byte, way, () => {
      hasCrashed = true;
      scene.holds.wentDown(machine);
    });
    const end = () => {
      disarm();
      if (hasCrashed) scene.holds.release(machine);
    };
    return { isEpisode: true, end };
  },
  describe: (fault, world) =>
    `${struckName(fault, world)} write ${fault.write} byte ${fault.byte} (${fault.way})`,
});

export const bitRot = faultClass({
  name: 'bit-rot',
  doc: 'Bits flip in sectors of a disk that nobody has written lately.',
  toll: 'copy',
  budget: SOME_SYNCED_DATA,
  heal: 'nothing: what has rotten stays so',
  fields: { ...STRUCK, perMillion: oneOf(10_000, 200_000), ...TIMES },
  begin: ({ role, index, perMillion }, scene) => {
    const rotten = pick(scene, role, index).disk.faults.rot(Math.min(perMillion, MILLION));
    return { isEpisode: rotten > 0, end: () => {} };
  },
  describe: (fault, world) => `${struckName(fault, world)} ${fault.perMillion} in a million sectors`,
});

export const misdirectedWrite = faultClass({
  name: 'misdirected-write',
  doc: 'The next write to a disk goes to another place; where it should be, nothing changes.',
  toll: 'copy',
  budget: SOME_SYNCED_DATA,
  heal: 'no write goes astray any more; what was overwritten stays so',
  fields: { ...STRUCK, ...TIMES },
  begin: ({ role, index }, scene) => ({
    isEpisode: true,
    end: pick(scene, role, index).disk.faults.misdirectNextWrite(),
  }),
  describe: struckName,
});

export const wipeDisk = faultClass({
  name: 'wipe-disk',
  doc: 'A machine is replaced by one with the same name and address and an empty disk.',
  toll: 'copy',
  budget: 'one copy of everything that the machine kept: a run with a single copy has none to give',
  heal: 'the process is started again; what was on the disk is gone',
  fields: { ...STRUCK, ...DOWN_TIMES },
  begin: (fault, scene) => wipe(fault, scene),
  describe: struckName,
});

function wipe({ role, index }: Struck, scene: Scene): Begun {
  const machine = pick(scene, role, index);
  return { isEpisode: scene.holds.wipe(machine), end: () => scene.holds.release(machine) };
}
