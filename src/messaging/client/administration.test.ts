import { expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import type { Environment } from '../../environment/environment.ts';
import { Administration } from './administration.ts';
import type { ClientInstance } from './client-instance.ts';
import { Producer } from './producer.ts';
import { PushConsumer } from './push-consumer.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

interface Operated {
  readonly cluster: TestCluster;
  readonly environment: Environment;
  readonly instance: ClientInstance;
  readonly administration: Administration;
  /** What the group has consumed so far. */
  readonly got: string[];
}

/** Two brokers with eight messages, and a group that has consumed them and goes on running. */
async function operate(seed: string, work: (operated: Operated) => Promise<void>): Promise<void> {
  const cluster = new TestCluster({ seed, brokerCount: 2 });
  await cluster.createTopic('orders', 2, 'unordered');
  let isDone = false;
  const client = cluster.addClient('client', async (environment) => {
    const instance = cluster.newInstance(environment);
    const producer = new Producer(instance, { group: 'senders' });
    await producer.start();
    for (let index = 0; index < 8; index += 1) await producer.send(textMessage('orders', `${index}`));
    const got: string[] = [];
    const consumer = new PushConsumer(
      instance,
      { group: 'billing', subscriptions: new Map([['orders', '*']]), consumeFrom: 'first-offset' },
      {
        mode: 'concurrent',
        consume: async (messages) => {
          got.push(...messages.map(({ body }) => decodeText(body)));
          return 'success';
        },
      },
    );
    await consumer.start();
    await environment.timers.sleep(30_000, 'until all is consumed and committed');
    const administration = new Administration(instance, cluster.nameServerAddress);
    await work({ cluster, environment, instance, administration, got });
    isDone = true;
  });
  client.start();
  await cluster.runFor(120_000);
  expect(isDone).toBe(true);
}

test('asks every broker: topics, members, how far a group is', () =>
  operate('asks', async ({ administration, instance }) => {
    const topics = await administration.topics();
    expect(
      topics.map(({ broker, value }) => [broker.brokerName, value.get('orders')?.readQueueCount]),
    ).toEqual([
      ['broker-0', 2],
      ['broker-1', 2],
    ]);
    expect(await administration.members('billing')).toEqual([instance.clientId]);
    expect(await administration.members('unknown')).toEqual([]);
    const stats = (await administration.consumeStats('billing')).filter(([{ topic }]) => topic === 'orders');
    expect(stats.map(([, { brokerOffset, consumerOffset }]) => brokerOffset - consumerOffset)).toEqual([
      0, 0, 0, 0,
    ]);
    const messages = await administration.messages('orders', 5);
    expect(messages).toHaveLength(5);
    expect(await administration.topicStats('unknown')).toEqual([]);
  }));

test('a reset brings a running consumer everything again, and only once', () =>
  operate('reset', async ({ administration, environment, got }) => {
    expect(got).toHaveLength(8);
    const offsets = await administration.resetOffsets({ group: 'billing', topic: 'orders', timestampMs: 0 });
    expect(offsets.map(([, offset]) => offset)).toEqual([0, 0, 0, 0]);
    await environment.timers.sleep(30_000, 'until all came again');
    expect(got.slice(8).toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    const stats = await administration.consumeStats('billing');
    expect(stats.every(([, { brokerOffset, consumerOffset }]) => brokerOffset === consumerOffset)).toBe(true);
  }));

test('names who does not answer, and what was refused', () =>
  operate('errors', async ({ cluster, administration }) => {
    const refused = administration.createTopic({ topic: 'no spaces', queueCount: 1, order: false });
    await expect(refused).rejects.toMatchObject({ kind: 'refused', code: 29 });
    cluster.brokers[1]?.kill();
    const address = `${cluster.brokers[1]?.host}:10911`;
    await expect(administration.groups()).rejects.toMatchObject({ kind: 'unreachable', address });
  }));
