// Each trouble of a disk, as a process meets it; and that it ends.

import { describe, expect, test } from 'vitest';
import { program, runTo, simulatedWorld } from '../../../tests/simulated-world.ts';
import { decodeText, encodeText } from '../../base/bytes.ts';
import { type Disk, DiskError, type DiskFile } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { rootIdentity } from '../identity.ts';
import type { Machine } from '../machine.ts';
import type { Simulation } from '../simulation.ts';
import { CLOUD_VOLUME, NVME, SPINNING_DISK } from './latency-presets.ts';

interface World {
  readonly simulation: Simulation;
  readonly machine: Machine;
  /** Work of the process, to its end. */
  run<T>(work: (environment: Environment) => Promise<T>): Promise<T>;
}

async function newWorld(options: Parameters<typeof simulatedWorld>[0] = {}): Promise<World> {
  const simulation = simulatedWorld(options);
  const machine = simulation.addMachine(
    'a',
    program(() => {}),
  );
  machine.start();
  await runTo(simulation, 1);
  let ordinal = 0;
  const run = async <T>(work: (environment: Environment) => Promise<T>) => {
    let done: { readonly value: T } | undefined;
    ordinal += 1;
    machine.perform(rootIdentity('work', ordinal), 'work', async () => {
      done = { value: await work(machine.environment as Environment) };
    });
    await runTo(simulation, simulation.nowMs + 60_000);
    if (done === undefined) throw new Error('the work has not ended');
    return done.value;
  };
  return { simulation, machine, run };
}

async function kindOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return 'none';
  } catch (error) {
    if (error instanceof DiskError) return error.kind;
    throw error;
  }
}

async function fileOf(disk: Disk, path: string): Promise<DiskFile> {
  return disk.open(path, 'create');
}

describe('failing operations', () => {
  test.each([
    ['failReads', 'read'],
    ['failWrites', 'write'],
    ['failWrites', 'truncate'],
    ['failSyncs', 'sync'],
    ['failSyncs', 'syncDirectory'],
  ] as const)('%s: %s, only where asked and only until undone', async (fault, operation) => {
    const { machine, run } = await newWorld();
    const tryAll = () =>
      run(async ({ disk }) => {
        const kinds: string[] = [];
        for (const path of ['log/a', 'other/a']) {
          const file = await fileOf(disk, path);
          const attempts = {
            read: () => file.read(0, 1),
            write: () => file.write(0, Uint8Array.of(1)),
            truncate: () => file.truncate(10),
            sync: () => file.sync(),
            syncDirectory: () => disk.syncDirectory(path.slice(0, -2)),
          };
          kinds.push(await kindOf(attempts[operation]));
        }
        return kinds;
      });
    const undo = machine.disk.faults[fault]({ chancePerMillion: 1_000_000, pathPrefix: 'log' });
    expect(await tryAll()).toEqual(['input-output', 'none']);
    undo();
    expect(await tryAll()).toEqual(['none', 'none']);
  });

  test('strike now and then with a chance in between', async () => {
    const { machine, run } = await newWorld();
    machine.disk.faults.failWrites({ chancePerMillion: 300_000 });
    const failed = await run(async ({ disk }) => {
      const file = await fileOf(disk, 'log');
      let count = 0;
      for (let index = 0; index < 200; index += 1) {
        if ((await kindOf(() => file.write(index, Uint8Array.of(1)))) !== 'none') count += 1;
      }
      return count;
    });
    expect(failed).toBeGreaterThan(30);
    expect(failed).toBeLessThan(90);
  });
});

describe('a full disk', () => {
  test('takes what fits, overwrites what is there, and has room again when it is undone or emptied', async () => {
    const { machine, run } = await newWorld();
    const undo = machine.disk.faults.fillUp(8192);
    const kinds = await run(async ({ disk }) => {
      const file = await fileOf(disk, 'log');
      const large = new Uint8Array(10_000).fill(1);
      const first = await kindOf(() => file.write(0, large));
      const again = await kindOf(() => file.write(0, new Uint8Array(8192)));
      const other = await fileOf(disk, 'other');
      const full = await kindOf(() => other.write(0, Uint8Array.of(1)));
      const size = file.size();
      await disk.remove('log');
      const emptied = await kindOf(() => other.write(0, Uint8Array.of(1)));
      const stillFull = await kindOf(() => other.write(4096, large));
      undo();
      return [first, size, again, full, emptied, stillFull, await kindOf(() => other.write(0, large))];
    });
    expect(kinds).toEqual(['no-space', 8192, 'none', 'no-space', 'none', 'no-space', 'none']);
  });
});

describe('time', () => {
  const syncMs = (world: World) =>
    world.run(async ({ disk, clock }) => {
      const file = await fileOf(disk, 'log');
      file.write(0, new Uint8Array(1_048_576));
      const startUs = clock.monotonicUs();
      await file.sync();
      return (clock.monotonicUs() - startUs) / 1000;
    });

  test('a stall adds to whatever waits, until it is over', async () => {
    const world = await newWorld();
    const undo = world.machine.disk.faults.stall(2_000_000);
    expect(await syncMs(world)).toBeGreaterThan(2000);
    undo();
    undo();
    expect(await syncMs(world)).toBeLessThan(100);
  });

  test('a flash drive is faster than a network volume, and that than a spinning disk', async () => {
    const averages: number[] = [];
    for (const disk of [NVME, CLOUD_VOLUME, SPINNING_DISK]) {
      let sum = 0;
      for (let seed = 0; seed < 20; seed += 1) sum += await syncMs(await newWorld({ seed: `${seed}`, disk }));
      averages.push(sum / 20);
    }
    const [flash = 0, volume = 0, spinning = 0] = averages;
    expect(flash).toBeLessThan(1);
    expect(volume).toBeGreaterThan(8);
    expect(spinning).toBeGreaterThan(volume);
  });
});

