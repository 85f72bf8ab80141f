// A broker as a slave: what it takes over from its master, what it does not do, and what becomes of it when it is started as a master.

import { describe, expect, test } from 'vitest';
import type { Reached } from '../../environment/observation.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { endTransaction } from '../protocol/end-transaction.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import { queryConsumerOffset } from '../protocol/query-consumer-offset.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { REPLICATION_OPTIONS_OF_4_9 } from '../replication/replication-options.ts';
import { takeFurther, takeMasters } from './offset-table.ts';
import { SLAVE_MARKS } from './slave-pull.ts';
import { ReplicaGroup, type ReplicaGroupOptions } from './testing/replica-group.ts';
import { TestClient } from './testing/test-client.ts';
import { bodiesOf, TIMEOUT } from './testing/test-cluster.ts';

const QUICK = { metadataFirstMs: 500, metadataIntervalMs: 1_000 };
const READABLE = { ...QUICK, slaveReadEnable: true };
const HELD = pullSystemFlag({ commitOffset: true, suspend: true, subscription: true });

async function startGroup(options: Omit<ReplicaGroupOptions, 'seed'>, seed = 'replicas') {
  const group = await ReplicaGroup.start({ seed, ...options });
  const client = new TestClient(group.simulation, 'client');
  const master = group.address(group.master);
  const slave = group.address(group.slave);
  await client.run(() => client.createTopic(master, 'orders', 1));
  return { group, client, master, slave };
}

const PLACE = { consumerGroup: 'group', topic: 'orders', queueId: 0 };

function committed(commitOffset: number) {
  return { ...PLACE, commitOffset };
}

async function offsetAt(client: TestClient, address: string): Promise<number | undefined> {
  const asked = await client.run(() => client.remoting.call(address, queryConsumerOffset, PLACE, TIMEOUT));
  return asked.header?.offset;
}

describe('a slave', () => {
  test('serves what its master was sent, where slaves may be read', async () => {
    const { group, client, master, slave } = await startGroup({ replication: READABLE });
    for (const text of ['a', 'b']) await client.run(() => client.send(master, text));
    await group.pass(2_000);
    const answer = await client.run(() => client.pull(slave, 0));
    expect(answer.code).toBe(RESPONSE_CODE.success);
    expect(bodiesOf(answer.body)).toEqual(['a', 'b']);
    expect(answer.header).toMatchObject({ suggestedBrokerId: 0, nextBeginOffset: 2, maxOffset: 2 });
  });

  test('refuses pulls where they may not; one of version 4.9 serves them all the same', async () => {
    for (const [given, code] of [
      [{}, RESPONSE_CODE.systemBusy],
      [REPLICATION_OPTIONS_OF_4_9, RESPONSE_CODE.success],
    ] as const) {
      const { group, client, master, slave } = await startGroup({ replication: { ...given, ...QUICK } });
      await client.run(() => client.send(master, 'a'));
      await group.pass(2_000);
      expect((await client.run(() => client.pull(slave, 0))).code).toBe(code);
    }
  });

  test('stores nothing, ends no transaction and changes no topic', async () => {
    for (const [given, code] of [
      [{}, RESPONSE_CODE.systemBusy],
      [REPLICATION_OPTIONS_OF_4_9, RESPONSE_CODE.serviceNotAvailable],
    ] as const) {
      const { group, client, slave } = await startGroup({ replication: { ...given, ...QUICK } });
      await group.pass(2_000);
      expect((await client.run(() => client.send(slave, 'no'))).code).toBe(code);
      const header = { producerGroup: 'producers', halfOffset: 0, halfPosition: 0, state: 8, uniqueKey: '' };
      const ended = await client.run(() => client.remoting.call(slave, endTransaction, header, TIMEOUT));
      expect(ended.code).toBe(RESPONSE_CODE.slaveNotAvailable);
    }
  });

  test('sends away who is at its end or beyond, or holds him; it corrects no offset', async () => {
    const away = RESPONSE_CODE.pullRetryImmediately;
    for (const offset of [1, 7]) {
      const { group, client, master, slave } = await startGroup({ replication: READABLE });
      await client.run(() => client.send(master, 'a'));
      await group.pass(2_000);
      const answer = await client.run(() => client.pull(slave, offset, { systemFlag: HELD }));
      expect(answer).toMatchObject({ code: away, header: { nextBeginOffset: offset, suggestedBrokerId: 0 } });
    }
    const { group, client, master, slave } = await startGroup({
      replication: { ...READABLE, pullsAtSlaveEnd: 'held' },
    });
    await client.run(() => client.send(master, 'a'));
    await group.pass(2_000);
    const answer = await client.run(async () => {
      const pulling = client.pull(slave, 1, { systemFlag: HELD });
      await client.environment.timers.sleep(500, 'test');
      await client.send(master, 'b');
      return pulling;
    });
    expect(bodiesOf(answer.body)).toEqual(['b']);
  });

  test('of version 4.9 lets pulls at its end wait for the next check, although something has come', async () => {
    for (const [given, waitedMs] of [
      [REPLICATION_OPTIONS_OF_4_9, 5_000],
      [{ version: '5.3', pullsAtSlaveEnd: 'held' }, 600],
    ] as const) {
      const { group, client, master, slave } = await startGroup({
        replication: { ...READABLE, ...given, ...QUICK },
      });
      await client.run(() => client.send(master, 'a'));
      await group.pass(2_000);
      const tookMs = await client.run(async () => {
        const { clock, timers } = client.environment;
        const beganMs = clock.monotonicUs() / 1000;
        const pulling = client.pull(slave, 1, { systemFlag: HELD });
        await timers.sleep(500, 'test');
        await client.send(master, 'b');
        expect(bodiesOf((await pulling).body)).toEqual(['b']);
        return clock.monotonicUs() / 1000 - beganMs;
      });
      expect(Math.abs(tookMs - waitedMs)).toBeLessThan(200);
    }
  });

  test.each([
    ['4.9', 1],
    ['5.3', 5],
  ] as const)(
    'of %s takes over how far groups and delays are; one of 4.9 keeps no offset that a pull carries',
    async (version, expected) => {
      const { group, client, master, slave } = await startGroup({ replication: { ...READABLE, version } });
      await client.run(() => client.send(master, 'a'));
      await client.run(() => client.heartbeat(master, 'client-1'));
      await client.run(() => client.remoting.call(master, updateConsumerOffset, committed(1), TIMEOUT));
      await group.pass(3_000);
      await client.run(() => client.pull(slave, 0, { systemFlag: HELD, commitOffset: 5 }));
      expect(await offsetAt(client, slave)).toBe(expected);
      await group.pass(10_000);
      expect(await offsetAt(client, slave)).toBe(1);
    },
  );
});

