import { describe, expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkModuleState } from './module-state.ts';

function complaints(body: string, path = 'src/simulator/a.ts'): string[] {
  return messagesOf(checkModuleState(snippet(path, body)));
}

describe('state at module level', () => {
  test.each([
    'let count = 0;',
    'export let count = 0;',
    'var count = 0;',
    'const cache = new Map<string, number>();',
    'export const cache: Map<string, number> = new Map();',
    'const list: number[] = [];',
    'const list = [1, 2];',
    'const seen = new WeakSet();',
    'const page = new Uint8Array(4096);',
    'const table = { a: 1 };',
    'const table: Record<string, number> = {};',
    'const table: { a: number } = { a: 1 };',
    'const table = { a: 1 } satisfies Shape;',
    'const kernel = new Kernel();',
    'class K { static count = 0; }',
    'class K { static readonly byName = new Map(); }',
    'if (x) { let count = 0; }',
  ])('%s is refused', (body) => {
    expect(complaints(body)).toHaveLength(1);
  });

  test.each([
    'const LIMIT = 3;',
    'const cache: ReadonlyMap<string, number> = new Map();',
    "const names: ReadonlySet<string> = new Set(['a']);",
    'const list: readonly number[] = [1, 2];',
    'const list = [1, 2] as const;',
    'const table: Readonly<Record<string, number>> = { a: 1 };',
    'const table: { readonly a: number } = { a: 1 };',
    'const table = { a: 1 } as const;',
    'const table = { a: 1 } as const satisfies Shape;',
    'const table: Readonly<Uint32Array> = new Uint32Array(256);',
    "export const scenario: Scenario = { name: 'x' };",
    "const frozen = Object.freeze({ name: 'x' });",
    'const NOTHING = new Uint8Array(0);',
    'const pattern = new RegExp("a");',
    'const run = () => { let count = 0; const seen = new Set(); return [count, seen]; };',
    'class K { static readonly NAME = "k"; #seen = new Map(); }',
    'declare let native: number;',
  ])('%s is fine', (body) => {
    expect(complaints(body)).toEqual([]);
  });

  test('tests may keep state', () => {
    expect(complaints('let count = 0;', 'src/simulator/a.test.ts')).toEqual([]);
  });
});
