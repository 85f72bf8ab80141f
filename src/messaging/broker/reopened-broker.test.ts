// A machine that was the master comes back as a slave of its successor, with the log that it had.

import { describe, expect, test } from 'vitest';
import { isolate } from '../../simulator/network/partition-rules.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { LogsApart } from '../replication/observations.ts';
import type { ReplicationOptions } from '../replication/replication-options.ts';
import { scanCommitLog } from '../store/commit-log-image.ts';
import { ReplicaGroup } from './testing/replica-group.ts';
import { TestClient } from './testing/test-client.ts';
import { bodiesOf } from './testing/test-cluster.ts';

const TRUNCATED: Partial<ReplicationOptions> = {
  aheadReplica: 'truncated',
  version: '4.9',
  metadataFirstMs: 500,
  metadataIntervalMs: 1_000,
};

async function split(replication: Partial<ReplicationOptions>, before: readonly string[]) {
  const group = await ReplicaGroup.start({ seed: 'apart', replication: { ...TRUNCATED, ...replication } });
  const client = new TestClient(group.simulation, 'client');
  const { master, slave } = group;
  const send = async (to: typeof master, texts: readonly string[]) => {
    for (const text of texts) await client.run(() => client.send(group.address(to), text));
  };
  await client.run(() => client.createTopic(group.address(master), 'orders', 1));
  await send(master, before);
  await group.pass(2_000);
  const heal = group.simulation.fabric.addRule(isolate(master.index));
  group.setBrokerId(slave, 0);
  slave.stop();
  await group.until(() => slave.state === 'down');
  slave.start();
  await group.pass(2_000);
  heal();
  return { group, client, master, slave, send };
}

type Split = Awaited<ReturnType<typeof split>>;

/** The old master is a slave when it is there again. */
async function comeBack({ group, master }: Split): Promise<void> {
  master.stop();
  await group.until(() => master.state === 'down');
  await group.pass(2_000);
  group.setBrokerId(master, 1);
  master.start();
  await group.pass(60_000);
}

function apart({ group }: Split): readonly LogsApart[] {
  return group.observed.flatMap(({ observation }) =>
    observation.kind === 'replication.logs-apart' ? [observation as LogsApart] : [],
  );
}

async function textsAt({ group, client, master }: Split): Promise<readonly string[]> {
  return bodiesOf((await client.run(() => client.pull(group.address(master), 0))).body);
}

describe('a machine with another history than its master', () => {
  test.each([100, 700, 100_000])('cuts what it has otherwise, comparing %i bytes at first', async (bytes) => {
    const all = await split({ comparedBytes: bytes }, ['a', 'b', 'c']);
    await all.send(all.master, ['stray 1', 'stray 2', 'stray 3']);
    await all.send(all.slave, ['d', 'e']);
    const common = scanCommitLog(all.master.disk).endPosition;
    await comeBack(all);
    expect(apart(all)).toHaveLength(1);
    expect(apart(all)[0]?.cutAt).toBeLessThan(common);
    expect(await textsAt(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(scanCommitLog(all.master.disk)).toEqual(scanCommitLog(all.slave.disk));
    await all.send(all.slave, ['f']);
    await all.group.pass(1_000);
    expect(await textsAt(all)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('cuts what its master does not have at all', async () => {
    const all = await split({ comparedBytes: 300 }, ['a', 'b']);
    await all.send(all.master, ['stray 1', 'stray 2', 'stray 3']);
    await comeBack(all);
    expect(await textsAt(all)).toEqual(['a', 'b']);
    await all.send(all.slave, ['c']);
    await all.group.pass(1_000);
    expect(await textsAt(all)).toEqual(['a', 'b', 'c']);
  });

  test('cuts nothing when it is only behind', async () => {
    const all = await split({ comparedBytes: 300 }, ['a', 'b']);
    await all.send(all.slave, ['c', 'd']);
    await comeBack(all);
    expect(apart(all)).toEqual([]);
    expect(await textsAt(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('cuts nothing of a log that has nothing in common with its master’s, and takes nothing', async () => {
    const all = await split({ comparedBytes: 300 }, []);
    await all.send(all.master, ['other 1', 'other 2']);
    await all.send(all.slave, ['a']);
    await comeBack(all);
    expect(apart(all)[0]).toMatchObject({ cutAt: undefined });
    const { code } = await all.client.run(() => all.client.pull(all.group.address(all.master), 0));
    expect(code).toBe(RESPONSE_CODE.systemBusy);
    expect(scanCommitLog(all.master.disk)).not.toEqual(scanCommitLog(all.slave.disk));
  });
});
