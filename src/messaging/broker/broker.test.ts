import { describe, expect, test } from 'vitest';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { bodiesOf, routedBrokers, startCluster } from './testing/test-cluster.ts';

describe('a life of a broker', () => {
  test('messages, topics and groups are there again after a kill and after a power loss', async () => {
    const cluster = await startCluster('restart');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    await client.run(async () => {
      for (const body of ['a', 'b', 'c']) await client.send(address, body);
      await client.heartbeat(address, 'client');
    });
    for (const end of ['kill', 'losePower'] as const) {
      cluster.broker[end]();
      await runFor(simulation, 1_000);
      cluster.broker.start();
      await runFor(simulation, 1_000);
      // A machine that lost its power says no goodbye: connections to it break at their next use.
      const client = new TestClient(simulation, `client after ${end}`);
      const [pulled, retried, brokers] = await client.run(
        async () =>
          [
            await client.pull(address, 0),
            await client.pull(address, 0, { topic: '%RETRY%group' }),
            await routedBrokers(client, cluster, 'orders'),
          ] as const,
      );
      expect(bodiesOf(pulled.body)).toEqual(['a', 'b', 'c']);
      expect(retried.code).toBe(RESPONSE_CODE.pullNotFound);
      expect(brokers).toEqual([address]);
    }
  });

  test('a stopped broker leaves the routes at once and its log in order', async () => {
    const cluster = await startCluster('stop');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    await client.run(() => client.send(address, 'a'));
    let isStopped = false;
    cluster.broker.stop(() => {
      isStopped = true;
    });
    await runFor(simulation, 1_000);
    expect(isStopped).toBe(true);
    const removals = cluster.observations.filter(({ kind }) => kind === 'name-server.broker-removed');
    expect(removals).toMatchObject([{ cause: 'unregistered' }]);
    expect(await client.run(() => routedBrokers(client, cluster, 'orders'))).toBe(
      RESPONSE_CODE.topicNotExist,
    );
    expect(cluster.broker.disk.paths()).not.toContain('store/abort');
    cluster.broker.start();
    await runFor(simulation, 1_000);
    const pulled = await client.run(() => client.pull(address, 0));
    expect(bodiesOf(pulled.body)).toEqual(['a']);
  });

  test('a quiet broker costs a registration each half minute and nothing else', async () => {
    const { simulation } = await startCluster('quiet');
    await runFor(simulation, 60_000);
    const before = simulation.kernel.events;
    await runFor(simulation, 3_600_000);
    expect((simulation.kernel.events - before) / 120).toBeLessThan(40);
  });
});
