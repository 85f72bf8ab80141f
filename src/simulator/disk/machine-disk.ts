// The disk of one machine: files by path. It survives every process; judges read it as an image. Changes of directories are durable at
// once in this model; what a power loss may do to them belongs to the fault model.

import { compareText } from '../../base/compare.ts';
import { type DiskEntry, DiskError, type DiskImage } from '../../environment/disk.ts';
import { FileContent } from './file-content.ts';

export class MachineDisk implements DiskImage {
  readonly #files = new Map<string, FileContent>();

  paths(): readonly string[] {
    return [...this.#files.keys()].sort(compareText);
  }

  size(path: string): number | undefined {
    return this.#files.get(path)?.size;
  }

  read(path: string, position: number, length: number): Uint8Array | undefined {
    return this.#files.get(path)?.read(position, length);
  }

  /** @throws DiskError `not-found`, `is-directory` */
  open(path: string, mode: 'existing' | 'create'): FileContent {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    if (this.#isDirectory(path)) throw new DiskError('is-directory', path, 'is a directory');
    if (mode === 'existing') throw new DiskError('not-found', path, 'no such file');
    const created = new FileContent();
    this.#files.set(path, created);
    return created;
  }

  list(directory: string): readonly DiskEntry[] {
    const prefix = directory === '' ? '' : `${directory}/`;
    const kinds = new Map<string, DiskEntry['kind']>();
    for (const path of this.#files.keys()) {
      if (!path.startsWith(prefix)) continue;
      const rest = path.slice(prefix.length);
      const slash = rest.indexOf('/');
      if (slash < 0) kinds.set(rest, 'file');
      else kinds.set(rest.slice(0, slash), 'directory');
    }
    const entries = [...kinds].map(([name, kind]) => ({ name, kind }));
    return entries.sort((left, right) => compareText(left.name, right.name));
  }

  /** @throws DiskError `not-found` */
  rename(from: string, to: string): void {
    const moved = this.#files.get(from);
    if (moved === undefined) throw new DiskError('not-found', from, 'no such file');
    this.#files.delete(from);
    this.#files.set(to, moved);
  }

  remove(path: string): void {
    this.#files.delete(path);
    const prefix = `${path}/`;
    for (const known of [...this.#files.keys()]) if (known.startsWith(prefix)) this.#files.delete(known);
  }

  /** Power loss: every file falls back to its last completed sync. */
  revertToDurable(): void {
    for (const file of this.#files.values()) file.revertToDurable();
  }

  #isDirectory(path: string): boolean {
    const prefix = `${path}/`;
    for (const known of this.#files.keys()) if (known.startsWith(prefix)) return true;
    return false;
  }
}
