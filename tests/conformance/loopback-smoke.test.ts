// The stack on the real world: 1,000 ordered messages over loopback TCP and files, also across the crash of a broker.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import type { Program } from '../../src/environment/program.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { OneByOneSender } from '../../src/messaging/client/keyed-sender.ts';
import { MessageQuery } from '../../src/messaging/client/message-query.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { Producer } from '../../src/messaging/client/producer.ts';
import { PushConsumer } from '../../src/messaging/client/push-consumer.ts';
import { LoopbackCluster } from './loopback-cluster.ts';

const TOPIC = 'orders';
const KEYS = 20;
const MESSAGES_PER_KEY = 50;

/** First deliveries by key, and how often anything was delivered. */
class Deliveries {
  readonly #firstOrdinals = new Map<string, number[]>();
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  deliveries = 0;
  distinct = 0;

  note(body: string): void {
    const [key = '', ordinal = ''] = body.split('#');
    const ordinals = this.#firstOrdinals.get(key) ?? [];
    this.#firstOrdinals.set(key, ordinals);
    this.deliveries += 1;
    if (ordinals.includes(Number(ordinal))) return;
    ordinals.push(Number(ordinal));
    this.distinct += 1;
    for (const { count, resolve } of this.#waiting) if (this.distinct >= count) resolve();
  }

  reached(count: number): Promise<void> {
    if (this.distinct >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
    });
  }

  get byKey(): ReadonlyMap<string, readonly number[]> {
    return this.#firstOrdinals;
  }
}

function consumerProgram(nameServers: readonly string[], deliveries: Deliveries): Program {
  return async (environment) => {
    const instance = new ClientInstance(environment, { nameServers });
    const settings = {
      group: 'order-consumers',
      subscriptions: new Map([[TOPIC, '*']]),
      consumeFrom: 'first-offset',
    } as const;
    const consumer = new PushConsumer(instance, settings, {
      mode: 'orderly',
      consume: async (messages) => {
        for (const message of messages) deliveries.note(decodeText(message.body));
        return 'success';
      },
    });
    await consumer.start();
    return consumer;
  };
}

/** Sends, for each key, the messages of a range one by one; the result names how the sends ended. */
type SendRange = (from: number, to: number) => Promise<readonly string[]>;
type Started = (send: SendRange, query: MessageQuery) => void;

function producerProgram(nameServers: readonly string[], started: Started): Program {
  return async (environment) => {
    const instance = new ClientInstance(environment, { nameServers });
    const producer = new Producer(instance, { group: 'order-producers' });
    await producer.start();
    const sender = new OneByOneSender(instance, producer, { requiresStaticQueues: true, pauseMs: 200 });
    started(async (from, to) => {
      const sends: Promise<string>[] = [];
      for (let ordinal = from; ordinal < to; ordinal += 1) {
        for (let key = 0; key < KEYS; key += 1) {
          const name = `order-${key}`;
          const body = encodeText(`${name}#${ordinal}`);
          const message = newMessage({ topic: TOPIC, body, keys: [name] });
          sends.push(sender.send(name, message).then(({ kind }) => kind));
        }
      }
      return Promise.all(sends);
    }, new MessageQuery(instance));
    return {
      stop: async () => {
        sender.stop();
        await producer.stop();
      },
    };
  };
}

let cluster: LoopbackCluster;
let deliveries: Deliveries;
let send: SendRange;
let query: MessageQuery;

beforeEach(async () => {
  cluster = await LoopbackCluster.start(2);
  deliveries = new Deliveries();
  await cluster.createOrderedTopic({ topic: TOPIC, queuesPerBroker: 4 });
  const program = producerProgram(cluster.nameServers, (...started) => {
    [send, query] = started;
  });
  await cluster.launch('producer', program);
});

afterEach(() => cluster.close());

function launchConsumer(): Promise<void> {
  return cluster.launch('consumer', consumerProgram(cluster.nameServers, deliveries));
}

function expectAllInOrder(outcomes: readonly string[]): void {
  expect(new Set(outcomes)).toEqual(new Set(['acknowledged']));
  const inOrder = Array.from({ length: MESSAGES_PER_KEY }, (_, ordinal) => ordinal);
  const expected = new Map(Array.from({ length: KEYS }, (_, key) => [`order-${key}`, inOrder]));
  expect(deliveries.byKey).toEqual(expected);
  expect(cluster.failures).toEqual([]);
}

test('1,000 ordered messages pass from producer to consumer', async () => {
  await launchConsumer();
  const outcomes = await send(0, MESSAGES_PER_KEY);
  await deliveries.reached(KEYS * MESSAGES_PER_KEY);
  expectAllInOrder(outcomes);
  expect(deliveries.deliveries).toBe(KEYS * MESSAGES_PER_KEY);
});

test('1,000 ordered messages survive a broker that crashes and comes back over its files', async () => {
  const half = MESSAGES_PER_KEY / 2;
  const first = await send(0, half);
  const crash = cluster.crashAndRestart('broker-0');
  // What the consumer gets of broker-0’s first half comes from the files.
  const [second] = await Promise.all([send(half, MESSAGES_PER_KEY), crash]);
  await launchConsumer();
  await deliveries.reached(KEYS * MESSAGES_PER_KEY);
  expectAllInOrder([...first, ...second]);
  for (const key of ['order-0', 'order-1', 'order-2']) {
    const found = await query.byKey({ topic: TOPIC, key, kind: 'user-key', maxCount: 64 });
    expect(found.messages.map(({ body }) => decodeText(body))).toEqual(
      Array.from({ length: MESSAGES_PER_KEY }, (_, ordinal) => `${key}#${ordinal}`),
    );
  }
});
