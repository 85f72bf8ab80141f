// What a power loss may leave of a disk, told from the outside: every state that a file or a name has had since it was last made durable.
// It shares no code with the disk; it only knows which object is which file.

import type { FileContent } from '../file-content.ts';

/** A file as processes saw it after one of its changes. */
interface FileState {
  readonly bytes: readonly number[];
}

interface NameState {
  readonly operation: number;
  readonly target: FileContent | 'directory' | undefined;
}

interface NameOperation {
  readonly number: number;
  readonly paths: readonly string[];
  readonly kind: 'create' | 'rename' | 'unlink';
  isFailed: boolean;
}

export class FileModel {
  /** The first is durable, the last is what processes see. */
  states: FileState[] = [{ bytes: [] }];
  /** Number of the first state, counted from the file's creation. */
  first = 0;
  /** After a failed sync no later one is relied on. */
  isTainted = false;
  /** Sizes to which the file was cut since it was last durable. */
  cuts: number[] = [];
  /** Writes since the last accident, by the byte that they write. */
  writes: { readonly value: number; readonly position: number; readonly length: number; state: number }[] =
    [];

  get now(): readonly number[] {
    return (this.states.at(-1) as FileState).bytes;
  }

  get end(): number {
    return this.first + this.states.length - 1;
  }

  write(position: number, length: number, value: number): void {
    const bytes = [...this.now];
    while (bytes.length < position) bytes.push(0);
    for (let index = 0; index < length; index += 1) bytes[position + index] = value;
    this.states.push({ bytes });
    this.writes.push({ value, position, length, state: this.end });
  }

  truncate(size: number): void {
    const bytes = this.now.slice(0, size);
    if (bytes.length < this.now.length) this.cuts.push(size);
    while (bytes.length < size) bytes.push(0);
    this.states.push({ bytes });
  }

  synced(until: number): void {
    if (this.isTainted || until <= this.first) return;
    this.states.splice(0, until - this.first);
    this.first = until;
    this.writes = this.writes.filter(({ state }) => state > until);
  }

  /** What is wrong with what is left; undefined when it is allowed. */
  judge(left: readonly number[], sectorBytes: number): string | undefined {
    if (!this.states.some(({ bytes }) => bytes.length === left.length)) return `size ${left.length}`;
    for (let start = 0; start < left.length; start += sectorBytes) {
      const sector = left.slice(start, start + sectorBytes);
      if (!this.#allows(sector, start)) return `sector at ${start}: ${sector.slice(0, 40).join()}`;
    }
    return undefined;
  }

  /** The accident has happened: what is left is durable. */
  settle(left: readonly number[]): void {
    this.first = this.end + 1;
    this.states = [{ bytes: left }];
    this.isTainted = false;
    this.cuts = [];
    this.writes = [];
  }

  /** Some state of the sector, the beginning of the next one over it, zeros behind a cut. */
  #allows(sector: readonly number[], start: number): boolean {
    const at = (state: number, index: number) => this.states[state]?.bytes[start + index] ?? 0;
    const ends = [Number.POSITIVE_INFINITY, ...this.cuts.map((cut) => cut - start)];
    return ends.some((end) =>
      this.states.some((_state, number) => {
        let isTorn = number + 1 < this.states.length;
        return sector.every((byte, index) => {
          if (index >= end && byte === 0) return true;
          if (isTorn && byte === at(number + 1, index)) return true;
          isTorn = false;
          return byte === at(number, index);
        });
      }),
    );
  }
}

export class NameModel {
  readonly paths = new Map<string, NameState[]>();
  operations: NameOperation[] = [];
  next = 0;

  now(path: string): NameState['target'] {
    return this.paths.get(path)?.at(-1)?.target;
  }

  change(kind: NameOperation['kind'], ...changes: readonly [string, NameState['target']][]): void {
    const number = this.next;
    this.next += 1;
    for (const [path, target] of changes) {
      const states = this.paths.get(path) ?? [{ operation: -1, target: undefined }];
      this.paths.set(path, [...states, { operation: number, target }]);
    }
    this.operations.push({ number, kind, paths: changes.map(([path]) => path), isFailed: false });
  }

  synced(directory: string, until: number): void {
    const durable = new Set(this.#in(directory, until).filter(({ isFailed }) => !isFailed));
    // What they build upon, the latest first.
    for (const operation of [...this.operations].reverse()) {
      const isNeeded = [...durable].some(
        (later) =>
          later.number > operation.number && later.paths.some((path) => operation.paths.includes(path)),
      );
      if (isNeeded) durable.add(operation);
    }
    this.operations = this.operations.filter((operation) => !durable.has(operation));
    const numbers = new Set([...durable].map(({ number }) => number));
    for (const [path, states] of this.paths) {
      const base = states.findLastIndex(({ operation }) => numbers.has(operation));
      if (base > 0) this.paths.set(path, states.slice(base));
    }
  }

  failed(directory: string, until: number): void {
    for (const operation of this.#in(directory, until)) operation.isFailed = true;
  }

  #in(directory: string, until: number): readonly NameOperation[] {
    return this.operations.filter(({ number, paths }) => {
      return number < until && paths.some((path) => directoryOf(path) === directory);
    });
  }

  durable(path: string): NameState['target'] {
    return this.paths.get(path)?.[0]?.target;
  }

  allows(path: string, target: NameState['target']): boolean {
    const states = this.paths.get(path) ?? [{ operation: -1, target: undefined }];
    if (states.some((state) => state.target === target)) return true;
    const directory = directoryOf(path);
    return target === undefined && directory !== '' && this.allows(directory, undefined);
  }
}

export function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
