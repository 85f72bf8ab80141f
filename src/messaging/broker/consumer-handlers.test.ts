import { describe, expect, test } from 'vitest';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { getEarliestStoreTime } from '../protocol/get-earliest-store-time.ts';
import { getMaxOffset } from '../protocol/get-max-offset.ts';
import { getMinOffset } from '../protocol/get-min-offset.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import { queryConsumerOffset } from '../protocol/query-consumer-offset.ts';
import { searchOffset } from '../protocol/search-offset.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { startCluster, TIMEOUT } from './testing/test-cluster.ts';

describe('consumer offsets and ends of queues', () => {
  test('are committed, queried, and survive a kill once saved', async () => {
    const cluster = await startCluster('offsets');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    const key = { consumerGroup: 'group', topic: 'orders', queueId: 0 };
    const query = () => client.remoting.call(address, queryConsumerOffset, key, TIMEOUT);
    const commit = (commitOffset: number) =>
      client.remoting.call(address, updateConsumerOffset, { ...key, commitOffset }, TIMEOUT);
    const [unknown, young, committed, groupless] = await client.run(async () => {
      await client.createTopic(address, 'orders', 1);
      const unknownGroup = await commit(1);
      const empty = await query();
      await client.send(address, 'a');
      const started = await query();
      await client.heartbeat(address, 'client');
      await commit(1);
      return [empty, started, await query(), unknownGroup];
    });
    expect(unknown?.code).toBe(RESPONSE_CODE.queryNotFound);
    expect(young?.header).toEqual({ offset: 0 });
    expect(committed?.header).toEqual({ offset: 1 });
    expect(groupless?.code).toBe(RESPONSE_CODE.subscriptionGroupNotExist);
    await runFor(simulation, 15_000);
    cluster.broker.kill();
    cluster.broker.start();
    await runFor(simulation, 1_000);
    expect((await client.run(query)).header).toEqual({ offset: 1 });
  });

  test('a pull can carry a commit', async () => {
    const cluster = await startCluster('piggyback');
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(async () => {
      await client.send(cluster.address, 'a');
      const systemFlag = pullSystemFlag({ commitOffset: true, suspend: false, subscription: true });
      await client.pull(cluster.address, 1, { systemFlag, commitOffset: 1 });
    });
    const commits = cluster.observations.filter(
      (observation) => observation.kind === 'broker.offset-committed',
    );
    expect(commits).toMatchObject([
      { group: 'group', topic: 'orders', queueId: 0, offset: 1, through: 'pull' },
    ]);
  });

  test('the ends of a queue are told', async () => {
    const cluster = await startCluster('ends');
    const client = new TestClient(cluster.simulation, 'client');
    const ends = await client.run(async () => {
      for (const body of ['a', 'b']) await client.send(cluster.address, body);
      const queue = { topic: 'orders', queueId: 0 };
      const min = await client.remoting.call(cluster.address, getMinOffset, queue, TIMEOUT);
      const max = await client.remoting.call(cluster.address, getMaxOffset, queue, TIMEOUT);
      return [min.header?.offset, max.header?.offset];
    });
    expect(ends).toEqual([0, 2]);
  });

  test('the age of the oldest message is told, and that there is none', async () => {
    const cluster = await startCluster('age');
    const client = new TestClient(cluster.simulation, 'client');
    const [none, oldest, beforeMs] = await client.run(async () => {
      const ask = () => {
        const queue = { topic: 'orders', queueId: 0 };
        return client.remoting.call(cluster.address, getEarliestStoreTime, queue, TIMEOUT);
      };
      const empty = await ask();
      const startMs = client.environment.clock.wallMs();
      await client.send(cluster.address, 'a');
      await client.environment.timers.sleep(1_000, 'age');
      await client.send(cluster.address, 'b');
      return [empty, await ask(), startMs];
    });
    expect(none.header?.timestampMs).toBe(-1);
    const ageMs = (oldest.header?.timestampMs ?? 0) - beforeMs;
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(1_000);
  });

  test('a time is found in a queue', async () => {
    const cluster = await startCluster('times');
    const client = new TestClient(cluster.simulation, 'client');
    const offsets = await client.run(async () => {
      for (const body of ['a', 'b']) await client.send(cluster.address, body);
      const find = async (timestampMs: number) => {
        const header = { topic: 'orders', queueId: 0, timestampMs };
        return (await client.remoting.call(cluster.address, searchOffset, header, TIMEOUT)).header?.offset;
      };
      return [await find(0), await find(9_999_999_999_999)];
    });
    expect(offsets).toEqual([0, 2]);
  });
});
