// Where a bug inside a callback goes on the real world: to the failure listener, with the callback's name.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createNodeEnvironment, type NodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { connectedPair, Peer } from './peer.ts';

type Trigger = (environment: NodeEnvironment) => Promise<void> | void;

function fail(): never {
  throw new Error('bug');
}

const TRIGGERS: readonly (readonly [string, Trigger])[] = [
  ['timer sweep', ({ timers }) => void timers.once(0, 'sweep', fail)],
  ['timer beat', ({ timers }) => void timers.every(0, 1000, 'beat', fail)],
  ['lane send', ({ lanes }) => void lanes.open({ name: 'send', workers: 1, queueBound: 0 }).submit(fail)],
  [
    'lane pull',
    ({ lanes, timers }) => {
      lanes
        .open({ name: 'pull', workers: 1, queueBound: 0 })
        .submit(() => timers.sleep(1, 'test').then(fail));
    },
  ],
  [
    'connection data',
    async (environment) => {
      const { client, server } = await connectedPair(environment, environment);
      new Peer(server, fail);
      new Peer(client).connection.write(new Uint8Array(1));
    },
  ],
  [
    'connection closed',
    async (environment) => {
      const { client, server } = await connectedPair(environment, environment);
      server.handle({ data() {}, closed: fail });
      new Peer(client).connection.close();
    },
  ],
  [
    'accept',
    async ({ network }) => {
      const listener = await network.listen(0, fail);
      await network.connect(listener.address, 1000);
    },
  ],
  [
    'datagram',
    async ({ network }) => {
      const socket = await network.bindDatagrams(0, fail);
      socket.send(socket.address, new Uint8Array(1));
    },
  ],
];

test.each(TRIGGERS)(
  'a bug in the callback "%s" is reported once and the rest goes on',
  async (origin, trigger) => {
    const directory = await mkdtemp(join(tmpdir(), 'windtunnel-failures-'));
    const seen: string[] = [];
    const environment = createNodeEnvironment({
      name: 'failing',
      directory,
      host: '127.0.0.1',
      onFailure: (error, where) => seen.push(`${where}: ${(error as Error).message}`),
    });
    await trigger(environment);
    await environment.timers.sleep(40, 'test');
    expect(seen).toEqual([`${origin}: bug`]);
    await environment.close();
    await rm(directory, { recursive: true });
  },
);
