// How a store flushes its commit log, one of two ways behind one shape.

import type { LogPosition } from '../../base/numbers.ts';
import type { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { CommitLog } from './commit-log.ts';
import { type FlushOutcome, GroupCommit } from './group-commit.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import { ScheduledFlush } from './scheduled-flush.ts';

export interface LogFlush {
  /** Something was appended. */
  appended(): void;
  wait(end: LogPosition): Promise<FlushOutcome>;
  /** Ends orderly: resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

export interface LogFlushOptions {
  readonly log: CommitLog;
  readonly options: StoreOptions;
  readonly parts: StoreParts;
  readonly flushed: () => void;
  readonly failed: (error: DiskError) => void;
}

export function startLogFlush(environment: Environment, options: LogFlushOptions): LogFlush {
  return options.options.flush === 'synchronous'
    ? synchronous(environment, options)
    : asynchronous(environment, options);
}

function synchronous(environment: Environment, flush: LogFlushOptions): LogFlush {
  const { log, flushed, failed } = flush;
  const timeoutMs = flush.options.synchronousFlushTimeoutMs;
  const commit = new GroupCommit(environment, { log, timeoutMs, flushed, failed });
  return {
    appended: () => commit.wake(),
    wait: (end) => commit.wait(end),
    stop: () => commit.settle(),
  };
}

function asynchronous(environment: Environment, flush: LogFlushOptions): LogFlush {
  const { log, parts, flushed, failed } = flush;
  const scheduled = new ScheduledFlush(environment, {
    label: 'store.flush-commit-log',
    schedule: flush.options.asynchronousFlush,
    isWorthFlushing: parts.isWorthFlushing,
    flush: async () => {
      await log.flush();
      flushed();
    },
    dirtyPages: () => (log.isDirty ? log.dirtyPages : undefined),
    failed,
  });
  return {
    appended: () => scheduled.written(log.dirtyPages),
    wait: () => Promise.resolve('flushed'),
    stop: () => scheduled.stop(),
  };
}
