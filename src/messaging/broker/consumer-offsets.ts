// How far each group has come on each queue: consumerOffset.json. A commit overwrites unconditionally, also backwards, as in the
// original; it is in memory at once and on disk within seconds.

import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { reached } from '../../environment/observation.ts';
import {
  type DataVersion,
  dataVersionJson,
  decodeDataVersion,
  initialDataVersion,
  nextDataVersion,
} from '../protocol/data-version.ts';
import {
  asInteger,
  isObject,
  type Json,
  member,
  readObject,
  sortedObject,
  tableMember,
  writeJson,
} from '../protocol/json.ts';
import { loadConfig, type ReplaceFile } from './config-file.ts';
import type { OffsetCommitted } from './observations.ts';
import type { KeepOffset, OffsetTable, QueueOffsets, TakeOffsets } from './offset-table.ts';
import { SaveRounds } from './save-rounds.ts';
import { SLAVE_MARKS } from './slave-pull.ts';

export interface OffsetFlushOptions {
  /** Since the start of the broker. */
  readonly firstFlushMs: number;
  readonly flushIntervalMs: number;
  readonly keepOffset: KeepOffset;
}

export interface OffsetCommit {
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  readonly offset: number;
  /** Address of the peer. */
  readonly by: string;
  readonly through: OffsetCommitted['through'];
}

interface OffsetContent {
  readonly dataVersion: DataVersion;
  readonly offsets: ReadonlyMap<string, QueueOffsets>;
}

export class ConsumerOffsets {
  readonly #environment: Environment;
  readonly #path: string;
  readonly #replaceFile: ReplaceFile;
  readonly #rounds: SaveRounds;
  #dataVersion: DataVersion;
  readonly #keepOffset: KeepOffset;
  readonly #offsets: OffsetTable = new Map();
  /** Set by an administrator and not yet told to the consumer of the queue. In memory only, as in the original. */
  readonly #resets = new Map<string, QueueOffsets>();

