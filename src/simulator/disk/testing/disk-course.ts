// A course of file operations, syncs and accidents on a disk and on its model: judges each power loss, and notes the outcomes it met.

import { expect } from 'vitest';
import type { DiskOptions } from '../disk-options.ts';
import type { FileContent, SyncPoint } from '../file-content.ts';
import { directoryOf, FileModel, NameModel } from './disk-model.ts';
import { LooseDisk } from './loose-disk.ts';

export const PATHS = ['a', 'b', 'd/a', 'd/b', 'd/e/a'];
const DIRECTORIES = ['', 'd', 'd/e'];

export type Outcome =
  | `write ${'kept' | 'lost' | 'kept up to the old size' | 'torn at a sector' | 'torn in a sector' | 'only in its size'}`
  | `creation ${'kept' | 'lost'}`
  | `rename ${'kept' | 'lost'}`
  | `unlink ${'kept' | 'undone'}`
  | `cut ${'kept' | 'lost'}`;

export type Step =
  | { readonly kind: 'write'; readonly file: number; readonly position: number; readonly length: number }
  | { readonly kind: 'truncate'; readonly file: number; readonly position: number }
  | { readonly kind: 'rename'; readonly file: number; readonly to: number }
  | { readonly kind: 'create' | 'unlink' | 'begin'; readonly file: number }
  | { readonly kind: 'complete' | 'fail'; readonly file: number }
  | { readonly kind: 'begin-names' | 'complete-names' | 'fail-names'; readonly file: number }
  | { readonly kind: 'power' };

interface Sync {
  readonly complete: () => void;
  readonly fail: () => void;
}

export class DiskCourse {
  readonly outcomes = new Set<Outcome>();
  readonly #loose: LooseDisk;
  readonly #names = new NameModel();
  readonly #files = new Map<FileContent, FileModel>();
  #syncs: Sync[] = [];
  #nameSyncs: Sync[] = [];
  #value = 0;

  constructor(options: Partial<DiskOptions>, seed: number) {
    this.#loose = new LooseDisk(options, `power ${seed}`);
  }

  act(step: Step): void {
    this.#loose.event += 1;
    switch (step.kind) {
      case 'power':
        this.#losePower();
        break;
      case 'create':
        this.#open(step.file);
        break;
      case 'write':
        this.#write(step);
        break;
      case 'truncate':
        this.#truncate(step.file, step.position);
        break;
      case 'rename':
        this.#rename(pathOf(step.file), pathOf(step.to));
        break;
      case 'unlink':
        this.#unlink(pathOf(step.file));
        break;
      case 'begin':
        this.#beginSync(step.file);
        break;
      case 'begin-names':
        this.#beginNameSync(DIRECTORIES[step.file % DIRECTORIES.length] as string);
        break;
      default:
        this.#endSync(step);
    }
  }