describe('what groups committed at a slave while the master was away', () => {
  test.each([
    ['is overwritten when it is back, as in the original', takeMasters, 1],
    ['stays where further offsets count', takeFurther, 3],
  ] as const)('%s', async (_how, takeOffsets, expected) => {
    const { group, client, master, slave } = await startGroup({
      replication: READABLE,
      parts: { takeOffsets },
    });
    for (const text of ['a', 'b', 'c']) await client.run(() => client.send(master, text));
    await client.run(() => client.heartbeat(master, 'client-1'));
    await client.run(() => client.remoting.call(master, updateConsumerOffset, committed(1), TIMEOUT));
    await group.pass(12_000);
    group.master.kill();
    await client.run(() => client.remoting.call(slave, updateConsumerOffset, committed(3), TIMEOUT));
    await group.pass(5_000);
    expect(await offsetAt(client, slave)).toBe(3);
    group.master.start();
    await group.pass(15_000);
    expect(await offsetAt(client, slave)).toBe(expected);
    const marks = group.observed.map(({ observation }) => (observation as Partial<Reached>).mark);
    expect(marks.includes(SLAVE_MARKS.overwritten)).toBe(expected === 1);
  });
});

describe('a slave that is started as a master', () => {
  test('delivers again what was delayed when its own progress stands over that of its master (DY-04)', async () => {
    const { group, client, master } = await startGroup({
      replication: READABLE,
      parts: { takeDelayOffsets: () => {} },
    });
    await client.run(() => client.send(master, 'late', { properties: 'DELAY\u00011\u0002' }));
    await group.pass(5_000);
    group.master.losePower();
    group.slave.kill();
    group.setBrokerId(group.slave, 0);
    group.slave.start();
    await group.pass(5_000);
    const answer = await client.run(() => client.pull(group.address(group.slave), 0));
    expect(bodiesOf(answer.body)).toEqual(['late', 'late']);
  });

  test('serves what its master had, goes on in its queues, and delivers what was delayed once', async () => {
    const { group, client, master } = await startGroup({ replication: READABLE });
    const delayed = { properties: 'DELAY\u00011\u0002' };
    for (const text of ['a', 'b']) await client.run(() => client.send(master, text));
    await client.run(() => client.send(master, 'late', delayed));
    await client.run(() => client.heartbeat(master, 'client-1'));
    await client.run(() => client.remoting.call(master, updateConsumerOffset, committed(2), TIMEOUT));
    await group.pass(5_000);
    group.master.losePower();
    group.slave.kill();
    group.setBrokerId(group.slave, 0);
    group.slave.start();
    await group.pass(3_000);
    const promoted = group.address(group.slave);
    expect((await client.run(() => client.send(promoted, 'c'))).header?.queueOffset).toBe(3);
    const answer = await client.run(() => client.pull(promoted, 0));
    expect(bodiesOf(answer.body)).toEqual(['a', 'b', 'late', 'c']);
    expect(await offsetAt(client, promoted)).toBe(2);
    expect(group.count('store.anomaly')).toBe(0);
  });
});
