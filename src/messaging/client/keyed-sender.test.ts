import { describe, expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { type KeyedSenderOptions, OneByOneSender } from './keyed-sender.ts';
import { Producer } from './producer.ts';
import type { SendResult } from './send-result.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

const TOPIC = 'orders';

async function openSender(
  cluster: TestCluster,
  environment: Environment,
  options: Partial<KeyedSenderOptions>,
) {
  const instance = cluster.newInstance(environment);
  const producer = new Producer(instance, { group: 'senders' });
  await producer.start();
  return new OneByOneSender(instance, producer, options);
}

describe('sender that keeps keys in order', () => {
  test('sends the next message of a key after the acknowledgement of the last, other keys meanwhile', async () => {
    const cluster = new TestCluster({ seed: 'one by one', brokerCount: 2 });
    await cluster.createTopic(TOPIC, 4, 'ordered');
    const offsets: (readonly [string, number, number])[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const sender = await openSender(cluster, environment, {});
      const sends: Promise<void>[] = [];
      for (let number = 0; number < 10; number += 1) {
        for (const key of ['k0', 'k1', 'k2']) {
          const send = sender.send(key, textMessage(TOPIC, `${key}:${number}`)).then((result) => {
            if (result.kind === 'acknowledged') offsets.push([key, number, result.receipt.queueOffset]);
          });
          sends.push(send);
        }
      }
      await Promise.all(sends);
    });
    client.start();
    await cluster.runFor(5_000);
    expect(offsets).toHaveLength(30);
    for (const key of ['k0', 'k1', 'k2']) {
      const own = offsets.filter(([one]) => one === key);
      expect(own.map(([, number]) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(own.map(([, , offset]) => offset)).toEqual(
        own.map(([, , offset]) => offset).toSorted((a, b) => a - b),
      );
    }
  });

  test('sends the same message to the same queue until the broker is back', async () => {
    const cluster = new TestCluster({ seed: 'resend', brokerCount: 2 });
    await cluster.createTopic(TOPIC, 1, 'ordered');
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const sender = await openSender(cluster, environment, { deadlineMs: 100_000 });
      await sender.send('key', textMessage(TOPIC, 'learn the route'));
      for (const machine of cluster.brokers) machine.kill();
      results.push(await sender.send('key', textMessage(TOPIC, 'patient')));
      results.push(await sender.send('key', textMessage(TOPIC, 'next')));
    });
    client.start();
    await cluster.runFor(10_000);
    expect(results).toEqual([]);
    for (const machine of cluster.brokers) machine.start();
    await cluster.runFor(40_000);
    expect(results.map(({ kind }) => kind)).toEqual(['acknowledged', 'acknowledged']);
    const attempts = cluster
      .clientObservations('client.send-attempted')
      .map(({ observation }) => observation);
    const patient = attempts[1]?.uniqueKeys[0];
    const again = attempts.filter(({ uniqueKeys }) => uniqueKeys[0] === patient);
    expect(again.length).toBeGreaterThan(3);
    expect(new Set(again.map(({ queue }) => `${queue.brokerName}/${queue.queueId}`)).size).toBe(1);
  });

  test('gives up the rest of a key after the deadline, and says which may be stored', async () => {
    const cluster = new TestCluster({ seed: 'give up', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'ordered');
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const sender = await openSender(cluster, environment, { deadlineMs: 10_000 });
      await sender.send('key', textMessage(TOPIC, 'learn the route'));
      cluster.brokers[0]?.kill();
      results.push(
        ...(await Promise.all([
          sender.send('key', textMessage(TOPIC, 'first')),
          sender.send('key', textMessage(TOPIC, 'second')),
        ])),
      );
      cluster.brokers[0]?.start();
      await environment.timers.sleep(40_000, 'until the broker is back');
      results.push(await sender.send('key', textMessage(TOPIC, 'third')));
      results.push(await sender.send('other', textMessage(TOPIC, 'of another key')));
    });
    client.start();
    await cluster.runFor(80_000);
    expect(results).toMatchObject([
      // Its first attempt left on a connection that then broke: it may have been stored.
      { kind: 'unknown', failure: { reason: 'remoting', error: 'connect' } },
      { kind: 'rejected', failure: { reason: 'not-tried' } },
      { kind: 'rejected', failure: { reason: 'not-tried' } },
      { kind: 'acknowledged' },
    ]);
  });

  test('waits for a static list of queues when it must have one', async () => {
    const cluster = new TestCluster({ seed: 'static', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'unordered');
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const sender = await openSender(cluster, environment, {
        deadlineMs: 5_000,
        requiresStaticQueues: true,
      });
      results.push(await sender.send('key', textMessage(TOPIC, 'x')));
    });
    client.start();
    await cluster.runFor(10_000);
    expect(results).toMatchObject([{ kind: 'rejected', failure: { reason: 'no-route' } }]);
  });

  test('refuses what is too much, and everything after its stop', async () => {
    const cluster = new TestCluster({ seed: 'bounds', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'ordered');
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const sender = await openSender(cluster, environment, { maxPending: 1 });
      const [first, second] = await Promise.all([
        sender.send('a', textMessage(TOPIC, 'x')),
        sender.send('b', textMessage(TOPIC, 'x')),
      ]);
      sender.stop();
      results.push(first, second, await sender.send('a', textMessage(TOPIC, 'x')));
    });
    client.start();
    await cluster.runFor(10_000);
    expect(results.map(({ kind }) => kind)).toEqual(['acknowledged', 'rejected', 'rejected']);
  });
});
