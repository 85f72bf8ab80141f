// Stores what a broker writes on its own account: a delayed message that is due, a half message that is put back. The original never waits
// for the flush of those, and neither do we unless a design says so (StoreParts `waitsForFlush`). Then a disk that is slow is waited for: a
// second copy would be a duplicate, and to go on without the flush a loss when the power goes.

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

/** Undefined: it is not stored, or not known to be as safe as it should be. */
export async function putPatiently(
  put: PatientPut,
  draft: MessageDraft,
): Promise<AppendedRecord | undefined> {
  const { status, append } = await put.store.put(draft);
  if (append === undefined) return undefined;
  const isStored = status === 'PUT_OK' || (status === 'FLUSH_DISK_TIMEOUT' && (await isFlushed(put, append)));
  return isStored ? append : undefined;
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
