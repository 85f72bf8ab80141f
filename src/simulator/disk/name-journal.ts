// Names on the device: which files and directories it knows, and the changes of names that no sync of their directory has made durable.
// A power loss keeps any of those, each for itself, but never one without those that it builds upon. Renames are atomic.

import { compareText } from '../../base/compare.ts';
import type { FileContent } from './file-content.ts';

export type NameTarget = FileContent | 'directory';

/** The path leads to this from now on; undefined: to nothing. */
export interface NameChange {
  readonly path: string;
  readonly target: NameTarget | undefined;
}

interface NameOperation {
  readonly number: number;
  readonly changes: readonly NameChange[];
  /** A sync of its directory has failed: no later one tries again. */
  isFalselyClean: boolean;
}

export class NameJournal {
  readonly #durable = new Map<string, NameTarget>();
  #pending: NameOperation[] = [];
  #next = 0;

  /** Number of the next operation. */
  get end(): number {
    return this.#next;
  }

  /** One operation: all of its changes, or none. */
  add(...changes: readonly NameChange[]): void {
    this.#pending.push({ number: this.#next, changes, isFalselyClean: false });
    this.#next += 1;
  }

  /** What was done in the directory before the point is durable, and what that builds upon. */
  completeSync(directory: string, until: number): void {
    this.#apply((operation) => {
      return !operation.isFalselyClean && operation.number < until && isIn(operation, directory);
    });
  }

  failSync(directory: string, until: number): void {
    for (const operation of this.#pending) {
      if (operation.number < until && isIn(operation, directory)) operation.isFalselyClean = true;
    }
  }

  /** Power loss. What is left, in the order of paths; a name below a directory that is not there is lost with it. */
  losePower(isKept: (change: NameChange, number: number) => boolean): readonly [string, NameTarget][] {
    this.#apply((operation) => isKept(operation.changes[0] as NameChange, operation.number));
    this.#pending = [];
    for (const path of [...this.#durable.keys()]) this.#dropUnreachable(path);
    return [...this.#durable].sort(([left], [right]) => compareText(left, right));
  }

  wipe(): void {
    this.#durable.clear();
    this.#pending = [];
  }

  #apply(isChosen: (operation: NameOperation) => boolean): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    const chosen = new Set<NameOperation>();
    for (let index = pending.length - 1; index >= 0; index -= 1) {
      const operation = pending[index] as NameOperation;
      if (!chosen.has(operation) && !isChosen(operation)) continue;
      chosen.add(operation);
      for (let before = 0; before < index; before += 1) {
        if (buildsUpon(operation, pending[before] as NameOperation)) {
          chosen.add(pending[before] as NameOperation);
        }
      }
    }
    for (const operation of pending) {
      if (chosen.has(operation)) for (const change of operation.changes) this.#change(change);
    }
    this.#pending = pending.filter((operation) => !chosen.has(operation));
  }

  #change({ path, target }: NameChange): void {
    if (target !== undefined) this.#durable.set(path, target);
    else this.#durable.delete(path);
  }

  #dropUnreachable(path: string): void {
    for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
      if (this.#durable.get(parent) !== 'directory') this.#durable.delete(path);
    }
  }
}

/** The empty text is the root, also its own parent. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function isIn(operation: NameOperation, directory: string): boolean {
  return operation.changes.some(({ path }) => parentOf(path) === directory);
}

/** On the same name; on the removal of a directory that has come again; what removes a directory, on all that was done in it. */
function buildsUpon(later: NameOperation, earlier: NameOperation): boolean {
  return later.changes.some((change) =>
    earlier.changes.some((before) => {
      if (before.path === change.path) return true;
      return removesAbove(before, change.path) || removesAbove(change, before.path);
    }),
  );
}

function removesAbove({ path, target }: NameChange, other: string): boolean {
  return target === undefined && other.startsWith(`${path}/`);
}
