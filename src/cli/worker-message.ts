// What the main thread and a worker say to each other. Plain data: it is cloned on the way.

import type { RunOutcome, RunTask } from '../explorer/run-task.ts';
import type { ModuleAddress } from './load-module.ts';

export interface WorkerRequest {
  readonly task: RunTask;
  readonly scenario: ModuleAddress;
  readonly design: ModuleAddress;
}

export type WorkerReply =
  /** The worker has loaded its code. */
  | { readonly kind: 'ready' }
  /** One per run of the request, in order. */
  | { readonly kind: 'outcome'; readonly outcome: RunOutcome }
  /** The request could not be begun: a module did not load. */
  | { readonly kind: 'refused'; readonly stack: string };
