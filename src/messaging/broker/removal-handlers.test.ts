import { expect, test } from 'vitest';
import { cleanUnusedTopics } from '../protocol/clean-store.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { RequestDefinition } from '../protocol/definition.ts';
import { deleteSubscriptionGroup } from '../protocol/delete-subscription-group.ts';
import { deleteTopicAtBroker, deleteTopicAtNameServer } from '../protocol/delete-topic.ts';
import { getMaxOffset } from '../protocol/get-max-offset.ts';
import { getMinOffset } from '../protocol/get-min-offset.ts';
import { getSubscriptionGroup } from '../protocol/get-subscription-group.ts';
import { getTopicConfig } from '../protocol/get-topic-config.ts';
import { getTopicsOfCluster } from '../protocol/get-topics-of-cluster.ts';
import { getTopicsOfGroup } from '../protocol/get-topics-of-group.ts';
import { decodeTopicList } from '../protocol/topic-list.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { routedBrokers, startCluster, TIMEOUT } from './testing/test-cluster.ts';

async function committed(seed: string) {
  const cluster = await startCluster(seed);
  const client = new TestClient(cluster.simulation, 'client');
  const at = async <Header, Reply>(to: string, request: RequestDefinition<Header, Reply>, header: Header) =>
    client.remoting.call(to, request, header, TIMEOUT);
  const ask = <Header, Reply>(request: RequestDefinition<Header, Reply>, header: Header) =>
    at(cluster.address, request, header);
  const topicsOfGroup = async () => decodeTopicList((await ask(getTopicsOfGroup, { group: 'group' })).body);
  await client.run(async () => {
    for (const topic of ['orders', 'bills']) {
      await client.createTopic(cluster.address, topic, 1);
      await client.send(cluster.address, 'a', { topic });
      await client.heartbeat(cluster.address, 'me');
      await ask(updateConsumerOffset, { consumerGroup: 'group', topic, queueId: 0, commitOffset: 1 });
    }
  });
  return { cluster, client, at, ask, topicsOfGroup };
}

test('a topic goes with the offsets on it, also over a restart; created again it goes on behind its old messages', async () => {
  const { cluster, client, at, ask, topicsOfGroup } = await committed('topic');
  const topic = 'orders';
  const codes = await client.run(async () => {
    const refused = await ask(deleteTopicAtBroker, { topic: 'TBW102' });
    const deleted = await ask(deleteTopicAtBroker, { topic });
    const forgotten = await at(cluster.nameServerAddress, deleteTopicAtNameServer, { topic });
    return [refused.code, deleted.code, forgotten.code];
  });
  expect(codes).toEqual([RESPONSE_CODE.invalidParameter, RESPONSE_CODE.success, RESPONSE_CODE.success]);
  const isGone = async () => {
    const config = await ask(getTopicConfig, { topic });
    return [config.code, await routedBrokers(client, cluster, topic), await topicsOfGroup()];
  };
  const gone = [RESPONSE_CODE.topicNotExist, RESPONSE_CODE.topicNotExist, ['bills']];
  expect(await client.run(isGone)).toEqual(gone);
  await runFor(cluster.simulation, 40_000);
  cluster.broker.kill();
  cluster.broker.start();
  await runFor(cluster.simulation, 1_000);
  expect(await client.run(isGone)).toEqual(gone);
  const topics = await client.run(async () => {
    const listed = await at(cluster.nameServerAddress, getTopicsOfCluster, { cluster: 'DefaultCluster' });
    await client.createTopic(cluster.address, topic, 1);
    await client.send(cluster.address, 'b', { topic });
    const end = await ask(getMaxOffset, { topic, queueId: 0 });
    return [
      decodeTopicList(listed.body)?.filter((name) => ['orders', 'bills'].includes(name)),
      end.header?.offset,
    ];
  });
  expect(topics).toEqual([['bills'], 2]);
});

test('a cleanup passes over what topics that are gone have left, and over nothing else; a restart finds it again', async () => {
  const { cluster, client, ask } = await committed('cleanup');
  const bounds = async (topic: string) => {
    const first = await ask(getMinOffset, { topic, queueId: 0 });
    const end = await ask(getMaxOffset, { topic, queueId: 0 });
    return [first.header?.offset, end.header?.offset];
  };
  const cleaned = await client.run(async () => {
    await ask(deleteTopicAtBroker, { topic: 'orders' });
    const before = await bounds('orders');
    const { code } = await ask(cleanUnusedTopics, {});
    await client.createTopic(cluster.address, 'orders', 1);
    const empty = await bounds('orders');
    await client.send(cluster.address, 'b', { topic: 'orders' });
    return [before, code, empty, await bounds('orders'), await bounds('bills')];
  });
  expect(cleaned).toEqual([[0, 1], RESPONSE_CODE.success, [1, 1], [1, 2], [0, 1]]);
  await runFor(cluster.simulation, 10_000);
  cluster.broker.kill();
  cluster.broker.start();
  await runFor(cluster.simulation, 1_000);
  expect(await client.run(() => bounds('orders'))).toEqual([0, 2]);
});

test('a group goes, and its offsets where that is asked for', async () => {
  const { client, ask, topicsOfGroup } = await committed('group');
  const [kept, code, cleaned] = await client.run(async () => {
    await ask(deleteSubscriptionGroup, { groupName: 'group' });
    const before = await topicsOfGroup();
    const { code: found } = await ask(getSubscriptionGroup, { group: 'group' });
    await ask(deleteSubscriptionGroup, { groupName: 'group', cleansOffsets: true });
    return [before, found, await topicsOfGroup()];
  });
  expect(kept?.toSorted()).toEqual(['bills', 'orders']);
  expect(code).toBe(RESPONSE_CODE.subscriptionGroupNotExist);
  expect(cleaned).toEqual([]);
});
