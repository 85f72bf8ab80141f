// Files under one directory of the host. Nothing outside of it can be named.

import { constants, open } from 'node:fs';
import { mkdir, open as openHandle, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { compareText } from '../base/compare.ts';
import {
  type Disk,
  type DiskEntry,
  DiskError,
  type DiskFile,
  type DiskUsage,
  type OpenMode,
} from '../environment/disk.ts';
import { diskFailure } from './disk-failure.ts';
import type { Lifetime } from './lifetime.ts';
import { NodeFile } from './node-file.ts';

const openDescriptor = promisify(open);

/** True for relative, `/`-separated paths that cannot leave their root. */
export function isInnerPath(path: string): boolean {
  return (
    !/[\\\0]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

export class NodeDisk implements Disk {
  readonly #root: string;
  readonly #lifetime: Lifetime;

  constructor(root: string, lifetime: Lifetime) {
    this.#root = root;
    this.#lifetime = lifetime;
  }

  open(path: string, mode: OpenMode): Promise<DiskFile> {
    return this.#attempt(path, async () => {
      const hostPath = this.#locate(path);
      if (mode === 'create') await mkdir(dirname(hostPath), { recursive: true });
      const flags = mode === 'create' ? constants.O_RDWR | constants.O_CREAT : constants.O_RDWR;
      const file = new NodeFile(path, await openDescriptor(hostPath, flags), this.#lifetime);
      if (this.#lifetime.isOver) file.close();
      return file;
    });
  }

  list(directory: string): Promise<readonly DiskEntry[]> {
    return this.#attempt(directory, async () => {
      const entries = await readdir(this.#locateDirectory(directory), { withFileTypes: true });
      const found = entries.map((entry): DiskEntry => {
        return { name: entry.name, kind: entry.isDirectory() ? 'directory' : 'file' };
      });
      return found.sort((left, right) => compareText(left.name, right.name));
    }).catch(emptyWhenMissing);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#attempt(from, () => rename(this.#locate(from), this.#locate(to)));
  }

  remove(path: string): Promise<void> {
    return this.#attempt(path, () => rm(this.#locate(path), { recursive: true, force: true }));
  }

  syncDirectory(directory: string): Promise<void> {
    return this.#attempt(directory, async () => {
      const hostPath = this.#locateDirectory(directory);
      const handle = await openHandle(hostPath, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  usage(): Promise<DiskUsage> {
    return this.#attempt('', async () => {
      const { blocks, bfree, bavail, bsize } = await statfs(this.#root);
      return { usedBytes: (blocks - bfree) * bsize, availableBytes: bavail * bsize };
    });
  }

  #locate(path: string): string {
    if (!isInnerPath(path)) throw new DiskError('not-found', path, 'not a path inside the disk');
    return join(this.#root, path);
  }

  /** The empty text is the root. */
  #locateDirectory(directory: string): string {
    return directory === '' ? this.#root : this.#locate(directory);
  }

  #attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
    return this.#lifetime.fence(translated(path, work));
  }
}

async function translated<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFailure(error, path);
  }
}

function emptyWhenMissing(error: unknown): [] {
  if (error instanceof DiskError && error.kind === 'not-found') return [];
  throw error;
}
