import { describe, expect, test } from 'vitest';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { TopicTable } from '../protocol/topic-config.ts';
import { syncParents } from '../store/sync-parents.ts';
import { type ReplaceFile, replaceFile } from './config-file.ts';
import { systemTopics, topicConfig } from './system-topics.ts';
import { newTestMachine } from './testing/simulated-process.ts';
import { Topics } from './topics.ts';

const PATH = 'store/config/topics.json';
const OWN = systemTopics({
  clusterName: 'cluster',
  brokerName: 'broker-a',
  autoCreateTopic: true,
  defaultTopicQueueCount: 8,
});

async function open(environment: Environment, replace: ReplaceFile = replaceFile): Promise<Topics> {
  const topics = new Topics(environment, PATH, replace);
  await topics.load(OWN);
  return topics;
}

describe('topics', () => {
  test('a topic is announced after it is durable, and both before its creation resolves', async () => {
    const { machine, live } = newTestMachine('announce');
    const events: string[] = [];
    await live(1_000, async (environment) => {
      const isVisible = () => topics.find('orders') !== undefined;
      const topics: Topics = new Topics(environment, PATH, async (disk, path, bytes) => {
        await replaceFile(disk, path, bytes);
        events.push(`durable, visible: ${isVisible()}`);
      });
      topics.onChange(async () => {
        events.push(`announced, visible: ${isVisible()}`);
      });
      await topics.load(OWN);
      events.length = 0;
      await topics.create(topicConfig('orders', 4, 6));
      events.push('created');
      await syncParents(environment.disk, 'store/config');
    });
    expect(events).toEqual(['durable, visible: false', 'announced, visible: true', 'created']);
    machine.losePower();
    let found: unknown;
    await live(1_000, async (environment) => {
      found = (await open(environment)).find('orders');
    });
    expect(found).toEqual(topicConfig('orders', 4, 6));
  });

  test('of two creations at the same time one wins, and both get it', async () => {
    const { live } = newTestMachine('race');
    const created: unknown[] = [];
    let announcements = 0;
    await live(1_000, async (environment) => {
      const topics = await open(environment);
      topics.onChange(async () => {
        announcements += 1;
      });
      const both = [topics.create(topicConfig('orders', 4, 6)), topics.create(topicConfig('orders', 2, 6))];
      created.push(...(await Promise.all(both)));
    });
    expect(created).toEqual([topicConfig('orders', 4, 6), topicConfig('orders', 4, 6)]);
    expect(announcements).toBe(1);
  });

  test('each change has a new version, the same again has none', async () => {
    const { live } = newTestMachine('version');
    const tables: TopicTable[] = [];
    await live(1_000, async (environment) => {
      const topics = await open(environment);
      tables.push(topics.table);
      await topics.put(topicConfig('orders', 4, 6));
      tables.push(topics.table);
      await topics.put(topicConfig('orders', 4, 6));
      tables.push(topics.table);
      await topics.put(topicConfig('orders', 5, 6));
      tables.push(topics.table);
    });
    expect(tables.map((table) => table.dataVersion.counter)).toEqual([1, 2, 2, 3]);
    expect(tables[2]).toBe(tables[1]);
  });

  test('a restart keeps the version, so that name servers see no change', async () => {
    const { live } = newTestMachine('restart');
    const versions: unknown[] = [];
    for (let start = 0; start < 2; start += 1) {
      await live(1_000, async (environment) => {
        versions.push((await open(environment)).table.dataVersion);
      });
    }
    expect(versions).toHaveLength(2);
    expect(versions[1]).toEqual(versions[0]);
  });

  test('a disk that fails leaves the table as it was, and later changes work', async () => {
    const { live } = newTestMachine('failing');
    let failure: unknown;
    let names: string[] = [];
    await live(1_000, async (environment) => {
      let isBroken = false;
      const topics = await open(environment, async (disk, path, bytes) => {
        if (isBroken) throw new DiskError('no-space', path, 'no space left');
        await replaceFile(disk, path, bytes);
      });
      isBroken = true;
      failure = await topics.create(topicConfig('lost', 4, 6)).catch((error: unknown) => error);
      isBroken = false;
      await topics.create(topicConfig('kept', 4, 6));
      names = ['lost', 'kept'].filter((name) => topics.find(name) !== undefined);
    });
    expect(failure).toBeInstanceOf(DiskError);
    expect(names).toEqual(['kept']);
  });
});
