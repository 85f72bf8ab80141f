import { describe, expect, test } from 'vitest';
import { drawPlan } from '../../scenario/draw-plan.ts';
import type { Plan } from '../../scenario/plan.ts';
import { tinyScenario } from '../testing/tiny-host.ts';
import { BEGINNING, type Pass, proposals } from './pass.ts';

const SCENARIO = tinyScenario();
const PLAN: Plan = {
  ...drawPlan(SCENARIO, 'S:1', 'swarm'),
  operations: [0, 1, 2, 3, 4].map((slot) => ({ slot, operation: { atMs: 0 } })),
};

const dropFirst: Pass = {
  name: 'drop',
  edits: ({ operations }) =>
    operations.map(({ slot }) => (plan: Plan) => ({
      ...plan,
      operations: plan.operations.filter((other) => other.slot !== slot),
    })),
};

function slotsOf({ operations }: Plan): string {
  return operations.map(({ slot }) => slot).join('');
}

describe('a pass', () => {
  test('is tried with all edits at once, then halves, and in the end each alone', () => {
    const left = [...proposals(dropFirst, PLAN, BEGINNING)].map(({ plan }) => slotsOf(plan));
    expect(left).toEqual(['', '34', '012', '234', '014', '0123', '1234', '0234', '0134', '0124', '0123']);
  });

  test('goes on behind what was taken, with as many edits at a time', () => {
    const [, second] = [...proposals(dropFirst, PLAN, BEGINNING)];
    expect(second).toMatchObject({ next: { size: 3, position: 0 } });
    const plan = second?.plan ?? PLAN;
    const left = [...proposals(dropFirst, plan, second?.next ?? BEGINNING)];
    expect(left.map((proposal) => slotsOf(proposal.plan))).toEqual(['', '4', '3']);
  });

  test('does not try again what it has passed at this size', () => {
    const [, , third] = [...proposals(dropFirst, PLAN, BEGINNING)];
    expect(third).toMatchObject({ next: { size: 3, position: 3 } });
    const left = [...proposals(dropFirst, third?.plan ?? PLAN, third?.next ?? BEGINNING)];
    expect(left.map(({ plan }) => slotsOf(plan))).toEqual(['2', '01', '12', '02', '01']);
  });

  test('of edits that exclude each other is tried with each alone', () => {
    const left = [...proposals({ ...dropFirst, isSingly: true }, PLAN, BEGINNING)];
    expect(left.map(({ plan }) => slotsOf(plan))).toEqual(['1234', '0234', '0134', '0124', '0123']);
  });

  test('without edits proposes nothing', () => {
    expect([...proposals({ name: 'none', edits: () => [] }, PLAN, BEGINNING)]).toEqual([]);
  });
});
