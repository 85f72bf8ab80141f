// What options over defaults are.

import { describe, expect, test } from 'vitest';
import { withDefaults } from './defaults.ts';

describe('options over defaults', () => {
  test('what is given wins, the rest is the default', () => {
    expect(withDefaults({ size: 1, name: 'a' }, { size: 2 })).toEqual({ size: 2, name: 'a' });
  });

  test('what is given as undefined is undefined', () => {
    expect(withDefaults({ size: 1 }, { size: undefined })).toEqual({ size: undefined });
  });

  test('neither side changes', () => {
    const defaults = Object.freeze({ size: 1 });
    const given = Object.freeze({ size: 2 });
    expect(withDefaults(defaults, given)).not.toBe(given);
    expect([defaults.size, given.size]).toEqual([1, 2]);
  });
});
