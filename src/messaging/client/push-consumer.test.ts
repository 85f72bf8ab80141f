import { describe, expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Machine } from '../../simulator/machine.ts';
import type { StoredMessage } from '../message/message.ts';
import { ClientError } from './client-error.ts';
import type { ConsumerSettings } from './consumer-options.ts';
import type { MessageListener } from './listener.ts';
import { Producer } from './producer.ts';
import { PushConsumer } from './push-consumer.ts';
import type { SendResult } from './send-result.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

const TOPIC = 'orders';
const SUBSCRIPTIONS = new Map([[TOPIC, '*']]);

type Handle = (messages: readonly StoredMessage[], environment: Environment) => boolean | Promise<boolean>;

function addConsumer(
  cluster: TestCluster,
  name: string,
  settings: Partial<ConsumerSettings> & { readonly mode: MessageListener['mode'] },
  handle: Handle,
): Machine {
  const { mode, ...options } = settings;
  return cluster.simulation.addMachine(name, async (environment) => {
    const given = { group: 'receivers', subscriptions: SUBSCRIPTIONS, ...options };
    const listener: MessageListener =
      mode === 'orderly'
        ? {
            mode,
            consume: async (messages) => ((await handle(messages, environment)) ? 'success' : 'suspend'),
          }
        : {
            mode,
            consume: async (messages) => ((await handle(messages, environment)) ? 'success' : 'later'),
          };
    const consumer = new PushConsumer(cluster.newInstance(environment), given, listener);
    await consumer.start();
    return consumer;
  });
}

/** Sends texts one after the other from a machine of its own. */
async function sendAll(cluster: TestCluster, name: string, texts: readonly (readonly [string, string?])[]) {
  const client = cluster.addClient(name, async (environment) => {
    const producer = new Producer(cluster.newInstance(environment), { group: name });
    await producer.start();
    for (const [text, tag] of texts) {
      expect(await producer.send(textMessage(TOPIC, text, tag))).toMatchObject({ kind: 'acknowledged' });
    }
    await producer.stop();
  });
  client.start();
  await cluster.runFor(3_000);
}

const numbered = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, index) => [`${prefix}${index}`] as const);
const bodies = (messages: readonly StoredMessage[]) => messages.map(({ body }) => decodeText(body));

