// Messages that fail: how often and when they come again, and where they end.

import { describe, expect, test } from 'vitest';
import { present } from '../../base/assert.ts';
import { decodeText } from '../../base/bytes.ts';
import type { Environment } from '../../environment/environment.ts';
import type { StoredMessage } from '../message/message.ts';
import { deadLetterTopic } from '../message/topic-name.ts';
import type { ConsumerSettings } from './consumer-options.ts';
import type { ConcurrentListener, OrderlyListener } from './listener.ts';
import { Producer } from './producer.ts';
import { PushConsumer } from './push-consumer.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

const TOPIC = 'orders';
const GROUP = 'receivers';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Attempt {
  readonly body: string;
  readonly topic: string;
  readonly reconsumeTimes: number;
  readonly atSecond: number;
}

class FailingWorld {
  readonly cluster: TestCluster;
  readonly attempts: Attempt[] = [];

  constructor(seed: string, brokerCount = 1) {
    this.cluster = new TestCluster({ seed, brokerCount });
  }

  /** The name of a machine with a consumer. */
  consume(
    name: string,
    makeListener: (environment: Environment) => ConcurrentListener | OrderlyListener,
    settings: Partial<ConsumerSettings> = {},
  ): void {
    const machine = this.cluster.simulation.addMachine(name, async (environment) => {
      const given = { group: GROUP, subscriptions: new Map([[TOPIC, '*']]), ...settings };
      const consumer = new PushConsumer(
        this.cluster.newInstance(environment),
        given,
        makeListener(environment),
      );
      await consumer.start();
      return consumer;
    });
    machine.start();
  }

  note(message: StoredMessage | undefined, environment: Environment): Attempt {
    const { body, topic, reconsumeTimes } = present(message, 'a message');
    const atSecond = Math.round(environment.clock.monotonicUs() / 1_000_000);
    const attempt = { body: decodeText(body), topic, reconsumeTimes, atSecond };
    this.attempts.push(attempt);
    return attempt;
  }

  async send(...texts: readonly string[]): Promise<void> {
    const client = this.cluster.addClient('sender', async (environment) => {
      const producer = new Producer(this.cluster.newInstance(environment), { group: 'senders' });
      await producer.start();
      for (const text of texts) await producer.send(textMessage(TOPIC, text));
      await producer.stop();
    });
    client.start();
    await this.cluster.runFor(1_000);
  }

  /** Reads what is in the group's dead letter queue with another group. */
  async deadLetters(): Promise<readonly StoredMessage[]> {
    const found: StoredMessage[] = [];
    this.consume(
      'undertaker',
      () => ({
        mode: 'concurrent',
        consume: async (messages) => {
          found.push(...messages);
          return 'success';
        },
      }),
      {
        group: 'undertakers',
        subscriptions: new Map([[deadLetterTopic(GROUP), '*']]),
        consumeFrom: 'first-offset',
      },
    );
    await this.cluster.runFor(40_000);
    return found;
  }
}