  #endSync(step: { readonly kind: string; readonly file: number }): void {
    const syncs = step.kind.endsWith('names') ? this.#nameSyncs : this.#syncs;
    const [sync] = syncs.splice(step.file % Math.max(1, syncs.length), 1);
    if (step.kind.startsWith('fail')) sync?.fail();
    else sync?.complete();
  }

  #open(number: number): { readonly content: FileContent; readonly model: FileModel } {
    const path = pathOf(number);
    const isNew = this.#loose.disk.size(path) === undefined;
    const content = this.#loose.disk.open(path, 'create');
    if (isNew) this.#created(path, content);
    return { content, model: this.#files.get(content) as FileModel };
  }

  #created(path: string, content: FileContent): void {
    this.#makeParents(path);
    this.#files.set(content, new FileModel());
    this.#names.change('create', [path, content]);
  }

  #makeParents(path: string): void {
    for (const directory of DIRECTORIES) {
      if (directory === '' || !path.startsWith(`${directory}/`)) continue;
      if (this.#names.now(directory) === undefined) this.#names.change('create', [directory, 'directory']);
    }
  }

  #write({ file, position, length }: Extract<Step, { kind: 'write' }>): void {
    const { content, model } = this.#open(file);
    this.#value = (this.#value % 255) + 1;
    content.write(position, new Uint8Array(length).fill(this.#value));
    model.write(position, length, this.#value);
  }

  #truncate(file: number, size: number): void {
    const { content, model } = this.#open(file);
    content.truncate(size);
    model.truncate(size);
  }

  #rename(from: string, to: string): void {
    if (from === to || this.#loose.disk.size(from) === undefined) return;
    const moved = this.#names.now(from);
    this.#loose.disk.rename(from, to);
    this.#makeParents(to);
    this.#names.change('rename', [from, undefined], [to, moved]);
  }

  #unlink(path: string): void {
    if (this.#loose.disk.size(path) === undefined) return;
    this.#loose.disk.remove(path);
    this.#names.change('unlink', [path, undefined]);
  }

  #beginSync(number: number): void {
    const path = pathOf(number);
    const { content, model } = this.#open(number);
    const point: SyncPoint = content.beginSync();
    const until = model.end;
    this.#syncs.push({
      complete: () => {
        content.completeSync(point, 0);
        model.synced(until);
      },
      fail: () => {
        this.#loose.disk.failFileSync(path, content, point);
        model.isTainted = true;
      },
    });
  }

  #beginNameSync(directory: string): void {
    const point = this.#loose.disk.beginDirectorySync();
    const until = this.#names.next;
    this.#nameSyncs.push({
      complete: () => {
        this.#loose.disk.completeDirectorySync(directory, point);
        this.#names.synced(directory, until);
      },
      fail: () => {
        this.#loose.disk.failDirectorySync(directory, point);
        this.#names.failed(directory, until);
      },
    });
  }

  #losePower(): void {
    const { disk } = this.#loose;
    disk.losePower();
    const left = new Map(disk.paths().map((path) => [path, disk.open(path, 'existing')]));
    this.#judgeNames(left);
    this.#noteNames(left);
    for (const [path, content] of left) {
      const model = this.#files.get(content) as FileModel;
      const bytes = [...content.read(0, content.size)];
      expect(`${path}: ${model.judge(bytes, disk.options.sectorBytes)}`).toBe(`${path}: undefined`);
      this.#noteContent(model, bytes);
      model.settle(bytes);
    }
    this.#begin(left);
  }

  #judgeNames(left: ReadonlyMap<string, FileContent>): void {
    for (const path of PATHS) {
      expect([path, this.#names.allows(path, left.get(path))]).toEqual([path, true]);
      const durable = this.#names.durable(path);
      const isTouched = this.#names.operations.some(({ paths }) => paths.includes(path));
      const isReachable = !this.#names.allows(path, undefined);
      if (isReachable && !isTouched && durable !== undefined) expect(left.get(path)).toBe(durable);
    }
    expect(new Set(left.values()).size).toBe(left.size);
  }

  /** Only operations whose names nothing else has changed since the last sync tell clearly what became of them. */
  #noteNames(left: ReadonlyMap<string, FileContent>): void {
    const { operations } = this.#names;
    for (const { kind, paths } of operations) {
      const isInRoot = paths.every((path) => PATHS.includes(path) && directoryOf(path) === '');
      const touching = operations.filter((other) => paths.some((path) => other.paths.includes(path)));
      if (isInRoot && touching.length === 1) this.#noteName(kind, left.has(paths[0] as string));
    }
  }

  #noteName(kind: 'create' | 'rename' | 'unlink', isThere: boolean): void {
    if (kind === 'create') this.outcomes.add(isThere ? 'creation kept' : 'creation lost');
    else if (kind === 'unlink') this.outcomes.add(isThere ? 'unlink undone' : 'unlink kept');
    else this.outcomes.add(isThere ? 'rename lost' : 'rename kept');
  }

  #noteContent(model: FileModel, left: readonly number[]): void {
    const last = model.writes.at(-1);
    if (model.isTainted || model.states.length !== 2) return;
    const [before, after] = model.states;
    if (before === undefined || after === undefined) return;
    if (last === undefined) {
      if (after.bytes.length < before.bytes.length) {
        this.outcomes.add(left.length === after.bytes.length ? 'cut kept' : 'cut lost');
      }
      return;
    }
    const { value, position, length } = last;
    const isKept = Array.from({ length }, (_, index) => left[position + index] === value);
    const kept = isKept.filter(Boolean).length;
    if (kept === length) this.outcomes.add('write kept');
    else if (kept > 0 && left.length < position + length) this.outcomes.add('write kept up to the old size');
    else if (kept > 0) this.#noteTorn(isKept, position);
    else if (left.length > before.bytes.length) this.outcomes.add('write only in its size');
    else this.outcomes.add('write lost');
  }

  #noteTorn(isKept: readonly boolean[], position: number): void {
    const { sectorBytes } = this.#loose.disk.options;
    const isInSector = isKept.some((kept, index) => {
      return index > 0 && kept !== isKept[index - 1] && (position + index) % sectorBytes !== 0;
    });
    this.outcomes.add(isInSector ? 'write torn in a sector' : 'write torn at a sector');
  }

  /** What is left is where the model goes on from. */
  #begin(left: ReadonlyMap<string, FileContent>): void {
    this.#syncs = [];
    this.#nameSyncs = [];
    this.#names.operations = [];
    for (const path of PATHS) this.#names.paths.set(path, [{ operation: -1, target: left.get(path) }]);
    for (const directory of DIRECTORIES.slice(1)) {
      this.#names.paths.delete(directory);
      // Whether an empty directory is left cannot be seen: it is made again, which changes nothing where it is.
      if ([...left.keys()].some((path) => path.startsWith(`${directory}/`))) {
        this.#names.paths.set(directory, [{ operation: -1, target: 'directory' }]);
      }
    }
  }
}

function pathOf(number: number): string {
  return PATHS[number % PATHS.length] as string;
}
