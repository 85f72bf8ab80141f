// Offsets of a broadcasting consumer in a file on its own disk, with the content before in a second one (LocalFileOffsetStore.java). The
// original overwrites both in place; here each is replaced as a whole, so that one of them is always good. Only this process writes them.

import { type Disk, DiskError, type DiskFile } from '../../environment/disk.ts';
import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import type { OffsetReading } from './broker-requests.ts';
import { ClientError } from './client-error.ts';
import type { ClientInstance } from './client-instance.ts';
import { decodeOffsets, encodeOffsets } from './local-offset-format.ts';
import type { OffsetPlace, QueueProgress } from './offset-store.ts';

/** Below the disk of the process, in place of the home directory. */
const FOLDER = '.rocketmq_offsets';

export class LocalOffsets implements OffsetPlace {
  readonly #disk: Disk;
  readonly #path: string;
  /** By queue key: what the file says, and what is newer. Undefined until the file was read. */
  #known: Map<string, QueueProgress> | undefined;
  /** Content of the file, as far as this process knows. */
  #content: Uint8Array | undefined;
  /** Something is known that the file does not say. */
  #isDirty = false;
  #areFoldersSafe = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(instance: ClientInstance, group: string) {
    this.#disk = instance.environment.disk;
    this.#path = `${FOLDER}/${instance.lastingId}/${group}/offsets.json`;
  }

  /** A disk that does not answer is asked again with the first queue. */
  async open(): Promise<void> {
    await this.#load();
  }

  async read(queue: MessageQueue): Promise<OffsetReading> {
    const known = await this.#load();
    if (known === undefined) return { kind: 'failed' };
    const one = known.get(queueKey(queue));
    return one === undefined ? { kind: 'none' } : { kind: 'committed', offset: one.offset };
  }

  /** One write at a time, each with everything that is known by then. */
  write(all: readonly QueueProgress[], persisted: (one: QueueProgress) => void): Promise<void> {
    this.#writing = this.#writing.then(() => this.#replace(all, persisted));
    return this.#writing;
  }

  async #replace(all: readonly QueueProgress[], persisted: (one: QueueProgress) => void): Promise<void> {
    const known = await this.#load();
    if (known === undefined) return;
    const copies = all.map(({ queue, offset }) => ({ queue, offset }));
    for (const one of copies) {
      if (known.get(queueKey(one.queue))?.offset !== one.offset) this.#isDirty = true;
      known.set(queueKey(one.queue), one);
    }
    if (!this.#isDirty) return;
    const content = encodeOffsets(known.values());
    try {
      if (this.#content !== undefined) await this.#replaceFile(`${this.#path}.bak`, this.#content);
      await this.#replaceFile(this.#path, content);
    } catch (error) {
      if (error instanceof DiskError) return;
      throw error;
    }
    this.#content = content;
    this.#isDirty = false;
    for (const one of copies) persisted(one);
  }

  async #replaceFile(path: string, content: Uint8Array): Promise<void> {
    const temporaryPath = `${path}.tmp`;
    const file = await this.#disk.open(temporaryPath, 'create');
    try {
      file.truncate(0);
      file.write(0, content);
      await file.sync();
    } finally {
      file.close();
    }
    await this.#disk.rename(temporaryPath, path);
    await this.#syncFolders(path);
  }

  /** The folder of the file; the first time also those around it: a folder that is lost takes the file with it. */
  async #syncFolders(path: string): Promise<void> {
    let folder = path;
    do {
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
      await this.#disk.syncDirectory(folder);
    } while (folder !== '' && !this.#areFoldersSafe);
    this.#areFoldersSafe = true;
  }

  /** @throws ClientError `damaged-offsets` */
  async #load(): Promise<Map<string, QueueProgress> | undefined> {
    if (this.#known !== undefined) return this.#known;
    try {
      const known = await this.#readFiles();
      this.#known ??= known;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
    }
    return this.#known;
  }

  async #readFiles(): Promise<Map<string, QueueProgress>> {
    let damaged: string | undefined;
    for (const path of [this.#path, `${this.#path}.bak`]) {
      const bytes = await readWhole(this.#disk, path);
      if (bytes === undefined || bytes.length === 0) continue;
      const decoded = decodeOffsets(bytes);
      if (decoded !== undefined) {
        this.#content = bytes;
        return new Map(decoded);
      }
      damaged = path;
    }
    if (damaged === undefined) return new Map();
    throw new ClientError(
      'damaged-offsets',
      `${damaged} cannot be read, and to start without it would skip messages`,
    );
  }
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
