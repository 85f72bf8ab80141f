// A run is the same run in the main thread and in a worker, through either way of draining microtasks, and when it is performed again.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, readJson, removeFolder, windtunnel } from './command.ts';

const RUNS = 4;
const SCRIPT = fileURLToPath(new URL('./main-thread.mjs', import.meta.url));
const folder = makeFolder();

beforeAll(ensureBuilt, 60_000);
afterAll(() => removeFolder(folder));

function inMainThread(pump: 'checkpoint' | 'macrotask'): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, [SCRIPT, pump, String(RUNS)], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('digests depend neither on the thread nor on the pump', async () => {
  const { stdout } = await windtunnel(
    ['explore', 'order-lifecycle', '--seeds', String(RUNS), '--jsonl'],
    folder,
  );
  const inWorkers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => readJson(line)['digest']);
  expect(new Set(inWorkers).size).toBe(RUNS);
  expect(inMainThread('checkpoint')).toEqual(inWorkers);
  expect(inMainThread('macrotask')).toEqual(inWorkers);
});
