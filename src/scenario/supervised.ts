// A program under the eyes of its host: while the disk keeps it from starting, it is started again, as init systems do. What it has opened
// until then ends with it; a process that runs and is left without its disk must cope.

import { DiskError } from '../environment/disk.ts';
import { reached } from '../environment/observation.ts';
import type { Program } from '../environment/program.ts';
import { MARKS } from './run-marks.ts';

const PAUSE_MS = 1000;

export function supervised(program: Program): Program {
  return async (environment) => {
    while (true) {
      try {
        return await program(environment);
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        environment.observe(reached(MARKS.startRefused));
      }
      await environment.timers.sleep(PAUSE_MS, 'started again');
    }
  };
}
