// A commit log as its replication sees it: bytes that leave for other stores, bytes that come from one, and what a put waits for. It knows no
// replicas and no records; whoever replicates decides.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageDraft } from '../message/message.ts';
import type { CommitLog } from './commit-log.ts';
import type { Health } from './health.ts';
import { LogCursor } from './log-cursor.ts';
import type { StoreReplicated } from './observations.ts';
import type { PutStatus } from './put-result.ts';

/** What puts ask of whoever replicates the log. */
export interface ReplicationGate {
  /** Before the append: why the put is refused, if it is. */
  refusal(writtenPosition: LogPosition): PutStatus | undefined;
  /** After it: resolves with what is wrong once that is known; `PUT_OK` when nothing is. */
  wait(draft: Pick<MessageDraft, 'properties' | 'waitsForStore'>, end: LogPosition): Promise<PutStatus>;
  /** As many copies as puts wait for have everything before it. */
  copiedPosition(writtenPosition: LogPosition): LogPosition;
}

export interface ReplicatedLogOptions {
  readonly log: CommitLog;
  readonly health: Health;
  /** Something was appended: flush it, show it. */
  readonly appended: () => void;
  /** More is copied than before. */
  readonly copied: () => void;
}

/** Others may fill the segment that an append waited for. */
const EXTENSION_LIMIT = 1000;

export class ReplicatedLog {
  readonly #environment: Environment;
  readonly #options: ReplicatedLogOptions;
  readonly #listeners: (() => void)[] = [];
  #gate: ReplicationGate | undefined;
  #isReplica = false;

  constructor(environment: Environment, options: ReplicatedLogOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Undefined: nobody replicates. */
  get gate(): ReplicationGate | undefined {
    return this.#gate;
  }

  /** Puts go through the gate from here on. */
  setGate(gate: ReplicationGate): void {
    this.#gate = gate;
  }

  /** Everything before it is on as many machines as puts wait for. */
  get copiedPosition(): LogPosition {
    const { writtenPosition } = this.#options.log;
    return this.#gate?.copiedPosition(writtenPosition) ?? writtenPosition;
  }

  /** Replicas have said something. */
  replicasProgressed(): void {
    this.#options.copied();
  }

  /** Its bytes come from another store: a record at the end may be there in part. */
  get isReplica(): boolean {
    return this.#isReplica;
  }

  becomeReplica(): void {
    this.#isReplica = true;
  }

  get startPosition(): LogPosition {
    return this.#options.log.startPosition;
  }

  get writtenPosition(): LogPosition {
    return this.#options.log.writtenPosition;
  }

  get flushedPosition(): LogPosition {
    return this.#options.log.flushedPosition;
  }

  /** A copy of what is written from here on within the segment; empty where nothing is. @throws DiskError */
  read(position: LogPosition, maximumBytes: number): Uint8Array {
    return this.#options.log.written(position, maximumBytes);
  }

  /** The last whole record that ends at the second position or before, and whether one lies between the two. @throws DiskError */
  wholeRecords(from: LogPosition, until: LogPosition): { end: LogPosition; holdsRecord: boolean } {
    const { log } = this.#options;
    const { segmentBytes } = log.segments;
    const start = Math.max(log.startPosition, from - (from % segmentBytes));
    const cursor = new LogCursor(log, start, { checkCrc: false, limit: until });
    let end = start;
    let holdsRecord = false;
    for (let step = cursor.next(); step.kind === 'record' || step.kind === 'blank'; step = cursor.next()) {
      if (cursor.position > until) break;
      end = cursor.position;
      if (step.kind === 'record' && step.position >= from) holdsRecord = true;
    }
    return { end: logPosition(end), holdsRecord };
  }

  /** Calls back after each append and each flush. */
  onProgress(listener: () => void): void {
    this.#listeners.push(listener);
  }

  progressed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Appends bytes of another log as they are. False: they do not go here, or the disk refused them. Never rejects. */
  async append(position: LogPosition, bytes: Uint8Array): Promise<boolean> {
    const { log, health, appended } = this.#options;
    try {
      for (let round = 0; round < EXTENSION_LIMIT && !health.isClosed; round += 1) {
        const room = log.foreignRoom(position, bytes.length);
        if (room === 'no-room') return false;
        if (room === 'needs-segment') {
          await log.extendAt(position);
          continue;
        }
        log.appendForeign(position, bytes);
        const replicated: StoreReplicated = { kind: 'store.replicated', position, size: bytes.length };
        this.#environment.observe(replicated);
        appended();
        return true;
      }
      return false;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      health.report('append', error);
      return false;
    }
  }
}
