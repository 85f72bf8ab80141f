import { describe, expect, test } from 'vitest';
import { AssertionError } from '../base/assert.ts';
import { DiskError } from '../environment/disk.ts';
import { diskFailure } from './disk-failure.ts';

function hostError(code: string): Error {
  return Object.assign(new Error(`${code}: the host says so`), { code });
}

describe('failures of the host', () => {
  test.each([
    ['ENOENT', 'not-found'],
    ['ENOTDIR', 'not-found'],
    ['ENOSPC', 'no-space'],
    ['EDQUOT', 'no-space'],
    ['EFBIG', 'no-space'],
    ['EISDIR', 'is-directory'],
    ['EBADF', 'closed'],
    ['EIO', 'input-output'],
    ['EACCES', 'input-output'],
  ])('%s on a disk is %s', (code, kind) => {
    const failure = diskFailure(hostError(code), 'a/log');
    expect(failure).toBeInstanceOf(DiskError);
    expect(failure).toMatchObject({ kind, path: 'a/log' });
  });

  test('an error that is not the host’s stays itself', () => {
    const bug = new AssertionError('a bug');
    expect(diskFailure(bug, 'a/log')).toBe(bug);
  });
});
