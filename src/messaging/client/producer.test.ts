import { describe, expect, test } from 'vitest';
import type { Message } from '../message/message.ts';
import { LATENCY_FAULTS } from './broker-latencies.ts';
import { ClientError } from './client-error.ts';
import { Producer } from './producer.ts';
import type { SendReceipt, SendResult } from './send-result.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

function receipts(results: readonly SendResult[]): readonly SendReceipt[] {
  return results.map((result) => {
    if (result.kind !== 'acknowledged') throw new Error(JSON.stringify(result));
    return result.receipt;
  });
}

describe('producer against a cluster', () => {
  test('goes round the queues of all brokers with a unique key each', async () => {
    const cluster = new TestCluster({ seed: 'round', brokerCount: 3 });
    await cluster.createTopic('orders', 2, 'unordered');
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const producer = new Producer(cluster.newInstance(environment), { group: 'senders' });
      await producer.start();
      for (let count = 0; count < 6; count += 1) {
        results.push(await producer.send(textMessage('orders', `m${count}`)));
      }
      await producer.stop();
      await producer.stop();
    });
    client.start();
    await cluster.runFor(5_000);
    const sent = receipts(results);
    expect(new Set(sent.map(({ queue }) => `${queue.brokerName}/${queue.queueId}`)).size).toBe(6);
    expect(sent.map(({ queueOffset }) => queueOffset)).toEqual(Array(6).fill(0));
    expect(new Set(sent.map(({ uniqueKey }) => uniqueKey)).size).toBe(6);
  });

  test('starts once and ends at any time, and brokers hear of both', async () => {
    const cluster = new TestCluster({ seed: 'course', brokerCount: 1 });
    await cluster.createTopic('orders', 1, 'unordered');
    const problems: string[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const instance = cluster.newInstance(environment);
      const refused = async (action: () => Promise<unknown>) => {
        await action().catch((error: unknown) => {
          problems.push(error instanceof ClientError ? error.kind : String(error));
        });
      };
      const early = new Producer(instance, { group: 'never-started' });
      await early.stop();
      await refused(() => early.start());
      const producer = new Producer(instance, { group: 'senders' });
      await producer.start();
      await refused(() => producer.start());
      await refused(() => new Producer(instance, { group: 'senders' }).start());
      await Promise.all([producer.stop(), producer.stop()]);
      await producer.stop();
      await refused(() => producer.sendOneway(textMessage('orders', 'x')));
      await refused(() => producer.sendAsync(textMessage('orders', 'x')));
      await refused(() => producer.start());
    });
    client.start();
    await cluster.runFor(5_000);
    const wrong = 'already-started';
    expect(problems).toEqual([wrong, wrong, 'group-exists', 'not-running', 'not-running', wrong]);
  });

  test('a send that waits for its route when the producer stops ends with a result', async () => {
    const cluster = new TestCluster({ seed: 'stopped', brokerCount: 1 });
    await cluster.createTopic('orders', 1, 'unordered');
    const kinds: string[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const instance = cluster.newInstance(environment);
      // Keeps the connections open.
      await new Producer(instance, { group: 'others' }).start();
      const producer = new Producer(instance, { group: 'senders' });
      await producer.start();
      const message = textMessage('orders', 'x');
      const sends = [
        producer.sendSelected(message, 'key'),
        producer.send(message),
        producer.sendAsync(message),
        producer.sendOneway(message),
      ];
      await producer.stop();
      for (const { kind } of await Promise.all(sends)) kinds.push(kind);
    });
    client.start();
    await cluster.runFor(20_000);
    expect(kinds).toEqual(['acknowledged', 'acknowledged', 'acknowledged', 'unknown']);
  });

  test('creates a topic by the template with its first message', async () => {
    const cluster = new TestCluster({ seed: 'template', brokerCount: 2 });
    await cluster.runFor(2_000);
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const producer = new Producer(cluster.newInstance(environment), { group: 'senders' });
      await producer.start();
      results.push(await producer.send(textMessage('fresh', 'first')));
    });
    client.start();
    await cluster.runFor(5_000);
    expect(receipts(results)).toMatchObject([{ queue: { topic: 'fresh' }, queueOffset: 0, attempts: 1 }]);
  });

  test('avoids a dead broker on the retry, with the same unique key', async () => {
    const cluster = new TestCluster({ seed: 'dead broker', brokerCount: 2 });
    await cluster.createTopic('orders', 1, 'unordered');
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const producer = new Producer(cluster.newInstance(environment), { group: 'senders' });
      await producer.start();
      await producer.send(textMessage('orders', 'learn the route'));
      cluster.brokers[0]?.kill();
      for (let count = 0; count < 4; count += 1) {
        results.push(await producer.send(textMessage('orders', `m${count}`)));
      }
    });
    client.start();
    await cluster.runFor(20_000);
    const sent = receipts(results);
    expect(new Set(sent.map(({ queue }) => queue.brokerName))).toEqual(new Set(['broker-1']));
    const retried = sent.filter(({ attempts }) => attempts === 2);
    expect(retried.length).toBeGreaterThan(0);
    for (const { uniqueKey } of retried) {
      const attempts = cluster.clientObservations('client.send-attempted');
      expect(attempts.filter(({ observation }) => observation.uniqueKeys[0] === uniqueKey)).toHaveLength(2);
    }
  });

  test('with latency faults, leaves a broker that did not answer alone for a while', async () => {
    const cluster = new TestCluster({ seed: 'isolated', brokerCount: 2 });
    await cluster.createTopic('orders', 1, 'unordered');
    const attempts: number[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const settings = { group: 'senders', latencyFaults: LATENCY_FAULTS };
      const producer = new Producer(cluster.newInstance(environment), settings);
      await producer.start();
      await producer.send(textMessage('orders', 'learn the route'));
      cluster.brokers[0]?.kill();
      for (let count = 0; count < 20; count += 1) {
        const result = await producer.send(textMessage('orders', `m${count}`));
        if (result.kind === 'acknowledged') attempts.push(result.receipt.attempts);
        await environment.timers.sleep(200, 'between sends');
      }
    });
    client.start();
    await cluster.runFor(20_000);
    expect(attempts).toHaveLength(20);
    expect(attempts.filter((count) => count > 1)).toEqual([2]);
  });

  test('says what it cannot send and why', async () => {
    const cluster = new TestCluster({ seed: 'refusals', brokerCount: 1 });
    const problems: unknown[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const producer = new Producer(cluster.newInstance(environment), { group: 'senders', maxBodyBytes: 5 });
      const refused = async (topic: string, text: string) => {
        await producer.send(textMessage(topic, text)).catch((error: unknown) => {
          problems.push(error instanceof ClientError ? error.kind : error);
        });
      };
      await refused('orders', 'early');
      await producer.start();
      await refused('orders', '');
      await refused('orders', 'too long');
      await refused('or ders', 'fine');
      await refused('SCHEDULE_TOPIC_XXXX', 'fine');
      await producer.stop();
      await refused('orders', 'late');
    });
    client.start();
    await cluster.runFor(10_000);
    expect(problems).toEqual([
      'not-running',
      'invalid-body',
      'invalid-body',
      'invalid-topic',
      'invalid-topic',
      'not-running',
    ]);
  });

  test('says which messages cannot travel together', async () => {
    const cluster = new TestCluster({ seed: 'batches', brokerCount: 1 });
    const problems: string[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const producer = new Producer(cluster.newInstance(environment), {
        group: 'senders',
        maxBodyBytes: 150,
      });
      await producer.start();
      const refused = async (...messages: readonly Message[]) => {
        await producer.sendBatch(messages).catch((error: unknown) => {
          problems.push(error instanceof ClientError ? `${error.kind}: ${error.message}` : String(error));
        });
      };
      const message = textMessage('orders', 'x');
      const delayed = { ...message, properties: new Map([...message.properties, ['DELAY', '3']]) };
      await refused();
      await refused(message, textMessage('other', 'x'));
      await refused(message, { ...message, properties: new Map([['WAIT', 'false']]) });
      await refused(delayed);
      await refused(textMessage('%RETRY%g', 'x'));
      await refused(message, message, message, message);
    });
    client.start();
    await cluster.runFor(10_000);
    expect(problems).toEqual([
      'invalid-batch: a batch needs a message',
      'invalid-batch: a message of other in a batch of orders: send it alone',
      'invalid-batch: a message that waits otherwise: send it alone',
      'invalid-batch: a message with a delay level: send it alone',
      'invalid-batch: a message of the retry topic %RETRY%g: send it alone',
      expect.stringMatching(/^invalid-batch: the batch has \d+ bytes, more than 150: send it in parts$/),
    ]);
  });

  test('rejects what has no route, and does not know what a dead broker did', async () => {
    const cluster = new TestCluster({ seed: 'no route', brokerCount: 1 });
    await cluster.createTopic('orders', 1, 'unordered');
    const results: SendResult[] = [];
    const client = cluster.addClient('client', async (environment) => {
      const producer = new Producer(cluster.newInstance(environment), { group: 'senders' });
      await producer.start();
      const route = await producer.queueFor(textMessage('orders', 'x'), 'key');
      expect(route).toEqual({ topic: 'orders', brokerName: 'broker-0', queueId: 0 });
      cluster.brokers[0]?.kill();
      results.push(await producer.send(textMessage('orders', 'x')));
      cluster.nameServer.kill();
      results.push(await producer.send(textMessage('other', 'x')));
    });
    client.start();
    await cluster.runFor(30_000);
    expect(results).toMatchObject([
      { kind: 'rejected', failure: { reason: 'remoting', error: 'connect' } },
      { kind: 'rejected', failure: { reason: 'no-route', topic: 'other' } },
    ]);
  });
});
