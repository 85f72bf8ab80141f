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
  test('stops when time is up, goes on from there, and leaves a capsule that fails the same way', async () => {
    const folder = folderWithFailure();
    const words = ['shrink', 'failure.json', ...WORKERS];
    const part = await windtunnel([...words, '--budget', '1ms', '--json'], folder);
    expect(part.code, part.stderr).toBe(0);
    expect(readJson(part.stdout)).toMatchObject({
      before: readJson(part.stdout)['after'],
      fingerprint: expect.stringMatching(/^crashed-/),
      capsule: 'failure.shrunk.json',
      finished: false,
    });
    expect(existsSync(join(folder, 'failure.shrunk.progress'))).toBe(true);

    const whole = await windtunnel(words, folder);
    expect(whole.code, whole.stderr).toBe(0);
    expect(whole.stderr).toContain('going on from failure.shrunk.json');
    expect(whole.stdout).toMatch(/operations +\d +1\n/);
    expect(whole.stdout).toMatch(/phase disturb begins[\s\S]*nothing can be made simpler/);
    expect(whole.stdout.trimEnd().split('\n').at(-1)).toBe('  npx windtunnel replay failure.shrunk.json');
    expect(existsSync(join(folder, 'failure.shrunk.progress'))).toBe(false);

    const replayed = await windtunnel(['replay', 'failure.shrunk.json', '--json'], folder);
    expect(readJson(replayed.stdout)).toMatchObject({ outcome: 'same', verdict: 'crashed' });
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
    expect(readJson(stdout)).toMatchObject({
      capsule: 'failure.shrunk.json',
      finished: false,
      isInterrupted: true,
    });
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
    expect(nowhere.stderr).toMatch(/folder\S* cannot be written[\s\S]*--output/);
    expect([missing.code, held.code, nowhere.code]).toEqual([64, 64, 64]);
  });
});
