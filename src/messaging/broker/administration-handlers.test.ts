import { describe, expect, test } from 'vitest';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { RequestDefinition } from '../protocol/definition.ts';
import { getAllTopicConfig } from '../protocol/get-all-topic-config.ts';
import { getConsumeStats } from '../protocol/get-consume-stats.ts';
import { getSubscriptionGroups } from '../protocol/get-subscription-groups.ts';
import { getTopicList } from '../protocol/get-topic-list.ts';
import { getTopicStats } from '../protocol/get-topic-stats.ts';
import { readObject } from '../protocol/json.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import { queryConsumerOffset } from '../protocol/query-consumer-offset.ts';
import { decodeConsumeStats, decodeQueueOffsets, decodeTopicStats } from '../protocol/queue-table.ts';
import { resetOffset } from '../protocol/reset-offset.ts';
import {
  decodeSubscriptionGroups,
  defaultSubscriptionGroup,
  encodeSubscriptionGroup,
} from '../protocol/subscription-group.ts';
import { decodeTopicTable } from '../protocol/topic-config.ts';
import { decodeTopicList } from '../protocol/topic-list.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { updateSubscriptionGroup } from '../protocol/update-subscription-group.ts';
import { TestClient } from './testing/test-client.ts';
import { startCluster, TIMEOUT } from './testing/test-cluster.ts';

const QUEUE = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };
const OTHER_QUEUE = { ...QUEUE, queueId: 1 };

/** A broker with five messages in one of two queues, of which a group has consumed three. */
async function operated(seed: string) {
  const cluster = await startCluster(seed);
  const client = new TestClient(cluster.simulation, 'client');
  const ask = <Header, Reply>(request: RequestDefinition<Header, Reply>, header: Header, body?: Uint8Array) =>
    client.remoting.call(cluster.address, request, header, { ...TIMEOUT, body });
  const commit = (commitOffset: number) =>
    ask(updateConsumerOffset, { consumerGroup: 'group', topic: 'orders', queueId: 0, commitOffset });
  const committed = async () =>
    (await ask(queryConsumerOffset, { consumerGroup: 'group', topic: 'orders', queueId: 0 })).header?.offset;
  const timesMs = await client.run(async () => {
    await client.createTopic(cluster.address, 'orders', 2);
    const times: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      await client.environment.timers.sleep(1_000, 'between messages');
      times.push(client.environment.clock.wallMs());
      await client.send(cluster.address, `${index}`);
    }
    await client.heartbeat(cluster.address, 'client');
    await commit(3);
    return times;
  });
  const reset = (given: { queueId?: number; timestampMs?: number; offset?: number; group?: string }) =>
    ask(resetOffset, { topic: 'orders', group: 'group', timestampMs: 0, ...given });
  return { cluster, client, ask, commit, committed, reset, timesMs };
}

