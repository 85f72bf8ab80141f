import { expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkSizes, FILE_LINES_MAX, FUNCTION_LINES_MAX } from './sizes.ts';

function complaints(body: string, path = 'src/base/a.ts'): string[] {
  return messagesOf(checkSizes(snippet(path, body)));
}

const HEADER_LINES = 2;

function functionOf(lines: number): string {
  return `function f() {\n${'  x();\n'.repeat(lines - 2)}}`;
}

test('a file may have 400 lines and no more', () => {
  const body = (lines: number) => Array.from({ length: lines - HEADER_LINES }, () => 'x();').join('\n');
  expect(complaints(body(FILE_LINES_MAX))).toEqual([]);
  expect(complaints(body(FILE_LINES_MAX + 1))).toEqual(['1: 401 lines, more than 400: one thought per file']);
});

test('a function may have 70 lines and no more', () => {
  expect(complaints(functionOf(FUNCTION_LINES_MAX))).toEqual([]);
  expect(complaints(functionOf(FUNCTION_LINES_MAX + 1))[0]).toMatch(/^3: function of 71 lines/);
});

test('closures count for the function around them', () => {
  const inner = functionOf(40);
  expect(complaints(`export const f = () => {\n${inner}\n${inner}\n};`)).toHaveLength(1);
});

test('methods are functions; functions of tests may be long', () => {
  const method = functionOf(FUNCTION_LINES_MAX + 1).replace('function ', '');
  expect(complaints(`class K {\n${method}\n}`)).toHaveLength(1);
  expect(complaints(functionOf(FUNCTION_LINES_MAX + 1), 'src/base/a.test.ts')).toEqual([]);
});

test('four positional parameters and no more', () => {
  expect(complaints('function f(a, b, c, d) {}')).toEqual([]);
  expect(complaints('const f = (a, b, c, d, e) => a;')[0]).toMatch(/^3: 5 positional parameters/);
  expect(complaints('class K { constructor(a, b, c, d, e) {} }')).toHaveLength(1);
});
