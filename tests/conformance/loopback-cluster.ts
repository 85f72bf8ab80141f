// A cluster over the loopback interface in one process of the operating system: every program in a real environment of its own, with
// real TCP and real files in a temporary directory. The programs are the ones that run simulated.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '../../src/base/assert.ts';
import type { Program, RunningProcess } from '../../src/environment/program.ts';
import { broker } from '../../src/messaging/broker/broker.ts';
import { nameServer } from '../../src/messaging/name-server/name-server.ts';
import { createNodeEnvironment, type NodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { operator } from '../../src/scenario/operator.ts';

const LOOPBACK = '127.0.0.1';

export interface TopicShape {
  readonly topic: string;
  readonly queuesPerBroker: number;
}

interface Member {
  readonly program: Program;
  readonly environment: NodeEnvironment;
  readonly running: RunningProcess;
}

export class LoopbackCluster {
  /** Bugs of any process; a test expects none. */
  readonly failures: string[] = [];
  readonly #directory: string;
  /** In the order of their start. */
  readonly #members = new Map<string, Member>();
  readonly #brokers: { readonly name: string; readonly address: string }[] = [];
  #nameServerAddress = '';

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async start(brokerCount: number): Promise<LoopbackCluster> {
    const cluster = new LoopbackCluster(await mkdtemp(join(tmpdir(), 'windtunnel-loopback-')));
    const port = await cluster.#freePort();
    cluster.#nameServerAddress = `${LOOPBACK}:${port}`;
    await cluster.launch('name-server', nameServer({ port, orderMessageEnable: true }));
    for (let index = 0; index < brokerCount; index += 1) await cluster.#launchBroker(`broker-${index}`);
    return cluster;
  }

  get nameServers(): readonly string[] {
    return [this.#nameServerAddress];
  }

  async createOrderedTopic({ topic, queuesPerBroker }: TopicShape): Promise<void> {
    const brokers = this.#brokers;
    const { nameServers } = this;
    const program = operator({ topic, queuesPerBroker, isStrictlyOrdered: true, nameServers, brokers });
    await this.launch('operator', program);
    await this.stop('operator');
  }

  async launch(name: string, program: Program): Promise<void> {
    const environment = this.#environment(name);
    this.#members.set(name, { program, environment, running: await program(environment) });
  }

  async stop(name: string): Promise<void> {
    const { running, environment } = this.#member(name);
    this.#members.delete(name);
    await running.stop();
    await environment.close();
  }

  /** Ends a process without a goodbye and starts it again over its files. */
  async crashAndRestart(name: string): Promise<void> {
    const { environment, program } = this.#member(name);
    await environment.close();
    await this.launch(name, program);
  }

  /** Stops everybody, last started first, and leaves nothing behind. */
  async close(): Promise<void> {
    try {
      for (const name of [...this.#members.keys()].reverse()) await this.stop(name);
    } finally {
      await Promise.all([...this.#members.values()].map(({ environment }) => environment.close()));
      await rm(this.#directory, { recursive: true, force: true });
    }
  }

  async #launchBroker(brokerName: string): Promise<void> {
    const port = await this.#freePort();
    this.#brokers.push({ name: brokerName, address: `${LOOPBACK}:${port}` });
    // The files have their full sizes of RocketMQ; on disk they are as long as what was written.
    const store = { flush: 'synchronous' } as const;
    await this.launch(brokerName, broker({ brokerName, port, nameServerAddresses: this.nameServers, store }));
  }

  #member(name: string): Member {
    return present(this.#members.get(name), `a process named ${name}`);
  }

  #environment(name: string): NodeEnvironment {
    return createNodeEnvironment({
      name,
      directory: join(this.#directory, name),
      host: LOOPBACK,
      onFailure: (error, origin) => {
        this.failures.push(`${name}, ${origin}: ${error instanceof Error ? error.stack : String(error)}`);
      },
    });
  }

  /** A port that was free a moment ago: brokers and name servers announce the port that they are told. */
  async #freePort(): Promise<number> {
    const probe = this.#environment('probe');
    const listener = await probe.network.listen(0, () => {});
    await probe.close();
    return Number(listener.address.split(':')[1]);
  }
}
