// The key index of a store: finds records by topic and key (facts 2.13, IndexService.java). A dispatch target like the consume queues,
// derived from the log alone. What an entry leads to is only a candidate: hashes collide.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { indexedKeys } from '../message/indexed-keys.ts';
import { inBackground } from './background.ts';
import type { DispatchRecord } from './dispatch-record.ts';
import type { DispatchTarget } from './dispatcher.ts';
import type { IndexFile } from './index-file.ts';
import { IndexFiles } from './index-files.ts';
import { keyHash } from './index-format.ts';
import type { IndexRecovery, IndexVerdict } from './index-recovery.ts';
import type { IndexTimeRule, TimeRange } from './index-time.ts';
import type { StoreOptions } from './options.ts';

export interface KeyIndexParts {
  readonly indexRecovery: IndexRecovery;
  readonly indexTimes: IndexTimeRule;
}

/** What the last process left. */
export interface IndexPast {
  readonly endedOrderly: boolean;
  /** Of the checkpoint. */
  readonly flushedMs: number;
}

export interface KeyIndexListener {
  /** The time up to which the index is durable has changed. */
  flushed(): void;
  failed(error: DiskError): void;
}

export class KeyIndex implements DispatchTarget {
  readonly #environment: Environment;
  readonly #options: StoreOptions;
  readonly #parts: KeyIndexParts;
  readonly #files: IndexFiles;
  readonly #past: IndexPast;
  #listener: KeyIndexListener | undefined;
  #flushedMs: number;
  /** Full files are flushed one after the other, so that the last one that was answers for all. */
  #flushing: Promise<void> = Promise.resolve();
  #hasFailed = false;
  /** The record that was told last, and how many of its keys are in. */
  #lastPosition = -1;
  #lastKeys = 0;
  readonly #hashes: number[] = [];
  #hashedRecord: DispatchRecord | undefined;
  #rebuildFrom: LogPosition | undefined;

  private constructor(
    environment: Environment,
    options: StoreOptions,
    parts: KeyIndexParts,
    loaded: { readonly files: IndexFiles; readonly past: IndexPast },
  ) {
    this.#environment = environment;
    this.#options = options;
    this.#parts = parts;
    this.#files = loaded.files;
    this.#past = loaded.past;
    this.#flushedMs = loaded.past.flushedMs;
  }

  /** Opens what is on disk and drops what cannot be trusted. @throws DiskError */
  static async load(
    environment: Environment,
    options: StoreOptions,
    parts: KeyIndexParts,
    past: IndexPast,
  ): Promise<KeyIndex> {
    const files = await IndexFiles.load(environment.disk, {
      root: options.rootDirectory,
      geometry: { slots: options.indexSlots, entries: options.indexEntries },
      zoneMinutes: options.indexZoneMinutes,
    });
    const index = new KeyIndex(environment, options, parts, { files, past });
    const endedOrderly = past.endedOrderly && files.isWhole;
    await index.#keep(index.#judge(endedOrderly, undefined));
    return index;
  }

  listen(listener: KeyIndexListener): void {
    this.#listener = listener;
  }

  /** Where a walk through the log must begin that tells this index what it lacks; undefined when nothing is missing. */
  get rebuildFrom(): LogPosition | undefined {
    return this.#rebuildFrom;
  }

  /** Store timestamp of the last record in the last full file that is durable with all before; 0 for none. */
  get flushedTimestampMs(): number {
    return this.#flushedMs;
  }

  /** Store timestamp and position of the newest record that has an entry. */
  get newest(): { readonly timestampMs: number; readonly position: number } {
    const header = this.#files.last?.header;
    return { timestampMs: header?.endMs ?? 0, position: header?.endPosition ?? 0 };
  }

