// One open file. Reading, writing and truncation are system calls on the page cache; only `sync` waits for the device.

import { closeSync, fstatSync, fsync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { assert } from '../base/assert.ts';
import { DiskError, type DiskFile } from '../environment/disk.ts';
import { diskFailure } from './disk-failure.ts';
import type { Lifetime } from './lifetime.ts';

const syncDescriptor = promisify(fsync);

export class NodeFile implements DiskFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #lifetime: Lifetime;
  readonly #release: () => void;
  #isOpen = true;
  #syncs = 0;

  constructor(path: string, descriptor: number, lifetime: Lifetime) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#lifetime = lifetime;
    this.#release = lifetime.hold(() => this.close());
  }

  size(): number {
    return this.#attempt(() => fstatSync(this.#descriptor).size);
  }

  modifiedMs(): number {
    return this.#attempt(() => Math.floor(fstatSync(this.#descriptor).mtimeMs));
  }

  read(position: number, length: number): Uint8Array {
    assert(position >= 0 && length >= 0, `read of ${length} bytes at ${position} of ${this.path}`);
    return this.#attempt(() => {
      const available = Math.min(length, fstatSync(this.#descriptor).size - position);
      if (available <= 0) return new Uint8Array(0);
      const bytes = new Uint8Array(available);
      let done = 0;
      while (done < available) {
        const count = readSync(this.#descriptor, bytes, done, available - done, position + done);
        if (count === 0) break;
        done += count;
      }
      return done === available ? bytes : bytes.slice(0, done);
    });
  }

  write(position: number, bytes: Uint8Array): void {
    assert(position >= 0, `write at ${position} of ${this.path}`);
    this.#attempt(() => {
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
      }
    });
  }

  truncate(size: number): void {
    assert(size >= 0, `truncation of ${this.path} to ${size}`);
    this.#attempt(() => ftruncateSync(this.#descriptor, size));
  }

  sync(): Promise<void> {
    return this.#lifetime.fence(this.#sync());
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#release();
    this.#closeWhenIdle();
  }

  async #sync(): Promise<void> {
    this.#mustBeOpen();
    this.#syncs += 1;
    try {
      await syncDescriptor(this.#descriptor);
    } catch (error) {
      throw diskFailure(error, this.path);
    } finally {
      this.#syncs -= 1;
      this.#closeWhenIdle();
    }
  }

  /** The host gives the number of a closed descriptor to the next file: a sync at work must not meet that one. */
  #closeWhenIdle(): void {
    if (!this.#isOpen && this.#syncs === 0) closeSync(this.#descriptor);
  }

  #mustBeOpen(): void {
    if (!this.#isOpen) throw new DiskError('closed', this.path, 'the file is closed');
  }

  #attempt<T>(work: () => T): T {
    this.#mustBeOpen();
    try {
      return work();
    } catch (error) {
      throw diskFailure(error, this.path);
    }
  }
}
