// A consumer that names queues and offsets itself.

import { describe, expect, test } from 'vitest';
import { present } from '../../base/assert.ts';
import { decodeText } from '../../base/bytes.ts';
import { queueOffset } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { Producer } from './producer.ts';
import { PullConsumer, type PullResult } from './pull-consumer.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

const TOPIC = 'orders';

interface Pulling {
  readonly environment: Environment;
  readonly consumer: PullConsumer;
  readonly queue: MessageQueue;
  send(text: string, tag?: string): Promise<void>;
}

/** Runs the work against one broker with one queue. */
async function pulling(seed: string, work: (world: Pulling) => Promise<void>): Promise<TestCluster> {
  const cluster = new TestCluster({ seed, brokerCount: 1 });
  await cluster.createTopic(TOPIC, 1, 'unordered');
  let isDone = false;
  const client = cluster.addClient('client', async (environment) => {
    const instance = cluster.newInstance(environment);
    const producer = new Producer(instance, { group: 'senders' });
    const consumer = new PullConsumer(instance, { group: 'pullers' });
    await producer.start();
    await consumer.start();
    const queue = present((await consumer.queues(TOPIC))?.[0], 'a queue');
    const send = async (text: string, tag?: string) => {
      await producer.send(textMessage(TOPIC, text, tag));
    };
    await work({ environment, consumer, queue, send });
    await consumer.stop();
    await producer.stop();
    isDone = true;
  });
  client.start();
  await cluster.runFor(120_000);
  expect(isDone).toBe(true);
  return cluster;
}

const textsOf = (result: PullResult) =>
  result.kind === 'found' ? result.messages.map(({ body }) => decodeText(body)) : result.kind;

describe('a pull consumer', () => {
  test('gets what is at the offset, and is told where to go on', async () => {
    await pulling('explicit', async ({ consumer, queue, send }) => {
      for (const text of ['m0', 'm1', 'm2']) await send(text);
      const first = await consumer.pull({ queue, offset: queueOffset(0), maxMessages: 2 });
      expect(textsOf(first)).toEqual(['m0', 'm1']);
      expect(first).toMatchObject({ nextOffset: 2 });
      expect(textsOf(await consumer.pull({ queue, offset: queueOffset(1), maxMessages: 9 }))).toEqual([
        'm1',
        'm2',
      ]);
      const end = await consumer.pull({ queue, offset: queueOffset(3), maxMessages: 9 });
      expect(end).toEqual({ kind: 'nothing', nextOffset: 3 });
      const beyond = await consumer.pull({ queue, offset: queueOffset(7), maxMessages: 9 });
      expect(beyond).toEqual({ kind: 'offset-moved', nextOffset: 3 });
    });
  });

  test('gets only the tags that it asks for', async () => {
    await pulling('tags', async ({ consumer, queue, send }) => {
      for (const tag of ['a', 'b', 'c', 'b']) await send(tag, tag);
      const expression = 'b || c';
      const result = await consumer.pull({ queue, offset: queueOffset(0), maxMessages: 9, expression });
      expect(textsOf(result)).toEqual(['b', 'c', 'b']);
    });
  });

  test('waits for a message that is not there yet, or does not', async () => {
    await pulling('waits', async ({ environment, consumer, queue, send }) => {
      const question = { queue, offset: queueOffset(0), maxMessages: 1 };
      expect(textsOf(await consumer.pull(question))).toBe('nothing');
      const startUs = environment.clock.monotonicUs();
      const held = consumer.pullOrWait(question);
      await environment.timers.sleep(3_000, 'nothing to pull');
      await send('late');
      expect(textsOf(await held)).toEqual(['late']);
      const tookMs = (environment.clock.monotonicUs() - startUs) / 1000;
      expect(tookMs).toBeGreaterThan(3_000);
      expect(tookMs).toBeLessThan(5_000);
    });
  });

  test('finds the ends of a queue, and where a time begins', async () => {
    await pulling('seek', async ({ environment, consumer, queue, send }) => {
      await send('m0');
      await environment.timers.sleep(1_000, 'pause');
      const betweenMs = environment.clock.wallMs();
      await environment.timers.sleep(1_000, 'pause');
      await send('m1');
      expect(await consumer.firstOffset(queue)).toBe(0);
      expect(await consumer.endOffset(queue)).toBe(2);
      expect(await consumer.offsetAt(queue, betweenMs)).toBe(1);
      expect(await consumer.offsetAt(queue, 0)).toBe(0);
    });
  });

  test('persists the offset that it is told on schedule and at the stop', async () => {
    const cluster = await pulling('commits', async ({ environment, consumer, queue, send }) => {
      for (const text of ['m0', 'm1']) await send(text);
      consumer.updateOffset(queue, queueOffset(1));
      expect(await consumer.fetchOffset(queue)).toEqual({ kind: 'committed', offset: 1 });
      await environment.timers.sleep(20_000, 'until the schedule');
      consumer.updateOffset(queue, queueOffset(2));
    });
    const committed = cluster.observed.flatMap(({ observation }) =>
      observation.kind === 'broker.offset-committed' && 'offset' in observation ? [observation.offset] : [],
    );
    expect(committed).toContain(1);
    expect(committed.at(-1)).toBe(2);
  });

  test('is no use before its start and after its stop', async () => {
    const cluster = await pulling('stopped', async ({ consumer, queue }) => {
      await consumer.stop();
      const question = { queue, offset: queueOffset(0), maxMessages: 1 };
      await expect(consumer.pull(question)).rejects.toMatchObject({ kind: 'not-running' });
    });
    expect(cluster.observed.length).toBeGreaterThan(0);
  });
});
