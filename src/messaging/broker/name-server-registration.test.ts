import { describe, expect, test } from 'vitest';
import type { BrokerRegistered } from '../../messaging/name-server/observations.ts';
import { newSimulation, runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { routedBrokers, startCluster } from './testing/test-cluster.ts';

describe('name server registration', () => {
  test('a name server that comes back learns the topics within a round', async () => {
    const cluster = await startCluster('name server');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    cluster.nameServer.kill();
    const sent = await client.run(() => client.send(address, 'a'));
    expect(sent.code).toBe(0);
    cluster.nameServer.start();
    await runFor(simulation, 35_000);
    expect(await client.run(() => routedBrokers(client, cluster, 'orders'))).toEqual([address]);
  });

  test('a name server that is down keeps no topic from the others', async () => {
    const living = newSimulation('two name servers');
    const down = '10.0.0.99:9876';
    const cluster = await startCluster('', { nameServerAddresses: [down, '10.0.0.2:9876'] }, living);
    expect(cluster.nameServerAddress).toBe('10.0.0.2:9876');
    const client = new TestClient(living, 'client');
    const [code, brokers] = await client.run(async () => {
      const created = client.createTopic(cluster.address, 'orders', 1);
      await client.environment.timers.sleep(100, 'a moment');
      return [(await created).code, await routedBrokers(client, cluster, 'orders')];
    });
    expect([code, brokers]).toEqual([0, [cluster.address]]);
  });

  test('a topic that is created is told alone, and all topics to a name server that has forgotten the broker', async () => {
    const cluster = await startCluster('alone');
    const client = new TestClient(cluster.simulation, 'client');
    const told = () =>
      cluster.observations
        .filter(({ kind }) => kind === 'name-server.broker-registered')
        .map((observation) => (observation as BrokerRegistered).told.size);
    const whole = told();
    expect(whole.every((size) => size > 5)).toBe(true);
    await client.run(() => client.createTopic(cluster.address, 'orders', 1));
    expect(told()).toEqual([...whole, 1]);
    cluster.nameServer.kill();
    cluster.nameServer.start();
    await runFor(cluster.simulation, 100);
    const routed = await client.run(async () => {
      await client.createTopic(cluster.address, 'bills', 1);
      return Promise.all(['orders', 'bills'].map((topic) => routedBrokers(client, cluster, topic)));
    });
    expect(routed).toEqual([[cluster.address], [cluster.address]]);
    expect(told().at(-1)).toBeGreaterThan(6);
  });

  test('many topics at the same time share registrations', async () => {
    const cluster = await startCluster('many');
    const client = new TestClient(cluster.simulation, 'client');
    const names = Array.from({ length: 20 }, (_, index) => `topic-${index}`);
    const routes = await client.run(async () => {
      await Promise.all(names.map((name) => client.createTopic(cluster.address, name, 1)));
      return Promise.all(names.map((name) => routedBrokers(client, cluster, name)));
    });
    expect(routes).toEqual(names.map(() => [cluster.address]));
    const registrations = cluster.observations.filter(({ kind }) => kind === 'name-server.broker-registered');
    expect(registrations.length).toBeLessThan(1 + names.length);
  });
});
