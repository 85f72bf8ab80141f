// Creating the first file in a directory also makes the directory and those above it; each of them is only a name in the next.

import type { Disk } from '../../environment/disk.ts';

/** Makes a directory itself durable in its parents, up to the root. @throws DiskError */
export async function syncParents(disk: Disk, directory: string): Promise<void> {
  let path = directory;
  while (path !== '') {
    path = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    await disk.syncDirectory(path);
  }
}
