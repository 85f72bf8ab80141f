import { expect, test } from 'vitest';
import type { TraceEvent } from '../simulator/trace.ts';
import { firstDifference } from './first-difference.ts';

function trace(...labels: readonly string[]): readonly TraceEvent[] {
  return labels.map((label, index) => ({
    number: index + 1,
    timeUs: index,
    label,
    machine: 'm',
    identity: `${index}`,
    cause: '',
    detail: 0,
  }));
}

test('finds the first event that differs, or that only one trace has', () => {
  expect(firstDifference(trace('a', 'b'), trace('a', 'b'))).toBeUndefined();
  expect(firstDifference(trace('a', 'b', 'c'), trace('a', 'x', 'c'))).toMatchObject({
    event: 2,
    right: { label: 'x' },
  });
  expect(firstDifference(trace('a'), trace('a', 'b'))).toMatchObject({
    event: 2,
    left: undefined,
    right: { label: 'b' },
  });
});
