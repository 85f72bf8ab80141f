// What `windtunnel admin` tells of a running cluster, and does to it.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { Producer } from '../../src/messaging/client/producer.ts';
import { PushConsumer } from '../../src/messaging/client/push-consumer.ts';
import { createNodeEnvironment, type NodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { type Ended, ensureBuilt, makeFolder, type Running, removeFolder, windtunnel } from './command.ts';
import { freePorts, type Ports, serve, until } from './served.ts';

type Document = Readonly<Record<string, unknown>>;

describe('windtunnel admin', () => {
  let folder: string;
  let ports: Ports;
  let cluster: Running;
  let environment: NodeEnvironment;

  beforeAll(async () => {
    await ensureBuilt();
    folder = makeFolder();
    ports = await freePorts();
    cluster = serve(folder, ports);
    environment = createNodeEnvironment({ name: 'c', directory: join(folder, 'c'), host: '127.0.0.1' });
    await until(async () => (await admin('topics list')).code === 0);
    await until(async () => (await admin('topics create orders --queues 2')).code === 0);
  }, 120_000);

  afterAll(async () => {
    await environment.close();
    cluster.interrupt();
    await cluster.ended;
    removeFolder(folder);
  });

  const admin = (words: string): Promise<Ended> =>
    windtunnel(['admin', ...words.split(' '), '--name-server', `127.0.0.1:${ports.nameServer}`], folder);

  async function ask<Answer = Document>(words: string): Promise<Answer> {
    const { code, stdout, stderr } = await admin(`${words} --json`);
    expect([words, code, stderr]).toEqual([words, 0, '']);
    return JSON.parse(stdout) as Answer;
  }

  const instance = (instanceName: string) =>
    new ClientInstance(environment, { nameServers: [`127.0.0.1:${ports.nameServer}`], instanceName });

  async function send(texts: readonly string[]): Promise<readonly string[]> {
    const producer = new Producer(instance(`p${texts.length}`), { group: 'senders' });
    await producer.start();
    const ids: string[] = [];
    for (const text of texts) {
      const properties = new Map([['colour', 'red']]);
      const message = newMessage({
        topic: 'orders',
        body: encodeText(text),
        keys: [`k-${text}`],
        properties,
      });
      const result = await producer.send(message);
      if (result.kind !== 'acknowledged') throw new Error(result.kind);
      ids.push(result.receipt.offsetMessageId);
    }
    await producer.stop();
    return ids;
  }

  function consumer(group: string, succeeds: (text: string) => boolean, got: string[]): PushConsumer {
    const settings = {
      group,
      subscriptions: new Map([['orders', '*']]),
      consumeFrom: 'first-offset',
      maxReconsumeTimes: 0,
    } as const;
    return new PushConsumer(instance(group), settings, {
      mode: 'concurrent',
      consume: async (messages) => {
        const texts = messages.map(({ body }) => decodeText(body));
        got.push(...texts);
        return texts.every(succeeds) ? 'success' : 'later';
      },
    });
  }

  test('topics, messages by id and key, lag and a reset, a dead letter that is sent again', async () => {
    expect(await ask('topics list')).toEqual([
      { topic: 'orders', brokers: ['broker-a'], queues: 2, permission: 6 },
    ]);
    const [id] = await send(['a', 'bad', 'c', 'd']);
    expect(await ask(`message id ${id}`)).toMatchObject({ topic: 'orders', body: 'a', keys: 'k-a' });
    expect(await ask('message key orders k-c')).toMatchObject([{ body: 'c', properties: { colour: 'red' } }]);
    const { queues } = await ask<{ queues: readonly { messages: number }[] }>('topics show orders');
    expect(queues.map(({ messages }) => messages)).toEqual([2, 2]);

    const got: string[] = [];
    const first = consumer('billing', (text) => text !== 'bad', got);
    await first.start();
    await until(async () => got.length >= 4);
    expect(await ask('groups show billing')).toMatchObject({
      members: ['127.0.0.1@billing'],
      retryMaxTimes: 16,
      mayConsume: true,
    });
    await first.stop();
    await until(async () => (await ask('offsets show billing --topic orders')).lag === 0);
    await until(async () => (await ask<unknown[]>('dlq list billing')).length === 1);
    expect(await ask('dlq list billing')).toMatchObject([
      { originTopic: 'orders', body: 'bad', keys: 'k-bad' },
    ]);

    expect(await ask('dlq resend billing --offset 0')).toMatchObject([
      { topic: 'orders', keys: 'k-bad', outcome: 'acknowledged' },
    ]);
    const again = await ask<Document[]>('message key orders k-bad');
    expect(again).toMatchObject([{ body: 'bad' }, { body: 'bad', properties: { colour: 'red' } }]);
    expect(new Set(again.map(({ uniqueKey }) => uniqueKey)).size).toBe(2);
    expect(await ask('groups list')).toContainEqual({ group: 'billing', members: 0, lag: 1 });
    await ask('offsets reset billing orders --to earliest');
    expect(await ask('groups list')).toContainEqual({ group: 'billing', members: 0, lag: 5 });
  }, 60_000);

  test('a topic that goes is gone for everybody', async () => {
    await ask('topics create passing --queues 1');
    expect(await ask('topics delete passing')).toMatchObject({ topic: 'passing', brokers: ['broker-a'] });
    expect((await admin('topics show passing')).code).toBe(4);
    expect((await admin('topics delete passing')).code).toBe(4);
    expect((await admin('topics delete TBW102')).code).toBe(64);
  }, 60_000);

  test('tables for people, and what is not there', async () => {
    const listed = await admin('topics list');
    expect(listed.stdout).toMatch(/^topic +queues +permission +brokers\norders +2 +6 +broker-a\n$/);
    const absent = await Promise.all([
      admin('topics show unknown'),
      admin('groups show unknown'),
      admin('message key orders unknown'),
      admin('dlq resend unknown'),
    ]);
    expect(absent.map(({ code }) => code)).toEqual([4, 4, 4, 4]);
    expect(absent[0]?.stderr).toContain('unknown');
    const refused = await admin('topics create SCHEDULE_TOPIC_XXXX');
    expect([refused.code, refused.stderr]).toEqual([
      64,
      expect.stringContaining('conflict with system topic'),
    ]);
  }, 60_000);

  test('says who is not there, and what to do', async () => {
    const { nameServer } = await freePorts();
    const words = ['admin', 'groups', 'list', '--name-server', `127.0.0.1:${nameServer}`];
    const { code, stderr } = await windtunnel(words, folder);
    expect(code).toBe(64);
    expect(stderr).toContain(`the name server 127.0.0.1:${nameServer} does not answer`);
    expect(stderr).toContain('remedy: start one with `windtunnel serve`');
  }, 60_000);
});
