// `npm run check:digests`: 50 runs of order-lifecycle and of each version of the example have the same digests on every supported version of
// Node, in main thread and worker, through both pumps, and in a browser. Versions of Node come from npm; without Chromium its line says so.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, runInBrowser } from './browser-page.ts';
import { bundle } from './bundle.ts';
import type { NamedDigest } from './digest-list.ts';
import { installNode } from './node-versions.ts';

const RUNS = 50;
const VERSIONS = [20, 22, 24, 26];
const WAYS = ['checkpoint main', 'macrotask main', 'checkpoint worker', 'macrotask worker'];
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'windtunnel-digests-'));
const nodeBundle = join(folder, 'node.mjs');
const pageBundle = join(folder, 'page.js');
let expected: readonly NamedDigest[] = [];

function onNode(binary: string, way: string): readonly NamedDigest[] {
  const output = execFileSync(binary, [nodeBundle, ...way.split(' '), String(RUNS)], {
    encoding: 'utf8',
    maxBuffer: OUTPUT_LIMIT_BYTES,
  });
  return JSON.parse(output) as NamedDigest[];
}

beforeAll(async () => {
  await bundle('digest-node.ts', 'node', nodeBundle);
  await bundle('digest-page.ts', 'browser', pageBundle);
  expected = onNode(process.execPath, 'checkpoint main');
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

test('the runs differ from each other', () => {
  expect(expected.length).toBe(3 * RUNS);
  expect(new Set(expected.map(({ digest }) => digest)).size).toBe(expected.length);
});

describe.each(VERSIONS)('Node %i', (major) => {
  let binary = '';
  beforeAll(() => {
    binary = installNode(folder, major);
    expect(execFileSync(binary, ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${major}\\.`));
  });

  test.each(WAYS)('%s', (way) => expect(onNode(binary, way)).toEqual(expected));
});

const chromium = findChromium();

test.runIf(chromium !== undefined)(
  `a page in ${chromium?.version ?? 'Chromium, which is not installed here'}`,
  async () => {
    const posted = await runInBrowser(
      chromium?.command ?? '',
      pageBundle,
      join(folder, 'profile'),
      `runs=${RUNS}`,
    );
    expect(posted.slice(0, 200)).toMatch(/^\[/);
    expect(JSON.parse(posted)).toEqual(expected);
  },
);
