// The messaging contracts' real world: `windtunnel serve` in a process of the operating system, clients in this one, loopback TCP and files.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Administration } from '../../src/messaging/client/administration.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { createNodeEnvironment, type NodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { ensureBuilt, type Running } from '../cli/command.ts';
import { freePorts, type Ports, SHORT_DELAYS, serve, until } from '../cli/served.ts';
import {
  BROKER_NAME,
  type MessagingArm,
  type MessagingWorld,
  type RestartableWorld,
} from './messaging-world.ts';

const LOOPBACK = '127.0.0.1';

class ServedWorld implements RestartableWorld {
  readonly nameServers: readonly string[];
  readonly brokerAddress: string;
  /** Bugs in the processes of this world; a contract expects none. */
  readonly failures: string[] = [];
  readonly #folder: string;
  readonly #ports: Ports;
  readonly #environments: NodeEnvironment[] = [];
  #running: Running | undefined;

  private constructor(folder: string, ports: Ports) {
    this.#folder = folder;
    this.#ports = ports;
    this.nameServers = [`${LOOPBACK}:${ports.nameServer}`];
    this.brokerAddress = `${LOOPBACK}:${ports.broker}`;
  }

  static async open(): Promise<ServedWorld> {
    await ensureBuilt();
    const folder = mkdtempSync(join(tmpdir(), 'windtunnel-served-'));
    writeFileSync(join(folder, 'short-delays.js'), SHORT_DELAYS);
    const world = new ServedWorld(folder, await freePorts());
    await world.start();
    return world;
  }

  readonly start = async (): Promise<void> => {
    this.#running = serve(this.#folder, this.#ports, './short-delays.js');
    const { environment, kill } = await this.newProcess('first');
    const instance = new ClientInstance(environment, { nameServers: this.nameServers });
    const administration = new Administration(instance, this.nameServers[0] as string);
    await until(() =>
      administration.brokers().then(
        ({ length }) => length === 1,
        () => false,
      ),
    );
    await kill();
  };

  readonly end = async (how: 'orderly' | 'killed'): Promise<void> => {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    running.signal(how === 'orderly' ? 'SIGTERM' : 'SIGKILL');
    const { code, stderr } = await running.ended;
    if (how === 'orderly' && code !== 0) this.failures.push(`serve ended with ${code}: ${stderr}`);
  };

  readonly brokerFile = async (path: string): Promise<string> => {
    const file = join(this.#folder, 'data', BROKER_NAME, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };

  readonly newProcess = async (name: string) => {
    const directory = join(this.#folder, name);
    mkdirSync(directory, { recursive: true });
    const environment = createNodeEnvironment({
      name,
      directory,
      host: LOOPBACK,
      onFailure: (error, origin) => {
        this.failures.push(`${name}, ${origin}: ${error instanceof Error ? error.stack : String(error)}`);
      },
    });
    this.#environments.push(environment);
    return { environment, kill: () => environment.close() };
  };

  async close(): Promise<void> {
    await Promise.all(this.#environments.map((environment) => environment.close()));
    await this.end('orderly');
    rmSync(this.#folder, { recursive: true, force: true });
    if (this.failures.length > 0) throw new Error(this.failures.join('\n'));
  }
}

export class RealMessagingArm implements MessagingArm {
  readonly name = 'real';
  readonly isShared = true;
  #shared: Promise<ServedWorld> | undefined;

  run(body: (world: MessagingWorld) => Promise<void>): Promise<void> {
    this.#shared ??= ServedWorld.open();
    return this.#shared.then(body);
  }

  async runAlone(body: (world: RestartableWorld) => Promise<void>): Promise<void> {
    const world = await ServedWorld.open();
    try {
      await body(world);
    } finally {
      await world.close();
    }
  }

  /** Ends the shared world. @throws Error when something in it failed */
  async close(): Promise<void> {
    await (await this.#shared)?.close();
  }
}
