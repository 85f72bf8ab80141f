// Explore and replay from the outside: documents, exit codes, files, and results that do not depend on workers and shards.

import { readFileSync, writeFileSync } from 'node:fs';
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

async function exploreJson(words: readonly string[], folder: string, code: number) {
  const ended = await windtunnel(['explore', ...words, '--json'], folder);
  expect(ended.code, ended.stderr).toBe(code);
  return readJson(ended.stdout);
}

function sumOfDigests(digests: readonly unknown[]): string {
  const sum = digests.reduce<bigint>((total, digest) => total + BigInt(`0x${String(digest)}`), 0n);
  return (sum & 0xffffffffffffffffn).toString(16).padStart(16, '0');
}

describe('a design that holds', () => {
  test('neither workers nor shards change the result', async () => {
    const words = ['order-lifecycle', '--seeds', '6', '--seed', 'cli'];
    const whole = await exploreJson([...words, '--workers', '1'], folderOf(), 0);
    const [two, left, right] = await Promise.all([
      exploreJson([...words, '--workers', '2'], folderOf(), 0),
      exploreJson([...words, '--shard', '1/2'], folderOf(), 0),
      exploreJson([...words, '--shard', '2/2'], folderOf(), 0),
    ]);
    expect(whole).toMatchObject({ runs: 6, held: 6, violated: 0, failures: [] });
    expect(whole['digest']).toMatch(/^[0-9a-f]{16}$/);
    expect({ ...two, wallSeconds: 0, report: '' }).toEqual({ ...whole, wallSeconds: 0, report: '' });
    expect(sumOfDigests([left?.['digest'], right?.['digest']])).toBe(whole['digest']);
  });

  test('the document has the names that scripts rely on', async () => {
    const document = await exploreJson(['order-lifecycle', '--seeds', '0..0'], folderOf(), 0);
    const counts = ['runs', 'held', 'violated', 'undecided', 'crashed', 'stalled', 'nondeterministic'];
    const sums = ['events', 'packets', 'messages', 'virtualSeconds', 'wallSeconds'];
    for (const name of [...counts, ...sums]) expect(typeof document[name], name).toBe('number');
    expect(document).toMatchObject({ excused: {}, failures: [] });
    expect(Array.isArray(document['neverReached'])).toBe(true);
    expect(Object.keys(document['shape'] as object)).toEqual([
      'medianBrokers',
      'medianClients',
      'medianMessages',
      'medianFaultEpisodes',
      'killAndPartitionShare',
    ]);
  });

  test('an empty selection is not a success', async () => {
    await exploreJson(['order-lifecycle', '--seeds', '1', '--shard', '2/2'], folderOf(), 4);
  });
});

