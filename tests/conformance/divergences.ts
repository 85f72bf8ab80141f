// Where the two arms differ, and why they may. The suites assert each row on both arms, so a row that no longer holds fails.

import type { ArmName } from './arm.ts';

export interface Divergence {
  readonly what: string;
  readonly simulated: string;
  readonly real: string;
  readonly reason: string;
}

export const DIVERGENCES = {
  peerOfKilledProcess: {
    what: 'what the peer of a process that ended without a goodbye is told',
    simulated: 'reset',
    real: 'ended',
    reason:
      'A kernel ends the connections of a dead process in order unless unread bytes are left, then it resets them. The simulator ' +
      'always takes the harsher way: bytes in flight may be lost, and nobody may rely on more.',
  },
  emptyDirectory: {
    what: 'a directory whose last file was removed',
    simulated: 'is gone',
    real: 'stays, empty',
    reason:
      'The simulated disk knows files by path and derives directories from them. A process may rely on neither.',
  },
  renamedDirectory: {
    what: 'renaming a directory',
    simulated: 'not-found',
    real: 'moves its content',
    reason:
      'Only files are renamed, to replace a file by its successor. A process that tried more would fail in the simulator first.',
  },
  renameIntoMissingDirectory: {
    what: 'renaming a file into a directory that does not exist',
    simulated: 'creates the directory',
    real: 'not-found',
    reason: 'Directories are derived from paths in the simulator; see the empty directory.',
  },
  fileInsideFile: {
    what: 'creating a file below a path that is a file',
    simulated: 'creates it',
    real: 'input-output',
    reason: 'Directories are derived from paths in the simulator; see the empty directory.',
  },
  syncOfMissingDirectory: {
    what: 'syncing a directory that does not exist',
    simulated: 'resolves',
    real: 'not-found',
    reason: 'Directories are derived from paths in the simulator; see the empty directory.',
  },
  startOrderOfSeveralWorkers: {
    what: 'the order in which several workers of a lane start tasks',
    simulated: 'any order',
    real: 'the order of submission',
    reason:
      'Threads take tasks in order but race from there to the first instruction; the simulator draws that race. The real arm has ' +
      'one thread and no reason to shuffle.',
  },
} as const satisfies Record<string, Divergence>;

export function expectedOf(divergence: Divergence, arm: ArmName): string {
  return divergence[arm];
}
