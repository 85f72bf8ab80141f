// Configuration that administrators keep on a name server: namespaces of texts, the ordered topics among them. In memory, and on disk in
// one JSON file that is replaced as a whole, so that a crash leaves the old or the new one (facts 7.1, KVConfigManager).

import { type Disk, DiskError, type DiskFile } from '../../environment/disk.ts';
import {
  asText,
  isObject,
  type Json,
  readObject,
  sortedObject,
  tableMember,
  writeJson,
} from '../protocol/json.ts';
import type { KvTable } from '../protocol/kv-table.ts';

/** The file is there but is no configuration: a person must look at it. */
export class DamagedConfigError extends Error {
  override readonly name = 'DamagedConfigError';
}

export class KvConfig {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #namespaces: Map<string, Map<string, string>>;
  #version = 0;
  #storedVersion = 0;
  #storing: Promise<void> | undefined;

  private constructor(disk: Disk, path: string, namespaces: Map<string, Map<string, string>>) {
    this.#disk = disk;
    this.#path = path;
    this.#namespaces = namespaces;
  }

  /** @throws DamagedConfigError, DiskError */
  static async load(disk: Disk, path: string): Promise<KvConfig> {
    const bytes = await readWhole(disk, path);
    const namespaces = bytes === undefined ? new Map<string, Map<string, string>>() : decode(bytes);
    if (namespaces === undefined) throw new DamagedConfigError(`${path} is damaged`);
    return new KvConfig(disk, path, namespaces);
  }

  get(namespace: string, key: string): string | undefined {
    return this.#namespaces.get(namespace)?.get(key);
  }

  list(namespace: string): KvTable | undefined {
    return this.#namespaces.get(namespace);
  }

  /** Resolves when the value is durable. @throws DiskError */
  put(namespace: string, key: string, value: string): Promise<void> {
    const table = this.#namespaces.get(namespace) ?? new Map<string, string>();
    this.#namespaces.set(namespace, table.set(key, value));
    return this.#store();
  }

  /** Resolves when the removal is durable. @throws DiskError */
  remove(namespace: string, key: string): Promise<void> {
    this.#namespaces.get(namespace)?.delete(key);
    return this.#store();
  }

  /** One writer at a time; changes that come meanwhile share the next write. */
  async #store(): Promise<void> {
    this.#version += 1;
    const wanted = this.#version;
    while (this.#storedVersion < wanted) {
      this.#storing ??= this.#replaceFile();
      await this.#storing;
    }
  }

  async #replaceFile(): Promise<void> {
    try {
      const version = this.#version;
      const bytes = this.#encode();
      const temporaryPath = `${this.#path}.tmp`;
      await this.#disk.remove(temporaryPath);
      const file = await this.#disk.open(temporaryPath, 'create');
      await writeWhole(file, bytes);
      await this.#disk.rename(temporaryPath, this.#path);
      await syncParents(this.#disk, this.#path);
      this.#storedVersion = version;
    } finally {
      this.#storing = undefined;
    }
  }

  #encode(): Uint8Array {
    const tables = new Map<string, object>();
    for (const [namespace, table] of this.#namespaces) tables.set(namespace, sortedObject(table));
    return writeJson({ configTable: sortedObject(tables) });
  }
}

function decode(bytes: Uint8Array): Map<string, Map<string, string>> | undefined {
  const object = readObject(bytes);
  const tables = object === undefined ? undefined : tableMember(object, 'configTable', decodeTable);
  return tables === undefined ? undefined : new Map(tables);
}

function decodeTable(value: Json): Map<string, string> | undefined {
  const table = isObject(value) ? tableMember({ table: value }, 'table', asText) : undefined;
  return table === undefined ? undefined : new Map(table);
}

async function readWhole(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  try {
    const file = await disk.open(path, 'existing');
    const bytes = file.read(0, file.size());
    file.close();
    return bytes;
  } catch (error) {
    if (error instanceof DiskError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

async function writeWhole(file: DiskFile, bytes: Uint8Array): Promise<void> {
  try {
    file.write(0, bytes);
    await file.sync();
  } finally {
    file.close();
  }
}

/** The name in its directory, and that directory in the next, which the first file in it may just have made. */
async function syncParents(disk: Disk, path: string): Promise<void> {
  for (let parent = path; parent !== ''; ) {
    const slash = parent.lastIndexOf('/');
    parent = slash < 0 ? '' : parent.slice(0, slash);
    await disk.syncDirectory(parent);
  }
}
