// Small configuration files that must never be half there. They are replaced as a whole; what was durable before stays
// durable until the new content is. The content's format is the caller's.

import { type Disk, DiskError, type DiskFile } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { ConfigSave } from './observations.ts';

/** Makes the bytes the durable content of the file. @throws DiskError */
export type ReplaceFile = (disk: Disk, path: string, bytes: Uint8Array) => Promise<void>;

/**
 * Writes beside the file, syncs, renames over it, syncs the directory. The original renames the old file away before it writes
 * the new one, and older versions do not sync at all (facts 2.15): after a power loss their file can be missing or old.
 */
export const replaceFile: ReplaceFile = async (disk, path, bytes) => {
  const temporaryPath = `${path}.tmp`;
  const file = await disk.open(temporaryPath, 'create');
  try {
    file.truncate(0);
    file.write(0, bytes);
    await file.sync();
  } finally {
    file.close();
  }
  await disk.rename(temporaryPath, path);
  await disk.syncDirectory(directoryOf(path));
};

/**
 * MixAll.java `string2File` of RocketMQ 5.1 to 5.3: copies what is there, whole or not, to `.bak`, overwrites the file in place and syncs
 * nothing. A process that dies in it leaves the old or the new content, but the next save copies what is half written over the copy that
 * was whole; a power loss leaves anything.
 */
export const overwriteFile: ReplaceFile = async (disk, path, bytes) => {
  const file = await disk.open(path, 'create');
  try {
    const backup = await disk.open(`${path}.bak`, 'create');
    try {
      overwrite(backup, file.read(0, file.size()));
    } finally {
      backup.close();
    }
    overwrite(file, bytes);
  } finally {
    file.close();
  }
};

function overwrite(file: DiskFile, bytes: Uint8Array): void {
  file.truncate(0);
  if (bytes.length > 0) file.write(0, bytes);
}

/** Neither the file nor its `.bak` can be decoded, and one of them has content. */
export class ConfigDamaged extends Error {
  override readonly name = 'ConfigDamaged';
  readonly path: string;
  constructor(path: string, damaged: string) {
    super(`${damaged}: damaged configuration file`);
    this.path = path;
  }
}

/** Replaces files as `replace` does, and tells so before and after. */
export function observedReplace(
  environment: Pick<Environment, 'observe'>,
  replace: ReplaceFile,
): ReplaceFile {
  return async (disk, path, bytes) => {
    const saving: ConfigSave = { kind: 'broker.config-saving', path, content: bytes };
    environment.observe(saving);
    await replace(disk, path, bytes);
    const saved: ConfigSave = { kind: 'broker.config-saved', path, content: bytes };
    environment.observe(saved);
  };
}

/**
 * The decoded file, or its `.bak` as stock brokers leave it; undefined when there is neither, or both are empty.
 * @throws ConfigDamaged when there is content that cannot be decoded: to start without it would lose it. @throws DiskError
 */
export async function loadConfig<T>(
  disk: Disk,
  path: string,
  decode: (bytes: Uint8Array) => T | undefined,
): Promise<T | undefined> {
  let damaged: string | undefined;
  for (const candidate of [path, `${path}.bak`]) {
    const bytes = await readWhole(disk, candidate);
    if (bytes === undefined || bytes.length === 0) continue;
    const decoded = decode(bytes);
    if (decoded !== undefined) return decoded;
    damaged = candidate;
  }
  if (damaged !== undefined) throw new ConfigDamaged(path, damaged);
  return undefined;
}

async function readWhole(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  let file: DiskFile;
  try {
    file = await disk.open(path, 'existing');
  } catch (error) {
    if (error instanceof DiskError && error.kind === 'not-found') return undefined;
    throw error;
  }
  try {
    return file.read(0, file.size());
  } finally {
    file.close();
  }
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
