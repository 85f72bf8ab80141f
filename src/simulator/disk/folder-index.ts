// Which files lie in which directory, so that looking into one costs what is in it, however much the disk holds. Directories exist as far as
// there are files below them.

import { compareText } from '../../base/compare.ts';
import type { DiskEntry } from '../../environment/disk.ts';
import { parentOf } from './name-journal.ts';

interface Folder {
  readonly files: Set<string>;
  /** Files anywhere below, by the name of the directory. */
  readonly directories: Map<string, number>;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export class FolderIndex {
  readonly #folders = new Map<string, Folder>();

  /** The file was not there before. */
  add(path: string): void {
    this.#folderOf(parentOf(path)).files.add(nameOf(path));
    for (let directory = parentOf(path); directory !== ''; directory = parentOf(directory)) {
      const { directories } = this.#folderOf(parentOf(directory));
      const name = nameOf(directory);
      directories.set(name, (directories.get(name) ?? 0) + 1);
    }
  }

  /** The file was there. */
  remove(path: string): void {
    this.#folders.get(parentOf(path))?.files.delete(nameOf(path));
    for (let directory = parentOf(path); directory !== ''; directory = parentOf(directory)) {
      const directories = this.#folders.get(parentOf(directory))?.directories;
      const name = nameOf(directory);
      const left = (directories?.get(name) ?? 0) - 1;
      if (left > 0) {
        directories?.set(name, left);
      } else {
        directories?.delete(name);
        this.#folders.delete(directory);
      }
    }
  }

  clear(): void {
    this.#folders.clear();
  }

  isDirectory(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Sorted by name. */
  list(directory: string): readonly DiskEntry[] {
    const folder = this.#folders.get(directory);
    if (folder === undefined) return [];
    const entries: DiskEntry[] = [];
    for (const name of folder.files) if (!folder.directories.has(name)) entries.push({ name, kind: 'file' });
    for (const name of folder.directories.keys()) entries.push({ name, kind: 'directory' });
    return entries.sort((left, right) => compareText(left.name, right.name));
  }

  /** Paths of all files below the directory. */
  below(directory: string): readonly string[] {
    const folder = this.#folders.get(directory);
    if (folder === undefined) return [];
    const prefix = directory === '' ? '' : `${directory}/`;
    const paths = [...folder.files].map((name) => prefix + name);
    for (const name of folder.directories.keys()) paths.push(...this.below(prefix + name));
    return paths;
  }

  #folderOf(directory: string): Folder {
    const known = this.#folders.get(directory);
    if (known !== undefined) return known;
    const folder = { files: new Set<string>(), directories: new Map<string, number>() };
    this.#folders.set(directory, folder);
    return folder;
  }
}
