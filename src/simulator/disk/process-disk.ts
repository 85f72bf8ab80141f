// The disk as one process uses it: fenced by its life, with latencies for what waits.

import {
  type Disk,
  type DiskEntry,
  DiskError,
  type DiskFile,
  type DiskUsage,
  type OpenMode,
} from '../../environment/disk.ts';
import { purpose } from '../draws.ts';
import { type Incarnation, never } from '../incarnation.ts';
import type { Kernel } from '../kernel.ts';
import { drawLatencyUs, type Latency } from '../latency.ts';
import type { FileContent } from './file-content.ts';
import type { MachineDisk } from './machine-disk.ts';

const LATENCY = purpose('disk.latency');
const MEBIBYTE = 1_048_576;

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
}

interface Operation {
  readonly label: string;
  readonly latency: Latency;
  /** What it takes besides the latency. */
  readonly transferUs?: number;
}

/** Runs the call in an event of its own after a drawn latency. */
function perform<T>(world: DiskWorld, operation: Operation, call: () => T): Promise<T> {
  const { kernel, incarnation, disk } = world;
  const { label, latency, transferUs = 0 } = operation;
  if (!incarnation.isAlive) return never();
  return new Promise((resolve, reject) => {
    kernel.deriveChild();
    const identity = { high: kernel.childHigh, low: kernel.childLow };
    const drawnUs = drawLatencyUs(latency, kernel.draws, LATENCY, identity);
    const delayUs = drawnUs + transferUs + disk.faults.stallUs;
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

  modifiedMs(): number {
    this.#mustBeOpen();
    return this.#content.modifiedMs;
  }

  read(position: number, length: number): Uint8Array {
    this.#mustBeOpen();
    const { faults } = this.#world.disk;
    if (faults.touchesReads) faults.checkRead(this.path, position);
    return this.#content.read(position, length);
  }

  write(position: number, bytes: Uint8Array): void {
    this.#mustBeOpen();
    if (!this.#world.incarnation.isAlive) return;
    const { disk } = this.#world;
    const { faults } = disk;
    disk.stamp(this.#content);
    const written = faults.touchesWrites
      ? faults.write(this.path, this.#content, position, bytes)
      : this.#content.write(position, bytes);
    if (written < bytes.length) throw new DiskError('no-space', this.path, 'no space left on the disk');
  }

  truncate(size: number): void {
    this.#mustBeOpen();
    const { incarnation, disk } = this.#world;
    if (!incarnation.isAlive) return;
    if (disk.faults.touchesWrites) disk.faults.checkTruncate(this.path, size);
    disk.stamp(this.#content);
    this.#content.truncate(size);
  }

  async sync(): Promise<void> {
    this.#mustBeOpen();
    const { incarnation, disk, kernel } = this.#world;
    if (!incarnation.isAlive) return never();
    const content = this.#content;
    const { sync: latency, usPerMebibyte } = disk.options;
    const transferUs = Math.floor((content.unsyncedBytes * usPerMebibyte) / MEBIBYTE);
    const point = content.beginSync();
    return perform(this.#world, { label: 'disk sync', latency, transferUs }, () => {
      disk.faults.checkSync(this.path, () => disk.failFileSync(this.path, content, point));
      content.completeSync(point, kernel.nowUs);
    });
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

  usage(): Promise<DiskUsage> {
    return this.#perform('disk usage', () => this.#world.disk.usage());
  }

  async syncDirectory(directory: string): Promise<void> {
    checkDirectory(directory);
    const { disk, incarnation } = this.#world;
    if (!incarnation.isAlive) return never();
    const point = disk.beginDirectorySync();
    const operation = { label: 'disk sync directory', latency: disk.options.sync };
    return perform(this.#world, operation, () => {
      disk.faults.checkDirectorySync(directory, () => disk.failDirectorySync(directory, point));
      disk.completeDirectorySync(directory, point);
    });
  }

  #perform<T>(label: string, call: () => T): Promise<T> {
    return perform(this.#world, { label, latency: this.#world.disk.options.directory }, call);
  }
}
