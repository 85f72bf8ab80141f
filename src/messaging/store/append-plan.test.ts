import { expect, test } from 'vitest';
import { planAppend } from './append-plan.ts';

test('an append fits when a blank record still fits behind it', () => {
  expect(planAppend(100, 1000, 892)).toEqual({ kind: 'fits', start: 100 });
  expect(planAppend(100, 1000, 893)).toEqual({ kind: 'rolls', blankAt: 100, blankBytes: 900, start: 1000 });
  expect(planAppend(2992, 1000, 1)).toEqual({ kind: 'rolls', blankAt: 2992, blankBytes: 8, start: 3000 });
  expect(planAppend(3000, 1000, 992)).toEqual({ kind: 'fits', start: 3000 });
  expect(planAppend(3000, 1000, 993)).toEqual({ kind: 'too-large' });
});
