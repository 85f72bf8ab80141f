// What `windtunnel serve` does for a real client, and how it ends.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { Producer } from '../../src/messaging/client/producer.ts';
import { PushConsumer } from '../../src/messaging/client/push-consumer.ts';
import { createNodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { ensureBuilt, makeFolder, readJson, removeFolder, windtunnel } from './command.ts';
import { freePorts, type Ports, serve, until } from './served.ts';

/** Sends texts and consumes until as many have come as are expected. */
async function exchange(folder: string, ports: Ports, texts: readonly string[], expected: number) {
  const environment = createNodeEnvironment({
    name: 'client',
    directory: join(folder, 'client'),
    host: '127.0.0.1',
  });
  const nameServers = [`127.0.0.1:${ports.nameServer}`];
  const producer = new Producer(new ClientInstance(environment, { nameServers, instanceName: 'p' }), {
    group: 'senders',
  });
  await producer.start();
  for (const text of texts) {
    const message = newMessage({ topic: 'orders', body: encodeText(text) });
    await until(async () => (await producer.send(message)).kind === 'acknowledged');
  }
  const got: string[] = [];
  const consumer = new PushConsumer(
    new ClientInstance(environment, { nameServers, instanceName: 'c' }),
    { group: 'receivers', subscriptions: new Map([['orders', '*']]), consumeFrom: 'first-offset' },
    {
      mode: 'concurrent',
      consume: async (messages) => {
        got.push(...messages.map(({ body }) => decodeText(body)));
        return 'success';
      },
    },
  );
  await consumer.start();
  await until(async () => got.length >= expected);
  await consumer.stop();
  await producer.stop();
  await environment.close();
  return got.toSorted();
}

describe('windtunnel serve', () => {
  let folder: string;
  let ports: Ports;

  beforeAll(async () => {
    await ensureBuilt();
    folder = makeFolder();
    ports = await freePorts();
  }, 120_000);

  afterAll(() => removeFolder(folder));

  test('serves clients, stops in order when it is asked to, and goes on over the same folder', async () => {
    const first = serve(folder, ports);
    expect(await exchange(folder, ports, ['a', 'b', 'c'], 3)).toEqual(['a', 'b', 'c']);
    first.interrupt();
    expect(await first.ended).toMatchObject({ code: 0 });
    const inspected = await windtunnel(['store', 'inspect', 'data/broker-a/store', '--json'], folder);
    expect(inspected.code).toBe(0);
    expect(readJson(inspected.stdout)).toMatchObject({ isSound: true });
    const second = serve(folder, ports, 'hardened');
    expect(await exchange(folder, ports, ['d'], 1)).toEqual(['d']);
    second.interrupt();
    expect((await second.ended).stderr).toContain('design hardened');
  }, 120_000);

  test('says who has the folder, and who has the port', async () => {
    const running = serve(folder, ports);
    await exchange(folder, ports, ['e'], 1);
    const sameFolder = await windtunnel(['serve', '--data', 'data'], folder);
    expect(sameFolder.code).toBe(64);
    expect(sameFolder.stderr).toMatch(/process \d+ has .*data\n/);
    const other = ['serve', '--data', 'other', '--name-server-port', `${ports.nameServer}`];
    const samePort = await windtunnel(other, folder);
    expect(samePort.code).toBe(64);
    expect(samePort.stderr).toContain(`127.0.0.1:${ports.nameServer}`);
    running.interrupt();
    expect((await running.ended).code).toBe(0);
  }, 120_000);
});