describe('push consumer against a cluster', () => {
  test('gets all that was sent in one request, and long bodies as they were', async () => {
    const cluster = new TestCluster({ seed: 'parcels', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 4, 'unordered');
    const handled: StoredMessage[] = [];
    addConsumer(cluster, 'c', { mode: 'concurrent' }, (messages) => {
      handled.push(...messages);
      return true;
    }).start();
    await cluster.runFor(2_000);
    const long = 'long '.repeat(2_000);
    const results: SendResult[] = [];
    const client = cluster.addClient('p', async (environment) => {
      const producer = new Producer(cluster.newInstance(environment), { group: 'p' });
      await producer.start();
      const batch = ['a', 'b', 'c'].map((text) => textMessage(TOPIC, text, `tag-${text}`));
      results.push(await producer.sendBatch(batch), await producer.send(textMessage(TOPIC, long)));
    });
    client.start();
    await cluster.runFor(3_000);
    const batched = handled
      .filter(({ properties }) => properties.has('TAGS'))
      .sort((left, right) => left.queueOffset - right.queueOffset);
    expect(bodies(batched)).toEqual(['a', 'b', 'c']);
    expect(batched.map(({ queueOffset }) => queueOffset)).toEqual([0, 1, 2]);
    const receipt = results[0]?.kind === 'acknowledged' ? results[0].receipt : undefined;
    expect(receipt?.uniqueKey.split(',')).toEqual(
      batched.map(({ properties }) => properties.get('UNIQ_KEY')),
    );
    expect(receipt?.offsetMessageId.split(',')).toHaveLength(3);
    const [only] = handled.filter(({ properties }) => !properties.has('TAGS'));
    expect(bodies(only === undefined ? [] : [only])).toEqual([long]);
    expect(only?.recordSize).toBeLessThan(1_000);
  });

  test('hands over only the tags that it wants, by text and not by hash', async () => {
    const cluster = new TestCluster({ seed: 'tags', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'unordered');
    const handled: string[] = [];
    const subscriptions = new Map([[TOPIC, 'Aa || paid']]);
    addConsumer(cluster, 'c', { mode: 'concurrent', subscriptions }, (messages) => {
      handled.push(...bodies(messages));
      return true;
    }).start();
    await cluster.runFor(2_000);
    // 'Aa' and 'BB' have the same hash in Java.
    await sendAll(cluster, 'p', [['1', 'Aa'], ['2', 'BB'], ['3', 'paid'], ['4', 'other'], ['5']]);
    expect(handled.toSorted()).toEqual(['1', '3']);
    await cluster.runFor(20_000);
    const persisted = cluster
      .clientObservations('client.offset-persisted')
      .filter(({ observation }) => observation.queue.topic === TOPIC);
    expect(persisted.at(-1)?.observation.offset).toBe(5);
  });

  test('orderly: a failed message blocks its queue until it succeeds', async () => {
    const cluster = new TestCluster({ seed: 'suspend', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'ordered');
    const attempts: string[] = [];
    addConsumer(cluster, 'c', { mode: 'orderly' }, (messages) => {
      attempts.push(...bodies(messages));
      return attempts.at(-1) !== 'm1' || attempts.filter((one) => one === 'm1').length > 2;
    }).start();
    await cluster.runFor(2_000);
    await sendAll(cluster, 'p', numbered(3));
    await cluster.runFor(5_000);
    expect(attempts).toEqual(['m0', 'm1', 'm1', 'm1', 'm2']);
  });

  test('a member that comes or goes is noticed at once, not at the next period', async () => {
    const cluster = new TestCluster({ seed: 'notify', brokerCount: 2 });
    await cluster.createTopic(TOPIC, 2, 'unordered');
    const first = addConsumer(cluster, 'c0', { mode: 'concurrent' }, () => true);
    const second = addConsumer(cluster, 'c1', { mode: 'concurrent' }, () => true);
    first.start();
    await cluster.runFor(3_000);
    const changes = (kind: 'client.queue-gained' | 'client.queue-lost') =>
      cluster.clientObservations(kind).filter(({ observation }) => observation.queue.topic === TOPIC);
    expect(changes('client.queue-gained')).toHaveLength(4);
    second.start();
    await cluster.runFor(3_000);
    expect(changes('client.queue-lost')).toHaveLength(2);
    expect(changes('client.queue-gained')).toHaveLength(6);
    second.stop();
    await cluster.runFor(3_000);
    const regained = changes('client.queue-gained').slice(6);
    expect(regained.map(({ machine }) => machine)).toEqual(['c0', 'c0']);
  });

  test('a graceful stop gives leases back and persists, so that the next goes on without a repeat', async () => {
    const cluster = new TestCluster({ seed: 'graceful', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 2, 'ordered');
    const handled: string[] = [];
    const handle: Handle = (messages) => {
      handled.push(...bodies(messages));
      return true;
    };
    const first = addConsumer(cluster, 'c0', { mode: 'orderly' }, handle);
    first.start();
    await cluster.runFor(2_000);
    await sendAll(cluster, 'p0', numbered(10, 'a'));
    first.stop();
    await cluster.runFor(1_000);
    expect(first.state).toBe('down');
    const stoppedAtMs = cluster.simulation.nowMs;
    addConsumer(cluster, 'c1', { mode: 'orderly' }, handle).start();
    await sendAll(cluster, 'p1', numbered(10, 'b'));
    await cluster.runFor(2_000);
    expect(handled).toHaveLength(20);
    expect(new Set(handled).size).toBe(20);
    const leases = cluster
      .clientObservations('client.lease-obtained')
      .filter(({ machine }) => machine === 'c1');
    expect((leases[0]?.atMs ?? 0) - stoppedAtMs).toBeLessThan(1_000);
  });

  test('a group continues where it committed, after everybody was killed', async () => {
    const cluster = new TestCluster({ seed: 'continue', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'unordered');
    const handled: string[] = [];
    const consumer = addConsumer(cluster, 'c', { mode: 'concurrent' }, (messages) => {
      handled.push(...bodies(messages));
      return true;
    });
    consumer.start();
    await cluster.runFor(2_000);
    await sendAll(cluster, 'p0', numbered(5, 'a'));
    await cluster.runFor(20_000);
    consumer.kill();
    for (const machine of cluster.brokers) machine.kill();
    await cluster.runFor(1_000);
    for (const machine of cluster.brokers) machine.start();
    consumer.start();
    await cluster.runFor(1_000);
    await sendAll(cluster, 'p1', numbered(5, 'b'));
    await cluster.runFor(40_000);
    expect(handled.toSorted()).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'b0', 'b1', 'b2', 'b3', 'b4']);
  });

  test('a consumer registers again with a broker that was restarted', async () => {
    const cluster = new TestCluster({ seed: 'restart', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 1, 'unordered');
    const handled: string[] = [];
    addConsumer(cluster, 'c', { mode: 'concurrent' }, (messages) => {
      handled.push(...bodies(messages));
      return true;
    }).start();
    await cluster.runFor(3_000);
    cluster.brokers[0]?.kill();
    cluster.brokers[0]?.start();
    await cluster.runFor(1_000);
    await sendAll(cluster, 'p', numbered(3));
    expect(handled).toHaveLength(3);
  });

  test('two consumers of one group in one client are refused, as is wrong use', async () => {
    const cluster = new TestCluster({ seed: 'refusals', brokerCount: 1 });
    const problems: unknown[] = [];
    const listener: MessageListener = { mode: 'concurrent', consume: async () => 'success' };
    const note = (error: unknown) => problems.push(error instanceof ClientError ? error.kind : error);
    const client = cluster.addClient('client', async (environment) => {
      const instance = cluster.newInstance(environment);
      const open = (settings: Partial<ConsumerSettings>) =>
        new PushConsumer(instance, { group: 'g', subscriptions: SUBSCRIPTIONS, ...settings }, listener);
      const first = open({});
      await first.start();
      await first.start().catch(note);
      await open({}).start().catch(note);
      for (const settings of [
        { group: 'DEFAULT_CONSUMER' },
        { subscriptions: new Map<string, string>() },
        { subscriptions: new Map([[TOPIC, ' || ']]) },
        { consumeBatchSize: 0 },
      ]) {
        try {
          open(settings);
        } catch (error) {
          note(error);
        }
      }
      await Promise.all([first.stop(), first.stop()]);
      await open({ group: 'late' }).start().catch(note);
    });
    client.start();
    await cluster.runFor(10_000);
    expect(problems).toEqual([
      'already-started',
      'group-exists',
      'invalid-group',
      'invalid-subscription',
      'invalid-subscription',
      'invalid-options',
      'not-running',
    ]);
  });

  test('an idle hour of one consumer costs few events', async () => {
    const cluster = new TestCluster({ seed: 'idle', brokerCount: 1 });
    await cluster.createTopic(TOPIC, 4, 'unordered');
    addConsumer(cluster, 'c', { mode: 'orderly' }, () => true).start();
    await cluster.runFor(10_000);
    const before = cluster.simulation.kernel.events;
    await cluster.runFor(3_600_000);
    const perSecond = (cluster.simulation.kernel.events - before) / 3_600;
    expect(perSecond).toBeLessThan(8);
  });
});
