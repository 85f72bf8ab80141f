import { describe, expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkHostBans } from './host-bans.ts';

function complaints(body: string, path = 'src/simulator/a.ts'): string[] {
  return messagesOf(checkHostBans(snippet(path, body)));
}

describe('banned in host-free layers', () => {
  test.each([
    ['const now = Date.now();', 'Date', 'environment.clock'],
    ['const at = new Date();', 'Date', 'environment.clock'],
    ['let at: Date;', 'Date', 'environment.clock'],
    ['const { random } = { random: Math.random };', 'Math.random', 'keyed draw'],
    ["const x = Math['random']();", 'Math.random', 'keyed draw'],
    ['const x = Math[name]();', 'Math.[…]', 'integer table'],
    ['const x = Math.pow(2, n);', 'Math.pow', 'integer table'],
    ['const x = Math.exp(1) ;', 'Math.exp', 'integer table'],
    ['const x = 2 ** n;', '**', 'table'],
    ['n **= 2;', '**', 'table'],
    ['let cache: WeakRef<object>;', 'WeakRef', 'release'],
    ['new FinalizationRegistry(f);', 'FinalizationRegistry', 'release'],
    ['new Intl.Collator();', 'Intl', 'by hand'],
    ['a.localeCompare(b);', 'localeCompare', 'compareText'],
    ['a.toLocaleString();', 'toLocaleString', 'by hand'],
    ["a['toLocaleUpperCase']();", 'toLocaleUpperCase', 'by hand'],
    ['setTimeout(f, 1);', 'setTimeout', 'environment.timers'],
    ['queueMicrotask(f);', 'queueMicrotask', 'interleave'],
    ['console.log(1);', 'console', 'environment.observe'],
    ['const x = { process };', 'process', 'option'],
    ['Buffer.from(x);', 'Buffer', 'Uint8Array'],
    ['globalThis.x = 1;', 'globalThis', 'Environment'],
    ["eval('1');", 'eval', 'write the code down'],
  ])('%s', (body, name, advice) => {
    const [first] = complaints(body);
    expect(first).toContain(`3: ${name} `);
    expect(first).toContain(advice);
  });

  test('names after a dot, keys and locals are no globals', () => {
    const body = [
      "import { process } from './process.ts';",
      'export const table = { Date: 1, console: process };',
      'export function f(performance: { Date: number }, fetch = 1): number { return performance.Date + fetch; }',
      'class K { Buffer = 1; setTimeout() { return this.Buffer; } }',
      'const KIB = 2 ** 10, x = Math.floor(1.5) + Math.imul(2, 3) + Math.sqrt(4);',
      'const [crypto] = [1]; crypto;',
    ].join('\n');
    expect(complaints(body)).toEqual([]);
  });

  test('a local name does not excuse the language itself', () => {
    expect(complaints("import { Date } from './date.ts';")).not.toEqual([]);
  });

  test('hosts and tests may', () => {
    expect(complaints('setTimeout(() => Date.now(), 1);', 'src/nodejs/a.ts')).toEqual([]);
    expect(complaints('setTimeout(() => Date.now(), 1);', 'src/cli/a.ts')).toEqual([]);
    expect(complaints('setTimeout(() => Date.now(), 1);', 'src/simulator/a.test.ts')).toEqual([]);
  });

  test('scenarios and designs may not', () => {
    expect(complaints('Date.now();', 'scenarios/a.ts')).toHaveLength(1);
    expect(complaints('Date.now();', 'designs/zoo/a.ts')).toHaveLength(1);
  });

  test('statistics may round but not throw dice', () => {
    expect(complaints('Math.log(2); 2 ** n;', 'src/explorer/interval.ts')).toEqual([]);
    expect(complaints('Math.random();', 'src/explorer/interval.ts')).toHaveLength(1);
  });
});
