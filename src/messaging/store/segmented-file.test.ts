// What keeps the segments of a log in one piece while the power comes and goes.

import { describe, expect, test } from 'vitest';
import { program, runTo, simulatedWorld } from '../../../tests/simulated-world.ts';
import type { Disk } from '../../environment/disk.ts';
import { SegmentedFile } from './segmented-file.ts';
import { bodiesOf, checkFolder } from './testing/store-check.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

const TEXTS = Array.from({ length: 30 }, (_, index) => `m${index}`);

describe('power losses during recovery', () => {
  test.each(['synchronous', 'asynchronous'] as const)(
    'leave a folder that opens, %s flush',
    async (flush) => {
      for (let seed = 0; seed < 60; seed += 1) {
        const store = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100, flush };
        const world = new StoreWorld({ store, world: { seed: `recovery ${seed}` } });
        await world.start();
        await world.run(async (opened) => {
          for (const text of TEXTS) await opened.put(draft('T', 0, { text }));
        });
        // Acknowledged by nobody.
        world.begin((opened) => Promise.all(TEXTS.map((text) => opened.put(draft('T', 1, { text })))));
        await world.pass(0.3);
        for (let delayUs = 0; delayUs < 3000; delayUs += 150) {
          world.losePower();
          world.machine.start();
          await world.pass(((delayUs * 7 + seed * 13) % 3000) / 1000);
        }
        world.losePower();
        await world.start();
        await world.pass(30);
        expect(checkFolder(world.machine.disk)).toEqual([]);
        if (flush === 'synchronous') {
          expect(bodiesOf(world.machine.disk).slice(0, TEXTS.length)).toEqual(TEXTS);
        }
      }
    },
  );
});

test('a segment that was cut keeps its size before another one follows it', async () => {
  const options = { directory: 'log', segmentBytes: 1024 };
  const cutAndExtend = async (disk: Disk) => {
    const log = await SegmentedFile.load(disk, options);
    await log.extend();
    log.write(0, new Uint8Array(1024).fill(1));
    await log.sync();
    await log.truncate(100);
    await log.extend();
  };
  for (let seed = 0; seed < 60; seed += 1) {
    const world = simulatedWorld({ seed: `cut ${seed}` });
    const counts: number[] = [];
    const machine = world.addMachine(
      'machine',
      program(async ({ disk }) => {
        if (machine.lives === 1) return cutAndExtend(disk);
        counts.push((await SegmentedFile.load(disk, options)).segmentCount);
      }),
    );
    machine.start();
    await runTo(world, 1 + seed / 4);
    machine.losePower();
    machine.start();
    await runTo(world, 2000);
    expect(counts).toHaveLength(1);
  }
});
