// What producers may rely on, simulated and real.

import { describe, expect, test } from 'vitest';
import { assert, present } from '../../src/base/assert.ts';
import { encodeText } from '../../src/base/bytes.ts';
import { ClientError } from '../../src/messaging/client/client-error.ts';
import { MessageQuery } from '../../src/messaging/client/message-query.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { selectByHash } from '../../src/messaging/client/queue-selector.ts';
import type { SharedMessagingArm } from './messaging-world.ts';
import { staged } from './stage.ts';

export function sendingContract(arm: SharedMessagingArm): void {
  const suite = arm.isShared ? describe.concurrent : describe;
  suite(`sending: ${arm.name}`, () => {
    test(
      'one after the other and many at once, to a topic that the first message creates',
      staged(arm, 's-sync', async (stage) => {
        const producer = await stage.producer();
        const [first] = await stage.send(producer, ['a']);
        expect(first).toMatchObject({ queueOffset: 0, attempts: 1, queue: { topic: 's-sync' } });
        await Promise.all(['b', 'c', 'd', 'e'].map((text) => stage.send(producer, [text])));
        await stage.untilGot(await stage.collect(), 'a', 'b', 'c', 'd', 'e');
      }),
    );

    test(
      'without an answer',
      staged(arm, 's-oneway', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        for (const text of ['a', 'b']) {
          const sent = await producer.sendOneway(newMessage({ topic: stage.topic, body: encodeText(text) }));
          expect(sent.kind).toBe('unknown');
        }
        await stage.untilGot(await stage.collect(), 'a', 'b');
      }),
    );

    test(
      'a batch lies together in one queue',
      staged(arm, 's-batch', async (stage) => {
        await stage.createTopic(4);
        const producer = await stage.producer();
        const texts = ['b0', 'b1', 'b2', 'b3', 'b4'];
        const batch = texts.map((text) => newMessage({ topic: stage.topic, body: encodeText(text) }));
        const result = await producer.sendBatch(batch);
        if (result.kind !== 'acknowledged') throw new Error(result.kind);
        expect(result.receipt.offsetMessageId.split(',')).toHaveLength(5);
        const got = await stage.collect();
        await stage.untilGot(got, ...texts);
        expect(new Set(got.messages.map(({ queueId }) => queueId)).size).toBe(1);
        const places = got.messages.map(({ queueOffset }): number => queueOffset);
        expect(new Set(places)).toEqual(new Set([0, 1, 2, 3, 4]));
      }),
    );

    test(
      'a long body travels and lies compressed',
      staged(arm, 's-compression', async (stage) => {
        const producer = await stage.producer();
        const text = 'the same words '.repeat(2_000);
        await stage.send(producer, [text]);
        const got = await stage.collect();
        await stage.untilGot(got, text);
        expect(got.messages[0]?.recordSize).toBeLessThan(text.length / 10);
      }),
    );

    test(
      'what is wrong with a message is said before anything is sent',
      staged(arm, 's-validation', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer({ maxBodyBytes: 1_000 });
        const message = (topic: string, bytes: number) => newMessage({ topic, body: new Uint8Array(bytes) });
        const kindOf = (work: Promise<unknown>) =>
          work.then(
            () => 'sent',
            (error: unknown) => (error instanceof ClientError ? error.kind : error),
          );
        const kinds = await Promise.all([
          kindOf(producer.send(message('', 1))),
          kindOf(producer.send(message('no spaces', 1))),
          kindOf(producer.send(message('t'.repeat(128), 1))),
          kindOf(producer.send(message('SCHEDULE_TOPIC_XXXX', 1))),
          kindOf(producer.send(message(stage.topic, 0))),
          kindOf(producer.send(message(stage.topic, 1_001))),
          kindOf(producer.sendBatch([message(stage.topic, 1), message('another', 1)])),
          kindOf(stage.producer({ group: 'no spaces' })),
        ]);
        const topic = 'invalid-topic';
        expect(kinds).toEqual([
          topic,
          topic,
          topic,
          topic,
          'invalid-body',
          'invalid-body',
          'invalid-batch',
          'invalid-group',
        ]);
        expect(
          (await stage.administration.topicStats(stage.topic)).map(([, { maxOffset }]) => maxOffset),
        ).toEqual([0]);
      }),
    );

    test(
      'a selector keeps what belongs together in one queue',
      staged(arm, 's-selector', async (stage) => {
        await stage.createTopic(4);
        const producer = await stage.producer();
        const queuesOf = async (key: string, selector = selectByHash) => {
          const ids = new Set<number>();
          for (let count = 0; count < 5; count += 1) {
            const message = newMessage({ topic: stage.topic, body: encodeText(key) });
            const sent = await producer.sendSelected(message, key, { selector });
            if (sent.kind === 'acknowledged') ids.add(sent.receipt.queue.queueId);
          }
          return [...ids];
        };
        expect(await queuesOf('order-1')).toHaveLength(1);
        expect(await queuesOf('any', ({ queues }) => present(queues[3], 'the last queue'))).toEqual([3]);
      }),
    );

    test(
      'found again by key, by unique key, by id and by time, between the ends of its queue',
      staged(arm, 's-query', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        await stage.send(producer, ['old']);
        await stage.pause(1_100);
        const betweenMs = stage.nowMs;
        await stage.pause(100);
        const [receipt] = await stage.send(producer, ['new'], { keys: ['k1', 'k2'] });
        assert(receipt !== undefined, 'a receipt');
        const query = new MessageQuery(stage.instance());
        const { topic } = stage;
        const by = async (kind: 'user-key' | 'unique-key', key: string) =>
          (await query.byKey({ topic, key, kind })).messages.map(({ queueOffset }): number => queueOffset);
        await stage.until('the index', async () => (await by('user-key', 'k2')).length > 0);
        expect(await by('user-key', 'k1')).toEqual([1]);
        expect(await by('unique-key', receipt.uniqueKey)).toEqual([1]);
        expect(await by('user-key', 'unknown')).toEqual([]);
        const found = await query.byId(topic, receipt.offsetMessageId);
        expect(found).toMatchObject({ kind: 'found', message: { queueOffset: 1 } });
        const { requests } = stage.instance();
        const { brokerAddress } = stage.world;
        expect(await requests.offsetAt(brokerAddress, receipt.queue, betweenMs)).toBe(1);
        expect(await requests.minOffset(brokerAddress, receipt.queue)).toBe(0);
        expect(await requests.maxOffset(brokerAddress, receipt.queue)).toBe(2);
      }),
    );

    test(
      'a stranger who talks nonsense disturbs nobody',
      staged(arm, 's-nonsense', async (stage) => {
        await stage.createTopic(1);
        const { network, random } = stage.environment;
        for (let count = 0; count < 40; count += 1) {
          for (const address of [stage.world.brokerAddress, ...stage.world.nameServers]) {
            const connection = await network.connect(address, 1_000);
            connection.handle({ data: () => {}, closed: () => {} });
            const length = random.below(200);
            const bytes = Uint8Array.from({ length }, () => random.below(256));
            // Half of them begin as a frame does.
            if (count % 2 === 0)
              bytes.set([0, 0, 0, Math.max(0, length - 4), 0, 0, 0, random.below(150)].slice(0, length));
            connection.write(bytes);
            connection.close();
          }
        }
        await stage.send(await stage.producer(), ['sense']);
        await stage.untilGot(await stage.collect(), 'sense');
      }),
    );
  });
}
