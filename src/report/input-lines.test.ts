import { expect, test } from 'vitest';
import type { InputDifference } from '../explorer/diff/input-comparison.ts';
import { inputLines } from './input-lines.ts';

test('each kind has its words', () => {
  const kill = { kind: 'kill-process', role: 'broker', index: 1 };
  const differences: readonly InputDifference[] = [
    { kind: 'design', name: '', left: 'plain', right: 'other' },
    { kind: 'part', name: 'client.selectQueue', left: undefined, right: 'replaced' },
    { kind: 'option', name: 'flush', left: 'synchronous', right: undefined },
    { kind: 'fault', name: '3', left: undefined, right: kill },
    { kind: 'fault', name: '4', left: kill, right: { ...kill, index: 2 } },
  ];
  expect(inputLines(differences)).toEqual([
    'design A plain, B other',
    'part client.selectQueue is replaced only in B',
    'option flush only in A: synchronous',
    'fault 3 only in B: kill-process (role broker, index 1)',
    'fault 4 A kill-process (role broker, index 1), B kill-process (role broker, index 2)',
  ]);
});

test('of many, the first few', () => {
  const conditions = Array.from({ length: 6 }, (_, index): InputDifference => {
    return { kind: 'condition', name: `c${index}`, left: index, right: -1 };
  });
  const operations = Array.from({ length: 13 }, (_, index): InputDifference => {
    const left = index === 12 ? undefined : { atMs: 1 };
    return { kind: 'operation', name: String(index), left, right: index < 11 ? undefined : { atMs: 2 } };
  });
  expect(inputLines([...conditions, ...operations])).toEqual([
    'condition: c0 A 0, B -1; c1 A 1, B -1; c2 A 2, B -1, and 3 more',
    'operations only in A: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 1 more',
    'operations only in B: 12',
    'operations changed: 11',
  ]);
});
