// The contract suites' real world: two processes of src/nodejs on the loopback interface, each with a temporary directory.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeEnvironment, type NodeEnvironment } from '../../src/nodejs/node-environment.ts';
import type { Arm, World } from './arm.ts';

const LOOPBACK = '127.0.0.1';

type Closer = () => Promise<void> | void;

/** Listens with the shortest queue and never accepts: when the queue is full, the kernel answers nobody. */
const DEAF_LISTENER = `
  const server = require('node:net').createServer();
  server.listen({ host: '${LOOPBACK}', port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

const QUEUE_FILLERS = 8;

class RealWorld implements World {
  readonly here: NodeEnvironment;
  readonly there: NodeEnvironment;
  readonly failed: Promise<never>;
  readonly #directory: string;
  readonly #closers: Closer[] = [];
  #fail: (error: unknown) => void = () => {};

  constructor(directory: string) {
    this.#directory = directory;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.here = this.#start('here');
    this.there = this.#start('there');
  }

  readonly killThere = (): Promise<void> => this.there.close();

  readonly restartHere = async (): Promise<NodeEnvironment> => {
    await this.here.close();
    return this.#start('here');
  };

  readonly silentAddress = async (): Promise<string> => {
    const child = spawn(process.execPath, ['-e', DEAF_LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#closers.push(() => {
      child.kill('SIGKILL');
    });
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const fillers = Array.from({ length: QUEUE_FILLERS }, () => this.#openFiller(Number(port)));
    await Promise.race([
      Promise.all(fillers.map((filler) => once(filler, 'connect'))),
      this.here.timers.sleep(50, 'fill'),
    ]);
    return `${LOOPBACK}:${port}`;
  };

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #start(name: string): NodeEnvironment {
    const environment = createNodeEnvironment({
      name,
      directory: join(this.#directory, name),
      host: LOOPBACK,
      seed: name,
      onFailure: (error) => this.#fail(error),
    });
    this.#closers.push(() => environment.close());
    return environment;
  }

  #openFiller(port: number): Socket {
    const socket = connect({ host: LOOPBACK, port });
    socket.on('error', () => undefined);
    this.#closers.push(() => {
      socket.destroy();
    });
    return socket;
  }
}

export const realArm: Arm = {
  name: 'real',
  async run(body) {
    const world = new RealWorld(await mkdtemp(join(tmpdir(), 'windtunnel-conformance-')));
    try {
      await Promise.race([body(world), world.failed]);
    } finally {
      await world.close();
    }
  },
};
