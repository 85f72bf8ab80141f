// The disk of a simulated process with failures that a test asks for: everything else is the simulated disk's own work.

import { type Disk, DiskError, type DiskErrorKind, type DiskFile } from '../../../environment/disk.ts';
import type { Environment } from '../../../environment/environment.ts';

export type DiskOperation = 'open' | 'write' | 'sync';

/** Decides about each operation; undefined lets it through. */
export type FailureOf = (operation: DiskOperation, path: string) => DiskErrorKind | undefined;

export function withFailures(environment: Environment, failureOf: FailureOf): Environment {
  const disk = failingDisk(environment.disk, failureOf);
  return {
    name: environment.name,
    incarnation: environment.incarnation,
    clock: environment.clock,
    timers: environment.timers,
    random: environment.random,
    network: environment.network,
    lanes: environment.lanes,
    interleave: (label) => environment.interleave(label),
    observe: (observation) => environment.observe(observation),
    disk,
  };
}

function check(failureOf: FailureOf, operation: DiskOperation, path: string): void {
  const kind = failureOf(operation, path);
  if (kind !== undefined) throw new DiskError(kind, path, `${operation} failed on purpose`);
}

function failingDisk(disk: Disk, failureOf: FailureOf): Disk {
  return {
    open: async (path, mode) => {
      check(failureOf, 'open', path);
      return failingFile(await disk.open(path, mode), failureOf);
    },
    list: (directory) => disk.list(directory),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncDirectory: (directory) => disk.syncDirectory(directory),
    usage: () => disk.usage(),
  };
}

function failingFile(file: DiskFile, failureOf: FailureOf): DiskFile {
  return {
    path: file.path,
    size: () => file.size(),
    modifiedMs: () => file.modifiedMs(),
    read: (position, length) => file.read(position, length),
    write: (position, bytes) => {
      check(failureOf, 'write', file.path);
      file.write(position, bytes);
    },
    truncate: (size) => file.truncate(size),
    sync: async () => {
      check(failureOf, 'sync', file.path);
      await file.sync();
    },
    close: () => file.close(),
  };
}