describe('a message that fails without order', () => {
  test('comes again from the broker, later each time, and does not hold up what is behind it', async () => {
    const world = new FailingWorld('ladder');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    world.consume('c', (environment) => ({
      mode: 'concurrent',
      consume: async ([message]) => {
        const { body, reconsumeTimes } = world.note(message, environment);
        if (body === 'm1' && reconsumeTimes === 1) throw new Error('a listener may throw');
        return body === 'm1' && reconsumeTimes < 3 ? 'later' : 'success';
      },
    }));
    await world.cluster.runFor(2_000);
    await world.send('m0', 'm1', 'm2', 'm3');
    await world.cluster.runFor(2 * MINUTE_MS);
    const failing = world.attempts.filter(({ body }) => body === 'm1');
    expect(world.attempts).toHaveLength(7);
    expect(failing.map(({ reconsumeTimes }) => reconsumeTimes)).toEqual([0, 1, 2, 3]);
    expect(failing.map(({ topic }) => topic)).toEqual(Array(4).fill(TOPIC));
    const first = failing[0]?.atSecond ?? 0;
    expect(failing.map(({ atSecond }) => atSecond - first)).toEqual([0, 10, 40, 100]);
    const committed = world.cluster
      .clientObservations('client.offset-persisted')
      .filter(({ observation }) => observation.queue.topic === TOPIC);
    expect(committed.find(({ observation }) => observation.offset === 4)?.atMs).toBeLessThan(30_000);
  });

  test('is a dead letter after sixteen retries, four hours and 46 minutes later', async () => {
    const world = new FailingWorld('dead letter');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    world.consume('c', (environment) => ({
      mode: 'concurrent',
      consume: async ([message]) => {
        world.note(message, environment);
        return 'later';
      },
    }));
    await world.cluster.runFor(2_000);
    await world.send('poison');
    await world.cluster.runFor(5 * HOUR_MS);
    expect(world.attempts.map(({ reconsumeTimes }) => reconsumeTimes)).toEqual(
      Array.from({ length: 17 }, (_, times) => times),
    );
    const lasted = (world.attempts.at(-1)?.atSecond ?? 0) - (world.attempts[0]?.atSecond ?? 0);
    expect(lasted).toBeGreaterThanOrEqual(4 * 3600 + 45 * 60 + 40);
    expect(lasted).toBeLessThan(4 * 3600 + 46 * 60);
    const [letter, ...others] = await world.deadLetters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ topic: deadLetterTopic(GROUP), reconsumeTimes: 17 });
    expect(letter?.properties.get('RETRY_TOPIC')).toBe(TOPIC);
    expect(letter?.properties.get('ORIGIN_MESSAGE_ID')).toMatch(/^[0-9A-F]{32}$/);
  });

  test('a listener says from where on a batch failed, and that it is hopeless', async () => {
    const world = new FailingWorld('hopeless');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    await world.send('m0', 'm1', 'm2');
    const batches: string[][] = [];
    world.consume(
      'c',
      () => ({
        mode: 'concurrent',
        consume: async (messages) => {
          batches.push(messages.map(({ body }) => decodeText(body)));
          return { failedFrom: 2, delayLevel: -1 };
        },
      }),
      { consumeBatchSize: 3, consumeFrom: 'first-offset' },
    );
    await world.cluster.runFor(MINUTE_MS);
    expect(batches).toEqual([['m0', 'm1', 'm2']]);
    expect((await world.deadLetters()).map(({ body }) => decodeText(body))).toEqual(['m2']);
  });

  test('whose broker has died goes to the retry topic of another', async () => {
    const world = new FailingWorld('broker died', 2);
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    world.consume('c', (environment) => ({
      mode: 'concurrent',
      consume: async ([message]) => {
        const { reconsumeTimes } = world.note(message, environment);
        if (reconsumeTimes > 0) return 'success';
        for (const broker of world.cluster.brokers) {
          if (present(message, 'a message').storeHost.startsWith(broker.host)) broker.kill();
        }
        return 'later';
      },
    }));
    await world.cluster.runFor(2_000);
    await world.send('m0');
    await world.cluster.runFor(MINUTE_MS);
    expect(world.attempts.map(({ topic, reconsumeTimes }) => [topic, reconsumeTimes])).toEqual([
      [TOPIC, 0],
      [TOPIC, 1],
    ]);
  });

  test('whose handler hangs is given back after the consume time-out, and the queue goes on', async () => {
    const world = new FailingWorld('hangs');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    world.consume('c', (environment) => ({
      mode: 'concurrent',
      consume: async ([message]) => {
        const { body, reconsumeTimes } = world.note(message, environment);
        if (body === 'm0' && reconsumeTimes === 0) await environment.timers.sleep(20 * HOUR_MS, 'hangs');
        return 'success';
      },
    }));
    await world.cluster.runFor(2_000);
    await world.send('m0', 'm1');
    await world.cluster.runFor(40 * MINUTE_MS);
    expect(world.attempts.map(({ body, reconsumeTimes }) => `${body} ${reconsumeTimes}`)).toEqual([
      'm0 0',
      'm1 0',
      'm0 1',
    ]);
    const committed = world.cluster
      .clientObservations('client.offset-persisted')
      .filter(({ observation }) => observation.queue.topic === TOPIC);
    expect(committed.at(-1)?.observation.offset).toBe(2);
  });
});

describe('a message that fails in order', () => {
  test('blocks its queue until the limit, then is a dead letter, and the queue goes on', async () => {
    const world = new FailingWorld('orderly limit');
    await world.cluster.createTopic(TOPIC, 1, 'ordered');
    world.consume(
      'c',
      (environment) => ({
        mode: 'orderly',
        consume: async ([message]) => {
          const { body } = world.note(message, environment);
          return body === 'm1' ? 'suspend' : 'success';
        },
      }),
      { maxReconsumeTimes: 2 },
    );
    await world.cluster.runFor(2_000);
    await world.send('m0', 'm1', 'm2');
    await world.cluster.runFor(20_000);
    expect(world.attempts.map(({ body, reconsumeTimes }) => `${body} ${reconsumeTimes}`)).toEqual([
      'm0 0',
      'm1 0',
      'm1 1',
      'm1 2',
      'm2 0',
    ]);
    expect((await world.deadLetters()).map(({ body }) => decodeText(body))).toEqual(['m1']);
  });

  test('is tried for ever when no limit is said', async () => {
    const world = new FailingWorld('endless');
    await world.cluster.createTopic(TOPIC, 1, 'ordered');
    world.consume('c', (environment) => ({
      mode: 'orderly',
      consume: async ([message]) => {
        world.note(message, environment);
        return 'suspend';
      },
    }));
    await world.cluster.runFor(2_000);
    await world.send('m0');
    await world.cluster.runFor(2 * MINUTE_MS);
    expect(world.attempts.length).toBeGreaterThan(100);
    expect(await world.deadLetters()).toEqual([]);
  });
});
