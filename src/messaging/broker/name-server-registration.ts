// Tells every name server who this broker is and which topics it has: all of them from time to time, and one that was created or changed at
// once and alone (BrokerController.java registerIncrementBrokerData). Name servers do not talk to each other, so each is told for itself; one
// that cannot be reached holds up neither the others nor the broker.

import { crc32Of31Bits } from '../../base/crc32.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { READ_AND_WRITE } from '../protocol/permission.ts';
import { registerBroker } from '../protocol/register-broker.ts';
import { encodeRegisterBrokerBody } from '../protocol/register-broker-body.ts';
import type { TopicTable } from '../protocol/topic-config.ts';
import { unregisterBroker } from '../protocol/unregister-broker.ts';
import type { RemotingClient } from '../remoting/remoting-client.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { BrokerOptions } from './broker-options.ts';
import type { FoundMaster } from './broker-replication.ts';
import type { MasterFence } from './master-fence.ts';
import type { Topics } from './topics.ts';

export interface RegistrationContext {
  readonly environment: Environment;
  readonly options: BrokerOptions;
  readonly client: RemotingClient;
  readonly topics: Topics;
  /** `ip:port` of this broker. */
  readonly address: string;
  readonly haAddress: string;
  /** Undefined: not said, as by brokers before 5.0; of a slave that says it name servers take topics where there is no master. */
  readonly enableActingMaster: boolean | undefined;
  /** A name server has answered to a slave. */
  readonly masterFound: (master: FoundMaster) => void;
  /** Undefined: who else is the master is not asked. */
  readonly fence: Pick<MasterFence, 'mayRegister' | 'registered'> | undefined;
  /** Name servers take it for the version of the broker's state. */
  readonly epoch: number;
}

interface Encoded {
  readonly body: Uint8Array;
  readonly crc32: number;
}

/** Registrations at one name server: at most one under way, and one that waits for it and serves all who asked meanwhile. */
interface NameServer {
  readonly address: string;
  current: Promise<void> | undefined;
  next: Promise<void> | undefined;
  /** The next names this topic alone; undefined: all. */
  loneTopic: string | undefined;
}

export class NameServerRegistration {
  readonly #context: RegistrationContext;
  readonly #nameServers: readonly NameServer[];
  #whole: { readonly table: TopicTable; readonly encoded: Encoded } | undefined;
  #repeats: Timer | undefined;
  #isStopped = false;

