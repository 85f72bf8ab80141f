import { describe, expect, test } from 'vitest';
import { PROPERTY } from '../message/properties.ts';
import { decodeRecords } from '../message/record.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import { newSimulation } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { bodiesOf, startCluster } from './testing/test-cluster.ts';

const MAY_HOLD = pullSystemFlag({ commitOffset: false, suspend: true, subscription: true });
const BY_HEARTBEAT = pullSystemFlag({ commitOffset: false, suspend: false, subscription: false });

describe('pull handler', () => {
  test('a pull returns whole records that say where they were stored', async () => {
    const cluster = await startCluster('pull');
    const client = new TestClient(cluster.simulation, 'client');
    const answer = await client.run(async () => {
      for (const body of ['a', 'b', 'c']) await client.send(cluster.address, body);
      return client.pull(cluster.address, 1);
    });
    expect(answer.code).toBe(0);
    expect(answer.remark).toBe('FOUND');
    expect(answer.header).toMatchObject({
      nextBeginOffset: 3,
      minOffset: 0,
      maxOffset: 3,
      suggestedBrokerId: 0,
    });
    expect(bodiesOf(answer.body)).toEqual(['b', 'c']);
    const decoding = decodeRecords(answer.body);
    const stored = decoding.kind === 'records' ? decoding.messages[0] : undefined;
    expect(stored).toMatchObject({ storeHost: cluster.address, queueOffset: 1 });
    expect(stored?.bornHost.startsWith(client.machine.host)).toBe(true);
    expect(stored?.properties.get(PROPERTY.cluster)).toBe('DefaultCluster');
  });

  test('only messages with the wanted tag are returned, and the others are passed', async () => {
    const cluster = await startCluster('tags');
    const client = new TestClient(cluster.simulation, 'client');
    const [wanted, unwanted, senseless] = await client.run(async () => {
      for (const tag of ['TagA', 'TagB', 'TagA']) await client.send(cluster.address, tag, { tag });
      return [
        await client.pull(cluster.address, 0, { subscription: 'TagA || TagC' }),
        await client.pull(cluster.address, 0, { subscription: 'TagC' }),
        await client.pull(cluster.address, 0, { subscription: '||' }),
      ];
    });
    expect(bodiesOf(wanted?.body ?? new Uint8Array())).toEqual(['TagA', 'TagA']);
    expect(unwanted?.code).toBe(RESPONSE_CODE.pullRetryImmediately);
    expect(unwanted?.header?.nextBeginOffset).toBe(3);
    expect(senseless?.code).toBe(RESPONSE_CODE.subscriptionParseFailed);
  });

  test('a pull that cannot be served says why', async () => {
    const cluster = await startCluster('refusals');
    const client = new TestClient(cluster.simulation, 'client');
    const codes = await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 2);
      const { address } = cluster;
      const answers = [
        await client.pull(address, 0, { topic: 'unknown' }),
        await client.pull(address, 0, { queueId: 2 }),
        await client.pull(address, 0, { consumerGroup: 'no spaces' }),
        await client.pull(address, 0, { expressionType: 'SQL92', subscription: 'a > 1' }),
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT }),
        await client.pull(address, 0),
        await client.pull(address, 7),
      ];
      return answers.map((answer) => answer.code);
    });
    expect(codes).toEqual([17, 29, 26, 1, 24, 19, 21]);
  });

  test('a pull by heartbeat subscription needs the topic and the newest version', async () => {
    const cluster = await startCluster('subscription');
    const client = new TestClient(cluster.simulation, 'client');
    const [found, tooNew, unknown] = await client.run(async () => {
      const { address } = cluster;
      for (const tag of ['TagA', 'TagB']) await client.send(address, tag, { tag });
      await client.createTopic(address, 'bills', 1);
      await client.heartbeat(address, 'client', { version: 5, tags: [2598919] });
      return [
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT, subscriptionVersion: 5 }),
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT, subscriptionVersion: 6 }),
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT, topic: 'bills' }),
      ];
    });
    expect(bodiesOf(found?.body ?? new Uint8Array())).toEqual(['TagA']);
    expect([tooNew?.code, unknown?.code]).toEqual([25, 24]);
  });
});

