// The process of commands that perform many runs, as a terminal and a killer see it: one wish to stop may come to both processes, and neither
// outlives the other.

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMAND, ensureBuilt, makeFolder, removeFolder, untilResults } from './command.ts';
import { smallFiles } from './small-scenario.ts';

const folders: string[] = [];

beforeAll(ensureBuilt, 60_000);
afterAll(() => folders.forEach(removeFolder));

/** As a shell starts it: in a process group of its own. */
function startGroup() {
  const folder = makeFolder(smallFiles());
  folders.push(folder);
  const child = spawn(process.execPath, [COMMAND, 'explore', './small.ts', '--time', '10m'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  // It closes when the last process that writes to it has ended.
  const ended = new Promise<{ code: number | null; stdout: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout }));
  });
  return { folder, pid: child.pid ?? 0, ended };
}

test('an interrupt that comes to both processes is one: a partial report', async () => {
  const { folder, pid, ended } = startGroup();
  await untilResults(folder);
  process.kill(-pid, 'SIGINT');
  const { code, stdout } = await ended;
  expect(stdout).toContain('interrupted: this is a partial result');
  expect(code).toBe(130);
}, 60_000);

test('whoever kills the one that was started ends the other', async () => {
  const { folder, pid, ended } = startGroup();
  await untilResults(folder);
  process.kill(pid, 'SIGKILL');
  expect((await ended).code).toBeNull();
}, 60_000);
