import { describe, expect, test } from 'vitest';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { TestClient } from './testing/test-client.ts';
import { routedBrokers, startCluster } from './testing/test-cluster.ts';

describe('topic handlers', () => {
  test('a topic that an administrator creates is routed before the answer', async () => {
    const cluster = await startCluster('create');
    const client = new TestClient(cluster.simulation, 'client');
    const answers = await client.run(async () => {
      const before = await routedBrokers(client, cluster, 'orders');
      const created = await client.createTopic(cluster.address, 'orders', 4);
      return [before, created.code, await routedBrokers(client, cluster, 'orders')];
    });
    expect(answers).toEqual([RESPONSE_CODE.topicNotExist, 0, [cluster.address]]);
  });

  test('illegal and system topics cannot be created', async () => {
    const cluster = await startCluster('illegal');
    const client = new TestClient(cluster.simulation, 'client');
    const codes = await client.run(async () => {
      const names = ['no spaces', 'SCHEDULE_TOPIC_XXXX', 'rmq_sys_mine'];
      const answers = await Promise.all(names.map((name) => client.createTopic(cluster.address, name, 4)));
      return answers.map((answer) => answer.code);
    });
    expect(codes).toEqual([29, 29, 29]);
  });
});