  /** Whether something was not made durable that should have been: only a restart can tell what is left. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  prepare(record: DispatchRecord): Promise<void> | undefined {
    const keys = this.#hash(record).length;
    const { last, spares } = this.#files;
    const room = (last?.room ?? 0) + spares * this.#roomOfFile;
    return keys <= room ? undefined : this.#makeRoom(keys - room);
  }

  /** `prepare` has made room. @throws DiskError; the record may be told again */
  dispatch(record: DispatchRecord): void {
    const hashes = this.#hash(record);
    const { position, storeTimestampMs } = record;
    if (hashes.length === 0 || position < (this.#files.last?.header.endPosition ?? 0)) return;
    if (position !== this.#lastPosition) {
      this.#lastPosition = position;
      this.#lastKeys = 0;
    }
    for (; this.#lastKeys < hashes.length; this.#lastKeys += 1) {
      this.#fileWithRoom().put(hashes[this.#lastKeys] as number, position, storeTimestampMs);
    }
    this.#files.last?.finishRecord();
  }

  /** Positions of records that may have the key and be of the range, newest first. @throws DiskError */
  *candidates(topic: string, key: string, range: TimeRange): Generator<LogPosition> {
    const rule = this.#parts.indexTimes;
    const hash = keyHash(topic, key);
    for (const file of [...this.#files.all].reverse()) {
      const { beginMs, endMs, entryCount } = file.header;
      if (entryCount <= 1) continue;
      if (rule.mayHold({ beginMs, endMs }, range)) {
        for (const { position, seconds } of file.entries(hash)) {
          if (rule.mayMatch({ beginMs, seconds }, range)) yield logPosition(position);
          if (rule.isPast(beginMs + seconds * 1000, range)) break;
        }
      }
      if (rule.isPast(beginMs, range)) return;
    }
  }

  /** Removes files all of whose records lie before the position, never the last file. Answers how many. @throws DiskError */
  async deleteExpired(minPosition: LogPosition): Promise<number> {
    await this.#flushing;
    const { all } = this.#files;
    let expired = 0;
    while (expired < all.length - 1 && (all[expired] as IndexFile).header.endPosition < minPosition) {
      expired += 1;
    }
    await this.#files.keepOnly((index) => index >= expired);
    return expired;
  }

  /** The log ends here: no entry may lead behind it. @throws DiskError */
  async truncateFrom(logEnd: LogPosition): Promise<void> {
    await this.#keep(this.#judge(this.#past.endedOrderly, logEnd));
  }

  /** Everything dispatched before the call is durable when it resolves. @throws DiskError */
  async flush(): Promise<void> {
    await this.#flushing;
    await this.#files.dropSpares();
    let hasChanged = false;
    for (const file of this.#files.all) {
      if (!file.isDirty) continue;
      await file.sync();
      hasChanged = true;
    }
    if (hasChanged) await this.#files.syncNames();
  }

  close(): void {
    this.#files.close();
  }

  /** Entry 0 of a file is never used. */
  get #roomOfFile(): number {
    return this.#options.indexEntries - 1;
  }

  #judge(endedOrderly: boolean, logEnd: LogPosition | undefined): IndexVerdict {
    const files = this.#files.all.map(({ header, isFull }) => ({ header, isFull }));
    return this.#parts.indexRecovery({ files, endedOrderly, flushedMs: this.#past.flushedMs, logEnd });
  }

  async #keep(verdict: IndexVerdict): Promise<void> {
    const before = this.#files.all.length;
    await this.#files.keepOnly(verdict.isKept);
    const { last } = this.#files;
    if (this.#files.all.length < before) this.#flushedMs = last?.isFull === true ? last.header.endMs : 0;
    this.#lastPosition = last?.header.endPosition ?? -1;
    this.#lastKeys = this.#keysAtEnd();
    this.#rebuildFrom = verdict.rebuilds ? logPosition(last?.header.endPosition ?? 0) : undefined;
  }

  /** Keys of the last record that are in; it may have begun in an earlier file. */
  #keysAtEnd(): number {
    let keys = 0;
    for (const file of [...this.#files.all].reverse()) {
      const count = file.entriesAtEnd(this.#lastPosition);
      keys += count;
      if (count < file.header.entryCount - 1) break;
    }
    return keys;
  }

  async #makeRoom(missing: number): Promise<void> {
    for (let room = 0; room < missing; room += this.#roomOfFile) {
      await this.#files.makeSpare(this.#environment.clock.wallMs());
    }
  }

  #fileWithRoom(): IndexFile {
    const { last } = this.#files;
    if (last?.isFull === false) return last;
    last?.finishRecord();
    const begun = this.#files.begin();
    if (last !== undefined) this.#flushLater(last);
    return begun;
  }

  #flushLater(file: IndexFile): void {
    this.#flushing = this.#flushing.then(() => this.#flushFull(file));
    inBackground(this.#flushing);
  }

  /** What a failed sync leaves may look durable and not be: from then on no file of this process is said to be. */
  async #flushFull(file: IndexFile): Promise<void> {
    if (this.#hasFailed) return;
    try {
      await file.sync();
      await this.#files.syncNames();
      this.#flushedMs = file.header.endMs;
      this.#listener?.flushed();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#hasFailed = true;
      this.#listener?.failed(error);
    }
  }

  /** Of each key of the record, kept until the next record. */
  #hash(record: DispatchRecord): readonly number[] {
    if (this.#hashedRecord === record) return this.#hashes;
    this.#hashedRecord = record;
    this.#hashes.length = 0;
    for (const key of indexedKeys(record)) this.#hashes.push(keyHash(record.topic, key));
    return this.#hashes;
  }
}
