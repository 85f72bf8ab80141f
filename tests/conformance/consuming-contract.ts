// What consumers may rely on, simulated and real.

import { describe, expect, test } from 'vitest';
import { present } from '../../src/base/assert.ts';
import type { QueueOffset } from '../../src/base/numbers.ts';
import { PullConsumer } from '../../src/messaging/client/pull-consumer.ts';
import type { SharedMessagingArm } from './messaging-world.ts';
import { type Stage, staged, textOf } from './stage.ts';

export function consumingContract(arm: SharedMessagingArm): void {
  const suite = arm.isShared ? describe.concurrent : describe;
  suite(`consuming: ${arm.name}`, () => {
    test(
      'batches for a concurrent handler',
      staged(arm, 'c-batches', async (stage) => {
        await stage.createTopic(1);
        await stage.send(await stage.producer(), ['a', 'b', 'c', 'd', 'e']);
        const sizes: number[] = [];
        const consume = async (messages: readonly unknown[]) => {
          sizes.push(messages.length);
          return 'success' as const;
        };
        await stage.consume({ mode: 'concurrent', consume }, { consumeBatchSize: 2 });
        await stage.until('five', () => sizes.reduce((sum, size) => sum + size, 0) >= 5);
        expect(sizes.toSorted((left, right) => left - right)).toEqual([1, 2, 2]);
      }),
    );

    test(
      'the order of a queue, with a failure that comes again first',
      staged(arm, 'c-orderly', async (stage) => {
        await stage.createTopic(1);
        const texts = Array.from({ length: 10 }, (_, index) => `m${index}`);
        await stage.send(await stage.producer(), texts);
        const tried: string[] = [];
        await stage.consume(
          {
            mode: 'orderly',
            consume: async ([message]) => {
              const text = textOf(present(message, 'a message'));
              tried.push(text);
              return text === 'm3' && tried.filter((each) => each === 'm3').length < 3
                ? 'suspend'
                : 'success';
            },
          },
          { suspendMs: 50 },
        );
        await stage.until('all', () => tried.includes('m9'));
        expect(tried).toEqual([...texts.slice(0, 3), 'm3', 'm3', ...texts.slice(3)]);
      }),
    );

    test(
      'an orderly failure beyond its limit is a dead letter, and the queue goes on',
      staged(arm, 'c-orderly-limit', async (stage) => {
        await stage.createTopic(1);
        await stage.send(await stage.producer(), ['bad', 'good']);
        const tried: string[] = [];
        await stage.consume(
          {
            mode: 'orderly',
            consume: async ([message]) => {
              tried.push(textOf(present(message, 'a message')));
              return tried.at(-1) === 'bad' ? 'suspend' : 'success';
            },
          },
          { suspendMs: 20, maxReconsumeTimes: 2 },
        );
        await stage.until('good', () => tried.includes('good'));
        expect(tried).toEqual(['bad', 'bad', 'bad', 'good']);
        expect(await deadLetters(stage)).toEqual(['bad']);
      }),
    );

    test(
      'what is not committed by hand comes again to the next member',
      staged(arm, 'c-manual', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        await stage.send(producer, ['a', 'b']);
        const live = async (answer: (text: string) => 'success' | 'commit') => {
          const got: string[] = [];
          const consumer = await stage.consume({
            mode: 'orderly',
            commits: 'manually',
            consume: async ([message]) => {
              got.push(textOf(present(message, 'a message')));
              return answer(got.at(-1) ?? '');
            },
          });
          await stage.until('b', () => got.includes('b'));
          await stage.pause(100);
          await consumer.stop();
          return got;
        };
        expect(await live((text) => (text === 'a' ? 'commit' : 'success'))).toEqual(['a', 'b']);
        expect(await live(() => 'commit')).toEqual(['b']);
        await stage.send(producer, ['c']);
        await stage.untilGot(await stage.collect(), 'c');
      }),
    );

    test(
      'a failure comes again later and counts, up to the dead-letter queue',
      staged(arm, 'c-retry', async (stage) => {
        await stage.createTopic(1);
        await stage.send(await stage.producer(), ['bad', 'good']);
        const times: number[] = [];
        await stage.consume(
          {
            mode: 'concurrent',
            consume: async ([message]) => {
              const { reconsumeTimes, topic } = present(message, 'a message');
              expect(topic).toBe(stage.topic);
              if (textOf(present(message, 'a message')) === 'good') return 'success';
              times.push(reconsumeTimes);
              return 'later';
            },
          },
          { maxReconsumeTimes: 2 },
        );
        expect(await deadLetters(stage)).toEqual(['bad']);
        expect(times).toEqual([0, 1, 2]);
      }),
    );

    test(
      'a failure says itself how long to wait',
      staged(arm, 'c-level', async (stage) => {
        await stage.createTopic(1);
        await stage.send(await stage.producer(), ['slow']);
        const atMs: number[] = [];
        await stage.consume({
          mode: 'concurrent',
          consume: async () => {
            atMs.push(stage.nowMs);
            return atMs.length === 1 ? { failedFrom: 0, delayLevel: 2 } : 'success';
          },
        });
        await stage.until('the second time', () => atMs.length === 2);
        const [first = 0, second = 0] = atMs;
        // Wall times of a broker and a client; the broker rounds none of its own.
        expect(second - first).toBeGreaterThanOrEqual(1_990);
        expect(second - first).toBeLessThan(12_000);
      }),
    );

    test(
      'a handler that takes too long loses its message to another',
      staged(arm, 'c-timeout', async (stage) => {
        await stage.createTopic(1);
        await stage.send(await stage.producer(), ['stuck']);
        const times: number[] = [];
        let release = () => {};
        const released = new Promise<void>((resolve) => {
          release = resolve;
        });
        await stage.consume(
          {
            mode: 'concurrent',
            consume: async ([message]) => {
              times.push(present(message, 'a message').reconsumeTimes);
              if (times.length === 1) await released;
              return 'success';
            },
          },
          { consumeTimeoutMs: 500 },
        );
        await stage.until('again', () => times.length === 2);
        release();
        expect(times).toEqual([0, 1]);
      }),
    );

    test(
      'a delayed message is not early, and not late',
      staged(arm, 'c-delay', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        const got = await stage.collect();
        const startMs = stage.nowMs;
        await stage.send(producer, ['late'], { delayLevel: 2 });
        await stage.send(producer, ['now']);
        await stage.until('now', () => got.texts.includes('now'));
        expect(got.texts).toEqual(['now']);
        await stage.untilGot(got, 'now', 'late');
        expect(stage.nowMs - startMs).toBeGreaterThanOrEqual(1_990);
        expect(stage.nowMs - startMs).toBeLessThan(12_000);
      }),
    );

    test(
      'tags filter exactly',
      staged(arm, 'c-tags', async (stage) => {
        await stage.createTopic(2);
        const producer = await stage.producer();
        for (const tag of ['A', 'B', 'C']) await stage.send(producer, [tag], { tag });
        await stage.send(producer, ['none']);
        await stage.send(producer, ['end'], { tag: 'A' });
        await stage.untilGot(
          await stage.collect({ subscriptions: new Map([[stage.topic, 'A || C']]) }),
          'A',
          'C',
          'end',
        );
      }),
    );

    test(
      'a slow handler keeps few messages waiting, and gets all of them once',
      staged(arm, 'c-flow', async (stage) => {
        await stage.createTopic(1);
        const texts = Array.from({ length: 40 }, (_, index) => `m${index}`);
        await stage.send(await stage.producer(), texts);
        const got: string[] = [];
        await stage.consume(
          {
            mode: 'concurrent',
            consume: async (messages) => {
              await stage.pause(5);
              got.push(...messages.map(textOf));
              return 'success';
            },
          },
          { consumeWorkers: 1, maxCachedMessages: 4, pullBatchSize: 2, flowControlPauseMs: 10 },
        );
        await stage.until('all', () => got.length >= 40);
        expect(got.toSorted()).toEqual(texts.toSorted());
      }),
    );

    test(
      'two members share the queues; what one leaves is soon the other’s',
      staged(arm, 'c-rebalance', async (stage) => {
        await stage.createTopic(4);
        const producer = await stage.producer();
        // Only the broker's notice can be in time.
        const first = await stage.collect({}, stage.instance({ rebalanceMs: 60_000 }));
        const second = await stage.collect({}, stage.instance({ rebalanceMs: 60_000 }));
        let round = 0;
        const roundOf = async (...to: readonly { readonly messages: readonly { queueId: number }[] }[]) => {
          const before = to.map(({ messages }) => messages.length);
          round += 1;
          await stage.send(
            producer,
            [0, 1, 2, 3].map((index) => `${round}.${index}`),
          );
          const news = () => to.map(({ messages }, index) => messages.slice(before[index]));
          await stage.until('the round', () => news().flat().length >= 4);
          return news().map((messages) => new Set(messages.map(({ queueId }) => queueId)).size);
        };
        await stage.until('halves', async () => (await roundOf(first, second)).join() === '2,2');
        const leftMs = stage.nowMs;
        await first.consumer.stop();
        await roundOf(second);
        expect(stage.nowMs - leftMs).toBeLessThan(15_000);
      }),
    );

    test(
      'broadcasting members each get everything, and after a restart only what is new',
      staged(arm, 'c-broadcast', async (stage) => {
        await stage.createTopic(2);
        const producer = await stage.producer();
        const { environment } = await stage.world.newProcess('c-broadcast-b');
        const model = 'broadcasting' as const;
        const a = await stage.collect({ model }, stage.instance({ name: 'c-broadcast-a' }));
        const b = await stage.collect({ model }, stage.instance({ name: 'c-broadcast-b', environment }));
        await stage.send(producer, ['m0', 'm1']);
        await stage.untilGot(a, 'm0', 'm1');
        await stage.untilGot(b, 'm0', 'm1');
        await a.consumer.stop();
        await stage.send(producer, ['m2']);
        await stage.untilGot(await stage.collect({ model }, stage.instance({ name: 'c-broadcast-a' })), 'm2');
        await stage.untilGot(b, 'm0', 'm1', 'm2');
      }),
    );

    test(
      'a held pull wakes when a message arrives',
      staged(arm, 'c-held', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        const got = await stage.collect();
        await stage.send(producer, ['before']);
        await stage.untilGot(got, 'before');
        await stage.pause(500);
        const sentMs = stage.nowMs;
        await stage.send(producer, ['after']);
        await stage.untilGot(got, 'before', 'after');
        // A deadline of a held pull is looked at every 5 s.
        expect(stage.nowMs - sentMs).toBeLessThan(3_000);
      }),
    );

    test(
      'pulling by hand: from any offset, waiting for more, and going on where the group was',
      staged(arm, 'c-pull', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        await stage.send(producer, ['p0', 'p1', 'p2']);
        const puller = new PullConsumer(stage.instance(), { group: 'c-pull-group' });
        await puller.start();
        const [queue] = present(await puller.queues(stage.topic), 'queues');
        const at = (offset: number) => ({
          queue: present(queue, 'a queue'),
          offset: offset as QueueOffset,
          maxMessages: 2,
        });
        const two = await puller.pull(at(1));
        expect(two).toMatchObject({ kind: 'found', nextOffset: 3 });
        expect(two.kind === 'found' ? two.messages.map(textOf) : []).toEqual(['p1', 'p2']);
        expect((await puller.pull(at(3))).kind).toBe('nothing');
        expect(await puller.pull(at(99))).toEqual({ kind: 'offset-moved', nextOffset: 3 });
        const waiting = puller.pullOrWait(at(3));
        await stage.send(producer, ['p3']);
        expect(await waiting).toMatchObject({ kind: 'found', nextOffset: 4 });
        puller.updateOffset(at(0).queue, 2 as QueueOffset);
        await puller.stop();
        await stage.untilGot(await stage.collect({ group: 'c-pull-group' }), 'p2', 'p3');
      }),
    );

    test(
      'an operator sends a running group back',
      staged(arm, 'c-reset', async (stage) => {
        await stage.createTopic(2);
        await stage.send(await stage.producer(), ['a', 'b', 'c', 'd']);
        const got = await stage.collect();
        await stage.untilGot(got, 'a', 'b', 'c', 'd');
        const { topic } = stage;
        const reset = await stage.administration.resetOffsets({
          group: `${topic}-group`,
          topic,
          timestampMs: 0,
        });
        expect(reset.map(([, offset]) => offset)).toEqual([0, 0]);
        await stage.untilGot(got, 'a', 'b', 'c', 'd', 'a', 'b', 'c', 'd');
      }),
    );
  });
}

/** Texts in the dead-letter queue of the group, once there are some. */
async function deadLetters(stage: Stage): Promise<readonly string[]> {
  const read = () => stage.administration.messages(`%DLQ%${stage.topic}-group`, 10);
  await stage.until('a dead letter', async () => (await read()).length > 0);
  return (await read()).map(textOf);
}
