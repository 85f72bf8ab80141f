import { expect, test } from 'vitest';
import { parseSource } from '../source.ts';
import { checkHeader } from './header.ts';

function complains(text: string, path = 'src/base/a.ts'): boolean {
  return checkHeader(parseSource(path, text)).length === 1;
}

test('a file starts with a comment', () => {
  expect(complains('// Bytes and text, and nothing else.\n\nx();\n')).toBe(false);
  expect(complains('/* Bytes and text, and nothing else. */\nx();\n')).toBe(false);
  expect(complains('#!/usr/bin/env node\n// The command: one file per subcommand.\n\nx();\n')).toBe(false);
  expect(complains('x();\n')).toBe(true);
  expect(complains("import './a.ts';\n// Bytes and text, and nothing else.\n")).toBe(true);
});

test('that says something', () => {
  expect(complains('// bytes\n\nx();\n')).toBe(true);
});

test('tests speak for themselves', () => {
  expect(complains('x();\n', 'src/base/a.test.ts')).toBe(false);
});
