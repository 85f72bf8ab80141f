import { describe, expect, test } from 'vitest';
import { formatProperties } from '../message/properties.ts';
import { newSimulation, runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { bodiesOf, startCluster, type TestCluster } from './testing/test-cluster.ts';

const delay = (level: number) => ({ properties: formatProperties(new Map([['DELAY', String(level)]])) });

/** As far as this test lasts. */
const NEVER = { intervalMs: 500, leastPages: 1000, thoroughIntervalMs: 600_000 } as const;

async function contentOf(client: TestClient, cluster: TestCluster): Promise<readonly string[]> {
  const answer = await client.run(() => client.pull(cluster.address, 0));
  return answer.code === 0 ? bodiesOf(answer.body) : [];
}

describe('delayed delivery', () => {
  test('each message arrives when its level says, never early', async () => {
    const cluster = await startCluster('levels');
    const client = new TestClient(cluster.simulation, 'client');
    const startMs = cluster.simulation.nowMs;
    await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 1);
      await client.heartbeat(cluster.address, 'client');
      await client.send(cluster.address, 'ten', delay(3));
      await client.send(cluster.address, 'one', delay(1));
      await client.send(cluster.address, 'five', delay(2));
      await client.send(cluster.address, 'now');
    });
    const seen: (readonly string[])[] = [];
    for (const atMs of [900, 2_000, 4_900, 6_000, 9_900, 11_000]) {
      await runFor(cluster.simulation, startMs + atMs - cluster.simulation.nowMs);
      seen.push(await contentOf(client, cluster));
    }
    const now = ['now'];
    const one = [...now, 'one'];
    const five = [...one, 'five'];
    expect(seen).toEqual([now, one, one, five, five, [...five, 'ten']]);
  });

  test('what waits survives a crash; what was delivered since the last save is delivered again', async () => {
    const cluster = await startCluster('crash');
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 1);
      await client.heartbeat(cluster.address, 'client');
      await client.send(cluster.address, 'soon', delay(1));
      await client.send(cluster.address, 'later', delay(4));
    });
    await runFor(cluster.simulation, 3_000);
    cluster.broker.kill();
    cluster.broker.start();
    await runFor(cluster.simulation, 5_000);
    await client.run(() => client.heartbeat(cluster.address, 'client'));
    expect(await contentOf(client, cluster)).toEqual(['soon', 'soon']);
    await runFor(cluster.simulation, 30_000);
    expect(await contentOf(client, cluster)).toEqual(['soon', 'soon', 'later']);
    cluster.broker.kill();
    cluster.broker.start();
    await runFor(cluster.simulation, 10_000);
    await client.run(() => client.heartbeat(cluster.address, 'client'));
    expect(await contentOf(client, cluster)).toHaveLength(3);
  });

  test('an orderly stop remembers what was delivered', async () => {
    const cluster = await startCluster('orderly stop');
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 1);
      await client.send(cluster.address, 'soon', delay(1));
    });
    await runFor(cluster.simulation, 3_000);
    cluster.broker.stop();
    await runFor(cluster.simulation, 10_000);
    cluster.broker.start();
    await runFor(cluster.simulation, 5_000);
    await client.run(() => client.heartbeat(cluster.address, 'client'));
    expect(await contentOf(client, cluster)).toEqual(['soon']);
  });

  test('goes by the wall clock of the broker: set forward it delivers within a second, set back it does not wait longer', async () => {
    const cluster = await startCluster('clock', {}, newSimulation('clock'));
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 1);
      await client.heartbeat(cluster.address, 'client');
      await client.send(cluster.address, 'an hour', delay(17));
    });
    cluster.broker.clock.stepMs(3_600_000);
    await runFor(cluster.simulation, 1_500);
    expect(await contentOf(client, cluster)).toEqual(['an hour']);
    await client.run(() => client.send(cluster.address, 'ten minutes', delay(14)));
    cluster.broker.clock.stepMs(-7_200_000);
    await runFor(cluster.simulation, 1_500);
    expect(await contentOf(client, cluster)).toEqual(['an hour', 'ten minutes']);
  });

  test('what comes right after a power loss gets the place of what was lost, and is delivered all the same', async () => {
    const store = { flush: 'asynchronous', asynchronousFlush: NEVER } as const;
    const cluster = await startCluster('g1', { store });
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 1);
      for (const body of ['a', 'b', 'c']) await client.send(cluster.address, body, delay(1));
    });
    await runFor(cluster.simulation, 12_000);
    cluster.broker.losePower();
    cluster.broker.start();
    await runFor(cluster.simulation, 500);
    const later = new TestClient(cluster.simulation, 'later client');
    await later.run(async () => {
      await later.heartbeat(cluster.address, 'client');
      for (const body of ['d', 'e', 'f', 'g']) await later.send(cluster.address, body, delay(1));
    });
    await runFor(cluster.simulation, 5_000);
    expect(await contentOf(later, cluster)).toEqual(expect.arrayContaining(['d', 'e', 'f', 'g']));
  });

  test('an idle broker does nothing for it', async () => {
    const cluster = await startCluster('idle');
    await runFor(cluster.simulation, 5_000);
    const labels = cluster.simulation.kernel.trace.newest(50).map(({ label }) => label);
    expect(labels).not.toContain('broker.delayed-delivery');
  });
});
