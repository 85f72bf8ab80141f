// The disk as one process uses it: fenced by its life, with latencies for what waits.

import {
  type Disk,
  type DiskEntry,
  DiskError,
  type DiskFile,
  type OpenMode,
} from '../../environment/disk.ts';
import { purpose } from '../draws.ts';
import { type Incarnation, never } from '../incarnation.ts';
import type { Kernel } from '../kernel.ts';
import { drawLatencyUs, type Latency } from '../latency.ts';
import type { FileContent } from './file-content.ts';
import type { MachineDisk } from './machine-disk.ts';

export interface DiskLatencies {
  readonly sync: Latency;
  /** Open, list, rename, remove. */
  readonly directory: Latency;
}

export const DEFAULT_DISK: DiskLatencies = {
  sync: { kind: 'exponential', minimumUs: 80, meanUs: 150, maximumUs: 20_000 },
  directory: { kind: 'uniform', minimumUs: 20, maximumUs: 80 },
};

const LATENCY = purpose('disk.latency');

/** @throws DiskError `not-found` when the path is not relative, or not in its only form */
function checkPath(path: string): void {
  const isInner =
    !path.includes('\\') &&
    !path.includes('\0') &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isInner) throw new DiskError('not-found', path, 'not a path inside the disk');
}

/** The empty text is the root. @throws DiskError `not-found` */
function checkDirectory(directory: string): void {
  if (directory !== '') checkPath(directory);
}

export interface DiskWorld {
  readonly kernel: Kernel;
  readonly incarnation: Incarnation;
  readonly disk: MachineDisk;
  readonly latencies: DiskLatencies;
}

/** Runs the call in an event of its own after a drawn latency. */
function perform<T>(world: DiskWorld, label: string, latency: Latency, call: () => T): Promise<T> {
  const { kernel, incarnation } = world;
  if (!incarnation.isAlive) return never();
  return new Promise((resolve, reject) => {
    kernel.deriveChild();
    const identity = { high: kernel.childHigh, low: kernel.childLow };
    const delayUs = drawLatencyUs(latency, kernel.draws, LATENCY, identity);
    kernel.schedule(kernel.nowUs + delayUs, kernel.kinds.callback(label), incarnation, () => {
      try {
        resolve(call());
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}

class OpenFile implements DiskFile {
  readonly path: string;
  readonly #world: DiskWorld;
  readonly #content: FileContent;
  #isClosed = false;

  constructor(world: DiskWorld, path: string, content: FileContent) {
    this.#world = world;
    this.path = path;
    this.#content = content;
  }

  size(): number {
    this.#mustBeOpen();
    return this.#content.size;
  }

  read(position: number, length: number): Uint8Array {
    this.#mustBeOpen();
    return this.#content.read(position, length);
  }

  write(position: number, bytes: Uint8Array): void {
    this.#mustBeOpen();
    if (this.#world.incarnation.isAlive) this.#content.write(position, bytes);
  }

  truncate(size: number): void {
    this.#mustBeOpen();
    if (this.#world.incarnation.isAlive) this.#content.truncate(size);
  }

  async sync(): Promise<void> {
    this.#mustBeOpen();
    if (!this.#world.incarnation.isAlive) return never();
    const point = this.#content.beginSync();
    return perform(this.#world, 'disk sync', this.#world.latencies.sync, () =>
      this.#content.completeSync(point),
    );
  }

  close(): void {
    this.#isClosed = true;
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new DiskError('closed', this.path, 'the file is closed');
  }
}

export class ProcessDisk implements Disk {
  readonly #world: DiskWorld;

  constructor(world: DiskWorld) {
    this.#world = world;
  }

  open(path: string, mode: OpenMode): Promise<DiskFile> {
    return this.#perform('disk open', () => {
      checkPath(path);
      return new OpenFile(this.#world, path, this.#world.disk.open(path, mode));
    });
  }

  list(directory: string): Promise<readonly DiskEntry[]> {
    return this.#perform('disk list', () => {
      checkDirectory(directory);
      return this.#world.disk.list(directory);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#perform('disk rename', () => {
      checkPath(from);
      checkPath(to);
      this.#world.disk.rename(from, to);
    });
  }

  remove(path: string): Promise<void> {
    return this.#perform('disk remove', () => {
      checkPath(path);
      this.#world.disk.remove(path);
    });
  }

  syncDirectory(directory: string): Promise<void> {
    return perform(this.#world, 'disk sync directory', this.#world.latencies.sync, () =>
      checkDirectory(directory),
    );
  }

  #perform<T>(label: string, call: () => T): Promise<T> {
    return perform(this.#world, label, this.#world.latencies.directory, call);
  }
}
