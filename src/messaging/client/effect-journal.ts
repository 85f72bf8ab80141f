// An effect store in one file on the disk of its process: effects and processed ids are appended together, an entry with a checksum each, and
// an answer waits for the sync. A torn tail is cut when it is opened: nobody had an answer for it. The file is written anew, as a whole,
// when it has grown, and after a call of the disk has failed: what such a call left behind is not to be trusted.
//
// Only the newest ids are remembered: a message that comes again after so many others takes effect again.

import { concatBytes } from '../../base/bytes.ts';
import { withDefaults } from '../../base/defaults.ts';
import { type Disk, DiskError, type DiskFile } from '../../environment/disk.ts';
import { ClientError } from './client-error.ts';
import { decodeJournal, encodeEffect, encodeSnapshot, type JournalEffect } from './effect-journal-format.ts';
import type { EffectStore } from './effect-store.ts';

/** What effects amount to. All pure; bytes that `apply` cannot read change nothing. */
export interface EffectState<State> {
  readonly empty: State;
  apply(state: State, effect: Uint8Array): State;
  encode(state: State): Uint8Array;
  decode(bytes: Uint8Array): State;
}

export interface EffectJournalOptions {
  readonly rememberedIds: number;
  /** The file is written anew when it is larger than this, and than twice what was written then. */
  readonly compactAboveBytes: number;
}

const DEFAULTS: EffectJournalOptions = { rememberedIds: 100_000, compactAboveBytes: 4 * 1024 * 1024 };
const GROWTH = 2;

interface Waiting extends JournalEffect {
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export class EffectJournal<State> implements EffectStore {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #meaning: EffectState<State>;
  readonly #options: EffectJournalOptions;
  /** Of durable effects, oldest first. */
  readonly #ids = new Set<string>();
  /** Under way, by id. */
  readonly #open = new Map<string, Promise<void>>();
  #waiting: Waiting[] = [];
  #isWriting = false;
  #state: State;
  /** Undefined: to be written anew before anything else. */
  #file: DiskFile | undefined;
  #writtenAnewBytes = 0;

  private constructor(disk: Disk, path: string, meaning: EffectState<State>, options: EffectJournalOptions) {
    this.#disk = disk;
    this.#path = path;
    this.#meaning = meaning;
    this.#options = options;
    this.#state = meaning.empty;
  }

  /** @throws DiskError @throws ClientError `damaged-effects` */
  static async open<State>(
    disk: Disk,
    path: string,
    meaning: EffectState<State>,
    options: Partial<EffectJournalOptions> = {},
  ): Promise<EffectJournal<State>> {
    const journal = new EffectJournal(disk, path, meaning, withDefaults(DEFAULTS, options));
    await journal.#recover();
    return journal;
  }

  /** What all durable effects amount to. */
  get state(): State {
    return this.#state;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  async apply(id: string, effect: Uint8Array): Promise<'applied' | 'already'> {
    if (this.#ids.has(id)) return 'already';
    const open = this.#open.get(id);
    if (open !== undefined) {
      await open;
      return 'already';
    }
    const written = new Promise<void>((done, failed) => this.#waiting.push({ id, effect, done, failed }));
    this.#open.set(id, written);
    void this.#writeWaiting();
    await written;
    return 'applied';
  }

  /** What comes while a sync is under way shares the next. */
  async #writeWaiting(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#writeBatch(batch);
    }
    this.#isWriting = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const file = this.#file ?? (await this.#writeAnew());
      file.write(file.size(), concatBytes(batch.map(encodeEffect)));
      await file.sync();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#distrust();
      for (const { id, failed } of batch) {
        this.#open.delete(id);
        failed(error);
      }
      return;
    }
    for (const one of batch) {
      this.#count(one);
      this.#open.delete(one.id);
      one.done();
    }
    this.#compactWhenGrown();
  }

  #count({ id, effect }: JournalEffect): void {
    this.#ids.add(id);
    if (this.#ids.size > this.#options.rememberedIds) {
      const [oldest] = this.#ids;
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
    this.#state = this.#meaning.apply(this.#state, effect);
  }

  #compactWhenGrown(): void {
    const limit = Math.max(this.#options.compactAboveBytes, GROWTH * this.#writtenAnewBytes);
    if (this.#file !== undefined && this.#file.size() > limit) this.#distrust();
  }

  #distrust(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Replaces the file as a whole: whatever happens, either the old or the new one is there, and both say everything that is durable. */
  async #writeAnew(): Promise<DiskFile> {
    const temporaryPath = `${this.#path}.tmp`;
    const file = await this.#disk.open(temporaryPath, 'create');
    try {
      const bytes = encodeSnapshot(this.#ids, this.#meaning.encode(this.#state));
      file.truncate(0);
      file.write(0, bytes);
      await file.sync();
      await this.#disk.rename(temporaryPath, this.#path);
      await this.#syncFolders();
      this.#writtenAnewBytes = bytes.length;
    } finally {
      file.close();
    }
    this.#file = await this.#disk.open(this.#path, 'existing');
    return this.#file;
  }

  /** A folder that is lost takes the file with it. */
  async #syncFolders(): Promise<void> {
    let folder = this.#path;
    do {
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
      await this.#disk.syncDirectory(folder);
    } while (folder !== '');
  }

  async #recover(): Promise<void> {
    const file = await openExisting(this.#disk, this.#path);
    if (file === undefined) {
      await this.#writeAnew();
      return;
    }
    const bytes = file.read(0, file.size());
    const content = decodeJournal(bytes);
    if (content === undefined) {
      file.close();
      throw new ClientError(
        'damaged-effects',
        `${this.#path} cannot be read, and to start without it repeats effects`,
      );
    }
    this.#state = this.#meaning.decode(content.state);
    for (const id of content.ids) this.#ids.add(id);
    for (const effect of content.effects) this.#count(effect);
    if (content.wholeBytes < bytes.length) file.truncate(content.wholeBytes);
    // A process that died may have left what only the page cache has: nobody may hear of it before it is durable.
    await file.sync();
    await this.#syncFolders();
    this.#file = file;
    this.#writtenAnewBytes = content.wholeBytes;
  }
}

async function openExisting(disk: Disk, path: string): Promise<DiskFile | undefined> {
  try {
    return await disk.open(path, 'existing');
  } catch (error) {
    if (error instanceof DiskError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
