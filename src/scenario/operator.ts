// The person who sets the cluster up before the trouble starts, or a new master later: creates the topic on every broker and, for strict order,
// its static list of queues on every name server. Tries again until it is done; it does nothing afterwards.

import type { Environment } from '../environment/environment.ts';
import type { Program } from '../environment/program.ts';
import { RESPONSE_CODE } from '../messaging/protocol/codes.ts';
import { READ_AND_WRITE } from '../messaging/protocol/permission.ts';
import { putKvConfig } from '../messaging/protocol/put-kv-config.ts';
import { updateAndCreateTopic } from '../messaging/protocol/update-and-create-topic.ts';
import { RemotingClient } from '../messaging/remoting/remoting-client.ts';
import { RemotingError } from '../messaging/remoting/remoting-error.ts';

export interface SetUp {
  readonly topic: string;
  readonly queuesPerBroker: number;
  readonly isStrictlyOrdered: boolean;
  readonly nameServers: readonly string[];
  readonly brokers: readonly { readonly name: string; readonly address: string }[];
}

const ORDER_NAMESPACE = 'ORDER_TOPIC_CONFIG';
const CALL_TIMEOUT_MS = 3000;
const PAUSE_MS = 200;
/** A broker may wait for name servers that are cut off. */
const ATTEMPTS = 500;

export function operator(setUp: SetUp): Program {
  return async (environment) => {
    const client = new RemotingClient(environment);
    const work = new OperatorWork(environment, client, setUp);
    await work.perform();
    await client.close();
    return { stop: async () => {} };
  };
}

class OperatorWork {
  readonly #environment: Environment;
  readonly #client: RemotingClient;
  readonly #setUp: SetUp;

  constructor(environment: Environment, client: RemotingClient, setUp: SetUp) {
    this.#environment = environment;
    this.#client = client;
    this.#setUp = setUp;
  }

  async perform(): Promise<void> {
    const { brokers, nameServers, isStrictlyOrdered } = this.#setUp;
    for (const { address } of brokers) await this.#untilDone(() => this.#createTopic(address));
    if (!isStrictlyOrdered) return;
    for (const address of nameServers) await this.#untilDone(() => this.#putOrder(address));
  }

  async #createTopic(address: string): Promise<boolean> {
    const { topic, queuesPerBroker, isStrictlyOrdered } = this.#setUp;
    const header = {
      topic,
      defaultTopic: 'TBW102',
      readQueueCount: queuesPerBroker,
      writeQueueCount: queuesPerBroker,
      permission: READ_AND_WRITE,
      topicFilterType: 'SINGLE_TAG',
      topicSystemFlag: 0,
      order: isStrictlyOrdered,
    };
    const answer = await this.#client.call(address, updateAndCreateTopic, header, {
      timeoutMs: CALL_TIMEOUT_MS,
    });
    return answer.code === RESPONSE_CODE.success;
  }

  async #putOrder(address: string): Promise<boolean> {
    const { topic, brokers, queuesPerBroker } = this.#setUp;
    const value = brokers.map(({ name }) => `${name}:${queuesPerBroker}`).join(';');
    const header = { namespace: ORDER_NAMESPACE, key: topic, value };
    const answer = await this.#client.call(address, putKvConfig, header, { timeoutMs: CALL_TIMEOUT_MS });
    return answer.code === RESPONSE_CODE.success;
  }

  async #untilDone(attempt: () => Promise<boolean>): Promise<void> {
    for (let count = 0; count < ATTEMPTS; count += 1) {
      if (await this.#isDone(attempt)) return;
      await this.#environment.timers.sleep(PAUSE_MS, 'operator pause');
    }
    throw new Error(`the cluster could not be set up in ${ATTEMPTS} attempts`);
  }

  async #isDone(attempt: () => Promise<boolean>): Promise<boolean> {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof RemotingError) return false;
      throw error;
    }
  }
}