describe('what operators ask', () => {
  test('topics: of a broker with their settings, of a name server by name', async () => {
    const { cluster, client, ask } = await operated('topics');
    const [table, names] = await client.run(
      async () =>
        [
          decodeTopicTable(readObject((await ask(getAllTopicConfig, {})).body) ?? {}),
          await client.remoting.call(cluster.nameServerAddress, getTopicList, {}, TIMEOUT),
        ] as const,
    );
    expect(table?.topics.get('orders')).toMatchObject({ readQueueCount: 2, permission: 6 });
    expect(decodeTopicList(names.body)).toContain('orders');
  });

  test('how much of a topic there is, and how far a group has come', async () => {
    const { client, ask, timesMs } = await operated('stats');
    const [stats, lag, unknown] = await client.run(
      async () =>
        [
          decodeTopicStats((await ask(getTopicStats, { topic: 'orders' })).body),
          decodeConsumeStats((await ask(getConsumeStats, { consumerGroup: 'group' })).body),
          await ask(getTopicStats, { topic: 'unknown' }),
        ] as const,
    );
    expect(stats).toMatchObject([
      [QUEUE, { minOffset: 0, maxOffset: 5 }],
      [OTHER_QUEUE, { minOffset: 0, maxOffset: 0, lastUpdateMs: 0 }],
    ]);
    expect(stats?.[0]?.[1].lastUpdateMs).toBeGreaterThanOrEqual(timesMs[4] as number);
    expect(lag).toMatchObject([
      [QUEUE, { brokerOffset: 5, consumerOffset: 3 }],
      [OTHER_QUEUE, { brokerOffset: 0, consumerOffset: 0 }],
    ]);
    expect(lag?.[0]?.[1].lastConsumedMs).toBeLessThan(timesMs[3] as number);
    expect(unknown.code).toBe(RESPONSE_CODE.topicNotExist);
  });

  test('groups can be changed, and a group that may not consume gets nothing', async () => {
    const { cluster, client, ask } = await operated('groups');
    const closed = { ...defaultSubscriptionGroup('group'), consumeEnabled: false };
    const [changed, illegal, groups, pulled] = await client.run(
      async () =>
        [
          await ask(updateSubscriptionGroup, {}, encodeSubscriptionGroup(closed)),
          await ask(
            updateSubscriptionGroup,
            {},
            encodeSubscriptionGroup(defaultSubscriptionGroup('no spaces')),
          ),
          decodeSubscriptionGroups((await ask(getSubscriptionGroups, {})).body),
          await client.pull(cluster.address, 0),
        ] as const,
    );
    expect([changed.code, illegal.code]).toEqual([0, RESPONSE_CODE.invalidParameter]);
    expect([...(groups?.entries.values() ?? [])]).toEqual([closed]);
    expect(pulled.code).toBe(RESPONSE_CODE.noPermission);
  });
});

describe('a reset of offsets', () => {
  test('to a moment moves the committed offset; the next pull is told once, commits before it are for the old place', async () => {
    const { cluster, client, commit, committed, reset, timesMs } = await operated('moment');
    const seen = await client.run(async () => {
      const answer = await reset({ timestampMs: timesMs[1] as number });
      await commit(4);
      const afterStaleCommit = await committed();
      const told = await client.pull(cluster.address, 4);
      const next = await client.pull(cluster.address, 1);
      await commit(2);
      return { answer, afterStaleCommit, told, next, last: await committed() };
    });
    expect(decodeQueueOffsets(seen.answer.body)).toEqual([
      [QUEUE, 1],
      [OTHER_QUEUE, 0],
    ]);
    expect(seen.afterStaleCommit).toBe(1);
    expect(seen.told).toMatchObject({ code: RESPONSE_CODE.pullOffsetMoved, header: { nextBeginOffset: 1 } });
    expect(seen.next.code).toBe(RESPONSE_CODE.success);
    expect(seen.last).toBe(2);
  });

  test('reaches a pull that is held', async () => {
    const { cluster, client, reset } = await operated('held');
    const [told, waitedMs] = await client.run(async () => {
      const { clock, timers } = client.environment;
      const systemFlag = pullSystemFlag({ commitOffset: true, suspend: true, subscription: true });
      const startMs = clock.wallMs();
      const pulling = client.pull(cluster.address, 5, { systemFlag, commitOffset: 5 });
      await timers.sleep(100, 'until it is held');
      await reset({ queueId: 0, offset: 2 });
      return [await pulling, clock.wallMs() - startMs] as const;
    });
    expect(told).toMatchObject({ code: RESPONSE_CODE.pullOffsetMoved, header: { nextBeginOffset: 2 } });
    expect(waitedMs).toBeLessThan(1_000);
  });

  test('to the end, and to places and groups that are not there', async () => {
    const { client, committed, reset } = await operated('refused');
    const [end, offset, outside, group, queue] = await client.run(async () => [
      (await reset({ queueId: 0, timestampMs: -1 })).code,
      await committed(),
      (await reset({ queueId: 0, offset: 9 })).code,
      (await reset({ group: 'unknown' })).code,
      (await reset({ queueId: 7 })).code,
    ]);
    expect([end, offset, outside]).toEqual([0, 5, RESPONSE_CODE.systemError]);
    expect([group, queue]).toEqual([RESPONSE_CODE.subscriptionGroupNotExist, RESPONSE_CODE.systemError]);
  });
});
