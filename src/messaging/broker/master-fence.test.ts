// Two processes that are to be the master of one name, over a name server.

import { describe, expect, test } from 'vitest';
import { isolate } from '../../simulator/network/partition-rules.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { MasterFenced } from '../replication/observations.ts';
import { ReplicaGroup } from './testing/replica-group.ts';
import { TestClient } from './testing/test-client.ts';

const FENCED = { masterFence: 'name-servers' } as const;

async function startGroup(replication: object = FENCED) {
  const group = await ReplicaGroup.start({ seed: 'fence', replication });
  const client = new TestClient(group.simulation, 'client');
  const { master, slave } = group;
  const send = async (to: string) => (await client.run(() => client.send(to, 'text'))).code;
  await client.run(() => client.createTopic(group.address(master), 'orders', 1));
  return { group, client, master, slave, send };
}

type Group = Awaited<ReturnType<typeof startGroup>>;

/** What an operator does. */
async function promote({ group, slave }: Group, epoch: number): Promise<void> {
  group.setBrokerId(slave, 0, epoch);
  slave.stop();
  await group.until(() => slave.state === 'down');
  slave.start();
  await group.pass(2_000);
}

function fenced({ group }: Group): readonly (readonly [string, string])[] {
  return group.observed.flatMap(({ machine, observation }) =>
    observation.kind === 'replication.master-fenced'
      ? [[machine, (observation as MasterFenced).how] as const]
      : [],
  );
}

describe('a master whose place was taken', () => {
  test('does not start again with its old configuration, until the other one is gone', async () => {
    const all = await startGroup();
    const { group, master, slave, send } = all;
    master.kill();
    await promote(all, 1);
    expect(await send(group.address(slave))).toBe(RESPONSE_CODE.success);
    master.start();
    await group.pass(40_000);
    expect(master.state).toBe('starting');
    expect(fenced(all)[0]).toEqual(['master', 'not-started']);
    slave.stop();
    await group.until(() => master.state === 'running');
  });

  test('steps down when it hears of it, and says so to whoever sends to it', async () => {
    const all = await startGroup();
    const { group, client, master, slave, send } = all;
    const heal = group.simulation.fabric.addRule(isolate(master.index));
    await promote(all, 1);
    heal();
    await group.until(() => fenced(all).length > 0);
    expect(fenced(all)).toEqual([['master', 'stepped-down']]);
    const answer = await client.run(() => client.send(group.address(master), 'no'));
    expect(answer.code).toBe(RESPONSE_CODE.serviceNotAvailable);
    expect(answer.remark).toContain('not the master of its name');
    expect(await send(group.address(slave))).toBe(RESPONSE_CODE.success);
    await group.pass(40_000);
    expect(fenced(all)).toHaveLength(1);
  });

  test('takes messages beside the other one where nobody asks; name servers notice', async () => {
    const all = await startGroup({});
    const { group, master, slave, send } = all;
    const heal = group.simulation.fabric.addRule(isolate(master.index));
    await promote(all, 0);
    heal();
    await group.pass(45_000);
    expect(fenced(all)).toEqual([]);
    expect([await send(group.address(master)), await send(group.address(slave))]).toEqual([0, 0]);
    expect(group.count('name-server.second-master')).toBeGreaterThan(0);
  });
});

describe('a master', () => {
  test('without an epoch waits until the one before is forgotten', async () => {
    const all = await startGroup();
    const { group, master, slave } = all;
    master.losePower();
    await promote(all, 0);
    expect(slave.state).toBe('starting');
    await group.until(() => slave.state === 'running');
    expect(group.simulation.nowMs).toBeGreaterThan(110_000);
  });

  test('takes no message before a name server has taken it', async () => {
    const all = await startGroup();
    const { group, master, send } = all;
    const heal = group.simulation.fabric.addRule(isolate(group.nameServer.index));
    master.kill();
    master.start();
    await group.pass(20_000);
    expect(master.state).toBe('starting');
    heal();
    await group.until(() => master.state === 'running');
    await group.pass(2_000);
    expect(await send(group.address(master))).toBe(RESPONSE_CODE.success);
  });
});