describe('bit rot', () => {
  test('flips single bits of what is durable and cold, and of nothing else', async () => {
    const { machine, run } = await newWorld();
    await run(async ({ disk, timers }) => {
      const cold = await fileOf(disk, 'cold');
      cold.write(0, new Uint8Array(8192));
      await cold.sync();
      await timers.sleep(5000, 'cool down');
      const fresh = await fileOf(disk, 'fresh');
      fresh.write(0, new Uint8Array(8192));
      cold.write(4096, new Uint8Array(1));
    });
    expect(machine.disk.faults.rot(1_000_000)).toBe(8);
    const ones = (path: string) =>
      (machine.disk.read(path, 0, 8192) ?? []).filter((byte) => byte !== 0).length;
    expect([ones('cold'), ones('fresh')]).toEqual([8, 0]);
    expect(machine.disk.faults.rot(0)).toBe(0);
  });
});

describe('a misdirected write', () => {
  test('lands elsewhere, once', async () => {
    const { machine, run } = await newWorld();
    await run(async ({ disk }) => {
      const file = await fileOf(disk, 'log');
      file.write(0, new Uint8Array(8192));
      machine.disk.faults.misdirectNextWrite();
      file.write(512, Uint8Array.of(1, 2, 3));
      file.write(1024, Uint8Array.of(4));
    });
    const bytes = [...(machine.disk.read('log', 0, 8192) ?? [])];
    expect([bytes[512], bytes[1024]]).toEqual([0, 4]);
    expect(bytes.filter((byte) => byte > 0 && byte < 4)).toEqual([1, 2, 3]);
    expect(bytes.indexOf(1) % 512).toBe(0);
  });
});

test('failing syncs can spare directories', async () => {
  const { machine, run } = await newWorld();
  machine.disk.faults.failSyncs({ chancePerMillion: 1_000_000, sparesDirectories: true });
  const failed: string[] = [];
  await run(async ({ disk }) => {
    const file = await fileOf(disk, 'log');
    await file.sync().catch(() => failed.push('file'));
    await disk.syncDirectory('').catch(() => failed.push('directory'));
  });
  expect(failed).toEqual(['file']);
});

test('a misdirection that was called off does not come', async () => {
  const { machine, run } = await newWorld();
  await run(async ({ disk }) => {
    const file = await fileOf(disk, 'log');
    file.write(0, new Uint8Array(8192));
    machine.disk.faults.misdirectNextWrite()();
    file.write(512, Uint8Array.of(1));
  });
  expect(machine.disk.read('log', 512, 1)).toEqual(Uint8Array.of(1));
});

describe('a crash inside a write', () => {
  test.each([0, 1, 3, 6])('leaves %d bytes of it, and nothing that came after', async (offset) => {
    const { machine, simulation } = await newWorld();
    const log: string[] = [];
    machine.disk.faults.crashAtWrite(2, offset, 'kill');
    machine.perform(rootIdentity('work', 1), 'work', async () => {
      const { disk, timers } = machine.environment as Environment;
      const file = await fileOf(disk, 'log');
      timers.once(50, 'pending', () => void log.push('pending'));
      file.write(0, encodeText('whole '));
      file.write(6, encodeText('broken'));
      file.write(12, encodeText('never'));
      await file.sync().finally(() => log.push('settled'));
    });
    await runTo(simulation, 1000);
    expect([machine.state, log]).toEqual(['down', []]);
    const text = decodeText(machine.disk.read('log', 0, 100) as Uint8Array);
    expect(text).toBe('whole broken'.slice(0, 6 + offset));
    machine.start();
    await runTo(simulation, 2000);
    expect(machine.state).toBe('running');
  });

  test('with the power, leaves what was synced and any of the rest', async () => {
    const left = new Set<string>();
    for (let seed = 0; seed < 30; seed += 1) {
      const { machine, simulation } = await newWorld({ seed: `${seed}` });
      machine.perform(rootIdentity('work', 1), 'work', async () => {
        const { disk } = machine.environment as Environment;
        const file = await fileOf(disk, 'log');
        file.write(0, encodeText('synced '));
        await file.sync();
        await disk.syncDirectory('');
        machine.disk.faults.crashAtWrite(1, 3, 'power');
        file.write(7, encodeText('broken'));
      });
      await runTo(simulation, 1000);
      left.add(decodeText(machine.disk.read('log', 0, 100) as Uint8Array));
    }
    expect([...left]).toEqual(expect.arrayContaining(['synced ', 'synced bro']));
    for (const text of left) expect(text.length).toBeLessThanOrEqual(10);
  });

  test('that was called off does not come', async () => {
    const { machine, run } = await newWorld();
    machine.disk.faults.crashAtWrite(1, 0, 'kill')();
    await run(async ({ disk }) => (await fileOf(disk, 'log')).write(0, Uint8Array.of(1)));
    expect(machine.state).toBe('running');
  });
});
