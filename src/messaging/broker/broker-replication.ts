// What a broker does about replication, by its role: a master sends its log to whoever asks, a slave follows its master. Which of the two it is
// and who the master is are told to it; it elects nobody.

import { withDefaults } from '../../base/defaults.ts';
import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { RemotingClient } from '../remoting/remoting-client.ts';
import type { RequestRegistry } from '../remoting/remoting-server.ts';
import { ReplicationClient } from '../replication/replication-client.ts';
import {
  checkReplicationOptions,
  DEFAULT_REPLICATION_OPTIONS,
  type ReplicationOptions,
} from '../replication/replication-options.ts';
import { DEFAULT_REPLICATION_PARTS, type ReplicationParts } from '../replication/replication-parts.ts';
import { ReplicationServer } from '../replication/replication-server.ts';
import type { MessageStore } from '../store/message-store.ts';
import { DEFAULT_STORE_OPTIONS, type StoreOptions } from '../store/options.ts';
import type { BrokerOptions } from './broker-options.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { Tables } from './broker-tables.ts';
import { awaitPlace, MasterFence } from './master-fence.ts';
import { MetadataSync } from './metadata-sync.ts';
import { refusing, slaveRefusals, whenVerified } from './slave-refusals.ts';

export interface GivenReplication extends Partial<ReplicationOptions> {
  /** Where a master listens for slaves; RocketMQ takes the one above the broker's own. */
  readonly port: number;
}

export interface BrokerReplicationContext {
  readonly environment: Environment;
  readonly store: MessageStore;
  readonly storeOptions: Partial<StoreOptions>;
  readonly given: GivenReplication;
  readonly parts: BrokerParts;
  readonly tables: Tables;
  readonly client: RemotingClient;
  readonly place: BrokerPlace;
  /** Its log must end at the position before it can go on as a slave. */
  readonly cutBack: (position: LogPosition) => void;
}

/** Who the broker is, and whom it asks. */
export interface BrokerPlace extends Pick<BrokerOptions, 'brokerName' | 'nameServerAddresses'> {
  /** `ip:port` of the broker. */
  readonly address: string;
}

/** Where a name server says that the master of a broker's name is. */
export interface FoundMaster {
  /** `ip:port` of the broker. */
  readonly address: string | undefined;
  /** `ip:port` where it listens for slaves. */
  readonly haAddress: string | undefined;
}

export class BrokerReplication {
  readonly options: ReplicationOptions;
  readonly #server: ReplicationServer | undefined;
  readonly #client: ReplicationClient | undefined;
  readonly #metadata: MetadataSync | undefined;
  /** Undefined: nobody asks who else is the master. */
  readonly fence: MasterFence | undefined;

  constructor({
    environment,
    store,
    given,
    parts,
    tables,
    client,
    storeOptions,
    place,
    cutBack,
  }: BrokerReplicationContext) {
    const log = store.replicated;
    const options = replicationOptions(given);
    const complete = withDefaults(DEFAULT_REPLICATION_PARTS, parts.replication);
    this.options = options;
    if (options.role === 'SLAVE') {
      this.#client = new ReplicationClient(environment, log, options, {
        cutPosition: complete.cutPosition,
        cutBack,
      });
      const { topics, groups, offsets, delayOffsets } = tables;
      const copied = { topics, groups, offsets, delayOffsets };
      this.#metadata = new MetadataSync({ environment, client, options, parts, ...copied });
    } else {
      const { commitLogFileBytes: segmentBytes } = withDefaults(DEFAULT_STORE_OPTIONS, storeOptions);
      const fence = isFenced(options)
        ? new MasterFence({
            environment,
            client,
            ...fenceOf(place, options, complete),
            steppedDown: () => this.#server?.turnAway(),
          })
        : undefined;
      this.fence = fence;
      this.#server = new ReplicationServer(environment, {
        log,
        segmentBytes,
        port: given.port,
        options,
        parts: complete,
        ...(fence === undefined ? {} : { isMaster: () => fence.isMaster }),
      });
    }
  }

  get isSlave(): boolean {
    return this.#client !== undefined;
  }

  /** Whether arrivals wake held pulls; at a slave before 5.0 they wait for the periodic check (DefaultMessageStore.java `doReput`). */
  get wakesPulls(): boolean {
    return !this.isSlave || this.options.version !== '4.9';
  }

  get enableActingMaster(): boolean | undefined {
    return this.isSlave && this.options.version !== '4.9' ? false : undefined;
  }

  /** Where the broker registers its handlers: a slave does not do all that a master does. */
  registryFor(registry: RequestRegistry): RequestRegistry {
    const client = this.#client;
    if (client === undefined) return registry;
    const own =
      this.options.aheadReplica === 'truncated' ? whenVerified(registry, () => client.isVerified) : registry;
    return refusing(own, slaveRefusals(this.options));
  }

  /** @throws NetworkError `address-in-use` */
  async start(): Promise<void> {
    this.#client?.start();
    this.#metadata?.start();
    await this.#server?.start();
  }

  async stop(): Promise<void> {
    this.#client?.stop();
    this.#server?.stop();
    await this.#metadata?.stop();
  }

  /** A name server that knows no master takes nothing back: the last one is asked until there is another. */
  masterFound({ address, haAddress }: FoundMaster): void {
    if (haAddress !== undefined) this.#client?.setMasterAddress(haAddress);
    if (address !== undefined) this.#metadata?.setMaster(address);
  }
}

function replicationOptions({ port: _, ...rest }: GivenReplication): ReplicationOptions {
  const options = withDefaults(DEFAULT_REPLICATION_OPTIONS, rest);
  checkReplicationOptions(options);
  return options;
}

function isFenced({ role, masterFence }: ReplicationOptions): boolean {
  return role !== 'SLAVE' && masterFence === 'name-servers';
}

function fenceOf(
  { brokerName, nameServerAddresses, address }: BrokerPlace,
  { epoch }: ReplicationOptions,
  { fenceRules: rules }: ReplicationParts,
) {
  return { brokerName, nameServerAddresses, claim: { address, epoch }, rules };
}

/** Before anything of the broker is opened: resolves when it may start. @throws SecondMaster */
export async function awaitPlaceOf(
  environment: Environment,
  place: BrokerPlace,
  given: GivenReplication | undefined,
  parts: BrokerParts,
): Promise<void> {
  if (given === undefined) return;
  const options = replicationOptions(given);
  const complete = withDefaults(DEFAULT_REPLICATION_PARTS, parts.replication);
  if (isFenced(options)) await awaitPlace(environment, fenceOf(place, options, complete));
}
