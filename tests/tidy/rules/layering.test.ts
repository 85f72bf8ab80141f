import { expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkLayering } from './layering.ts';

function complaints(path: string, ...lines: readonly string[]): string[] {
  return messagesOf(checkLayering(snippet(path, lines.join('\n'))));
}

test('what the table allows passes', () => {
  expect(
    complaints('src/messaging/broker/a.ts', "import { x } from '../store/b.ts';", "import './c.ts';"),
  ).toEqual([]);
  expect(
    complaints('src/cli/a.ts', "import 'node:fs';", "import 'commander';", "import '../nodejs/a.ts';"),
  ).toEqual([]);
});

test('a broker may not import a client, not even a type', () => {
  expect(complaints('src/messaging/broker/a.ts', "import type { X } from '../client/b.ts';")).toEqual([
    '3: messaging/broker must not import messaging/client (table in tests/tidy/layers.ts)',
  ]);
});

test('the simulator may not import messaging', () => {
  expect(
    complaints('src/simulator/network/a.ts', "import { x } from '../../messaging/message/b.ts';")[0],
  ).toMatch(/^3: simulator must not import messaging\/message/);
});

test('host-free layers may not import node:*', () => {
  expect(complaints('src/base/a.ts', "import { readFileSync } from 'node:fs';")).toEqual([
    "3: base is host-free: ask the Environment instead of 'node:fs'",
  ]);
});

test('packages are named per layer', () => {
  expect(complaints('src/scenario/a.ts', "import fc from 'fast-check';")).toEqual([]);
  expect(complaints('src/base/a.ts', "import x from '@scope/name/sub';")).toEqual([
    "3: base must not import the package '@scope/name' (table in tests/tidy/layers.ts)",
  ]);
});

test('imports end in .ts', () => {
  expect(complaints('src/base/a.ts', "import { b } from './b.js';")[0]).toMatch(/imports end in \.ts/);
});

test('a file without a layer is told so', () => {
  expect(complaints('src/messaging/loose.ts')[0]).toMatch(/belongs to no layer/);
  expect(complaints('src/base/a.ts', "import '../loose.ts';")[0]).toMatch(/which belongs to no layer/);
});

test('production code may not import test support', () => {
  expect(complaints('src/base/a.ts', "import { b } from './testing/b.ts';")).toEqual([
    "3: imports './testing/b.ts', which is for tests only",
  ]);
  expect(complaints('src/base/testing/b.ts', "import { run } from '../../simulator/run.ts';")).toEqual([]);
});

test('unit tests may import anything', () => {
  expect(complaints('src/base/a.test.ts', "import 'node:fs';", "import '../cli/main.ts';")).toEqual([]);
});
