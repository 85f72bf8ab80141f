// A program under the eyes of its host: while its disk, or another master of its name, keeps it from starting, it is started again, as init systems do. What it has opened
// until then ends with it; a process that runs and is left without its disk must cope.

import { type Disk, DiskError } from '../environment/disk.ts';
import type { Environment } from '../environment/environment.ts';
import { reached } from '../environment/observation.ts';
import type { Program } from '../environment/program.ts';
import { ConfigDamaged } from '../messaging/broker/config-file.ts';
import { SecondMaster } from '../messaging/broker/master-fence.ts';
import { MARKS } from './run-marks.ts';

const PAUSE_MS = 1000;

export interface Supervision {
  /** Whether somebody removes configuration files that a program cannot read, with what they held, so that it starts again. */
  readonly discardsDamaged: boolean;
}

export function supervised(program: Program, supervision: Supervision = { discardsDamaged: false }): Program {
  return async (environment) => {
    while (true) {
      try {
        return await program(environment);
      } catch (error) {
        if (error instanceof ConfigDamaged && supervision.discardsDamaged) {
          await discard(environment, error.path);
        } else if (!(error instanceof DiskError || error instanceof SecondMaster)) throw error;
        if (!(error instanceof SecondMaster)) environment.observe(reached(MARKS.startRefused));
      }
      await environment.timers.sleep(PAUSE_MS, 'started again');
    }
  };
}

async function discard(environment: Environment, path: string): Promise<void> {
  try {
    await removeWithBackup(environment.disk, path);
    environment.observe(reached(MARKS.configDiscarded));
  } catch (error) {
    // The next start finds the rest of it.
    if (!(error instanceof DiskError)) throw error;
  }
}

async function removeWithBackup(disk: Disk, path: string): Promise<void> {
  await disk.remove(path);
  await disk.remove(`${path}.bak`);
}
