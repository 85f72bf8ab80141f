// Shrink from the outside: from a failure that explore saved to a small capsule that replays, in one go or in several.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, readJson, removeFolder, start, windtunnel } from './command.ts';
import { smallFiles } from './small-scenario.ts';

const folders: string[] = [];
const WORKERS = ['--workers', '1'] as const;

const THROWS = "if (slot === 1) throw new TypeError('slot one');";
let saved = '';

beforeAll(async () => {
  await ensureBuilt();
  const folder = makeFolder(smallFiles({ before: THROWS }));
  folders.push(folder);
  const words = ['explore', './small.ts', '--max-failures', '1', '--json', ...WORKERS];
  const { failures } = readJson((await windtunnel(words, folder)).stdout) as {
    readonly failures: readonly { readonly capsule: string }[];
  };
  saved = readFileSync(join(folder, failures[0]?.capsule ?? ''), 'utf8');
}, 60_000);
afterAll(() => folders.forEach(removeFolder));

/** With the capsule of a failure, and the scenario in which it happened, or another one. */
function folderWithFailure(before = THROWS): string {
  const folder = makeFolder({ ...smallFiles({ before }), 'failure.json': saved });
  folders.push(folder);
  return folder;
}

describe('shrink', () => {
  test('leaves a capsule that fails the same way, with an account, and says how to replay it', async () => {
    const folder = folderWithFailure();
    const ended = await windtunnel(['shrink', 'failure.json', ...WORKERS], folder);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('nothing can be made simpler');
    expect(ended.stdout).toMatch(/phase disturb begins/);
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toBe('  npx windtunnel replay failure.shrunk.json');
    expect(existsSync(join(folder, 'failure.shrunk.progress.json'))).toBe(false);

    const again = await windtunnel(['shrink', 'failure.json', '--json', ...WORKERS], folder);
    expect(again.stderr).toContain('going on from failure.shrunk.json');
    expect(readJson(again.stdout)).toMatchObject({
      after: { operations: 1, faults: 0, machines: 4 },
      fingerprint: expect.stringMatching(/^crashed-/),
      capsule: 'failure.shrunk.json',
      finished: true,
    });
    const replayed = await windtunnel(['replay', 'failure.shrunk.json', '--json'], folder);
    expect(readJson(replayed.stdout)).toMatchObject({ outcome: 'same', verdict: 'crashed' });
  });

  test('stops when time is up, and goes on from there', async () => {
    const folder = folderWithFailure();
    const words = ['shrink', 'failure.json', '--json', ...WORKERS];
    const part = await windtunnel([...words, '--budget', '1ms'], folder);
    expect(part.code, part.stderr).toBe(0);
    expect(readJson(part.stdout)).toMatchObject({ finished: false, runs: 0 });
    expect(existsSync(join(folder, 'failure.shrunk.progress.json'))).toBe(true);
    const whole = await windtunnel(['shrink', 'failure.shrunk.json', '--json', ...WORKERS], folder);
    expect(readJson(whole.stdout)).toMatchObject({
      before: readJson(part.stdout)['before'],
      after: { operations: 1 },
      capsule: 'failure.shrunk.json',
      finished: true,
    });
  });

  test('a run that holds now is nothing to shrink', async () => {
    const folder = folderWithFailure('');
    const ended = await windtunnel(['shrink', 'failure.json', ...WORKERS], folder);
    expect(ended.stdout).toContain('holds now');
    expect(ended.code).toBe(4);
    expect(existsSync(join(folder, 'failure.shrunk.json'))).toBe(false);
  });

  test('an interrupt leaves the best so far', async () => {
    const folder = folderWithFailure(`for (let turn = 0; turn < 2e7; turn += 1); ${THROWS}`);
    const running = start(['shrink', 'failure.json', '--json', ...WORKERS], folder);
    while (!existsSync(join(folder, 'failure.shrunk.json')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    running.interrupt();
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(readJson(stdout)).toMatchObject({ capsule: 'failure.shrunk.json', finished: false });
  });
});

describe('what cannot be shrunk', () => {
  test('is refused with the remedy', async () => {
    const folder = folderWithFailure();
    const capsule = { ...readJson(saved), verdict: { kind: 'held' } };
    writeFileSync(join(folder, 'held.json'), JSON.stringify(capsule));
    const [missing, held, nowhere] = await Promise.all([
      windtunnel(['shrink', 'none.json'], folder),
      windtunnel(['shrink', 'held.json'], folder),
      windtunnel(['shrink', 'failure.json', '--output', 'no/such/folder.json', ...WORKERS], folder),
    ]);
    expect(missing.stderr).toMatch(/none\.json cannot be read[\s\S]*remedy/);
    expect(held.stderr).toMatch(/held\.json cannot be shrunk\n {2}the run that it saves held\nremedy/);
    expect(nowhere.stderr).toMatch(/folder\S*json cannot be written[\s\S]*--output/);
    expect([missing.code, held.code, nowhere.code]).toEqual([64, 64, 64]);
  });
});