describe('long polling', () => {
  test('a held pull is answered when a message arrives', async () => {
    const cluster = await startCluster('wake');
    const { simulation, address } = cluster;
    const consumer = new TestClient(simulation, 'consumer');
    const [answer, waitedMs] = await consumer.run(async () => {
      await consumer.createTopic(address, 'orders', 1);
      const { clock, timers } = consumer.environment;
      const startUs = clock.monotonicUs();
      timers.once(2_000, 'send', () => void consumer.send(address, 'late'));
      const pulled = await consumer.pull(address, 0, { systemFlag: MAY_HOLD });
      return [pulled, (clock.monotonicUs() - startUs) / 1000] as const;
    });
    expect(bodiesOf(answer.body)).toEqual(['late']);
    expect(waitedMs).toBeGreaterThan(2_000);
    expect(waitedMs).toBeLessThan(2_100);
    const kinds = cluster.observations.map((observation) => observation.kind);
    expect(kinds.filter((kind) => kind.startsWith('broker.pull-'))).toEqual([
      'broker.pull-held',
      'broker.pull-woken',
    ]);
  });

  test('whose message cannot be read is refused; the next one gets it', async () => {
    const { simulation, address, broker } = await startCluster('unreadable');
    const consumer = new TestClient(simulation, 'consumer');
    const answers = await consumer.run(async () => {
      await consumer.createTopic(address, 'orders', 1);
      const { timers } = consumer.environment;
      const mend = broker.disk.faults.failReads({
        chancePerMillion: 1_000_000,
        pathPrefix: 'store/consumequeue',
      });
      timers.once(2_000, 'send', () => void consumer.send(address, 'late'));
      const held = await consumer.pull(address, 0, { systemFlag: MAY_HOLD });
      mend();
      return [held, await consumer.pull(address, 0)];
    });
    expect(answers.map(({ code }) => code)).toEqual([RESPONSE_CODE.systemError, RESPONSE_CODE.success]);
  });

  test('without a message it is answered after its time, and not held where it may not be', async () => {
    const cluster = await startCluster('time-out');
    const { simulation, address } = cluster;
    const consumer = new TestClient(simulation, 'consumer');
    const waits = await consumer.run(async () => {
      await consumer.createTopic(address, 'orders', 1);
      const { clock } = consumer.environment;
      const codes: [number, number][] = [];
      for (const systemFlag of [MAY_HOLD, BY_HEARTBEAT | (MAY_HOLD ^ 2)]) {
        const startUs = clock.monotonicUs();
        const { code } = await consumer.pull(address, 0, { systemFlag });
        codes.push([code, Math.floor((clock.monotonicUs() - startUs) / 1_000_000)]);
      }
      return codes;
    });
    expect(waits).toEqual([
      [RESPONSE_CODE.pullNotFound, 15],
      [RESPONSE_CODE.pullNotFound, 0],
    ]);
  });

  test('no message is missed at whatever moment it comes', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      const slowThreads = newSimulation(`moment ${round}`, { interleaveMaximumUs: 3_000 });
      const { simulation, address } = await startCluster('moment', {}, slowThreads);
      const client = new TestClient(simulation, 'client');
      await client.run(() => client.createTopic(address, 'orders', 1));
      const waitedMs = await client.run(async () => {
        const { clock, timers } = client.environment;
        void client.send(address, 'message');
        await timers.sleep(round * 0.25, 'pull later');
        const startUs = clock.monotonicUs();
        await client.pull(address, 0, { systemFlag: MAY_HOLD });
        return (clock.monotonicUs() - startUs) / 1000;
      });
      waits.push(waitedMs);
    }
    expect(Math.max(...waits)).toBeLessThan(100);
  });
});
