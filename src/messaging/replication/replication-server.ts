// The replication of a master: listens for slaves, sends each of them the log, and tells puts when enough of them have it. RocketMQ's
// DefaultHAService.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Connection, Listener } from '../../environment/network.ts';
import { waitsForStore } from '../message/properties.ts';
import type { ReplicatedLog, ReplicationGate } from '../store/replicated-log.ts';
import { ReplicaLink } from './replica-link.ts';
import {
  copiedPosition,
  isReplicated,
  type ReplicaReport,
  type ReplicationState,
  refusalOf,
  waitDecision,
} from './replication-decision.ts';
import type { ReplicationOptions } from './replication-options.ts';
import type { ReplicationParts } from './replication-parts.ts';
import type { TransferWaits } from './transfer-waits.ts';

export interface ReplicationServerOptions {
  readonly log: ReplicatedLog;
  readonly segmentBytes: number;
  readonly port: number;
  readonly options: ReplicationOptions;
  readonly parts: ReplicationParts;
  /** False: another broker is the master of the name, and nothing is stored here. Absent: nobody asks. */
  readonly isMaster?: () => boolean;
}

/** More than any cluster has; a listener takes connections from anybody. */
const LINK_LIMIT = 64;

export class ReplicationServer implements ReplicationState {
  readonly #environment: Environment;
  readonly #context: ReplicationServerOptions;
  readonly #waits: TransferWaits;
  readonly #links = new Set<ReplicaLink>();
  readonly #ahead = new Set<string>();
  #listener: Listener | undefined;
  #furthest = logPosition(0);

  constructor(environment: Environment, context: ReplicationServerOptions) {
    const { options, parts, log } = context;
    this.#environment = environment;
    this.#context = context;
    this.#waits = parts.makeTransferWaits(environment, {
      timeoutMs: options.replicaTimeoutMs,
      isReplicated: (end) => isReplicated(this, end, options, parts.countCopies),
    });
    log.onProgress(() => this.#wakeLinks());
    log.setGate(this.#gate());
  }

  /** @throws NetworkError `address-in-use` */
  async start(): Promise<void> {
    const { port } = this.#context;
    this.#listener = await this.#environment.network.listen(port, (connection) => this.#accept(connection));
  }

  stop(): void {
    this.#listener?.close();
    for (const link of [...this.#links]) link.close();
    this.#waits.stop();
  }

  /** Slaves have another master now, and must ask for it. */
  turnAway(): void {
    this.#listener?.close();
    for (const link of [...this.#links]) link.close();
  }

  /** `ip:port`; empty before the start. */
  get address(): string {
    return this.#listener?.address ?? '';
  }

  get reports(): readonly ReplicaReport[] {
    const reports: ReplicaReport[] = [];
    for (const { report } of this.#links) {
      if (report !== undefined) reports.push(report);
    }
    return reports;
  }

  get furthest(): LogPosition {
    return this.#furthest;
  }

  #accept(connection: Connection): void {
    if (this.#links.size >= LINK_LIMIT) {
      connection.handle({ data: () => {}, closed: () => {} });
      connection.reset();
      return;
    }
    const { log, segmentBytes, options } = this.#context;
    const link = new ReplicaLink(connection, {
      environment: this.#environment,
      log,
      segmentBytes,
      options,
      ahead: this.#ahead,
      reported: (position) => this.#heard(position),
      ended: (ended) => this.#links.delete(ended),
    });
    this.#links.add(link);
  }

  #heard(position: LogPosition): void {
    if (position > this.#furthest) this.#furthest = position;
    this.#waits.wake();
    this.#context.log.replicasProgressed();
  }

  #wakeLinks(): void {
    for (const link of this.#links) link.wake();
  }

  #gate(): ReplicationGate {
    const { options, isMaster = () => true } = this.#context;
    return {
      copiedPosition: (writtenPosition) => copiedPosition(this, writtenPosition, options),
      refusal: (writtenPosition) =>
        isMaster() ? refusalOf(this, writtenPosition, options) : 'NOT_THE_MASTER',
      wait: async (draft, end) => {
        if (!(draft.waitsForStore ?? waitsForStore(draft.properties))) return 'PUT_OK';
        const decision = waitDecision(this, end, options);
        if (decision === 'content') return 'PUT_OK';
        if (decision === 'SLAVE_NOT_AVAILABLE') return decision;
        return (await this.#waits.wait(end)) ? 'PUT_OK' : 'FLUSH_SLAVE_TIMEOUT';
      },
    };
  }
}
