// What a person does to a cluster while it is in trouble, from the machine of a client: creates a topic, has brokers clean up, or starts a
// second broker under the name of another by mistake. Unlike the operator who sets the cluster up, it gives up in the end.

import { crc32Of31Bits } from '../base/crc32.ts';
import type { Environment } from '../environment/environment.ts';
import { reached } from '../environment/observation.ts';
import { cleanUnusedTopics } from '../messaging/protocol/clean-store.ts';
import { RESPONSE_CODE } from '../messaging/protocol/codes.ts';
import { READ_AND_WRITE } from '../messaging/protocol/permission.ts';
import { registerBroker } from '../messaging/protocol/register-broker.ts';
import { encodeRegisterBrokerBody } from '../messaging/protocol/register-broker-body.ts';
import { unregisterBroker } from '../messaging/protocol/unregister-broker.ts';
import { updateAndCreateTopic } from '../messaging/protocol/update-and-create-topic.ts';
import { RemotingClient } from '../messaging/remoting/remoting-client.ts';
import { RemotingError } from '../messaging/remoting/remoting-error.ts';

export interface BrokerPlace {
  readonly name: string;
  readonly address: string;
}

export interface ErrandSetUp {
  readonly nameServers: readonly string[];
  readonly brokers: readonly BrokerPlace[];
  readonly queuesPerBroker: number;
}

/** A mark. */
export const CLEANED_UP = 'a broker cleaned up unused topics';

const CALL_TIMEOUT_MS = 3000;
const PAUSE_MS = 5000;
const ATTEMPTS = 6;
const MISTAKEN_PORT = 10_911;
const CLUSTER = 'DefaultCluster';

export class Errands {
  readonly #environment: Environment;
  readonly #setUp: ErrandSetUp;

  constructor(environment: Environment, setUp: ErrandSetUp) {
    this.#environment = environment;
    this.#setUp = setUp;
  }

  /** Creates the topic on every broker; false when one of them has not confirmed it. */
  async createTopic(topic: string): Promise<boolean> {
    const client = new RemotingClient(this.#environment);
    let isCreated = true;
    for (const { address } of this.#setUp.brokers) {
      isCreated = (await this.#createAt(client, address, topic)) && isCreated;
    }
    await client.close();
    return isCreated;
  }

  /** Every broker that answers passes over what it holds for topics that it does not have. */
  async cleanUnusedTopics(): Promise<void> {
    const client = new RemotingClient(this.#environment);
    const options = { timeoutMs: CALL_TIMEOUT_MS };
    for (const { address } of this.#setUp.brokers) {
      const answered = await code(client.call(address, cleanUnusedTopics, {}, options));
      if (answered === RESPONSE_CODE.success) this.#environment.observe(reached(CLEANED_UP));
    }
    await client.close();
  }

  /** A process with no topics of the workload registers under the name of a broker, as its master, and leaves again. */
  async impersonate(broker: number, stayMs: number): Promise<void> {
    const { brokers, nameServers } = this.#setUp;
    const { name } = brokers[broker % brokers.length] as BrokerPlace;
    const client = new RemotingClient(this.#environment);
    const { host } = this.#environment.network;
    const identity = {
      brokerName: name,
      brokerAddress: `${host}:${MISTAKEN_PORT}`,
      clusterName: CLUSTER,
      brokerId: 0,
    };
    const body = emptyHanded(name, this.#environment.clock.wallMs());
    const header = {
      ...identity,
      haServerAddress: `${host}:${MISTAKEN_PORT + 1}`,
      bodyCrc32: crc32Of31Bits(body),
      compressed: false,
    };
    const options = { timeoutMs: CALL_TIMEOUT_MS, body };
    await Promise.all(
      nameServers.map((address) => code(client.call(address, registerBroker, header, options))),
    );
    await this.#environment.timers.sleep(stayMs, 'a broker that is there by mistake');
    const { timeoutMs } = options;
    await Promise.all(
      nameServers.map((address) => code(client.call(address, unregisterBroker, identity, { timeoutMs }))),
    );
    await client.close();
  }

  async #createAt(client: RemotingClient, address: string, topic: string): Promise<boolean> {
    const { queuesPerBroker } = this.#setUp;
    const header = {
      topic,
      defaultTopic: 'TBW102',
      readQueueCount: queuesPerBroker,
      writeQueueCount: queuesPerBroker,
      permission: READ_AND_WRITE,
      topicFilterType: 'SINGLE_TAG',
      topicSystemFlag: 0,
      order: false,
    };
    for (let count = 0; count < ATTEMPTS; count += 1) {
      const call = client.call(address, updateAndCreateTopic, header, { timeoutMs: CALL_TIMEOUT_MS });
      if ((await code(call)) === RESPONSE_CODE.success) return true;
      await this.#environment.timers.sleep(PAUSE_MS, 'before the topic is created again');
    }
    return false;
  }
}

/** The topics that a broker has from its first start, two of them: a lone one would be refused. */
function emptyHanded(brokerName: string, nowMs: number): Uint8Array {
  const topics = [brokerName, CLUSTER].map((topicName) => ({
    topicName,
    readQueueCount: 1,
    writeQueueCount: 1,
    permission: READ_AND_WRITE,
    topicSystemFlag: 0,
    order: false,
  }));
  return encodeRegisterBrokerBody({
    filterServers: [],
    topicTable: {
      dataVersion: { stateVersion: 0, timestampMs: nowMs, counter: 1 },
      topics: new Map(topics.map((config) => [config.topicName, config])),
    },
  });
}

/** Of the answer; undefined: there was none. */
async function code(call: Promise<{ readonly code: number }>): Promise<number | undefined> {
  try {
    return (await call).code;
  } catch (error) {
    if (error instanceof RemotingError) return undefined;
    throw error;
  }
}
