import { describe, expect, test } from 'vitest';
import { TestClient } from './testing/test-client.ts';
import { routedBrokers, startCluster } from './testing/test-cluster.ts';

describe('send handler', () => {
  test('a send is answered with everything that clients of RocketMQ read', async () => {
    const cluster = await startCluster('send');
    const client = new TestClient(cluster.simulation, 'client');
    const [first, second] = await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 4);
      return [
        await client.send(cluster.address, 'first', { queueId: 3 }),
        await client.send(cluster.address, 'second', { queueId: 3 }),
      ];
    });
    expect(first?.code).toBe(0);
    expect(first?.header).toMatchObject({
      queueId: 3,
      queueOffset: 0,
      region: 'DefaultRegion',
      traceOn: true,
    });
    expect(first?.header?.messageId).toMatch(/^[0-9A-F]{32}$/);
    expect(second?.header?.queueOffset).toBe(1);
    expect(second?.header?.transactionId).not.toBe(first?.header?.transactionId);
  });
});

describe('a send to an unknown topic', () => {
  test('creates it by the template, once, and routes it', async () => {
    const cluster = await startCluster('auto');
    const client = new TestClient(cluster.simulation, 'client');
    const [codes, brokers] = await client.run(async () => {
      const sends = ['a', 'b', 'c', 'd'].map((body) => client.send(cluster.address, body, { queueId: 3 }));
      const answers = await Promise.all(sends);
      return [answers.map((answer) => answer.code), await routedBrokers(client, cluster, 'orders')];
    });
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(brokers).toEqual([cluster.address]);
  });

  test('is refused where that is switched off, or without a template', async () => {
    const forbidden = await startCluster('off', { autoCreateTopic: false });
    const client = new TestClient(forbidden.simulation, 'client');
    expect((await client.run(() => client.send(forbidden.address, 'a'))).code).toBe(17);
    const allowed = await startCluster('no template');
    const other = new TestClient(allowed.simulation, 'client');
    expect((await other.run(() => other.send(allowed.address, 'a', { defaultTopic: 'nothing' }))).code).toBe(
      17,
    );
  });

  test('lets the broker choose a queue, and refuses one that is not there', async () => {
    const cluster = await startCluster('choice');
    const client = new TestClient(cluster.simulation, 'client');
    const [chosen, refused] = await client.run(async () => [
      await client.send(cluster.address, 'a', { queueId: -1 }),
      await client.send(cluster.address, 'b', { queueId: 4 }),
    ]);
    expect(chosen?.code).toBe(0);
    expect([0, 1, 2, 3]).toContain(chosen?.header?.queueId);
    expect(refused?.code).toBe(29);
  });
});
