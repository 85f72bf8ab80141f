// What a broker does about replication, by its role: a master sends its log to whoever asks, a slave follows its master. Which of the two it is
// and who the master is are told to it; it elects nobody.

import { withDefaults } from '../../base/defaults.ts';
import type { Environment } from '../../environment/environment.ts';
import { ReplicationClient } from '../replication/replication-client.ts';
import {
  checkReplicationOptions,
  DEFAULT_REPLICATION_OPTIONS,
  type ReplicationOptions,
} from '../replication/replication-options.ts';
import { DEFAULT_REPLICATION_PARTS, type ReplicationParts } from '../replication/replication-parts.ts';
import { ReplicationServer } from '../replication/replication-server.ts';
import type { ReplicatedLog } from '../store/replicated-log.ts';

export interface GivenReplication extends Partial<ReplicationOptions> {
  /** Where a master listens for slaves; RocketMQ takes the one above the broker's own. */
  readonly port: number;
}

export interface BrokerReplicationContext {
  readonly environment: Environment;
  readonly log: ReplicatedLog;
  readonly segmentBytes: number;
  readonly given: GivenReplication;
  readonly parts: Partial<ReplicationParts>;
}

export class BrokerReplication {
  readonly options: ReplicationOptions;
  readonly #server: ReplicationServer | undefined;
  readonly #client: ReplicationClient | undefined;

  constructor({ environment, log, segmentBytes, given, parts }: BrokerReplicationContext) {
    const { port, ...rest } = given;
    const options = withDefaults(DEFAULT_REPLICATION_OPTIONS, rest);
    checkReplicationOptions(options);
    this.options = options;
    if (options.role === 'SLAVE') this.#client = new ReplicationClient(environment, log, options);
    else {
      const complete = withDefaults(DEFAULT_REPLICATION_PARTS, parts);
      this.#server = new ReplicationServer(environment, {
        log,
        segmentBytes,
        port,
        options,
        parts: complete,
      });
    }
  }

  get isSlave(): boolean {
    return this.#client !== undefined;
  }

  /** @throws NetworkError `address-in-use` */
  async start(): Promise<void> {
    this.#client?.start();
    await this.#server?.start();
  }

  stop(): void {
    this.#client?.stop();
    this.#server?.stop();
  }

  /** A name server has said where the master of this broker's name listens for slaves. */
  masterFound(address: string): void {
    this.#client?.setMasterAddress(address);
  }
}
