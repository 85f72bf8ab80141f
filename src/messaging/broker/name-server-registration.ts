// Tells every name server who this broker is and which topics it has. Name servers do not talk to each other, so each is
// told for itself; one that cannot be reached holds up neither the others nor the broker.

import { crc32Of31Bits } from '../../base/crc32.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import { READ_AND_WRITE } from '../protocol/permission.ts';
import { registerBroker } from '../protocol/register-broker.ts';
import { encodeRegisterBrokerBody } from '../protocol/register-broker-body.ts';
import type { TopicTable } from '../protocol/topic-config.ts';
import { unregisterBroker } from '../protocol/unregister-broker.ts';
import type { RemotingClient } from '../remoting/remoting-client.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { BrokerOptions } from './broker-options.ts';
import type { Topics } from './topics.ts';

export interface RegistrationContext {
  readonly environment: Environment;
  readonly options: BrokerOptions;
  readonly client: RemotingClient;
  readonly topics: Topics;
  /** `ip:port` of this broker. */
  readonly address: string;
  readonly haAddress: string;
}

interface Encoded {
  readonly table: TopicTable;
  readonly body: Uint8Array;
  readonly crc32: number;
}

/** Registrations at one name server: at most one under way, and one that waits for it and serves all who asked meanwhile. */
interface NameServer {
  readonly address: string;
  current: Promise<void> | undefined;
  next: Promise<void> | undefined;
}

export class NameServerRegistration {
  readonly #context: RegistrationContext;
  readonly #nameServers: readonly NameServer[];
  #encoded: Encoded | undefined;
  #repeats: Timer | undefined;
  #isStopped = false;

  constructor(context: RegistrationContext) {
    this.#context = context;
    this.#nameServers = context.options.nameServerAddresses.map((address) => ({
      address,
      current: undefined,
      next: undefined,
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
    await Promise.all(this.#nameServers.map((nameServer) => this.#registerSoon(nameServer)));
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

  #registerSoon(nameServer: NameServer): Promise<void> {
    if (nameServer.next !== undefined) return nameServer.next;
    if (nameServer.current === undefined) return this.#registerNow(nameServer);
    const next = nameServer.current.then(() => this.#registerNow(nameServer));
    nameServer.next = next;
    return next;
  }

  #registerNow(nameServer: NameServer): Promise<void> {
    nameServer.next = undefined;
    const current = this.#register(nameServer.address).then(() => {
      nameServer.current = undefined;
    });
    nameServer.current = current;
    return current;
  }

  async #register(nameServerAddress: string): Promise<void> {
    if (this.#isStopped) return;
    const { options, client, address, haAddress } = this.#context;
    const { body, crc32 } = this.#encode();
    const { brokerName, clusterName, brokerId, registerTimeoutMs: timeoutMs } = options;
    const header = {
      brokerName,
      brokerAddress: address,
      clusterName,
      haServerAddress: haAddress,
      brokerId,
      bodyCrc32: crc32,
      compressed: false,
    };
    await ignoreRemotingErrors(client.call(nameServerAddress, registerBroker, header, { timeoutMs, body }));
  }

  /** The body changes with the topics only. */
  #encode(): Encoded {
    const { table } = this.#context.topics;
    if (this.#encoded?.table !== table) {
      const topicTable = maskPermissions(table, this.#context.options.permission);
      const body = encodeRegisterBrokerBody({ topicTable, filterServers: [] });
      this.#encoded = { table, body, crc32: crc32Of31Bits(body) };
    }
    return this.#encoded;
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

/** An unreachable name server is told again at the next round. */
async function ignoreRemotingErrors(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof RemotingError)) throw error;
  }
}