  constructor(context: RegistrationContext) {
    this.#context = context;
    this.#nameServers = context.options.nameServerAddresses.map((address) => ({
      address,
      current: undefined,
      next: undefined,
      loneTopic: undefined,
    }));
  }

  /** Registers now and from time to time. Does not wait: a broker serves also without name servers. */
  start(): void {
    const { environment, options } = this.#context;
    void this.register();
    const { registerFirstRepeatMs, registerIntervalMs } = options;
    this.#repeats = environment.timers.every(
      registerFirstRepeatMs,
      registerIntervalMs,
      'broker.register',
      () => {
        void this.register();
      },
    );
  }

  /** Resolves when every name server has answered to the topics of now, or could not. */
  async register(): Promise<void> {
    if (this.#isStopped) return;
    await Promise.all(this.#nameServers.map((nameServer) => this.#registerSoon(nameServer, undefined)));
  }

  /** The same for a topic that has changed: it goes alone, unless others wait as well. */
  async announce(topic: string): Promise<void> {
    if (this.#isStopped) return;
    await Promise.all(this.#nameServers.map((nameServer) => this.#registerSoon(nameServer, topic)));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#repeats?.cancel();
    const { options, address } = this.#context;
    const { brokerName, clusterName, brokerId, unregisterTimeoutMs: timeoutMs } = options;
    const header = { brokerName, brokerAddress: address, clusterName, brokerId };
    await Promise.all(
      this.#nameServers.map((nameServer) =>
        ignoreRemotingErrors(
          this.#context.client.call(nameServer.address, unregisterBroker, header, { timeoutMs }),
        ),
      ),
    );
  }

  #registerSoon(nameServer: NameServer, topic: string | undefined): Promise<void> {
    if (nameServer.next !== undefined) {
      if (nameServer.loneTopic !== topic) nameServer.loneTopic = undefined;
      return nameServer.next;
    }
    nameServer.loneTopic = topic;
    if (nameServer.current === undefined) return this.#registerNow(nameServer);
    const next = nameServer.current.then(() => this.#registerNow(nameServer));
    nameServer.next = next;
    return next;
  }

  #registerNow(nameServer: NameServer): Promise<void> {
    nameServer.next = undefined;
    const current = this.#register(nameServer.address, nameServer.loneTopic).then(() => {
      nameServer.current = undefined;
    });
    nameServer.current = current;
    return current;
  }

  async #register(nameServerAddress: string, loneTopic: string | undefined): Promise<void> {
    const { fence } = this.#context;
    if (fence !== undefined && (this.#isStopped || !(await fence.mayRegister(nameServerAddress)))) return;
    await this.#tell(nameServerAddress, loneTopic);
    if (!this.#isStopped) await fence?.registered(nameServerAddress);
  }

  /** A name server that does not know this broker refuses a lone topic; it is told all at once, where the original lets its next round do so. */
  async #tell(nameServerAddress: string, loneTopic: string | undefined): Promise<void> {
    const lone = loneTopic === undefined ? undefined : this.#encodeLone(loneTopic);
    const code = await this.#call(nameServerAddress, lone ?? this.#encode());
    if (lone !== undefined && code !== undefined && code !== RESPONSE_CODE.success) {
      await this.#call(nameServerAddress, this.#encode());
    }
  }

  /** The code of the answer; undefined: there was none. */
  async #call(nameServerAddress: string, { body, crc32 }: Encoded): Promise<number | undefined> {
    if (this.#isStopped) return undefined;
    const { options, client, address, haAddress } = this.#context;
    const { brokerName, clusterName, brokerId, registerTimeoutMs: timeoutMs } = options;
    const header = {
      brokerName,
      brokerAddress: address,
      clusterName,
      haServerAddress: haAddress,
      brokerId,
      bodyCrc32: crc32,
      compressed: false,
      enableActingMaster: this.#context.enableActingMaster,
    };
    const answer = await ignoreRemotingErrors(
      client.call(nameServerAddress, registerBroker, header, { timeoutMs, body }),
    );
    const reply = answer?.header;
    if (reply !== undefined) {
      this.#context.masterFound({ address: reply.masterAddress, haAddress: reply.haServerAddress });
    }
    return answer?.code;
  }

  #encodeLone(topic: string): Encoded | undefined {
    const { dataVersion, topics } = this.#context.topics.table;
    const config = topics.get(topic);
    return config === undefined
      ? undefined
      : this.#encodeTable({ dataVersion, topics: new Map([[topic, config]]) });
  }

  /** The body changes with the topics only. */
  #encode(): Encoded {
    const { table } = this.#context.topics;
    if (this.#whole?.table !== table) this.#whole = { table, encoded: this.#encodeTable(table) };
    return this.#whole.encoded;
  }

  #encodeTable(table: TopicTable): Encoded {
    const { options, epoch } = this.#context;
    const topicTable = atEpoch(maskPermissions(table, options.permission), epoch);
    const body = encodeRegisterBrokerBody({ topicTable, filterServers: [] });
    return { body, crc32: crc32Of31Bits(body) };
  }
}

/** A broker that may not be read or written says so of all its topics. */
function maskPermissions(table: TopicTable, brokerPermission: number): TopicTable {
  if ((brokerPermission & READ_AND_WRITE) === READ_AND_WRITE) return table;
  const topics = new Map(table.topics);
  for (const [name, config] of topics) {
    topics.set(name, { ...config, permission: config.permission & brokerPermission });
  }
  return { dataVersion: table.dataVersion, topics };
}

function atEpoch({ dataVersion, topics }: TopicTable, epoch: number): TopicTable {
  const stateVersion = Math.max(dataVersion.stateVersion, epoch);
  return { dataVersion: { ...dataVersion, stateVersion }, topics };
}

/** An unreachable name server is told again at the next round. */
async function ignoreRemotingErrors<Value>(call: Promise<Value>): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof RemotingError)) throw error;
    return undefined;
  }
}
