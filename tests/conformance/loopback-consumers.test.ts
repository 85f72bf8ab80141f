// Kinds of consumers on the real world: broadcasting members with their offsets in real files, and pulling by hand.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { present } from '../../src/base/assert.ts';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import type { QueueOffset } from '../../src/base/numbers.ts';
import type { Program } from '../../src/environment/program.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { Producer } from '../../src/messaging/client/producer.ts';
import { PullConsumer } from '../../src/messaging/client/pull-consumer.ts';
import { PushConsumer } from '../../src/messaging/client/push-consumer.ts';
import { LoopbackCluster } from './loopback-cluster.ts';

const TOPIC = 'news';

let cluster: LoopbackCluster;
let producer: Producer;

beforeEach(async () => {
  cluster = await LoopbackCluster.start(1);
  await cluster.createOrderedTopic({ topic: TOPIC, queuesPerBroker: 2 });
  await cluster.launch('producer', async (environment) => {
    const instance = new ClientInstance(environment, { nameServers: cluster.nameServers });
    producer = new Producer(instance, { group: 'editors' });
    await producer.start();
    return producer;
  });
});

afterEach(() => cluster.close());

async function send(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const { kind } = await producer.send(newMessage({ topic: TOPIC, body: encodeText(text) }));
    expect(kind).toBe('acknowledged');
  }
}

/** What one member got, in this life. */
class Mailbox {
  readonly texts: string[] = [];
  #wake: () => void = () => {};

  put(text: string): void {
    this.texts.push(text);
    this.#wake();
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async holds(count: number): Promise<readonly string[]> {
    while (this.texts.length < count) await this.#arrival();
    return this.texts.toSorted();
  }
}

function member(mailbox: Mailbox): Program {
  return async (environment) => {
    const instance = new ClientInstance(environment, { nameServers: cluster.nameServers });
    const settings = {
      group: 'readers',
      subscriptions: new Map([[TOPIC, '*']]),
      consumeFrom: 'first-offset',
      model: 'broadcasting',
    } as const;
    const consumer = new PushConsumer(instance, settings, {
      mode: 'concurrent',
      consume: async (messages) => {
        for (const { body } of messages) mailbox.put(decodeText(body));
        return 'success';
      },
    });
    await consumer.start();
    return consumer;
  };
}

test('broadcasting members each get everything, and after a restart only what is new', async () => {
  const [a, b, later] = [new Mailbox(), new Mailbox(), new Mailbox()];
  await cluster.launch('a', member(a));
  await cluster.launch('b', member(b));
  await send('m0', 'm1', 'm2');
  expect(await a.holds(3)).toEqual(['m0', 'm1', 'm2']);
  expect(await b.holds(3)).toEqual(['m0', 'm1', 'm2']);
  await cluster.stop('a');
  await send('m3', 'm4');
  await cluster.launch('a', member(later));
  expect(await later.holds(2)).toEqual(['m3', 'm4']);
  expect(await b.holds(5)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
  expect(cluster.failures).toEqual([]);
});

test('a pull consumer walks a queue by itself, and its group goes on from where it said', async () => {
  await send('m0', 'm1', 'm2', 'm3');
  const texts: string[] = [];
  await cluster.launch('puller', async (environment) => {
    const instance = new ClientInstance(environment, { nameServers: cluster.nameServers });
    const consumer = new PullConsumer(instance, { group: 'pullers' });
    await consumer.start();
    for (const queue of present(await consumer.queues(TOPIC), 'queues')) {
      let offset: QueueOffset = present(await consumer.firstOffset(queue), 'the first offset');
      while (true) {
        const pulled = await consumer.pull({ queue, offset, maxMessages: 1 });
        if (pulled.kind !== 'found') break;
        texts.push(...pulled.messages.map(({ body }) => decodeText(body)));
        offset = pulled.nextOffset;
      }
      consumer.updateOffset(queue, offset);
      expect(await consumer.endOffset(queue)).toBe(offset);
    }
    return consumer;
  });
  expect(texts.toSorted()).toEqual(['m0', 'm1', 'm2', 'm3']);
  await cluster.stop('puller');
  await cluster.launch('next', async (environment) => {
    const consumer = new PullConsumer(new ClientInstance(environment, { nameServers: cluster.nameServers }), {
      group: 'pullers',
    });
    await consumer.start();
    for (const queue of present(await consumer.queues(TOPIC), 'queues')) {
      const offset = await consumer.endOffset(queue);
      expect(await consumer.fetchOffset(queue)).toEqual({ kind: 'committed', offset });
    }
    return consumer;
  });
  expect(cluster.failures).toEqual([]);
});
