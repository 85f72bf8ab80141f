import { describe, expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import type { Machine } from '../../simulator/machine.ts';
import type { StoredMessage } from '../message/message.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { RemotingClient } from '../remoting/remoting-client.ts';
import { Producer } from './producer.ts';
import { PushConsumer } from './push-consumer.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

const TOPIC = 'orders';

describe('client instance against a cluster', () => {
  test('ids differ from life to life and between clients', async () => {
    const cluster = new TestCluster({ seed: 'ids', brokerCount: 1 });
    const ids: string[] = [];
    const client = cluster.addClient('client', async (environment) => {
      ids.push(cluster.newInstance(environment).clientId);
      ids.push(cluster.newInstance(environment, { instanceName: 'second' }).clientId);
    });
    client.start();
    await cluster.runFor(10);
    client.kill();
    client.start();
    await cluster.runFor(10);
    expect(ids).toEqual([
      `${client.host}@client#0`,
      `${client.host}@second`,
      `${client.host}@client#1`,
      `${client.host}@second`,
    ]);
  });

  test('asks the next name server when one is dead', async () => {
    const cluster = new TestCluster({ seed: 'name servers', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'unordered');
    const kinds: string[] = [];
    for (let number = 0; number < 4; number += 1) {
      const client = cluster.addClient(`client-${number}`, async (environment) => {
        const nameServers = ['10.0.0.99:9876', cluster.nameServerAddress, '10.0.0.98:9876'];
        const producer = new Producer(cluster.newInstance(environment, { nameServers }), {
          group: 'senders',
        });
        await producer.start();
        kinds.push((await producer.send(textMessage(TOPIC, 'x'), { timeoutMs: 10_000 })).kind);
      });
      client.start();
    }
    await cluster.runFor(20_000);
    expect(kinds).toEqual(Array(4).fill('acknowledged'));
  });

  test('forgets a broker that no route names any more, and learns of it again when it is back', async () => {
    const cluster = new TestCluster({ seed: 'forgotten', brokerCount: 2 });
    await cluster.createTopic(TOPIC, 1, 'unordered');
    const known: number[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const instance = cluster.newInstance(environment);
      const producer = new Producer(instance, { group: 'senders' });
      await producer.start();
      await producer.send(textMessage(TOPIC, 'learn the route'));
      environment.timers.every(0, 70_000, 'look', () => known.push(instance.routes.addresses().length));
    });
    client.start();
    await cluster.runFor(1_000);
    cluster.brokers[0]?.kill();
    await cluster.runFor(70_000);
    cluster.brokers[0]?.start();
    await cluster.runFor(70_000);
    expect(known).toEqual([2, 1, 2]);
  });

  test('producer and consumer share one client, which ends with the last of them', async () => {
    const cluster = new TestCluster({ seed: 'shared', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'unordered');
    const handled: string[] = [];
    const kinds: string[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const instance = cluster.newInstance(environment);
      const subscriptions = new Map([[TOPIC, '*']]);
      const consumer = new PushConsumer(
        instance,
        { group: 'receivers', subscriptions },
        {
          mode: 'concurrent',
          consume: async (messages) => {
            handled.push(...messages.map(({ body }) => decodeText(body)));
            return 'success';
          },
        },
      );
      await consumer.start();
      const producer = new Producer(instance, { group: 'senders' });
      await producer.start();
      kinds.push((await producer.send(textMessage(TOPIC, 'one'))).kind);
      await environment.timers.sleep(3_000, 'until it is consumed');
      await consumer.stop();
      kinds.push((await producer.send(textMessage(TOPIC, 'two'))).kind);
      await producer.stop();
    });
    client.start();
    await cluster.runFor(10_000);
    expect(kinds).toEqual(['acknowledged', 'acknowledged']);
    expect(handled).toEqual(['one']);
    const before = cluster.simulation.kernel.events;
    await cluster.runFor(30_000);
    expect(cluster.simulation.kernel.events - before).toBeLessThan(150);
  });

  test.each(['orderly', 'concurrent'] as const)(
    'an offset beyond the queue is corrected by the broker, and the queue goes on from there: %s',
    async (mode) => {
      const cluster = new TestCluster({ seed: 'offset moved', brokerCount: 1 });
      await cluster.createTopic(TOPIC, 1, 'unordered');
      const handled: string[] = [];
      const consumer = addNotingConsumer(cluster, mode, handled);
      consumer.start();
      await cluster.runFor(3_000);
      consumer.kill();
      const codes = commitOffset(cluster, 100);
      await cluster.runFor(60_000);
      expect(codes).toEqual([0]);
      consumer.start();
      await cluster.runFor(5_000);
      const sender = cluster.addClient('sender', async (environment) => {
        const producer = new Producer(cluster.newInstance(environment), { group: 'senders' });
        await producer.start();
        await producer.send(textMessage(TOPIC, 'one'));
      });
      sender.start();
      await cluster.runFor(5_000);
      expect(handled).toEqual(['one']);
      const losses = cluster.clientObservations('client.queue-lost');
      expect(losses.map(({ observation }) => observation.reason)).toEqual(['offset-moved']);
    },
  );
});

function addNotingConsumer(cluster: TestCluster, mode: 'orderly' | 'concurrent', handled: string[]): Machine {
  return cluster.addClient('consumer', async (environment) => {
    const consume = async (messages: readonly StoredMessage[]) => {
      handled.push(...messages.map(({ body }) => decodeText(body)));
      return 'success' as const;
    };
    const settings = { group: 'receivers', subscriptions: new Map([[TOPIC, '*']]) };
    const consumer = new PushConsumer(cluster.newInstance(environment), settings, { mode, consume });
    await consumer.start();
  });
}

/** Response codes of commits that an operator made by hand. */
function commitOffset(cluster: TestCluster, offset: number): readonly number[] {
  const codes: number[] = [];
  const operator = cluster.addClient('operator', async (environment) => {
    const header = { consumerGroup: 'receivers', topic: TOPIC, queueId: 0, commitOffset: offset };
    const remoting = new RemotingClient(environment);
    const address = `${cluster.brokers[0]?.host}:10911`;
    const answer = await remoting.call(address, updateConsumerOffset, header, { timeoutMs: 1_000 });
    codes.push(answer.code);
  });
  operator.start();
  return codes;
}