  constructor(environment: Environment, path: string, replaceFile: ReplaceFile, options: OffsetFlushOptions) {
    this.#environment = environment;
    this.#path = path;
    this.#replaceFile = replaceFile;
    this.#keepOffset = options.keepOffset;
    this.#dataVersion = initialDataVersion(environment.clock.wallMs());
    this.#rounds = new SaveRounds(
      environment,
      {
        label: 'broker.flush-consumer-offsets',
        firstMs: options.firstFlushMs,
        intervalMs: options.flushIntervalMs,
      },
      () => this.#write(),
    );
  }

  async load(): Promise<void> {
    const content = await loadConfig(this.#environment.disk, this.#path, decodeOffsets);
    if (content === undefined) return;
    this.#dataVersion = content.dataVersion;
    for (const [key, queues] of content.offsets) this.#offsets.set(key, queues);
  }

  find(group: string, topic: string, queueId: number): number | undefined {
    return this.#offsets.get(tableKey(topic, group))?.get(queueId);
  }

  commit(commit: OffsetCommit): void {
    const key = tableKey(commit.topic, commit.group);
    const kept = { key, queueId: commit.queueId, offset: commit.offset };
    const previousOffset = this.#keepOffset(this.#offsets, kept, this.#environment);
    const observation: OffsetCommitted = { kind: 'broker.offset-committed', ...commit, previousOffset };
    this.#environment.observe(observation);
    if (previousOffset !== commit.offset) this.#rounds.changed();
  }

  /** Commits where the group must go on; its next pull is told, and what it commits before that is for the old place. */
  reset(commit: Omit<OffsetCommit, 'through'>): void {
    this.commit({ ...commit, through: 'reset' });
    const key = tableKey(commit.topic, commit.group);
    const queues = this.#resets.get(key) ?? new Map<number, number>();
    this.#resets.set(key, queues.set(commit.queueId, commit.offset));
  }

  isReset(group: string, topic: string, queueId: number): boolean {
    return this.#resets.get(tableKey(topic, group))?.has(queueId) ?? false;
  }

  /** Once. */
  takeReset(group: string, topic: string, queueId: number): number | undefined {
    if (this.#resets.size === 0) return undefined;
    const key = tableKey(topic, group);
    const queues = this.#resets.get(key);
    const offset = queues?.get(queueId);
    if (queues === undefined || !queues.delete(queueId)) return undefined;
    if (queues.size === 0) this.#resets.delete(key);
    return offset;
  }

  /** Topics on which the group committed offsets. */
  topicsOf(group: string): readonly string[] {
    const end = tableKey('', group);
    return [...this.#offsets.keys()]
      .filter((key) => key.endsWith(end))
      .map((key) => key.slice(0, -end.length));
  }

  /** Groups that committed offsets on the topic. */
  groupsOf(topic: string): readonly string[] {
    const start = tableKey(topic, '');
    return [...this.#offsets.keys()]
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
  }

  /** Of all groups. */
  removeTopic(topic: string): void {
    for (const group of this.groupsOf(topic)) this.#remove(topic, group);
  }

  /** On all topics. */
  removeGroup(group: string): void {
    for (const topic of this.topicsOf(group)) this.#remove(topic, group);
  }

  #remove(topic: string, group: string): void {
    const key = tableKey(topic, group);
    this.#resets.delete(key);
    if (this.#offsets.delete(key)) this.#rounds.changed();
  }

  /** What the file would say if it were written now. */
  encoded(): Uint8Array {
    return encodeOffsets({ dataVersion: this.#dataVersion, offsets: this.#offsets });
  }

  /** Takes over what `encoded` gave at another broker, and writes it. False: it is not that. */
  async take(bytes: Uint8Array, take: TakeOffsets): Promise<boolean> {
    const content = decodeOffsets(bytes);
    if (content === undefined) return false;
    const before = [...content.offsets.keys()].map((key) => [key, new Map(this.#offsets.get(key))] as const);
    take(this.#offsets, content.offsets);
    if (before.some(([key, queues]) => this.#isBehind(key, queues))) {
      this.#environment.observe(reached(SLAVE_MARKS.overwritten));
    }
    this.#dataVersion = content.dataVersion;
    this.#rounds.changed();
    await this.#rounds.save();
    return true;
  }

  #isBehind(key: string, queues: QueueOffsets): boolean {
    const now = this.#offsets.get(key);
    for (const [queueId, offset] of queues) if ((now?.get(queueId) ?? 0) < offset) return true;
    return false;
  }

  /** Writes what is not yet on disk. A disk that fails keeps it unsaved; the next round tries again. */
  save(): Promise<void> {
    return this.#rounds.save();
  }

  /** Nothing may be committed afterwards. */
  close(): Promise<void> {
    return this.#rounds.close();
  }

  async #write(): Promise<boolean> {
    this.#dataVersion = nextDataVersion(this.#dataVersion, this.#environment.clock.wallMs());
    try {
      await this.#replaceFile(this.#environment.disk, this.#path, this.encoded());
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      return false;
    }
  }
}

/** What the file says of one queue. */
export function savedOffset(
  bytes: Uint8Array,
  group: string,
  topic: string,
  queueId: number,
): number | undefined {
  return decodeOffsets(bytes)?.offsets.get(tableKey(topic, group))?.get(queueId);
}

/** The key of the original's table; `@` cannot be in a topic or group name. */
function tableKey(topic: string, group: string): string {
  return `${topic}@${group}`;
}

function encodeOffsets(content: OffsetContent): Uint8Array {
  const table = new Map<string, object>();
  for (const [key, queues] of content.offsets) table.set(key, Object.fromEntries(queues));
  return writeJson({ dataVersion: dataVersionJson(content.dataVersion), offsetTable: sortedObject(table) });
}

function decodeOffsets(bytes: Uint8Array): OffsetContent | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const dataVersion = decodeDataVersion(member(object, 'dataVersion') ?? {});
  const offsets = tableMember(object, 'offsetTable', decodeQueueOffsets);
  return dataVersion === undefined || offsets === undefined ? undefined : { dataVersion, offsets };
}

const QUEUE_ID = /^\d{1,9}$/;

function decodeQueueOffsets(value: Json): QueueOffsets | undefined {
  if (!isObject(value)) return undefined;
  const queues: QueueOffsets = new Map();
  for (const name of Object.keys(value)) {
    const offset = asInteger(value[name] as Json);
    if (!QUEUE_ID.test(name) || offset === undefined) return undefined;
    queues.set(Number(name), offset);
  }
  return queues;
}
