// Known bad (ST-02, apache/rocketmq#9713): a sync that fails is swallowed, and the flushed position advances all the same. Senders are told
// that their messages are safe, and a power loss takes them.

import type { LogPosition } from '../../src/base/numbers.ts';
import { DiskError } from '../../src/environment/disk.ts';
import { CommitLog } from '../../src/messaging/store/commit-log.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class SwallowingLog extends CommitLog {
  /** What was written when a sync failed. */
  #claimed = 0;

  override get flushedPosition(): LogPosition {
    return Math.max(super.flushedPosition, this.#claimed) as LogPosition;
  }

  override async flush(): Promise<void> {
    const target = this.writtenPosition;
    try {
      await super.flush();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#claimed = Math.max(this.#claimed, target);
    }
  }
}

export const swallowedFlushError: Design = {
  name: 'st-02-swallowed-flush-error',
  doc: 'Takes messages for flushed although the sync has failed.',
  options: baseline.options,
  parts: { store: { makeCommitLog: (segments, end) => new SwallowingLog(segments, end) } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/9713',
    oracle: 'flushed-survives',
    scenario: 'power-loss',
  },
};
