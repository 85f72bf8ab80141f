// The file that exists while a store is open: found at the next start, it tells that the last process did not end orderly.

import { encodeText } from '../../base/bytes.ts';
import type { Environment } from '../../environment/environment.ts';
import { abortMarkerPath } from './store-paths.ts';
import { syncParents } from './sync-parents.ts';

/** @throws DiskError */
export async function hasAbortMarker(environment: Environment, root: string): Promise<boolean> {
  const path = abortMarkerPath(root);
  const entries = await environment.disk.list(root);
  return entries.some((entry) => `${root}/${entry.name}` === path);
}

/** Durable when it resolves: an unclean end must never look like a clean one. @throws DiskError */
export async function writeAbortMarker(environment: Environment, root: string): Promise<void> {
  const file = await environment.disk.open(abortMarkerPath(root), 'create');
  file.write(0, encodeText(`${environment.incarnation}`));
  await file.sync();
  file.close();
  await environment.disk.syncDirectory(root);
  await syncParents(environment.disk, root);
}

/** @throws DiskError */
export async function removeAbortMarker(environment: Environment, root: string): Promise<void> {
  await environment.disk.remove(abortMarkerPath(root));
  await environment.disk.syncDirectory(root);
}
