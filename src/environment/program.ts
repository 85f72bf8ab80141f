// A program is what a machine runs; a running process can be asked to stop. Being killed asks nobody.

import type { Environment } from './environment.ts';

export interface RunningProcess {
  /** Graceful stop: resolves when the process has said its goodbyes. */
  stop(): Promise<void>;
}

export type Program = (environment: Environment) => Promise<RunningProcess>;