describe('a design that is wrong', () => {
  test('is convicted, reported, saved, and the saved run replays', async () => {
    const folder = folderOf();
    const found = await windtunnel(
      ['explore', 'order-lifecycle', '--seeds', '4', '--design', 'spread-keys'],
      folder,
    );
    expect(found.code).toBe(1);
    const document = readJson(readReport(folder, 'run.json'))['result'] as {
      failures: { oracle: string; capsule: string; seed: string }[];
    };
    const [failure] = document.failures;
    expect(failure?.oracle).toBe('order-per-key');
    const capsule = failure?.capsule ?? '';
    expect(found.stdout.trimEnd().split('\n').at(-1)).toContain(`windtunnel replay ${capsule}`);
    expect(readReport(folder, 'results.jsonl').trimEnd().split('\n')).toHaveLength(4);
    expect(readReport(folder, 'junit.xml')).toContain('name="order-per-key">');

    const [same, fixed, seed] = await Promise.all([
      windtunnel(['replay', capsule, '--json'], folder),
      windtunnel(['replay', capsule, '--design', 'baseline', '--json'], folder),
      windtunnel(
        ['replay', 'order-lifecycle', '--seed', failure?.seed ?? '', '--design', 'spread-keys', '--json'],
        folder,
      ),
    ]);
    expect(readJson(same.stdout)).toMatchObject({
      outcome: 'same',
      verdict: 'violated',
      same: true,
      divergedAt: null,
    });
    expect(readJson(fixed.stdout)).toMatchObject({
      outcome: 'fixed',
      verdict: 'held',
      oracle: null,
      same: false,
    });
    expect(readJson(seed.stdout)).toMatchObject({ same: true, digest: readJson(same.stdout)['digest'] });
    expect([same.code, fixed.code, seed.code]).toEqual([0, 0, 0]);
  });

  test('a capsule that another way was taken to is diverged; a run can be stopped and traced', async () => {
    const folder = folderOf();
    const words = ['explore', 'order-lifecycle', '--design', 'spread-keys', '--max-failures', '1', '--jsonl'];
    const found = await windtunnel(words, folder);
    const lines = found.stdout.trimEnd().split('\n').map(readJson);
    expect(lines.at(-1)).toMatchObject({
      verdict: 'violated',
      oracle: 'order-per-key',
      design: 'spread-keys',
    });
    const { failures } = readJson(readReport(folder, 'run.json'))['result'] as {
      failures: { capsule: string }[];
    };
    const capsule = join(folder, failures[0]?.capsule ?? '');
    const text = readFileSync(capsule, 'utf8');
    writeFileSync(capsule, text.replaceAll(/"digest": "[0-9a-f]{16}"/g, `"digest": "${'0'.repeat(16)}"`));
    const [diverged, stopped] = await Promise.all([
      windtunnel(['replay', capsule, '--json'], folder),
      windtunnel(['replay', capsule, '--until', '#50', '--trace', '--json'], folder),
    ]);
    expect(readJson(diverged.stdout)).toMatchObject({ outcome: 'diverged', same: false, divergedAt: 1 });
    expect(diverged.code).toBe(1);
    expect(readJson(stopped.stdout)).toMatchObject({ same: null, events: 50 });
    expect((readJson(stopped.stdout)['trace'] as unknown[]).length).toBe(50);
  });
});

