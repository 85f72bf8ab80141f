// What a slave knows of its master beside the log: topics, groups, and how far groups and delayed messages are, copied as a whole from time to
// time (SlaveSynchronize.java). In between a slave knows what was true then.

import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { RequestDefinition } from '../protocol/definition.ts';
import { getAllConsumerOffsets } from '../protocol/get-all-consumer-offsets.ts';
import { getAllDelayOffsets } from '../protocol/get-all-delay-offsets.ts';
import { getAllTopicConfig } from '../protocol/get-all-topic-config.ts';
import { getSubscriptionGroups } from '../protocol/get-subscription-groups.ts';
import { decodeSubscriptionGroups } from '../protocol/subscription-group.ts';
import type { RemotingClient } from '../remoting/remoting-client.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { ReplicationOptions } from '../replication/replication-options.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { Tables } from './broker-tables.ts';
import type { MetadataTaken } from './observations.ts';
import { decodeTopics } from './topics.ts';

export interface MetadataSyncContext extends Tables {
  readonly environment: Environment;
  readonly client: RemotingClient;
  readonly options: Pick<ReplicationOptions, 'metadataFirstMs' | 'metadataIntervalMs'>;
  readonly parts: Pick<BrokerParts, 'takeOffsets' | 'takeDelayOffsets'>;
}

/** True: something was taken over. @throws DiskError */
type Take = (body: Uint8Array) => Promise<boolean>;

const TIMEOUT = { timeoutMs: 3_000 } as const;

export class MetadataSync {
  readonly #context: MetadataSyncContext;
  #masterAddress: string | undefined;
  #timer: Timer | undefined;
  #round: Promise<void> | undefined;
  #isStopped = false;

  constructor(context: MetadataSyncContext) {
    this.#context = context;
  }

  start(): void {
    const { environment, options } = this.#context;
    const { metadataFirstMs, metadataIntervalMs } = options;
    this.#timer = environment.timers.every(metadataFirstMs, metadataIntervalMs, 'broker.metadata', () => {
      void this.sync();
    });
  }

  /** Nothing is taken over afterwards. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#round;
  }

  /** `ip:port` of the broker that is the master. */
  setMaster(address: string): void {
    this.#masterAddress = address;
  }

  /** One round; a second one while it runs is the same. */
  sync(): Promise<void> {
    this.#round ??= this.#sync().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async #sync(): Promise<void> {
    const { topics, groups, offsets, delayOffsets, parts } = this.#context;
    await this.#copy('topics', getAllTopicConfig, async (body) => {
      const table = decodeTopics(body);
      return table !== undefined && (await topics.take(table));
    });
    await this.#copy('consumer-offsets', getAllConsumerOffsets, (body) =>
      offsets.take(body, parts.takeOffsets),
    );
    await this.#copy('delay-offsets', getAllDelayOffsets, (body) =>
      delayOffsets.take(body, parts.takeDelayOffsets),
    );
    await this.#copy('groups', getSubscriptionGroups, async (body) => {
      const table = decodeSubscriptionGroups(body);
      return table !== undefined && (await groups.take(table));
    });
  }

  /** What the master does not answer, or the disk refuses, is for the next round. */
  async #copy(
    what: MetadataTaken['what'],
    definition: RequestDefinition<object, object>,
    take: Take,
  ): Promise<void> {
    const { environment, client } = this.#context;
    const from = this.#masterAddress;
    if (from === undefined || this.#isStopped) return;
    try {
      const { code, body } = await client.call(from, definition, {}, TIMEOUT);
      if (code !== RESPONSE_CODE.success || this.#isStopped) return;
      if (!(await take(body))) return;
      const taken: MetadataTaken = { kind: 'broker.metadata-taken', what, from, content: body };
      environment.observe(taken);
    } catch (error) {
      if (!(error instanceof RemotingError) && !(error instanceof DiskError)) throw error;
    }
  }
}
