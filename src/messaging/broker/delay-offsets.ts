// How far each delay level has been delivered: delayOffset.json. It is written every few seconds, so that a crash repeats the deliveries
// since the last time.

import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import {
  type DataVersion,
  dataVersionJson,
  decodeDataVersion,
  initialDataVersion,
  nextDataVersion,
} from '../protocol/data-version.ts';
import { asInteger, member, readObject, tableMember, writeJson } from '../protocol/json.ts';
import { loadConfig, type ReplaceFile } from './config-file.ts';
import { SaveRounds } from './save-rounds.ts';

export interface DelayOffsetFile {
  readonly path: string;
  readonly replaceFile: ReplaceFile;
  readonly flushIntervalMs: number;
}

/** Takes over what the master of a slave says, so that the slave writes no older progress over it (bug zoo DY-04). */
export type TakeDelayOffsets = (own: Map<number, number>, masters: ReadonlyMap<number, number>) => void;

/** ScheduleMessageService.java `loadWhenSyncDelayOffset`. */
export const takeDelayOffsets: TakeDelayOffsets = (own, masters) => {
  for (const [level, offset] of masters) own.set(level, offset);
};

export interface DelayOffsetContent {
  readonly dataVersion: DataVersion;
  /** Level to queue offset. */
  readonly offsets: ReadonlyMap<number, number>;
}

const FIRST_SAVE_MS = 10_000;
const LEVEL = /^\d{1,9}$/;

export class DelayOffsets {
  readonly #environment: Environment;
  readonly #file: DelayOffsetFile;
  readonly #rounds: SaveRounds;
  #dataVersion: DataVersion;
  readonly #offsets = new Map<number, number>();

  constructor(environment: Environment, file: DelayOffsetFile) {
    this.#environment = environment;
    this.#file = file;
    this.#dataVersion = initialDataVersion(environment.clock.wallMs());
    const rounds = {
      label: 'broker.flush-delay-offsets',
      firstMs: FIRST_SAVE_MS,
      intervalMs: file.flushIntervalMs,
    };
    this.#rounds = new SaveRounds(environment, rounds, () => this.#write());
  }

  /** @throws Error when the file is damaged, DiskError */
  async load(): Promise<void> {
    const content = await loadConfig(this.#environment.disk, this.#file.path, decodeDelayOffsets);
    if (content === undefined) return;
    this.#dataVersion = content.dataVersion;
    for (const [level, offset] of content.offsets) this.#offsets.set(level, offset);
  }

  /** The next message of the level to deliver. */
  get(level: number): number {
    return this.#offsets.get(level) ?? 0;
  }

  set(level: number, offset: number): void {
    if (this.#offsets.get(level) === offset) return;
    this.#offsets.set(level, offset);
    this.#rounds.changed();
  }

  /** What the file would say if it were written now. */
  encoded(): Uint8Array {
    return encodeDelayOffsets({ dataVersion: this.#dataVersion, offsets: this.#offsets });
  }

  /** Takes over what `encoded` gave at another broker, and writes it. False: it is not that. */
  async take(bytes: Uint8Array, take: TakeDelayOffsets): Promise<boolean> {
    const content = decodeDelayOffsets(bytes);
    if (content === undefined) return false;
    take(this.#offsets, content.offsets);
    this.#dataVersion = content.dataVersion;
    this.#rounds.changed();
    await this.#rounds.save();
    return true;
  }

  /** Writes what is not yet on disk; nothing may be set afterwards. */
  close(): Promise<void> {
    return this.#rounds.close();
  }

  async #write(): Promise<boolean> {
    this.#dataVersion = nextDataVersion(this.#dataVersion, this.#environment.clock.wallMs());
    try {
      await this.#file.replaceFile(this.#environment.disk, this.#file.path, this.encoded());
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      return false;
    }
  }
}

function encodeDelayOffsets({ dataVersion, offsets }: DelayOffsetContent): Uint8Array {
  return writeJson({ dataVersion: dataVersionJson(dataVersion), offsetTable: Object.fromEntries(offsets) });
}

/** Undefined: it is no such file. */
export function decodeDelayOffsets(bytes: Uint8Array): DelayOffsetContent | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const dataVersion = decodeDataVersion(member(object, 'dataVersion') ?? {});
  const table = tableMember(object, 'offsetTable', asInteger);
  if (dataVersion === undefined || table === undefined) return undefined;
  const offsets = new Map<number, number>();
  for (const [level, offset] of table) {
    if (!LEVEL.test(level) || offset < 0) return undefined;
    offsets.set(Number(level), offset);
  }
  return { dataVersion, offsets };
}
