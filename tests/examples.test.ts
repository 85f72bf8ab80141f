// The example of docs/SIMULATOR.md does what the page says, and the page shows it as it is.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { performRun, type Version } from '../examples/replicated-register.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';

const RUNS = 100;
const host = new MicrotaskPump();

async function firstFound(version: Version) {
  for (let run = 0; run < RUNS; run += 1) {
    const found = await performRun(version, `register:${run}`, host);
    if (found.bug !== '') return found;
  }
  return undefined;
}

test('answers before the disk has it: convicted, and the same again from its seed', async () => {
  const version = 'answers before the disk has it';
  const found = await firstFound(version);
  expect(found?.bug).toMatch(/^read \d+ after the write of \d+ was acknowledged$/);
  expect(found?.trace).toHaveLength(8);
  expect(await performRun(version, found?.seed ?? '', host)).toEqual(found);
});

test('answers when the disk has it: held', async () => {
  expect(await firstFound('answers when the disk has it')).toBeUndefined();
});

test.each(['replicated-register', 'hunt'])('the page shows %s as it is', (name) => {
  const page = readFileSync(new URL('../docs/SIMULATOR.md', import.meta.url), 'utf8');
  const code = readFileSync(new URL(`../examples/${name}.ts`, import.meta.url), 'utf8');
  expect(page).toContain(`\n\`\`\`ts\n${code}\`\`\`\n`);
});
