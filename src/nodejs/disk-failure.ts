// The host's error codes in the environment's words.

import { DiskError, type DiskErrorKind } from '../environment/disk.ts';

const KINDS: ReadonlyMap<string, DiskErrorKind> = new Map([
  ['ENOENT', 'not-found'],
  ['ENOTDIR', 'not-found'],
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['EFBIG', 'no-space'],
  ['EISDIR', 'is-directory'],
  ['EBADF', 'closed'],
]);

/** Errors that are not the host's stay as they are. */
export function diskFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  return new DiskError(KINDS.get(error.code) ?? 'input-output', path, error.message);
}
