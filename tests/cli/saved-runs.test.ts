// What is left for the next invocation: batches that were killed, and runs that were saved and are replayed first.

import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ensureBuilt,
  makeFolder,
  readJson,
  readReport,
  removeFolder,
  start,
  untilResults,
  windtunnel,
} from './command.ts';
import { smallFiles } from './small-scenario.ts';

const folders: string[] = [];

function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = makeFolder(files);
  folders.push(folder);
  return folder;
}

beforeAll(ensureBuilt, 60_000);
afterAll(() => folders.forEach(removeFolder));

test('a batch that is killed leaves a folder of which a report can be made', async () => {
  const folder = folderOf(smallFiles());
  const running = start(['explore', './small.ts', '--time', '10m'], folder);
  await untilResults(folder);
  running.signal('SIGKILL');
  await running.ended;
  expect(readJson(readReport(folder, 'run.json'))).toMatchObject({
    asked: { command: 'explore' },
    result: null,
  });
  const open = await windtunnel(['report', 'open'], folder);
  expect(open.stderr).toMatch(/has no page\nremedy: .*windtunnel report merge reports\//);
  const merged = await windtunnel(['report', 'merge', 'reports/latest', '--json'], folder);
  expect(merged.stderr).toMatch(/shard 1\/1 in .* is partial/);
  expect(readJson(merged.stdout)).toMatchObject({ isInterrupted: true, digest: null });
  expect(readJson(merged.stdout)['runs']).toBeGreaterThan(0);
  expect(merged.code).toBe(130);
  const page = await windtunnel(['report', 'open', '--print'], folder);
  expect(page.stdout).toMatch(/^reports\/.*-merge\/index\.html\n$/);
}, 60_000);

describe('saved runs', () => {
  const bad = smallFiles({ before: "if (slot === 1) throw new TypeError('one');" });
  const words = ['explore', './small.ts', '--json'];

  test('are replayed first, beside the batch, until they hold', async () => {
    const folder = folderOf(bad);
    const first = await windtunnel([...words, '--seeds', '9'], folder);
    const [{ seed, capsule }] = readJson(first.stdout)['failures'] as [{ seed: string; capsule: string }];
    const index = Number(seed.split(':')[1]);
    expect(readJson(first.stdout)).toMatchObject({ replayed: { runs: 0 } });

    // A batch that would hold.
    const other = ['--seeds', `${index}..${index}`, '--seed', 'other'];
    const again = await windtunnel([...words, ...other], folder);
    const alone = await windtunnel([...words, ...other, '--no-replay'], folder);
    expect(readJson(again.stdout)).toMatchObject({
      replayed: { runs: 1, failed: 1, capsules: [{ capsule, from: 'reports', seed, outcome: 'same' }] },
      digest: readJson(alone.stdout)['digest'],
      runs: 1,
    });
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/^replaying 1 saved run first/);

    // As `windtunnel shrink` would leave it.
    const shrunk = capsule.replace('.json', '.shrunk.json');
    copyFileSync(join(folder, capsule), join(folder, shrunk));
    const sooner = await windtunnel([...words, ...other], folder);
    expect(readJson(sooner.stdout)).toMatchObject({ replayed: { runs: 1, capsules: [{ capsule: shrunk }] } });

    for (const [name, text] of Object.entries(smallFiles())) writeFileSync(join(folder, name), text);
    const mended = await windtunnel([...words, ...other], folder);
    expect(readJson(mended.stdout)).toMatchObject({ replayed: { runs: 1, held: 1, failed: 0 } });
    expect(mended.code).toBe(0);
  }, 60_000);

  test('of a corpus are regression tests: shared by shards, with a test of their own, refused when damaged', async () => {
    const folder = folderOf(bad);
    await windtunnel([...words, '--seeds', '9'], folder);
    const capsules = join(folder, 'reports', 'latest', 'capsules');
    const [name = ''] = readdirSync(capsules);
    mkdirSync(join(folder, 'corpus', 'orders'), { recursive: true });
    for (const copy of ['a', 'b', 'c'])
      copyFileSync(join(capsules, name), join(folder, 'corpus', 'orders', `${copy}.json`));

    const rest = ['--seeds', '0..1', '--seed', 'other'];
    const shards = await Promise.all(
      ['1/2', '2/2'].map((shard) => windtunnel([...words, ...rest, '--shard', shard], folder)),
    );
    const replayed = shards.map(
      ({ stdout }) => readJson(stdout)['replayed'] as { capsules: { capsule: string }[] },
    );
    expect(replayed.map(({ capsules: list }) => list.map(({ capsule }) => capsule))).toEqual([
      ['corpus/orders/a.json', 'corpus/orders/c.json'],
      ['corpus/orders/b.json'],
    ]);
    const reports = shards.map(({ stdout }) => String(readJson(stdout)['report']));
    const merged = await windtunnel(['report', 'merge', ...reports], folder);
    expect(merged.stdout).toContain('corpus, fails again: crashed-');
    expect(merged.stdout.trimEnd().split('\n').at(-1)).toMatch(/windtunnel replay /);
    expect(merged.code).toBe(1);
    expect(readReport(folder, 'junit.xml')).toMatch(
      /name="corpus\/orders\/b\.json">\n +<failure message="TypeError: one"/,
    );

    writeFileSync(join(folder, 'corpus', 'd.json'), '{');
    const damaged = await windtunnel(words, folder);
    expect(damaged.stderr).toMatch(
      /corpus\/d\.json of the corpus cannot be replayed[\s\S]*remedy: .*--no-replay/,
    );
    expect(damaged.code).toBe(64);
  }, 60_000);
});
