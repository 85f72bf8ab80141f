import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import type { Disk } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Observation } from '../../environment/observation.ts';
import { syncParents } from '../store/sync-parents.ts';
import { ConfigDamaged, loadConfig, observedReplace, overwriteFile, replaceFile } from './config-file.ts';
import { newTestMachine } from './testing/simulated-process.ts';

const PATH = 'store/config/topics.json';

/** Texts that start with `{` are good. */
function decode(bytes: Uint8Array): string | undefined {
  const text = decodeText(bytes);
  return text.startsWith('{') ? text : undefined;
}

async function write(environment: Environment, path: string, text: string): Promise<void> {
  const file = await environment.disk.open(path, 'create');
  file.truncate(0);
  file.write(0, encodeText(text));
  await file.sync();
  file.close();
}

describe('configuration file', () => {
  test('a replaced file is durable as a whole and leaves nothing beside it', async () => {
    const { machine, live } = newTestMachine('replace');
    await live(1000, async (environment) => {
      const { disk } = environment;
      await replaceFile(disk, PATH, encodeText('{"a long first content":1}'));
      await write(environment, `${PATH}.tmp`, '{"left over from a crash in the middle of this":1}');
      await replaceFile(disk, PATH, encodeText('{second}'));
      await syncParents(disk, 'store/config');
    });
    machine.losePower();
    let loaded: string | undefined;
    await live(1000, async ({ disk }) => {
      loaded = await loadConfig(disk, PATH, decode);
    });
    expect(loaded).toBe('{second}');
    expect(machine.disk.paths()).toEqual([PATH]);
  });

  test('a power loss at any moment leaves the old or the new content', async () => {
    const seen = new Set<string>();
    for (let lostAtMs = 0; lostAtMs < 12; lostAtMs += 0.25) {
      const { machine, simulation, live } = newTestMachine('torn');
      await live(1000, async ({ disk }) => {
        await replaceFile(disk, PATH, encodeText('{old}'));
        await syncParents(disk, 'store/config');
      });
      const life = live(lostAtMs, ({ disk }) => replaceFile(disk, PATH, encodeText('{new}')));
      await life;
      machine.losePower();
      let loaded: string | undefined;
      await live(simulation.nowMs + 1000, async ({ disk }) => {
        loaded = await loadConfig(disk, PATH, decode);
      });
      seen.add(loaded ?? 'nothing');
    }
    expect([...seen].sort()).toEqual(['{new}', '{old}']);
  });

  test('a missing, empty or damaged file falls back to .bak', async () => {
    for (const content of [undefined, '', 'damaged']) {
      let loaded: string | undefined;
      await newTestMachine('bak').live(1000, async (environment) => {
        if (content !== undefined) await write(environment, PATH, content);
        await write(environment, `${PATH}.bak`, '{backup}');
        loaded = await loadConfig(environment.disk, PATH, decode);
      });
      expect(loaded).toBe('{backup}');
    }
  });

  test('nothing there is no content; damage without a backup is an error, not an empty table', async () => {
    let absent: unknown = 'not asked';
    let damaged: unknown;
    await newTestMachine('damaged').live(1000, async (environment) => {
      absent = await loadConfig(environment.disk, PATH, decode);
      await write(environment, PATH, 'damaged');
      damaged = await loadConfig(environment.disk, PATH, decode).catch((error: unknown) => error);
    });
    expect(absent).toBeUndefined();
    expect(damaged).toBeInstanceOf(ConfigDamaged);
    expect(String(damaged)).toContain('topics.json: damaged');
  });
});

describe('configuration file that is overwritten', () => {
  test('the old content is beside it, whole or not', async () => {
    const texts: (string | undefined)[] = [];
    await newTestMachine('overwrite').live(1000, async ({ disk }) => {
      const load = (path: string) => loadConfig(disk, path, decodeText);
      await overwriteFile(disk, PATH, encodeText('{"a long first content":1}'));
      texts.push(await load(PATH), await load(`${PATH}.bak`));
      await overwriteFile(disk, PATH, encodeText('half'));
      await overwriteFile(disk, PATH, encodeText('{new}'));
      texts.push(await load(PATH), await load(`${PATH}.bak`));
    });
    expect(texts).toEqual(['{"a long first content":1}', undefined, '{new}', 'half']);
  });

  test('a process that dies leaves the old or the new content, a power loss also neither', async () => {
    const seen = { killed: new Set<string>(), powerless: new Set<string>() };
    for (const end of ['killed', 'powerless'] as const) {
      for (let seed = 0; seed < 20; seed += 1) {
        const { machine, simulation, live } = newTestMachine(`overwritten ${seed}`);
        await live(1000, async ({ disk }) => {
          await replaceFile(disk, PATH, encodeText('{old}'));
          await syncParents(disk, 'store/config');
        });
        await live((seed % 8) / 8, ({ disk }) => overwriteFile(disk, PATH, encodeText('{new}')));
        if (end === 'powerless') machine.losePower();
        await live(simulation.nowMs + 1000, async ({ disk }) => {
          seen[end].add((await loadConfig(disk, PATH, decode).catch(() => 'damage')) ?? 'nothing');
        });
      }
    }
    expect([...seen.killed].sort()).toEqual(['{new}', '{old}']);
    expect(seen.powerless.size).toBeGreaterThan(2);
  });
});

test('an observed replacement is told before it, and after it when it has succeeded', async () => {
  const told: string[] = [];
  const environment = { observe: ({ kind }: Observation) => void told.push(kind) };
  const disk = {} as Disk;
  await observedReplace(environment, async () => void told.push('replaced'))(disk, 'a', new Uint8Array(1));
  expect(told).toEqual(['broker.config-saving', 'replaced', 'broker.config-saved']);
  const failing = observedReplace(environment, () => Promise.reject(new Error('no room')));
  await expect(failing(disk, 'a', new Uint8Array(1))).rejects.toThrow('no room');
  expect(told.at(-1)).toBe('broker.config-saving');
});
