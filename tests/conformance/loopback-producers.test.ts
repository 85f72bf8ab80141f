// Every way to send on the real world: one consumer gets what was sent synchronously, asynchronously, one-way, in a batch, by a key and compressed.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import { LATENCY_FAULTS } from '../../src/messaging/client/broker-latencies.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { Producer } from '../../src/messaging/client/producer.ts';
import { PushConsumer } from '../../src/messaging/client/push-consumer.ts';
import type { SendResult } from '../../src/messaging/client/send-result.ts';
import { LoopbackCluster } from './loopback-cluster.ts';

const TOPIC = 'log-book';

let cluster: LoopbackCluster;
let producer: Producer;
let arrived: Set<string>;
let arrival: () => void;

beforeEach(async () => {
  cluster = await LoopbackCluster.start(2);
  arrived = new Set();
  arrival = () => {};
  await cluster.createOrderedTopic({ topic: TOPIC, queuesPerBroker: 2 });
  const { nameServers } = cluster;
  await cluster.launch('producer', async (environment) => {
    const instance = new ClientInstance(environment, { nameServers });
    producer = new Producer(instance, {
      group: 'writers',
      compressFromBytes: 500,
      latencyFaults: LATENCY_FAULTS,
      backPressure: { messages: 4, bytes: 10_000 },
    });
    await producer.start();
    return producer;
  });
  await cluster.launch('consumer', async (environment) => {
    const subscriptions = new Map([[TOPIC, '*']]);
    const settings = { group: 'readers', subscriptions, consumeFrom: 'first-offset' } as const;
    const consumer = new PushConsumer(new ClientInstance(environment, { nameServers }), settings, {
      mode: 'concurrent',
      consume: async (messages) => {
        for (const { body } of messages) arrived.add(decodeText(body));
        arrival();
        return 'success';
      },
    });
    await consumer.start();
    return consumer;
  });
});

afterEach(() => cluster.close());

async function allOf(count: number): Promise<readonly string[]> {
  while (arrived.size < count) {
    await new Promise<void>((resolve) => {
      arrival = resolve;
    });
  }
  return [...arrived].toSorted();
}

const message = (text: string) => newMessage({ topic: TOPIC, body: encodeText(text) });

function queueOf(result: SendResult): string {
  if (result.kind !== 'acknowledged') throw new Error(JSON.stringify(result));
  const { queue } = result.receipt;
  return `${queue.brokerName}/${queue.queueId}`;
}

test('what is sent in any way arrives as it was sent', async () => {
  const long = `long ${'.'.repeat(2_000)}`;
  const asynchronous = Array.from({ length: 12 }, (_, index) => `asynchronous ${index}`);
  const batch = ['batch 0', 'batch 1', 'batch 2'];
  const queues = [
    queueOf(await producer.send(message('synchronous'))),
    queueOf(await producer.send(message(long))),
    ...(await Promise.all(asynchronous.map((text) => producer.sendAsync(message(text))))).map(queueOf),
  ];
  expect(new Set(queues).size).toBe(4);
  const whole = await producer.sendAsync(batch.map(message));
  const next = await producer.sendBatch(batch.map((text) => message(`${text} again`)));
  expect([whole.kind, next.kind]).toEqual(['acknowledged', 'acknowledged']);
  // The smallest hash of all: its absolute value is negative in 32 bits.
  const keyed = [await producer.sendSelected(message('keyed 0'), 'polygenelubricants')].map(queueOf);
  expect(queueOf(await producer.sendSelected(message('keyed 1'), 'polygenelubricants'))).toBe(keyed[0]);
  expect(await producer.sendOneway(message('one-way'))).toMatchObject({ kind: 'unknown' });
  const due = [
    'synchronous',
    long,
    ...asynchronous,
    ...batch,
    ...batch.map((text) => `${text} again`),
    'keyed 0',
    'keyed 1',
    'one-way',
  ];
  expect(await allOf(due.length)).toEqual(due.toSorted());
  expect(cluster.failures).toEqual([]);
});
