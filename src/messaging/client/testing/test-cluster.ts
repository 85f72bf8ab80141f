// A real name server and real brokers on simulated machines, for tests of the client against what it talks to.

import { encodeText } from '../../../base/bytes.ts';
import type { Environment } from '../../../environment/environment.ts';
import type { Observation } from '../../../environment/observation.ts';
import { MicrotaskPump } from '../../../nodejs/microtask-pump.ts';
import { rootIdentity } from '../../../simulator/identity.ts';
import type { Machine } from '../../../simulator/machine.ts';
import { Simulation } from '../../../simulator/simulation.ts';
import { broker } from '../../broker/broker.ts';
import type { Message } from '../../message/message.ts';
import { nameServer } from '../../name-server/name-server.ts';
import { putKvConfig } from '../../protocol/put-kv-config.ts';
import { updateAndCreateTopic } from '../../protocol/update-and-create-topic.ts';
import { RemotingClient } from '../../remoting/remoting-client.ts';
import type { FlushMode } from '../../store/options.ts';
import { ClientInstance } from '../client-instance.ts';
import type { ClientSettings } from '../client-options.ts';
import { newMessage } from '../new-message.ts';
import type { ClientObservation } from '../observations.ts';

export interface ClusterShape {
  readonly seed: string;
  readonly brokerCount: number;
  readonly flush?: FlushMode;
}

export interface Observed {
  readonly atMs: number;
  readonly machine: string;
  readonly observation: Observation;
}

const NAME_SERVER_PORT = 9876;

export class TestCluster {
  readonly simulation: Simulation;
  readonly nameServer: Machine;
  readonly brokers: readonly Machine[];
  readonly observed: Observed[] = [];
  #works = 0;

  constructor(shape: ClusterShape) {
    this.simulation = new Simulation({ seed: shape.seed, host: new MicrotaskPump() });
    this.simulation.observe((machine, observation) => {
      this.observed.push({ atMs: this.simulation.nowMs, machine, observation });
    });
    this.nameServer = this.simulation.addMachine('name-server', nameServer({ orderMessageEnable: true }));
    this.nameServer.start();
    this.brokers = Array.from({ length: shape.brokerCount }, (_, index) => {
      const brokerName = `broker-${index}`;
      const store = {
        flush: shape.flush ?? 'synchronous',
        commitLogFileBytes: 65_536,
        consumeQueueFileBytes: 4_000,
      };
      const options = { brokerName, nameServerAddresses: [this.nameServerAddress], store };
      const machine = this.simulation.addMachine(brokerName, broker(options));
      machine.start();
      return machine;
    });
  }

  get nameServerAddress(): string {
    return `${this.nameServer.host}:${NAME_SERVER_PORT}`;
  }

  /** @throws Error when the run ended in any other way than by running out of time or of things to do */
  async runFor(forMs: number): Promise<void> {
    const end = await this.simulation.run({ untilMs: this.simulation.nowMs + forMs });
    if (end.kind === 'crashed') throw new Error(`${end.machine} crashed: ${end.stack}`);
    if (end.kind === 'bound') throw new Error(`met the bound of ${end.limit} ${end.bound}`);
  }

  /** A machine that runs the body at every start. */
  addClient(name: string, body: (environment: Environment) => Promise<void>): Machine {
    return this.simulation.addMachine(name, async (environment) => {
      await body(environment);
      return { stop: () => Promise.resolve() };
    });
  }

  /** Does the work in the process of a running machine; it goes on while the cluster runs. */
  perform(machine: Machine, work: () => Promise<void>): void {
    this.#works += 1;
    machine.perform(rootIdentity(machine.name, this.#works), 'test work', work);
  }

  newInstance(environment: Environment, settings: Partial<ClientSettings> = {}): ClientInstance {
    return new ClientInstance(environment, { nameServers: [this.nameServerAddress], ...settings });
  }

  /** Creates a topic on all brokers; ordered: with its static list of queues. Takes three virtual seconds. */
  async createTopic(topic: string, queueCount: number, order: 'ordered' | 'unordered'): Promise<void> {
    await this.runFor(1_000);
    const admin = this.addClient(`admin-${topic}`, async (environment) => {
      const remoting = new RemotingClient(environment);
      const header = {
        topic,
        defaultTopic: 'TBW102',
        readQueueCount: queueCount,
        writeQueueCount: queueCount,
        permission: 6,
        topicFilterType: 'SINGLE_TAG',
      };
      for (const { host } of this.brokers) {
        await remoting.call(`${host}:10911`, updateAndCreateTopic, header, { timeoutMs: 3_000 });
      }
      if (order === 'ordered') {
        const value = this.brokers.map(({ name }) => `${name}:${queueCount}`).join(';');
        const config = { namespace: 'ORDER_TOPIC_CONFIG', key: topic, value };
        await remoting.call(this.nameServerAddress, putKvConfig, config, { timeoutMs: 3_000 });
      }
      await remoting.close();
    });
    admin.start();
    await this.runFor(2_000);
  }

  /** Observations of clients, oldest first. */
  clientObservations<Kind extends ClientObservation['kind']>(
    kind: Kind,
  ): readonly (Observed & { readonly observation: Extract<ClientObservation, { kind: Kind }> })[] {
    return this.observed.filter(({ observation }) => observation.kind === kind) as never;
  }
}

export function textMessage(topic: string, text: string, tag?: string): Message {
  return newMessage({ topic, body: encodeText(text), tag });
}
