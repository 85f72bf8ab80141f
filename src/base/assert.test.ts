import { describe, expect, test } from 'vitest';
import { AssertionError, assert, present, unreachable } from './assert.ts';

describe('assertions', () => {
  test('hold or end the run with their message', () => {
    expect(() => assert(true, 'never seen')).not.toThrow();
    expect(() => assert(false, 'queue offset went back')).toThrow(
      new AssertionError('queue offset went back'),
    );
  });

  test('present passes every value but the two absent ones', () => {
    for (const value of [0, '', false, Number.NaN]) expect(present(value, 'value')).toBe(value);
    expect(() => present(undefined, 'route of topic T')).toThrow('missing: route of topic T');
    expect(() => present(null, 'route')).toThrow(AssertionError);
  });

  test('unreachable shows the value that got there', () => {
    expect(() => unreachable({ kind: 'new' } as never)).toThrow('unreachable: {"kind":"new"}');
  });
});
