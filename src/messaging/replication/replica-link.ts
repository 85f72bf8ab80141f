// A master's side of one connection to a slave: sends the log from where the slave is, and hears how far it has come.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Connection } from '../../environment/network.ts';
import type { Timer } from '../../environment/timers.ts';
import { inBackground } from '../store/background.ts';
import type { ReplicatedLog } from '../store/replicated-log.ts';
import type { ReplicaReported, TransferBegan, TransferEnded } from './observations.ts';
import { type ReplicaReport, transferStart } from './replication-decision.ts';
import { housekeepingPeriodMs, type ReplicationOptions } from './replication-options.ts';
import { ReportSplitter } from './report-splitter.ts';
import { encodeTransfer } from './transfer-format.ts';

export interface ReplicaLinkContext {
  readonly environment: Environment;
  readonly log: ReplicatedLog;
  readonly segmentBytes: number;
  readonly options: ReplicationOptions;
  /** Hosts whose log has been found longer than this one, and different therefore. */
  readonly ahead: Set<string>;
  /** The slave has said how far it is. */
  readonly reported: (position: LogPosition) => void;
  readonly ended: (link: ReplicaLink) => void;
}

const MICROSECONDS = 1000;
const NO_BYTES = new Uint8Array(0);

export class ReplicaLink {
  /** Its host. */
  readonly replica: string;
  readonly #context: ReplicaLinkContext;
  readonly #connection: Connection;
  readonly #reports = new ReportSplitter();
  readonly #housekeeping: Timer;
  #reported: LogPosition | undefined;
  #next: LogPosition | undefined;
  #lastHeardUs: number;
  #lastSaidUs: number;
  #isSending = false;
  #isCongested = false;
  #isOpen = true;

  /** Takes the connection over; must be called synchronously after it was handed out. */
  constructor(connection: Connection, context: ReplicaLinkContext) {
    const { environment, options } = context;
    this.#context = context;
    this.#connection = connection;
    const { remoteAddress } = connection;
    this.replica = remoteAddress.slice(0, remoteAddress.lastIndexOf(':'));
    this.#lastHeardUs = environment.clock.monotonicUs();
    this.#lastSaidUs = this.#lastHeardUs;
    connection.handle({
      data: (fragment) => this.#hear(fragment),
      drained: () => this.#drained(),
      closed: () => this.#end('closed'),
    });
    const periodMs = housekeepingPeriodMs(options);
    this.#housekeeping = environment.timers.every(periodMs, periodMs, 'replication.link', () =>
      this.#keepHouse(),
    );
  }

  /** Undefined before the first report. */
  get report(): ReplicaReport | undefined {
    return this.#reported === undefined ? undefined : { replica: this.replica, position: this.#reported };
  }

  /** The log has grown. */
  wake(): void {
    if (this.#isSending || this.#isCongested || !this.#isOpen || !this.#hasMore) return;
    this.#isSending = true;
    inBackground(this.#send());
  }

  close(): void {
    this.#connection.close();
    this.#end('closed');
  }

  #hear(fragment: Uint8Array): void {
    if (!this.#isOpen) return;
    const { environment, reported } = this.#context;
    this.#lastHeardUs = environment.clock.monotonicUs();
    const newest = this.#reports.add(fragment);
    if (newest.kind === 'none') return;
    if (newest.kind === 'invalid') {
      this.#cut('invalid');
      return;
    }
    this.#reported = newest.position;
    const said: ReplicaReported = {
      kind: 'replication.reported',
      replica: this.replica,
      position: newest.position,
    };
    environment.observe(said);
    if (this.#next === undefined) this.#begin(newest.position);
    if (!this.#isOpen) return;
    reported(newest.position);
    this.wake();
  }

  #begin(reported: LogPosition): void {
    const { environment, log, segmentBytes, options, ahead } = this.#context;
    const { startPosition, writtenPosition } = log;
    const wasAhead = ahead.has(this.replica);
    const start = transferStart(
      reported,
      { startPosition, writtenPosition, segmentBytes, wasAhead },
      options,
    );
    if (start.kind === 'refused') {
      ahead.add(this.replica);
      this.#cut('ahead');
      return;
    }
    this.#next = start.position;
    const began: TransferBegan = {
      kind: 'replication.transfer-began',
      replica: this.replica,
      reported,
      from: start.position,
    };
    environment.observe(began);
  }

  get #hasMore(): boolean {
    return this.#next !== undefined && this.#next < this.#bound;
  }

  get #bound(): LogPosition {
    const { log, options } = this.#context;
    return options.shipped === 'flushed' ? log.flushedPosition : log.writtenPosition;
  }

  async #send(): Promise<void> {
    const { environment } = this.#context;
    while (this.#isOpen && !this.#isCongested && this.#hasMore) {
      await environment.interleave('replication.transfer');
      if (!this.#isOpen || !this.#sendNext()) break;
    }
    this.#isSending = false;
  }

  /** False: there is nothing to read here, now or ever. */
  #sendNext(): boolean {
    const { log, options } = this.#context;
    const position = this.#next;
    if (position === undefined) return false;
    try {
      const body = log.read(position, Math.min(options.transferBatchBytes, this.#bound - position));
      if (body.length === 0) return false;
      this.#next = logPosition(position + body.length);
      this.#write(position, body);
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#cut('disk');
      return false;
    }
  }

  #write(position: LogPosition, body: Uint8Array): void {
    this.#lastSaidUs = this.#context.environment.clock.monotonicUs();
    this.#isCongested = !this.#connection.write(encodeTransfer({ position, body }));
  }

  #drained(): void {
    this.#isCongested = false;
    this.wake();
  }

  #keepHouse(): void {
    const { environment, options } = this.#context;
    const nowUs = environment.clock.monotonicUs();
    if (nowUs - this.#lastHeardUs > options.housekeepingIntervalMs * MICROSECONDS) {
      this.#cut('silent');
      return;
    }
    const isDue = nowUs - this.#lastSaidUs >= options.heartbeatIntervalMs * MICROSECONDS;
    if (isDue && this.#next !== undefined && !this.#isCongested) this.#write(this.#next, NO_BYTES);
  }

  #cut(why: TransferEnded['why']): void {
    this.#connection.reset();
    this.#end(why);
  }

  #end(why: TransferEnded['why']): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#housekeeping.cancel();
    const ended: TransferEnded = { kind: 'replication.transfer-ended', replica: this.replica, why };
    this.#context.environment.observe(ended);
    this.#context.ended(this);
  }
}
