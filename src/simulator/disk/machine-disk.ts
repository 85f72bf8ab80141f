// The disk of one machine: files by path. It survives every process; judges read it as an image. Directories come with the first file in
// them; to be durable, each name needs a sync of the directory it is in.

import { compareText } from '../../base/compare.ts';
import { withDefaults } from '../../base/defaults.ts';
import { type DiskEntry, DiskError, type DiskImage, type DiskUsage } from '../../environment/disk.ts';
import type { Kernel } from '../kernel.ts';
import { type CrashKind, DiskFaults } from './disk-faults.ts';
import { DEFAULT_DISK, type DiskOptions } from './disk-options.ts';
import { DiskSpace } from './disk-space.ts';
import { Fate } from './fate.ts';
import { FileContent, type SyncPoint } from './file-content.ts';
import { FolderIndex } from './folder-index.ts';
import { NameJournal, parentOf } from './name-journal.ts';

/** Where a disk is, and what it can do to its machine. */
export interface DiskPlace {
  readonly machine: string;
  readonly kernel: Pick<Kernel, 'draws' | 'nowUs' | 'eventIdentity'>;
  readonly options?: Partial<DiskOptions>;
  /** What the machine's wall clock stamps on a change. */
  readonly stampMs: () => number;
  /** Ends the process that runs, between two bytes. */
  readonly crash: (kind: CrashKind) => void;
}

export class MachineDisk implements DiskImage {
  readonly options: DiskOptions;
  readonly faults: DiskFaults;
  readonly #place: DiskPlace;
  readonly #space: DiskSpace;
  readonly #files = new Map<string, FileContent>();
  readonly #folders = new FolderIndex();
  readonly #directories = new Set<string>();
  readonly #names = new NameJournal();

  constructor(place: DiskPlace) {
    this.#place = place;
    this.options = withDefaults(DEFAULT_DISK, place.options ?? {});
    this.#space = new DiskSpace(this.options);
    this.faults = new DiskFaults({ files: this.#files, space: this.#space, ...place });
  }

  paths(): readonly string[] {
    return [...this.#files.keys()].sort(compareText);
  }

  size(path: string): number | undefined {
    return this.#files.get(path)?.size;
  }

  read(path: string, position: number, length: number): Uint8Array | undefined {
    return this.#files.get(path)?.read(position, length);
  }

  usage(): DiskUsage {
    return this.#space.usage();
  }

  /** Marks the file as changed now. */
  stamp(file: FileContent): void {
    file.modifiedMs = this.#place.stampMs();
  }

  /** @throws DiskError `not-found`, `is-directory` */
  open(path: string, mode: 'existing' | 'create'): FileContent {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    if (this.#folders.isDirectory(path)) throw new DiskError('is-directory', path, 'is a directory');
    if (mode === 'existing') throw new DiskError('not-found', path, 'no such file');
    this.#makeParents(path);
    const created = new FileContent(this.#space);
    this.stamp(created);
    this.#files.set(path, created);
    this.#folders.add(path);
    this.#names.add({ path, target: created });
    return created;
  }

  list(directory: string): readonly DiskEntry[] {
    return this.#folders.list(directory);
  }

  /** @throws DiskError `not-found` */
  rename(from: string, to: string): void {
    const moved = this.#files.get(from);
    if (moved === undefined) throw new DiskError('not-found', from, 'no such file');
    if (from === to) return;
    this.#makeParents(to);
    this.#files.delete(from);
    this.#folders.remove(from);
    this.#release(to);
    this.#files.set(to, moved);
    this.#folders.add(to);
    this.#names.add({ path: from, target: undefined }, { path: to, target: moved });
  }

  remove(path: string): void {
    for (const known of [path, ...this.#folders.below(path)]) {
      if (!this.#files.has(known)) continue;
      this.#release(known);
      this.#names.add({ path: known, target: undefined });
    }
    if (this.#directories.has(path)) this.#removeDirectories(path);
  }

  #removeDirectories(path: string): void {
    const prefix = `${path}/`;
    const directories = [...this.#directories].filter((known) => known === path || known.startsWith(prefix));
    // Those inside before those around them.
    for (const known of directories.sort((left, right) => compareText(right, left))) {
      this.#directories.delete(known);
      this.#names.add({ path: known, target: undefined });
    }
  }

  /** What a sync of a directory that begins now will make durable. */
  beginDirectorySync(): number {
    return this.#names.end;
  }

  completeDirectorySync(directory: string, point: number): void {
    this.#names.completeSync(directory, point);
  }

  failDirectorySync(directory: string, point: number): void {
    this.#names.failSync(directory, point);
  }

  failFileSync(path: string, file: FileContent, point: SyncPoint): void {
    file.failSync(point, this.#fate(path));
  }

  /** What no completed sync covers is kept, lost or torn, as chance has it. */
  losePower(): void {
    const left = this.#names.losePower(({ path }, number) => this.#fate(path).keepsName(number));
    this.#files.clear();
    this.#folders.clear();
    this.#directories.clear();
    this.#space.usedPages = 0;
    for (const [path, target] of left) {
      if (target === 'directory') {
        this.#directories.add(path);
      } else {
        target.losePower(this.#fate(path));
        this.#files.set(path, target);
        this.#folders.add(path);
        this.#space.usedPages += target.pages;
      }
    }
  }

  /** Another disk, empty. */
  wipe(): void {
    this.#names.wipe();
    this.#files.clear();
    this.#folders.clear();
    this.#directories.clear();
    this.#space.usedPages = 0;
  }

  #fate(path: string): Fate {
    const { kernel, machine } = this.#place;
    const accident = {
      draws: kernel.draws,
      machine,
      identity: kernel.eventIdentity(),
      options: this.options,
    };
    return new Fate(accident, path);
  }

  #makeParents(path: string): void {
    const missing: string[] = [];
    for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
      if (!this.#directories.has(parent)) missing.push(parent);
    }
    for (const directory of missing.reverse()) {
      this.#directories.add(directory);
      this.#names.add({ path: directory, target: 'directory' });
    }
  }

  #release(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#space.usedPages -= file.pages;
    this.#files.delete(path);
    this.#folders.remove(path);
  }
}
