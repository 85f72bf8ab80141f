// Loads what a store's folder holds and recovers it, before anything is appended, flushed or shown.

import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { hasAbortMarker } from './abort-marker.ts';
import { Appender } from './appender.ts';
import { Checkpoint } from './checkpoint.ts';
import type { CommitLog } from './commit-log.ts';
import { ConsumeQueues } from './consume-queues.ts';
import type { DispatchRecord } from './dispatch-record.ts';
import type { DispatchTarget } from './dispatcher.ts';
import { KeyIndex } from './key-index.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import { QueueMap } from './queue-map.ts';
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
  /** What is behind it readers have not been shown. */
  readonly shownUntil: LogPosition;
  readonly unshown: readonly DispatchRecord[];
  /** One past the last of them, by queue. */
  readonly unshownEnds: QueueMap<number>;
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
  const { said, unshown } = await recover({
    log: segments,
    queues,
    index,
    targets,
    checkpoint: times,
    endedOrderly,
    options,
    parts,
  });
  environment.observe(said);
  const log = parts.makeCommitLog(segments, said.endPosition);
  const unshownEnds = new QueueMap<number>();
  for (const { topic, queueId, queueOffset } of unshown) unshownEnds.set(topic, queueId, queueOffset + 1);
  const { shownUntil } = said;
  const derived = { queues, index, checkpoint, targets };
  return { options, parts, log, ...derived, shownUntil, unshown, unshownEnds };
}

/** Offsets go on behind what recovery found, shown or not. */
export function makeAppender(environment: Environment, { log, queues, unshown }: RecoveredStore): Appender {
  const appender = new Appender(environment, log);
  for (const queue of queues.all()) appender.setNextOffset(queue.topic, queue.queueId, queue.maxOffset);
  for (const { topic, queueId, queueOffset } of unshown)
    appender.setNextOffset(topic, queueId, queueOffset + 1);
  return appender;
}