describe("a user's own files", () => {
  test('a scenario in TypeScript imports this package, other packages and its neighbours', async () => {
    const folder = folderOf(smallFiles());
    const document = await exploreJson(['./small.ts', '--seeds', '30', '--workers', '2'], folder, 0);
    expect(document).toMatchObject({ runs: 30, held: 30, scenarios: ['small'] });
  });

  test('marks that no run reached fail a batch under --strict', async () => {
    const folder = folderOf(smallFiles({ reach: ['the moon'] }));
    const loose = await exploreJson(['./small.ts', '--seeds', '2'], folder, 0);
    expect(loose['neverReached']).toEqual(['the moon']);
    const strict = await windtunnel(['explore', './small.ts', '--seeds', '2', '--strict'], folder);
    expect(strict.code).toBe(2);
    expect(strict.stdout).toMatch(
      /never reached: the moon\n[\s\S]*windtunnel explore \.\/small\.ts --seeds 0\.\.1 .* --strict\n$/,
    );
  });

  test('a run that hangs is given up, and the others go on', async () => {
    const folder = folderOf(smallFiles({ before: 'if (slot === 2) for (;;) {}' }));
    const document = await exploreJson(['./small.ts', '--seeds', '8', '--stall-after', '1s'], folder, 1);
    expect(document['runs']).toBe(8);
    expect(document['stalled']).toBeGreaterThan(0);
    expect(Number(document['held']) + Number(document['stalled'])).toBe(8);
    expect(document['failures']).toMatchObject([{ verdict: 'stalled', oracle: null }]);
  });

  test('a worker that dies costs the run under way', async () => {
    const folder = folderOf(smallFiles({ before: 'if (slot === 2) process.exit(7);' }));
    const document = await exploreJson(['./small.ts', '--seeds', '12'], folder, 1);
    expect(document['crashed']).toBeGreaterThan(0);
    expect(Number(document['held']) + Number(document['crashed'])).toBe(12);
    expect(document['failures']).toMatchObject([{ message: 'the worker ended with code 7' }]);
  });

  test('code that throws makes a crashed run with its stack', async () => {
    const folder = folderOf(smallFiles({ before: "if (slot === 1) throw new TypeError('slot one');" }));
    const document = await exploreJson(['./small.ts', '--seeds', '8'], folder, 1);
    expect(document['failures']).toMatchObject([{ verdict: 'crashed', message: 'TypeError: slot one' }]);
    const [failure] = document['failures'] as { capsule: string }[];
    const replayed = await windtunnel(['replay', failure?.capsule ?? '', '--json'], folder);
    expect(readJson(replayed.stdout)).toMatchObject({ outcome: 'same', verdict: 'crashed' });
  });

  test('what a run reads of the host is a crash that names the place, also when its code swallows the error', async () => {
    const before = "try { await environment.timers.sleep(Date.now() % 7, 'seven'); } catch {}";
    const folder = folderOf(smallFiles({ before }));
    const document = await exploreJson(['./small.ts', '--seeds', '4'], folder, 1);
    expect(document['crashed']).toBe(4);
    const [failure] = document['failures'] as { message: string; capsule: string }[];
    expect(failure?.message).toMatch(
      /^GuardError: Date\.now was used inside a simulated run, by .*small\.ts:\d+/,
    );
    const replayed = await windtunnel(['replay', failure?.capsule ?? '', '--json'], folder);
    expect(readJson(replayed.stdout)).toMatchObject({ outcome: 'same', verdict: 'crashed' });
  });

  test('come in by every door of the package', async () => {
    const doors = ['simulator', 'node', 'guard', 'browser'].map(
      (door) => `import 'rocketmq-windtunnel/${door}';`,
    );
    const files = smallFiles();
    const folder = folderOf({ ...files, 'key.ts': `${doors.join('\n')}\n${files['key.ts']}` });
    await exploreJson(['./small.ts', '--seeds', '1'], folder, 0);
  });

  test('what one run leaves to the next is found out', async () => {
    const before =
      'const shared = globalThis as { runs?: number }; shared.runs = (shared.runs ?? 0) + 1;' +
      "await environment.timers.sleep(shared.runs, 'state');";
    const folder = folderOf(smallFiles({ before }));
    const { code, stdout } = await windtunnel(['replay', './small.ts', '--seed', 'S:1', '--json'], folder);
    expect(readJson(stdout)).toMatchObject({ outcome: 'diverged', same: false, nondeterministic: true });
    expect(readJson(stdout)['divergedAt']).toBeGreaterThan(1);
    expect(code).toBe(3);
    await exploreJson(['./small.ts', '--seeds', '60'], folder, 3);
  });
});

describe('interrupt', () => {
  test('leaves a partial report', async () => {
    const folder = folderOf(smallFiles());
    const running = start(['explore', './small.ts', '--time', '10m', '--json'], folder);
    await untilResults(folder);
    running.interrupt();
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const document = readJson(stdout);
    expect(document).toMatchObject({ isInterrupted: true, digest: null, violated: 0 });
    expect(document['runs']).toBeGreaterThan(0);
    expect(readJson(readReport(folder, 'run.json'))['result']).toEqual(document);
  });
});

describe('list', () => {
  test('each list has names and sentences', async () => {
    const folder = folderOf();
    const lists = ['scenarios', 'designs', 'oracles', 'faults'];
    const ended = await Promise.all(lists.map((name) => windtunnel(['list', name, '--json'], folder)));
    const items = ended.map(({ stdout }) => JSON.parse(stdout) as { name: string; doc: string }[]);
    for (const { name, doc } of items.flat()) expect(`${name}: ${doc}`).toMatch(/^[a-z0-9-]+(\.\d+)?: .{10}/);
    const names = items.map((list) => list.map(({ name }) => name));
    expect(names[0]).toContain('order-lifecycle');
    expect(names[1]?.slice(0, 3)).toEqual(['baseline', 'hardened', 'rocketmq-5.3']);
    expect(names[2]).toContain('order-per-key');
    expect(names[3]).toContain('partition');
  });
});
