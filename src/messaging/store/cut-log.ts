// Takes the end of a store's log away, while nobody has the store open. What is derived from it follows at the next start: the last process counts as
// one that did not end orderly, so that recovery cuts queues and index to what is left of the log, as after a crash.

import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { writeAbortMarker } from './abort-marker.ts';
import type { StoreCut } from './observations.ts';
import type { StoreOptions } from './options.ts';
import { SegmentedFile } from './segmented-file.ts';
import { commitLogDirectory } from './store-paths.ts';

/** Durable when it resolves. @param position end of a record @throws DiskError; then any part of the end may be gone, or none */
export async function cutLog(
  environment: Environment,
  { rootDirectory, commitLogFileBytes }: Pick<StoreOptions, 'rootDirectory' | 'commitLogFileBytes'>,
  position: LogPosition,
): Promise<void> {
  await writeAbortMarker(environment, rootDirectory);
  const directory = commitLogDirectory(rootDirectory);
  const log = await SegmentedFile.load(environment.disk, { directory, segmentBytes: commitLogFileBytes });
  try {
    const cut: StoreCut = { kind: 'store.cut', position };
    environment.observe(cut);
    await log.truncate(position);
    await log.sync();
  } finally {
    log.close();
  }
}
