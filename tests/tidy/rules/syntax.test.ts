import { expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkSyntax } from './syntax.ts';

const SILENCER = ['ts', 'ignore'].join('-');

test.each([
  ['enum Color { Red }', /^3: enum/],
  ['const enum Color { Red }', /^3: enum/],
  ['let value: any;', /^3: any/],
  ['const x = y as any;', /^3: any/],
  ['export default 1;', /^3: default export/],
  ['namespace N { export const x = 1; }', /^3: namespace/],
  [`// @${SILENCER}\nf();`, /^3: silences the compiler/],
])('%s is refused', (body, message) => {
  expect(messagesOf(checkSyntax(snippet('src/base/a.ts', body)))).toEqual([expect.stringMatching(message)]);
});

test('a configuration may have a default export', () => {
  expect(checkSyntax(snippet('vitest.config.ts', 'export default 1;'))).toEqual([]);
});

test('ordinary code passes', () => {
  const body =
    "type Color = 'red';\nexport const any: unknown = 'any';\n// @ts-expect-error: the compiler must refuse this\nf();";
  expect(checkSyntax(snippet('src/base/a.ts', body))).toEqual([]);
});
