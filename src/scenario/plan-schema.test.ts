import { constantFrom, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tinyScenario } from '../explorer/testing/tiny-host.ts';
import { drawPlan } from './draw-plan.ts';
import { brokerKill, clientLeave, faultSource, loseReply, partition, slowPath } from './fault-source.ts';
import { networkTrouble } from './network-trouble.ts';
import type { Plan } from './plan.ts';
import { checkOperations, PLAN_SCHEMA } from './plan-schema.ts';
import type { Scenario } from './scenario.ts';

const scenario: Scenario = {
  ...tinyScenario(),
  faults: [
    brokerKill,
    clientLeave,
    loseReply,
    partition,
    slowPath,
    faultSource('datagram-trouble', { chancePerCent: 50, maximum: 2 }),
    ...networkTrouble,
  ],
};

function withOperation(operation: unknown): Plan {
  const plan = drawPlan(scenario, 'S:1', 'swarm');
  return { ...plan, operations: [{ slot: 0, operation }] };
}

describe('plan schema', () => {
  test('every drawn plan is valid after a detour through JSON, in every profile', () => {
    for (const profile of ['swarm', 'calm', 'fierce', 'long', 'overload'] as const) {
      for (let index = 0; index < 40; index += 1) {
        const plan = drawPlan(scenario, `S:${index}`, profile);
        const copy: unknown = JSON.parse(JSON.stringify(plan));
        expect(PLAN_SCHEMA.parse(copy)).toEqual(plan);
        expect(checkOperations(plan, scenario)).toEqual([]);
      }
    }
  });

  test('a plan from before a condition was drawn is valid and means what it meant', () => {
    const plan = drawPlan(scenario, 'S:1', 'swarm');
    const added = {
      clockOffsetMaximumMs: 0,
      disk: 'plain',
      jitterMaximumUs: 0,
      pieceMaximumBytes: 0,
      bytesPerSecond: 0,
    };
    const older = Object.entries(plan.conditions).filter(([name]) => !(name in added));
    const parsed = PLAN_SCHEMA.parse({ ...plan, conditions: Object.fromEntries(older) });
    expect(parsed).toEqual({ ...plan, conditions: { ...plan.conditions, ...added } });
  });

  test('two operations that share a slot are refused', () => {
    const plan = drawPlan(scenario, 'S:1', 'swarm');
    const slot = { slot: 0, operation: { atMs: 1 } };
    const parsed = PLAN_SCHEMA.safeParse({ ...plan, operations: [slot, slot] });
    expect(parsed.error?.issues[0]?.message).toBe('two operations share a slot');
  });

  test('an operation that the scenario never draws is refused', () => {
    expect(checkOperations(withOperation({ atMs: 5 }), scenario)).toEqual([]);
    expect(checkOperations(withOperation({ atMs: 500 }), scenario)).toEqual([
      'plan.operations[0].operation is {"atMs":500}: tiny never draws such an operation',
    ]);
    expect(checkOperations(withOperation({ atMs: 5, extra: 1 }), scenario)).toHaveLength(1);
  });

  test('where an arbitrary cannot say what is its own, nothing is refused', () => {
    const oneWay = record({
      atMs: integer({ min: 0, max: 9 }),
      word: constantFrom('a', 'b').map((word) => word + word),
    });
    const mapped: Scenario = { ...scenario, operations: { slot: oneWay, minimum: 1, maximum: 3 } };
    expect(checkOperations(withOperation({ atMs: 500 }), mapped)).toEqual([]);
  });

  test('a plan of another scenario is refused', () => {
    expect(checkOperations(drawPlan(tinyScenario('other'), 'S:1', 'swarm'), scenario)).toHaveLength(1);
  });
});
