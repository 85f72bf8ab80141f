import { expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { Producer } from './producer.ts';
import type { ProducerSettings } from './producer-options.ts';
import type { SendResult } from './send-result.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

interface Sender {
  readonly cluster: TestCluster;
  readonly producer: Producer;
  readonly environment: Environment;
}

/** Two brokers with one queue each; the producer knows the route. */
async function withSender(
  settings: Partial<ProducerSettings>,
  work: (sender: Sender) => Promise<void>,
): Promise<TestCluster> {
  const cluster = new TestCluster({ seed: 'asynchronous', brokerCount: 2 });
  await cluster.createTopic('orders', 1, 'unordered');
  let isDone = false;
  const client = cluster.addClient('client', async (environment) => {
    const producer = new Producer(cluster.newInstance(environment), { group: 'senders', ...settings });
    await producer.start();
    await producer.send(textMessage('orders', 'learn the route'));
    await work({ cluster, producer, environment });
    isDone = true;
  });
  client.start();
  await cluster.runFor(30_000);
  expect(isDone).toBe(true);
  return cluster;
}

const attempts = (result: SendResult) => (result.kind === 'acknowledged' ? result.receipt.attempts : 0);
const queueOf = (brokerName: string) => ({ topic: 'orders', brokerName, queueId: 0 });

test('an asynchronous send goes to another broker when one is dead', () =>
  withSender({}, async ({ cluster, producer }) => {
    cluster.brokers[0]?.kill();
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((text) => producer.sendAsync(textMessage('orders', text))),
    );
    expect(results.filter((result) => attempts(result) === 2)).toHaveLength(2);
  }));

test('to one queue it is tried again there, as often as retries are set', async () => {
  const cluster = await withSender({ asyncRetryCount: 1 }, async ({ cluster, producer }) => {
    cluster.brokers[0]?.kill();
    const result = await producer.sendAsync(textMessage('orders', 'x'), { queue: queueOf('broker-0') });
    // The connection broke under the first attempt, and there was none for the second.
    expect(result).toMatchObject({ kind: 'unknown', failure: { reason: 'remoting', error: 'connect' } });
  });
  const tried = cluster.clientObservations('client.send-attempted').map(({ observation }) => observation);
  expect(tried.slice(1)).toMatchObject([
    { attempt: 1, queue: queueOf('broker-0'), isInTurn: false },
    { attempt: 2, queue: queueOf('broker-0'), isInTurn: false },
  ]);
});

test('a broker that does not answer takes all the time, unless an attempt has a limit', async () => {
  const kinds = async (settings: Partial<ProducerSettings>) => {
    const seen: string[] = [];
    await withSender(settings, async ({ cluster, producer }) => {
      cluster.brokers[0]?.pause();
      for (const text of ['a', 'b', 'c', 'd'])
        seen.push((await producer.send(textMessage('orders', text))).kind);
    });
    return seen.toSorted((one, other) => (one < other ? -1 : 1));
  };
  expect(await kinds({ attemptTimeoutMs: 500 })).toEqual(Array(4).fill('acknowledged'));
  expect(await kinds({})).toEqual(['acknowledged', 'acknowledged', 'unknown', 'unknown']);
});

test('several messages go asynchronously in one request', () =>
  withSender({}, async ({ producer }) => {
    const messages = ['a', 'b', 'c'].map((text) => textMessage('orders', text));
    const result = await producer.sendAsync(messages, { queue: queueOf('broker-1') });
    if (result.kind !== 'acknowledged') throw new Error(result.kind);
    expect(result.receipt.uniqueKey.split(',')).toHaveLength(3);
    const next = await producer.sendAsync(textMessage('orders', 'd'), { queue: queueOf('broker-1') });
    expect(next).toMatchObject({ receipt: { queueOffset: result.receipt.queueOffset + 3 } });
  }));

test('back-pressure keeps asynchronous sends waiting, and no longer than their time', () =>
  withSender({ backPressure: { messages: 1, bytes: 1_000 } }, async ({ cluster, producer, environment }) => {
    const two = ['a', 'b'].map((text) => producer.sendAsync(textMessage('orders', text)));
    await environment.interleave('both are called');
    expect((await Promise.all(two)).map(({ kind }) => kind)).toEqual(['acknowledged', 'acknowledged']);
    for (const broker of cluster.brokers) broker.pause();
    const stuck = [5_000, 1_000].map((timeoutMs) => {
      return producer.sendAsync(textMessage('orders', 'x'), { timeoutMs });
    });
    expect(await Promise.all(stuck)).toMatchObject([
      { kind: 'unknown', failure: { reason: 'remoting', error: 'timeout' } },
      { kind: 'rejected', failure: { reason: 'time-out' } },
    ]);
  }));

test('a one-way send goes to the queue that is asked for and says no more than that', () =>
  withSender({}, async ({ producer }) => {
    const queue = queueOf('broker-1');
    expect(await producer.sendOneway(textMessage('orders', 'x'), { queue })).toEqual({
      kind: 'unknown',
      queue,
    });
    await expect(producer.sendOneway(textMessage('other', 'x'), { queue })).rejects.toMatchObject({
      kind: 'invalid-queue',
    });
  }));
