// The folder of the key index: its files in the order of their creation, made, opened and removed. What is in them is their own matter.

import { assert, present } from '../../base/assert.ts';
import type { Disk, DiskFile } from '../../environment/disk.ts';
import { IndexFile } from './index-file.ts';
import { indexFileName, indexFileTime } from './index-file-name.ts';
import { type IndexGeometry, indexFileBytes } from './index-format.ts';
import { indexDirectory } from './store-paths.ts';
import { syncParents } from './sync-parents.ts';

export interface IndexFilesOptions {
  readonly root: string;
  readonly geometry: IndexGeometry;
  /** Minutes east of UTC; file names are in local time. */
  readonly zoneMinutes: number;
}

export class IndexFiles {
  readonly #disk: Disk;
  readonly #options: IndexFilesOptions;
  readonly #files: IndexFile[] = [];
  /** Made, and not in use yet. */
  readonly #spares: DiskFile[] = [];
  #newestMs = 0;
  #isWhole = true;
  #areNamesDurable = false;
  /** The directory itself is a name in another one, and so on up. */
  #isDirectoryDurable = false;

  private constructor(disk: Disk, options: IndexFilesOptions) {
    this.#disk = disk;
    this.#options = options;
  }

  /** Removes what is no index file of the geometry, and everything after it. @throws DiskError */
  static async load(disk: Disk, options: IndexFilesOptions): Promise<IndexFiles> {
    const loaded = new IndexFiles(disk, options);
    await loaded.#load();
    return loaded;
  }

  /** Whether every file that was found could be used. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get all(): readonly IndexFile[] {
    return this.#files;
  }

  get last(): IndexFile | undefined {
    return this.#files.at(-1);
  }

  get spares(): number {
    return this.#spares.length;
  }

  /** Makes a file for `begin`. No two files have one name, and names follow the order of creation whatever the clock does. @throws DiskError */
  async makeSpare(wallMs: number): Promise<void> {
    const { root, geometry, zoneMinutes } = this.#options;
    this.#newestMs = Math.max(wallMs, this.#newestMs + 1);
    const path = `${indexDirectory(root)}/${indexFileName(this.#newestMs, zoneMinutes)}`;
    const file = await this.#disk.open(path, 'create');
    this.#areNamesDurable = false;
    try {
      file.truncate(0);
      file.truncate(indexFileBytes(geometry));
    } catch (error) {
      file.close();
      await this.#disk.remove(path);
      throw error;
    }
    this.#spares.push(file);
  }

  /** Puts a spare file into use. @throws DiskError; then nothing changed */
  begin(): IndexFile {
    const file = present(this.#spares[0], 'a spare index file');
    const begun = IndexFile.begin(file, this.#options.geometry, this.last?.header);
    this.#spares.shift();
    this.#files.push(begun);
    return begun;
  }

  /** Removes the files for which the answer is no, for good: none may come back after a power loss. @throws DiskError */
  async keepOnly(isKept: (index: number) => boolean): Promise<void> {
    const dropped = this.#files.filter((_, index) => !isKept(index));
    if (dropped.length === 0) return;
    const kept = this.#files.filter((_, index) => isKept(index));
    this.#files.splice(0, this.#files.length, ...kept);
    for (const file of dropped) {
      file.close();
      await this.#disk.remove(file.path);
    }
    this.#areNamesDurable = false;
    await this.syncNames();
  }

  /** The files' names are durable when it resolves. @throws DiskError */
  async syncNames(): Promise<void> {
    if (this.#areNamesDurable) return;
    this.#areNamesDurable = true;
    try {
      const directory = indexDirectory(this.#options.root);
      await this.#disk.syncDirectory(directory);
      if (!this.#isDirectoryDurable) await syncParents(this.#disk, directory);
      this.#isDirectoryDurable = true;
    } catch (error) {
      this.#areNamesDurable = false;
      throw error;
    }
  }

  /** Removes what was made in vain. @throws DiskError */
  async dropSpares(): Promise<void> {
    for (const file of this.#spares.splice(0)) {
      file.close();
      await this.#disk.remove(file.path);
    }
  }

  close(): void {
    for (const file of this.#files) file.close();
    for (const file of this.#spares) file.close();
  }

  async #load(): Promise<void> {
    const { root, geometry, zoneMinutes } = this.#options;
    const directory = indexDirectory(root);
    for (const entry of await this.#disk.list(directory)) {
      const createdMs = entry.kind === 'file' ? indexFileTime(entry.name, zoneMinutes) : undefined;
      if (createdMs === undefined) continue;
      assert(this.#spares.length === 0, 'files are loaded first');
      this.#newestMs = Math.max(this.#newestMs, createdMs);
      const path = `${directory}/${entry.name}`;
      const file = this.#isWhole
        ? IndexFile.load(await this.#disk.open(path, 'existing'), geometry)
        : undefined;
      if (file !== undefined) this.#files.push(file);
      else await this.#removeOdd(path);
    }
    if (!this.#isWhole) await this.syncNames();
  }

  async #removeOdd(path: string): Promise<void> {
    this.#isWhole = false;
    await this.#disk.remove(path);
  }
}
