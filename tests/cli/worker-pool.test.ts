// What a worker that dies costs, in the real pool.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './command.ts';

const SCRIPT = fileURLToPath(new URL('./killed-worker.mjs', import.meta.url));
const RUNS = 8;
const TOLD_BEFORE = 2;

interface Told {
  readonly seed: string;
  readonly digest: string;
  readonly kind: string;
  readonly stack?: string;
}

beforeAll(ensureBuilt, 60_000);

test('a worker that is killed from outside loses its run under way, and nothing else', () => {
  const words = [SCRIPT, String(TOLD_BEFORE), String(RUNS)];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(stderr).toBe('');
  const { wounded, whole } = JSON.parse(stdout) as Record<'wounded' | 'whole', readonly Told[]>;
  expect(whole.map(({ kind }) => kind)).toEqual(Array(RUNS).fill('held'));
  // On a busy machine the worker may have told a little more before it dies.
  const lost = wounded.findIndex(({ kind }) => kind === 'crashed');
  expect(lost).toBeGreaterThanOrEqual(TOLD_BEFORE);
  expect(wounded[lost]).toMatchObject({
    seed: `killed:${lost}`,
    digest: '',
    stack: 'the worker ended with code 1',
  });
  expect(wounded.toSpliced(lost, 1)).toEqual(whole.toSpliced(lost, 1));
}, 60_000);
