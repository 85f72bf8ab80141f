// What a user did wrong is answered on one screen with the remedy, and code 64.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, removeFolder, windtunnel } from './command.ts';
import { smallFiles, smallScenario } from './small-scenario.ts';

const SCREEN_LINES = 25;
let folder = '';

const GOOD_SLOT = { slot: 0, operation: {} };
const CAPSULE = {
  format: 1,
  scenario: 'order-lifecycle',
  design: { name: 'baseline', source: 'baseline', options: {}, sourceDigest: '' },
  plan: {
    format: 1,
    scenario: 'order-lifecycle',
    seed: 'S:0',
    profile: 'swarm',
    operations: [GOOD_SLOT],
    faults: [],
  },
  verdict: { kind: 'held' },
  digest: '',
  checkpoints: [],
  versions: { package: '0', node: '0' },
};

beforeAll(async () => {
  await ensureBuilt();
  folder = makeFolder({
    ...smallFiles(),
    'copy.ts': smallScenario(),
    'damaged.json': JSON.stringify(CAPSULE).slice(0, 100),
    'foreign.json': '{"name":"left-pad","version":"1.3.0"}',
    'wrong-field.json': JSON.stringify({ ...CAPSULE, digest: 'none' }),
    'broken.ts': 'export const broken = {\n  name: "broken",,\n};\n',
    'shapeless.ts': "export const mine = { name: 'My Orders', doc: 'x', execute: 3 };\n",
    'empty.ts': 'export const answer = 42;\n',
    'throwing.ts': "throw new Error('no database here');\n",
    'unknown-import.ts': "import { nothing } from 'no-such-package';\nexport const answer = nothing;\n",
    'design.ts': "export const mine = { name: 'mine', doc: 'x', options: {}, parts: {}, limits: 'none' };\n",
  });
}, 60_000);

afterAll(() => removeFolder(folder));

async function refuses(words: readonly string[], ...texts: readonly RegExp[]): Promise<void> {
  const { code, stdout, stderr } = await windtunnel(words, folder);
  expect(stderr, words.join(' ')).not.toContain('internal error');
  for (const text of texts) expect(stderr).toMatch(text);
  expect(stderr.split('\n').length).toBeLessThan(SCREEN_LINES);
  expect(stdout).toBe('');
  expect(code).toBe(64);
}

describe('wrong words', () => {
  test('unknown command, missing command', async () => {
    await Promise.all([
      refuses(['explroe'], /unknown command 'explroe'/, /explore/),
      refuses(['shrink'], /missing required argument/),
    ]);
    const { code, stderr } = await windtunnel([], folder);
    expect(stderr).toContain('Usage: windtunnel');
    expect(code).toBe(64);
  });

  test('unknown flags and values that mean nothing', async () => {
    await Promise.all([
      refuses(['explore', '--sedes', '3'], /unknown option '--sedes'/, /--seeds/),
      refuses(['explore', '--seeds', 'many'], /--seeds/, /'many'/, /such as 200/),
      refuses(['explore', '--shard', '0/2'], /--shard/, /'0\/2'/, /1\/8/),
      refuses(['explore', '--json', '--jsonl'], /cannot be used with/),
      refuses(['explore', '--profile', 'wild'], /'wild'/, /swarm/),
      refuses(['replay', 'order-lifecycle'], /--seed 0:17/),
    ]);
  });

  test('unknown names, with what may have been meant', async () => {
    await Promise.all([
      refuses(
        ['explore', 'order-lifecycel'],
        /no scenario named "order-lifecycel"/,
        /did you mean order-lifecycle/,
      ),
      refuses(['explore', 'order-lifecycle', '--design', 'basline'], /"basline"/, /did you mean baseline/),
      refuses(['list', 'brokers'], /'brokers'/, /scenarios/),
      refuses(['bench', 'kernel.rcp.3'], /"kernel.rcp.3"/, /kernel.rpc.3/),
    ]);
  });
});

describe('wrong files', () => {
  test('a scenario or design that cannot be loaded', async () => {
    await Promise.all([
      refuses(['explore', './nowhere.ts'], /nowhere.ts does not exist/, /remedy/),
      refuses(['explore', './broken.ts'], /broken.ts:2:\d+/, /remedy/),
      refuses(['explore', './throwing.ts'], /no database here/, /remedy/),
      refuses(['explore', './unknown-import.ts'], /no-such-package/),
    ]);
  });

  test('a scenario or design of the wrong shape', async () => {
    await Promise.all([
      refuses(['explore', './empty.ts'], /exports no scenario/),
      refuses(
        ['explore', './shapeless.ts'],
        /name is "My Orders"/,
        /topology is missing/,
        /execute is 3: a function expected/,
      ),
      refuses(['explore', 'order-lifecycle', '--design', './design.ts'], /limits is "none"/),
    ]);
  });

  test('two scenarios of one name', async () => {
    await refuses(['explore', './small.ts', './copy.ts'], /small.ts and .\/copy.ts are both named "small"/);
  });

  test('a capsule that is damaged, foreign or wrong', async () => {
    await Promise.all([
      refuses(['replay', 'nowhere.json'], /nowhere.json cannot be read/, /remedy/),
      refuses(['replay', 'damaged.json'], /not JSON/, /remedy/),
      refuses(['replay', 'foreign.json'], /format is missing/, /remedy/),
      refuses(
        ['replay', 'wrong-field.json'],
        /digest is "none": 16 hexadecimal digits/,
        /plan\.topology is missing/,
      ),
    ]);
  });
});

describe('help', () => {
  test('each command has an example', async () => {
    const commands = ['explore', 'replay', 'diff', 'shrink', 'likelihood', 'list', 'bench', 'demo'];
    const helps = await Promise.all(commands.map((name) => windtunnel([name, '--help'], folder)));
    for (const { code, stdout } of helps) {
      expect(stdout).toMatch(/Examples?:\n {2}\$ windtunnel /);
      expect(code).toBe(0);
    }
  });

  test('the command says its version and its exit codes', async () => {
    expect((await windtunnel(['--version'], folder)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await windtunnel(['--help'], folder)).stdout).toMatch(/64 {2}wrong usage/);
  });
});
