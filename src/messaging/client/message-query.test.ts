import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import type { ClientInstance } from './client-instance.ts';
import { MessageQuery } from './message-query.ts';
import { newMessage } from './new-message.ts';
import { Producer } from './producer.ts';
import type { SendReceipt } from './send-result.ts';
import { TestCluster } from './testing/test-cluster.ts';

interface Sent {
  readonly query: MessageQuery;
  readonly receipts: readonly SendReceipt[];
  readonly cluster: TestCluster;
  readonly instance: ClientInstance;
}

/** Runs the work in a process that has sent one message for each of these keys, in turn to two brokers. */
async function afterSending(
  seed: string,
  keys: readonly string[],
  work: (sent: Sent) => Promise<void>,
): Promise<void> {
  const cluster = new TestCluster({ seed, brokerCount: 2 });
  await cluster.createTopic('orders', 1, 'unordered');
  let isDone = false;
  const client = cluster.addClient('client', async (environment) => {
    const instance = cluster.newInstance(environment);
    const producer = new Producer(instance, { group: 'senders' });
    await producer.start();
    const receipts: SendReceipt[] = [];
    for (const [index, key] of keys.entries()) {
      const message = newMessage({ topic: 'orders', body: encodeText(`${index}`), keys: key.split(' ') });
      const result = await producer.send(message);
      if (result.kind !== 'acknowledged') throw new Error(result.kind);
      receipts.push(result.receipt);
    }
    await environment.timers.sleep(1000, 'until all is indexed');
    await work({ query: new MessageQuery(instance), receipts, cluster, instance });
    isDone = true;
  });
  client.start();
  await cluster.runFor(60_000);
  expect(isDone).toBe(true);
}

const bodies = (messages: readonly { readonly body: Uint8Array }[]) =>
  messages.map(({ body }) => decodeText(body)).toSorted();

describe('a query by key', () => {
  test('finds the messages of a key on all brokers', () =>
    afterSending('all brokers', ['a', 'a b', 'b', 'a', 'c', 'a'], async ({ query, receipts }) => {
      expect(new Set(receipts.map(({ queue }) => queue.brokerName)).size).toBe(2);
      const found = await query.byKey({ topic: 'orders', key: 'a', kind: 'user-key' });
      expect(bodies(found.messages)).toEqual(['0', '1', '3', '5']);
      expect(found).toMatchObject({ silent: [], asked: 2 });
      expect(found.indexedMs).toBeGreaterThan(0);
    }));

  test('drops what only has the hash of the key', () =>
    afterSending('hash', ['Aa', 'Aa', 'BB', 'BB', 'Aa BB'], async ({ query, instance }) => {
      const found = await query.byKey({ topic: 'orders', key: 'Aa', kind: 'user-key' });
      expect(bodies(found.messages)).toEqual(['0', '1', '4']);
      const everything = new Array(5).fill(0).map((_, index) => `${index}`);
      const parts = { isWanted: () => true };
      const unchecked = new MessageQuery(instance, parts);
      const collided = await unchecked.byKey({ topic: 'orders', key: 'Aa', kind: 'user-key' });
      expect(new Set(bodies(collided.messages))).toEqual(new Set(everything));
    }));

  test('finds one message by its unique key, and in its time only', () =>
    afterSending('unique', ['a', 'a'], async ({ query, receipts }) => {
      const key = receipts[1]?.uniqueKey as string;
      const asked = { topic: 'orders', key, kind: 'unique-key' } as const;
      const { messages } = await query.byKey(asked);
      expect(bodies(messages)).toEqual(['1']);
      const storedMs = messages[0]?.storeTimestampMs as number;
      expect((await query.byKey({ ...asked, beginMs: storedMs, endMs: storedMs })).messages).toHaveLength(1);
      expect((await query.byKey({ ...asked, beginMs: storedMs + 1 })).messages).toEqual([]);
      expect((await query.byKey({ ...asked, endMs: storedMs - 1 })).messages).toEqual([]);
    }));

  test('gives at most as many of each broker as asked for, 32 when nothing is said', () => {
    const many = Array.from({ length: 80 }, () => 'a');
    return afterSending('many', many, async ({ query }) => {
      const asked = { topic: 'orders', key: 'a', kind: 'user-key' } as const;
      expect((await query.byKey(asked)).messages).toHaveLength(64);
      expect((await query.byKey({ ...asked, maxCount: 3 })).messages).toHaveLength(6);
    });
  });

  test('names the brokers that did not answer', () =>
    afterSending('silent', ['a', 'a'], async ({ query, receipts, cluster }) => {
      const dead = cluster.brokers.find(({ name }) => name === receipts[0]?.queue.brokerName);
      dead?.kill();
      const found = await query.byKey({ topic: 'orders', key: 'a', kind: 'user-key' });
      expect(bodies(found.messages)).toEqual(['1']);
      expect(found.silent).toEqual([`${dead?.host}:10911`]);
    }));

  test('of a topic that nobody has asks nobody', () =>
    afterSending('nobody', [], async ({ query }) => {
      const found = await query.byKey({ topic: 'unknown', key: 'a', kind: 'user-key' });
      expect(found).toEqual({ messages: [], indexedMs: 0, silent: [], asked: 0 });
    }));
});

describe('a query by id', () => {
  test('finds the message where its id says', () =>
    afterSending('by id', ['a', 'b', 'c', 'd'], async ({ query, receipts }) => {
      for (const [index, { offsetMessageId }] of receipts.entries()) {
        const finding = await query.byId('orders', offsetMessageId);
        expect(finding.kind === 'found' && decodeText(finding.message.body)).toBe(`${index}`);
      }
    }));

  test('tells an id without a message from a text that is no id and from a broker that is not there', () =>
    afterSending('no id', ['a', 'a'], async ({ query, receipts, cluster }) => {
      const id = receipts[0]?.offsetMessageId as string;
      expect(await query.byId('orders', `${id.slice(0, -2)}01`)).toEqual({ kind: 'absent' });
      expect(await query.byId('orders', `${id}00`)).toEqual({ kind: 'no-id' });
      for (const machine of cluster.brokers) machine.kill();
      expect(await query.byId('orders', id)).toMatchObject({ kind: 'failed' });
    }));
});
