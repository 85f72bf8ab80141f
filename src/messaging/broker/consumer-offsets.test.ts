import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import type { DiskImage } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { syncParents } from '../store/sync-parents.ts';
import { replaceFile } from './config-file.ts';
import { ConsumerOffsets, type OffsetCommit } from './consumer-offsets.ts';
import { keepOffset } from './offset-table.ts';
import { newTestMachine } from './testing/simulated-process.ts';

const PATH = 'store/config/consumerOffset.json';
const FLUSH = { firstFlushMs: 10_000, flushIntervalMs: 5_000, keepOffset };

function open(environment: Environment): ConsumerOffsets {
  return new ConsumerOffsets(environment, PATH, replaceFile, FLUSH);
}

function commit(queueId: number, offset: number): OffsetCommit {
  return { group: 'group', topic: 'orders', queueId, offset, by: '10.0.0.9:1', through: 'commit' };
}

function savedTable(disk: DiskImage): unknown {
  const size = disk.size(PATH);
  if (size === undefined) return undefined;
  const bytes = disk.read(PATH, 0, size);
  return bytes === undefined
    ? undefined
    : (JSON.parse(decodeText(bytes)) as { offsetTable: unknown }).offsetTable;
}

describe('consumer offsets', () => {
  test('are saved first after 10 s, then every 5 s, and only when something changed', async () => {
    const { machine, simulation, live } = newTestMachine('rounds');
    await live(9_900, async (environment) => {
      const offsets = open(environment);
      await offsets.load();
      offsets.commit(commit(0, 1));
      offsets.commit(commit(1, 7));
      environment.timers.once(12_000, 'commit', () => offsets.commit(commit(0, 2)));
      environment.timers.once(31_000, 'commit', () => offsets.commit(commit(0, 3)));
      environment.timers.once(60_000, 'end', () => {});
    });
    const saved: unknown[] = [];
    for (const untilMs of [9_900, 10_100, 14_900, 15_100, 34_900, 35_100]) {
      await simulation.run({ untilMs });
      saved.push(savedTable(machine.disk));
    }
    const first = { 'orders@group': { 0: 1, 1: 7 } };
    const second = { 'orders@group': { 0: 2, 1: 7 } };
    const third = { 'orders@group': { 0: 3, 1: 7 } };
    expect(saved).toEqual([undefined, first, first, second, second, third]);
  });

  test('an idle table causes no event', async () => {
    const { simulation, live } = newTestMachine('idle');
    await live(60_000, async (environment) => {
      const offsets = open(environment);
      await offsets.load();
      offsets.commit(commit(0, 1));
    });
    const end = await simulation.run({ untilMs: simulation.nowMs + 3_600_000 });
    expect(end.kind).toBe('idle');
  });

  test('a later commit wins, also backwards, and says what it replaced', async () => {
    const { observations, live } = newTestMachine('backwards');
    let found: number | undefined;
    await live(100, async (environment) => {
      const offsets = open(environment);
      offsets.commit(commit(0, 9));
      offsets.commit(commit(0, 4));
      found = offsets.find('group', 'orders', 0);
      expect(offsets.find('group', 'orders', 1)).toBeUndefined();
      expect(offsets.find('other', 'orders', 0)).toBeUndefined();
    });
    expect(found).toBe(4);
    expect(observations).toEqual([
      { kind: 'broker.offset-committed', ...commit(0, 9), previousOffset: undefined },
      { kind: 'broker.offset-committed', ...commit(0, 4), previousOffset: 9 },
    ]);
  });

  test('a kill loses what was not saved, a close loses nothing', async () => {
    const { machine, live } = newTestMachine('kill');
    const found: (number | undefined)[] = [];
    const reopen = async (environment: Environment) => {
      const offsets = open(environment);
      await offsets.load();
      found.push(offsets.find('group', 'orders', 0));
      return offsets;
    };
    await live(20_000, async (environment) => {
      const offsets = await reopen(environment);
      offsets.commit(commit(0, 5));
      await environment.timers.sleep(19_000, 'wait');
      offsets.commit(commit(0, 6));
    });
    machine.kill();
    await live(1_000, async (environment) => {
      const offsets = await reopen(environment);
      offsets.commit(commit(0, 8));
      await offsets.close();
      await syncParents(environment.disk, 'store/config');
    });
    machine.losePower();
    await live(1_000, async (environment) => {
      await reopen(environment);
    });
    expect(found).toEqual([undefined, 5, 8]);
  });

  test('a table written by Java is read', async () => {
    const { live } = newTestMachine('java');
    let found: number | undefined;
    await live(1_000, async (environment) => {
      const text =
        '{\n\t"dataVersion":{"counter":3,"timestamp":1},\n\t"offsetTable":{"T@g":{0:12,1:7\n\t\t}\n\t}\n}';
      await replaceFile(environment.disk, PATH, encodeText(text));
      const offsets = open(environment);
      await offsets.load();
      found = offsets.find('g', 'T', 1);
    });
    expect(found).toBe(7);
  });
});
