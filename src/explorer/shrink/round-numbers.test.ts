import { constant, constantFrom, integer, record } from 'fast-check';
import { expect, test } from 'vitest';
import { drawPlan } from '../../scenario/draw-plan.ts';
import type { Plan } from '../../scenario/plan.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { tinyScenario } from '../testing/tiny-host.ts';
import { roundNumbers } from './round-numbers.ts';

const SCENARIO: Scenario = {
  ...tinyScenario(),
  operations: {
    slot: record({
      atMs: integer({ min: 0, max: 30_000 }),
      bytes: constantFrom(0, 1448),
      way: constant('x'),
    }),
    minimum: 1,
    maximum: 1,
  },
};

function planWith(operation: object): Plan {
  return { ...drawPlan(SCENARIO, 'S:1', 'swarm'), operations: [{ slot: 4, operation }] };
}

function leftBy(plan: Plan): unknown {
  return roundNumbers(SCENARIO)
    .edits(plan)
    .reduce((edited, edit) => edit(edited), plan).operations[0]?.operation;
}

test('two digits are left, unless the scenario never draws the rest', () => {
  expect(leftBy(planWith({ atMs: 28_941, bytes: 1448, way: 'x' }))).toEqual({
    atMs: 28_000,
    bytes: 1448,
    way: 'x',
  });
});

test('what is round or small stays', () => {
  for (const atMs of [0, 7, 99, 130, 28_000])
    expect(roundNumbers(SCENARIO).edits(planWith({ atMs, bytes: 0, way: 'x' }))).toEqual([]);
});
