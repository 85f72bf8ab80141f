// Whether a file holds nothing but zeros: what was made and never used.

import type { DiskFile } from '../../environment/disk.ts';

const CHUNK_BYTES = 65_536;

/** @throws DiskError */
export function isZero(file: DiskFile): boolean {
  const size = file.size();
  for (let at = 0; at < size; at += CHUNK_BYTES) {
    const bytes = file.read(at, CHUNK_BYTES);
    for (let index = 0; index < bytes.length; index += 1) if (bytes[index] !== 0) return false;
  }
  return true;
}
