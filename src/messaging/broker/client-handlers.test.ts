import { describe, expect, test } from 'vitest';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { decodeConsumerIds } from '../protocol/consumer-ids.ts';
import { getConsumerList } from '../protocol/get-consumer-list.ts';
import { unregisterClient } from '../protocol/unregister-client.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { startCluster, TIMEOUT } from './testing/test-cluster.ts';

describe('group membership', () => {
  const list = async (client: TestClient, address: string) => {
    const answer = await client.remoting.call(address, getConsumerList, { consumerGroup: 'group' }, TIMEOUT);
    return answer.code === 0 ? decodeConsumerIds(answer.body) : answer.code;
  };

  test('members are told when one comes, goes, or loses its connection', async () => {
    const cluster = await startCluster('members');
    const { simulation, address } = cluster;
    const [one, two, three] = ['one', 'two', 'three'].map((name) => new TestClient(simulation, name));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three clients');
    expect(await one.run(() => list(one, address))).toBe(RESPONSE_CODE.systemError);
    for (const client of [one, two, three]) {
      await client.run(() => client.heartbeat(address, client.machine.name));
    }
    await runFor(simulation, 100);
    expect(await one.run(() => list(one, address))).toEqual(['one', 'two', 'three']);
    expect([one.notified.length, two.notified.length, three.notified.length]).toEqual([3, 2, 1]);

    await one.run(() => one.heartbeat(address, 'one'));
    await runFor(simulation, 100);
    expect(one.notified).toHaveLength(3);

    const leaving = { clientId: 'two', consumerGroup: 'group' };
    await two.run(() => two.remoting.call(address, unregisterClient, leaving, TIMEOUT));
    await runFor(simulation, 100);
    expect([one.notified.length, two.notified.length, three.notified.length]).toEqual([4, 2, 2]);

    three.machine.kill();
    await runFor(simulation, 100);
    expect(one.notified).toHaveLength(5);
    expect(await one.run(() => list(one, address))).toEqual(['one']);
  });

  test('broadcasting members are not told', async () => {
    const cluster = await startCluster('broadcast');
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(() => client.heartbeat(cluster.address, 'client', { messageModel: 'BROADCASTING' }));
    await runFor(cluster.simulation, 100);
    expect(client.notified).toEqual([]);
  });

  test('a silent client is dropped two minutes after its last heartbeat', async () => {
    const cluster = await startCluster('silent');
    const { simulation, address } = cluster;
    const silent = new TestClient(simulation, 'silent');
    const living = new TestClient(simulation, 'living');
    await silent.run(() => silent.heartbeat(address, 'silent'));
    for (let minute = 0; minute < 5; minute += 1) {
      // Requests keep the connection of the silent one from being idle; only its heartbeats are missing.
      await silent.run(() => list(silent, address));
      await living.run(() => living.heartbeat(address, 'living'));
      await runFor(simulation, 29_000);
    }
    expect(await living.run(() => list(living, address))).toEqual(['living']);
    expect(silent.remoting.isConnected(address)).toBe(false);
  });
});
