// Loads what a store's folder holds and recovers it, before anything is appended, flushed or shown.

import type { Environment } from '../../environment/environment.ts';
import { hasAbortMarker } from './abort-marker.ts';
import { Checkpoint } from './checkpoint.ts';
import type { CommitLog } from './commit-log.ts';
import { ConsumeQueues } from './consume-queues.ts';
import type { DispatchTarget } from './dispatcher.ts';
import { KeyIndex } from './key-index.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import { recover } from './recovery.ts';
import { SegmentedFile } from './segmented-file.ts';
import { commitLogDirectory } from './store-paths.ts';

export interface RecoveredStore {
  readonly options: StoreOptions;
  readonly parts: StoreParts;
  readonly log: CommitLog;
  readonly queues: ConsumeQueues;
  readonly index: KeyIndex | undefined;
  readonly checkpoint: Checkpoint;
  readonly targets: readonly DispatchTarget[];
}

/** @throws StoreError, DiskError. The marker is written before recovery changes anything: a crash during recovery is an unclean end too. */
export async function loadStore(
  environment: Environment,
  options: StoreOptions,
  parts: StoreParts,
): Promise<RecoveredStore> {
  const { rootDirectory, commitLogFileBytes } = options;
  const directory = commitLogDirectory(rootDirectory);
  const segments = await SegmentedFile.load(environment.disk, {
    directory,
    segmentBytes: commitLogFileBytes,
  });
  const queues = await ConsumeQueues.load(environment, options);
  const endedOrderly = !(await hasAbortMarker(environment, rootDirectory));
  const checkpoint = await Checkpoint.load(environment.disk, rootDirectory);
  await parts.writeAbortMarker(environment, rootDirectory);
  const { times } = checkpoint;
  const index = options.messageIndexEnable
    ? await KeyIndex.load(environment, options, parts, { endedOrderly, flushedMs: times.indexMs })
    : undefined;
  const targets = index === undefined ? [queues] : [queues, index];
  const recovered = await recover({
    log: segments,
    queues,
    index,
    targets,
    checkpoint: times,
    endedOrderly,
    options,
    parts,
  });
  environment.observe(recovered);
  const log = parts.makeCommitLog(segments, recovered.endPosition);
  return { options, parts, log, queues, index, checkpoint, targets };
}
