// Random courses of file operations, syncs, failed syncs and power losses, beside a model of what may be left. Nothing else may be, and
// every kind of outcome is met.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiskCourse, type Outcome, PATHS, type Step } from './testing/disk-course.ts';

const file = fc.oneof(fc.nat(1), fc.nat(PATHS.length - 1));
const position = fc.oneof(
  fc.nat(20),
  fc.integer({ min: 500, max: 520 }),
  fc.integer({ min: 4090, max: 4100 }),
);
const length = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 500, max: 1100 }));

function only<K extends string>(kind: K, weight: number) {
  return { weight, arbitrary: fc.record({ kind: fc.constant(kind), file }) };
}

const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('write' as const), file, position, length }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('truncate' as const), file, position }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rename' as const), file, to: file }) },
  only('create', 2),
  only('unlink', 2),
  only('begin', 4),
  only('complete', 4),
  only('fail', 1),
  only('begin-names', 6),
  only('complete-names', 6),
  only('fail-names', 1),
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'power' }) },
);

const OUTCOMES: readonly Outcome[] = [
  'write kept',
  'write lost',
  'write kept up to the old size',
  'write only in its size',
  'write torn at a sector',
  'write torn in a sector',
  'creation kept',
  'creation lost',
  'rename kept',
  'rename lost',
  'unlink kept',
  'unlink undone',
  'cut kept',
  'cut lost',
];

test.each([
  { options: {}, outcomes: OUTCOMES },
  { options: { keepsCutBytes: true }, outcomes: OUTCOMES },
  {
    options: { tearsSectors: false },
    outcomes: OUTCOMES.filter((outcome) => outcome !== 'write torn in a sector'),
  },
])(
  'a power loss leaves what the rules allow, and now and then each of it: $options',
  ({ options, outcomes }) => {
    const met = new Set<Outcome>();
    fc.assert(
      fc.property(fc.array(STEP, { minLength: 5, maxLength: 40 }), fc.nat(9999), (steps, seed) => {
        const course = new DiskCourse(options, seed);
        for (const step of [...steps, { kind: 'power' as const }]) course.act(step);
        for (const outcome of course.outcomes) met.add(outcome);
      }),
      { numRuns: 3000, seed: 3 },
    );
    expect([...met].sort()).toEqual([...outcomes].sort());
  },
);
