// A directory of this host as a disk image: what judges and `store inspect` read. It only reads, a part of a file at a time.

import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../base/compare.ts';
import type { DiskImage } from '../environment/disk.ts';
import { isInnerPath } from './node-disk.ts';

const MAX_DEPTH = 8;
const MAX_OPEN_FILES = 32;

export class DirectoryImage implements DiskImage {
  readonly #directory: string;
  readonly #prefix: string;
  /** By path, the least recently used first. */
  readonly #descriptors = new Map<string, number>();

  /** The directory appears on the image under the name. */
  constructor(directory: string, name: string) {
    this.#directory = directory;
    this.#prefix = `${name}/`;
  }

  paths(): readonly string[] {
    const found: string[] = [];
    this.#collect('', 0, found);
    return found.sort(compareText);
  }

  size(path: string): number | undefined {
    const hostPath = this.#hostPath(path);
    const status = hostPath === undefined ? undefined : statSync(hostPath, { throwIfNoEntry: false });
    return status?.isFile() === true ? status.size : undefined;
  }

  read(path: string, position: number, length: number): Uint8Array | undefined {
    const descriptor = this.#open(path);
    if (descriptor === undefined) return undefined;
    const bytes = new Uint8Array(Math.max(0, Math.min(length, fstatSync(descriptor).size - position)));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done === bytes.length ? bytes : bytes.subarray(0, done);
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }

  #collect(inner: string, depth: number, found: string[]): void {
    if (depth > MAX_DEPTH) return;
    for (const { name } of readdirSync(join(this.#directory, inner), { withFileTypes: true })) {
      const path = inner === '' ? name : `${inner}/${name}`;
      // Folders of large stores are often links to other volumes.
      const status = statSync(join(this.#directory, path), { throwIfNoEntry: false });
      if (status?.isDirectory()) this.#collect(path, depth + 1, found);
      else if (status?.isFile()) found.push(this.#prefix + path);
    }
  }

  #open(path: string): number | undefined {
    const known = this.#descriptors.get(path);
    if (known !== undefined) {
      this.#descriptors.delete(path);
      this.#descriptors.set(path, known);
      return known;
    }
    const hostPath = this.#hostPath(path);
    if (hostPath === undefined || statSync(hostPath, { throwIfNoEntry: false })?.isFile() !== true)
      return undefined;
    if (this.#descriptors.size >= MAX_OPEN_FILES) this.#closeOldest();
    const descriptor = openSync(hostPath, 'r');
    this.#descriptors.set(path, descriptor);
    return descriptor;
  }

  #closeOldest(): void {
    const [oldest] = this.#descriptors;
    if (oldest === undefined) return;
    closeSync(oldest[1]);
    this.#descriptors.delete(oldest[0]);
  }

  #hostPath(path: string): string | undefined {
    if (!path.startsWith(this.#prefix) || !isInnerPath(path)) return undefined;
    return join(this.#directory, path.slice(this.#prefix.length));
  }
}
