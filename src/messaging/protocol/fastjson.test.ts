import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFastjson } from './fastjson.ts';

test('standard JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(parseFastjson(json)).toEqual(JSON.parse(json));
    }),
  );
});

test('integer keys need no quotes, at any depth', () => {
  expect(parseFastjson('{0:"a", 12 : {-1:[{3:null}]},"4":true}')).toEqual({
    0: 'a',
    12: { '-1': [{ 3: null }] },
    4: true,
  });
});

test('what is neither is undefined', () => {
  for (const text of [
    '',
    '{',
    '{a:1}',
    '{0:1,}',
    '{0 1}',
    '[1,]',
    '{0:1}x',
    '{0:"\\u12"}',
    '{0:01}',
    "{0:'a'}",
    'tru',
  ]) {
    expect(parseFastjson(text), text).toBeUndefined();
  }
});

test('nesting without end is refused', () => {
  expect(parseFastjson(`{0:${'['.repeat(100_000)}`)).toBeUndefined();
  expect(parseFastjson(`${'{0:'.repeat(60)}1${'}'.repeat(60)}`)).toBeDefined();
});

test('a __proto__ key is a key like any other', () => {
  const read = parseFastjson('{0:1,"__proto__":{"polluted":true}}') as object;
  expect(Object.keys(read)).toEqual(['0', '__proto__']);
  expect('polluted' in read).toBe(false);
});
