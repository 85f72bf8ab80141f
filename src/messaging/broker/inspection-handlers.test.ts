import { describe, expect, test } from 'vitest';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { RequestDefinition } from '../protocol/definition.ts';
import { getConsumerConnections } from '../protocol/get-consumer-connections.ts';
import { getGroupsOfTopic } from '../protocol/get-groups-of-topic.ts';
import { getProducerConnections } from '../protocol/get-producer-connections.ts';
import { getRuntimeInfo } from '../protocol/get-runtime-info.ts';
import { getSubscription } from '../protocol/get-subscription.ts';
import { getSubscriptionGroup } from '../protocol/get-subscription-group.ts';
import { getSystemTopicsOfBroker } from '../protocol/get-system-topics.ts';
import { getTopicConfig } from '../protocol/get-topic-config.ts';
import { getTopicsOfGroup } from '../protocol/get-topics-of-group.ts';
import { heartbeat } from '../protocol/heartbeat.ts';
import { encodeHeartbeatData } from '../protocol/heartbeat-data.ts';
import { readObject } from '../protocol/json.ts';
import { unregisterClient } from '../protocol/unregister-client.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { startCluster, TIMEOUT } from './testing/test-cluster.ts';

const SILENCE_MS = 130_000;

async function inspected(seed: string) {
  const cluster = await startCluster(seed);
  const client = new TestClient(cluster.simulation, 'client');
  const ask = async <Header, Reply>(
    request: RequestDefinition<Header, Reply>,
    header: Header,
    body?: Uint8Array,
  ) => {
    const answer = await client.remoting.call(cluster.address, request, header, { ...TIMEOUT, body });
    return answer.code === RESPONSE_CODE.success ? readObject(answer.body) : answer.code;
  };
  await client.run(() => client.createTopic(cluster.address, 'orders', 2));
  return { cluster, client, ask };
}

describe('what operators ask of a broker', () => {
  test('the members of a consumer group, what they subscribe to, and what they consume', async () => {
    const { cluster, client, ask } = await inspected('consumers');
    const answers = await client.run(async () => {
      const absent = await ask(getConsumerConnections, { consumerGroup: 'group' });
      await client.heartbeat(cluster.address, 'me');
      await ask(updateConsumerOffset, { consumerGroup: 'old', topic: 'orders', queueId: 0, commitOffset: 1 });
      await ask(updateConsumerOffset, {
        consumerGroup: 'group',
        topic: 'orders',
        queueId: 0,
        commitOffset: 1,
      });
      return {
        absent,
        connected: await ask(getConsumerConnections, { consumerGroup: 'group' }),
        groups: await ask(getGroupsOfTopic, { topic: 'orders' }),
        topics: await ask(getTopicsOfGroup, { group: 'group' }),
        subscription: await ask(getSubscription, { group: 'group', topic: 'orders' }),
        none: await ask(getSubscription, { group: 'group', topic: 'others' }),
      };
    });
    expect(answers).toMatchObject({
      absent: RESPONSE_CODE.consumerNotOnline,
      connected: {
        connectionSet: [{ clientId: 'me', language: 'OTHER', version: 473 }],
        consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
        consumeType: 'CONSUME_PASSIVELY',
        messageModel: 'CLUSTERING',
        subscriptionTable: { orders: { subString: '*' } },
      },
      groups: { groupList: ['group'] },
      topics: { topicList: ['orders'], brokerAddr: cluster.address },
      subscription: { group: 'group', topic: 'orders', subscriptionData: { topic: 'orders' } },
    });
    expect(answers.none).toEqual({ group: 'group', topic: 'others' });
  });

  test('producers, until they say goodbye or fall silent', async () => {
    const { client, cluster, ask } = await inspected('producers');
    const producers = () => ask(getProducerConnections, { producerGroup: 'producers' });
    const beat = () =>
      ask(heartbeat, {}, encodeHeartbeatData({ clientId: 'me', producers: ['producers'], consumers: [] }));
    const [before, there, gone] = await client.run(async () => {
      const first = await producers();
      await beat();
      const second = await producers();
      await ask(unregisterClient, { clientId: 'me', producerGroup: 'producers' });
      const third = await producers();
      await beat();
      return [first, second, third];
    });
    expect(before).toBe(RESPONSE_CODE.systemError);
    expect(there).toMatchObject({ connectionSet: [{ clientId: 'me' }] });
    expect(gone).toBe(RESPONSE_CODE.systemError);
    await runFor(cluster.simulation, SILENCE_MS);
    expect(await client.run(producers)).toBe(RESPONSE_CODE.systemError);
  });

  test('single settings, its own topics, and how it is doing', async () => {
    const { client, cluster, ask } = await inspected('settings');
    const answers = await client.run(async () => {
      await client.heartbeat(cluster.address, 'me');
      await client.send(cluster.address, 'a');
      return {
        topic: await ask(getTopicConfig, { topic: 'orders' }),
        noTopic: await ask(getTopicConfig, { topic: 'unknown' }),
        group: await ask(getSubscriptionGroup, { group: 'group' }),
        noGroup: await ask(getSubscriptionGroup, { group: 'unknown' }),
        system: await ask(getSystemTopicsOfBroker, {}),
        info: await ask(getRuntimeInfo, {}),
      };
    });
    expect(answers).toMatchObject({
      topic: { topicName: 'orders', readQueueNums: 2 },
      noTopic: RESPONSE_CODE.topicNotExist,
      group: { groupName: 'group', retryMaxTimes: 16 },
      noGroup: RESPONSE_CODE.subscriptionGroupNotExist,
      system: { topicList: expect.arrayContaining(['TBW102', 'SCHEDULE_TOPIC_XXXX']) },
      info: { table: { brokerVersionDesc: 'V5_3_3', commitLogMinOffset: '0', dispatchBehindBytes: '0' } },
    });
    expect(answers.info).not.toMatchObject({ table: { commitLogMaxOffset: '0' } });
  });
});
