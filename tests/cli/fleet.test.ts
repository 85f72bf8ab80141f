// Many machines as one: shards put together, batches that were killed, runs that were saved and are replayed first.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, readJson, readReport, removeFolder, start, windtunnel } from './command.ts';
import { smallFiles } from './small-scenario.ts';

const SHARDS = 8;
const folders: string[] = [];

function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = makeFolder(files);
  folders.push(folder);
  return folder;
}

beforeAll(ensureBuilt, 60_000);
afterAll(() => folders.forEach(removeFolder));

/** Everything but what differs between machines: wall time, and the folder of the report. */
function lasting(text: string): object {
  const { report, wallSeconds, ...document } = readJson(text);
  const plain = JSON.stringify(document).replaceAll(String(report), 'REPORT');
  return readJson(plain);
}

function numbers(): readonly number[] {
  return Array.from({ length: SHARDS }, (_, index) => index + 1);
}

describe('report merge', () => {
  // The scenario fails in two ways, one of them in one shard only.
  const before = "if (slot === 1) throw new TypeError('one'); if (slot === 2) throw new RangeError('two');";
  const words = ['explore', './small.ts', '--seeds', '4..24', '--seed', 'fleet', '--workers', '1'];
  const root = folderOf(smallFiles({ before, reach: ['the moon'] }));

  async function explored(name: string, ...more: readonly string[]) {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    for (const file of ['small.ts', 'key.ts']) copyFileSync(join(root, file), join(folder, file));
    return { folder, ...(await windtunnel([...words, ...more, '--json'], folder)) };
  }

  test('8 shards of uneven length are one machine: document, files, capsules and exit code', async () => {
    const whole = await explored('whole');
    expect(whole.code).toBe(1);
    for (const number of numbers()) await explored(`shards/${number}`, '--shard', `${number}/${SHARDS}`);
    const merged = await windtunnel(['report', 'merge', 'shards', '--json'], root);
    expect(merged.stderr).toContain('windtunnel replay');
    expect(merged.code).toBe(1);
    expect(lasting(merged.stdout)).toEqual(lasting(whole.stdout));
    expect(readJson(merged.stdout)).toMatchObject({
      runs: 21,
      isInterrupted: false,
      neverReached: ['the moon'],
    });
    expect(readReport(root, 'results.jsonl')).toBe(readReport(whole.folder, 'results.jsonl'));
    const names = [root, whole.folder].map((folder) =>
      readdirSync(join(folder, 'reports', 'latest', 'capsules')),
    );
    expect(names[0]).toHaveLength(2);
    expect(names[1]).toEqual(names[0]);
    const [first] = readJson(merged.stdout)['failures'] as { capsule: string }[];
    expect(existsSync(join(root, first?.capsule ?? 'nowhere'))).toBe(true);
    const cases = [root, whole.folder].map((folder) =>
      readReport(folder, 'junit.xml').match(/(name|tests|failures)="[^"]*"/g),
    );
    expect(cases[0]).toEqual(cases[1]);
    expect(readReport(root, 'index.html')).toContain('the moon');
  }, 60_000);

  test('a shard that is missing leaves a partial result; strangers and damage are refused', async () => {
    const some = numbers()
      .slice(0, -1)
      .map((number) => `shards/${number}`);
    const partial = await windtunnel(['report', 'merge', ...some, '--json'], root);
    expect(partial.stderr).toContain('there is no report of shard 8/8: explore it, then merge again');
    expect(readJson(partial.stdout)).toMatchObject({ isInterrupted: true });
    expect(partial.code).toBe(130);

    const mixed = await windtunnel(['report', 'merge', 'shards/1', 'whole'], root);
    expect(mixed.stderr).toMatch(/number of shards: 8 in .*, 1 in .*\nremedy: name the folders of one batch/);
    const empty = await windtunnel(['report', 'merge', 'whole/node_modules'], root);
    expect(empty.stderr).toMatch(/there is no report in whole\/node_modules\nremedy: /);
    const results = join(root, 'shards', '3', 'reports', 'latest', 'results.jsonl');
    writeFileSync(results, readFileSync(results, 'utf8').replace('"events":', '"events":"'));
    const damaged = await windtunnel(['report', 'merge', 'shards'], root);
    expect(damaged.stderr).toMatch(/line 1 of .*results\.jsonl is not the result of a run\n/);
    expect([mixed.code, empty.code, damaged.code]).toEqual([64, 64, 64]);
  });
});

test('a batch that is killed leaves a folder of which a report can be made', async () => {
  const folder = folderOf(smallFiles());
  const running = start(['explore', './small.ts', '--time', '10m'], folder);
  while (!hasResults(folder)) await new Promise((resolve) => setTimeout(resolve, 20));
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

function hasResults(folder: string): boolean {
  try {
    return readReport(folder, 'results.jsonl').includes('\n');
  } catch {
    return false;
  }
}

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

test('GitHub gets annotations and a summary of the job, stdout keeps its one document', async () => {
  const folder = folderOf(smallFiles({ before: "throw new TypeError('100 % broken');" }));
  const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  const { stdout, stderr } = await windtunnel(
    ['explore', './small.ts', '--seeds', '2', '--json'],
    folder,
    github,
  );
  expect(readJson(stdout)).toMatchObject({ crashed: 2 });
  expect(stderr).toMatch(
    /::group::1 failure of windtunnel\n::error title=small with baseline%3A .*::TypeError: 100 %25 broken%0A/,
  );
  expect(readFileSync(github.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### windtunnel: failed');
  const shard = await windtunnel(['explore', './small.ts', '--seeds', '2', '--shard', '1/2'], folder, github);
  expect(shard.stderr).not.toContain('::error');
});
