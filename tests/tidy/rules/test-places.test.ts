import { expect, test } from 'vitest';
import { checkTestPlaces } from './test-places.ts';

const subjects = ['src/base/lane.ts', 'src/simulator/network/fabric.ts'];

test.each([
  'src/base/lane.test.ts',
  'src/base/lane-overload.test.ts',
  'src/simulator/network/network.test.ts',
  'tests/anything.test.ts',
])('%s is in its place', (path) => {
  expect(checkTestPlaces([...subjects, path])).toEqual([]);
});

test.each([
  'src/base/queue.test.ts',
  'src/base/lanes.test.ts',
  'src/base/lane.spec.ts',
  'src/base/__tests__/lane.test.ts',
  'src/base/tests/lane.ts',
])('%s is not', (path) => {
  expect(checkTestPlaces([...subjects, path]).map((problem) => problem.path)).toEqual([path]);
});
