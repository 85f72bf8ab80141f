// Stores what a broker writes on its own account: a delayed message that is due, a half message that is put back. The original never waits
// for the flush of those, nor for slaves, and neither do we unless a design says so (StoreParts `waitsForFlush`, `ownPutCounts`). Then a disk that is
// slow, and a slave that is out, are waited for: a second copy would be a duplicate, and to go on without them a loss when the power goes, or a
// slave takes the place of the broker that has heard how far it is and has not what it wrote.

import type { Environment } from '../../environment/environment.ts';
import type { MessageDraft } from '../message/message.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { AppendedRecord } from '../store/put-result.ts';

export interface PatientPut {
  readonly environment: Environment;
  readonly store: MessageStore;
  readonly isStopped: () => boolean;
}

const LOOK_MS = 100;
/** A slave that is there has it soon. */
const FIRST_LOOK_MS = 1;

/** Undefined: it is not stored, or not known to be as safe as it should be. */
export async function putPatiently(
  put: PatientPut,
  draft: MessageDraft,
): Promise<AppendedRecord | undefined> {
  const { status, append } = await put.store.put(draft);
  if (append === undefined) return undefined;
  const isStored = status === 'PUT_OK' || (status === 'FLUSH_DISK_TIMEOUT' && (await isFlushed(put, append)));
  return isStored && (await counts(put, append)) ? append : undefined;
}

/** False: nobody waits any longer. */
async function counts(
  { environment, store, isStopped }: PatientPut,
  append: AppendedRecord,
): Promise<boolean> {
  for (let pauseMs = FIRST_LOOK_MS; !store.ownPutCounts(append); pauseMs = Math.min(2 * pauseMs, LOOK_MS)) {
    if (isStopped() || !store.isWritable) return false;
    await environment.timers.sleep(pauseMs, 'broker.wait-for-copies');
  }
  return true;
}

/** False: the store takes no more, or nobody waits any longer. */
async function isFlushed(
  { environment, store, isStopped }: PatientPut,
  { position, recordSize }: AppendedRecord,
): Promise<boolean> {
  while (store.progress.flushedPosition < position + recordSize) {
    if (isStopped() || !store.isWritable) return false;
    await environment.timers.sleep(LOOK_MS, 'broker.wait-for-flush');
  }
  return true;
}
