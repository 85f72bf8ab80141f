import { describe, expect, test } from 'vitest';
import { lockBatch } from '../protocol/lock-batch.ts';
import { decodeLockedQueues, encodeLockBatchBody } from '../protocol/lock-batch-body.ts';
import { unlockBatch } from '../protocol/unlock-batch.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { startCluster, TIMEOUT } from './testing/test-cluster.ts';

describe('queue locks', () => {
  const queues = [0, 1].map((queueId) => ({ topic: 'orders', brokerName: 'broker-a', queueId }));

  async function lock(client: TestClient, address: string, clientId: string): Promise<number[]> {
    const body = encodeLockBatchBody({ consumerGroup: 'group', clientId, onlyThisBroker: false, queues });
    const answer = await client.remoting.call(address, lockBatch, {}, { ...TIMEOUT, body });
    return (decodeLockedQueues(answer.body) ?? []).map((queue) => queue.queueId);
  }

  test('a lease excludes others until it is given back or 60 s old, and a restart forgets it', async () => {
    const cluster = await startCluster('locks');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    const held = () => client.run(() => lock(client, address, 'two'));
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([0, 1]);
    await runFor(simulation, 59_000);
    expect(await held()).toEqual([]);
    await runFor(simulation, 2_000);
    expect(await held()).toEqual([0, 1]);
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([]);
    const [queue] = queues;
    if (queue === undefined) throw new Error('a queue');
    const body = encodeLockBatchBody({
      consumerGroup: 'group',
      clientId: 'two',
      onlyThisBroker: false,
      queues: [queue],
    });
    await client.run(() => client.remoting.call(address, unlockBatch, {}, { ...TIMEOUT, body }));
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([0]);
    cluster.broker.kill();
    cluster.broker.start();
    await runFor(simulation, 1_000);
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([0, 1]);
    const kinds = cluster.observations
      .map((observation) => observation.kind)
      .filter((kind) => kind.startsWith('broker.queue-'));
    const granted = 'broker.queue-lock-granted';
    expect(kinds).toEqual([
      ...[granted, granted, granted, granted],
      'broker.queue-lock-released',
      ...[granted, granted, granted],
    ]);
  });
});
