import { integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tinyScenario } from '../explorer/testing/tiny-host.ts';
import { drawPlan } from './draw-plan.ts';
import { brokerKill, faultSource, partition } from './fault-source.ts';
import type { Plan } from './plan.ts';
import { PLAN_SCHEMA } from './plan-schema.ts';
import { replan } from './replan.ts';
import type { Scenario } from './scenario.ts';

const scenario: Scenario = {
  ...tinyScenario(),
  operations: { slot: record({ atMs: integer({ min: 0, max: 14_000 }) }), minimum: 20, maximum: 40 },
  startMs: (operation) => (operation as { atMs: number }).atMs,
  faults: [brokerKill, partition, faultSource('jitter', { chancePerCent: 50, maximum: 2 })],
};

const PLANS = Array.from({ length: 60 }, (_, index) => drawPlan(scenario, `R:${index}`, 'swarm'));
const startOf = ({ operation }: Plan['operations'][number]) => scenario.startMs(operation);

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

describe('another future for a plan', () => {
  test('keeps what has begun, and begins nothing new before the moment', () => {
    for (const plan of PLANS) {
      const other = replan(scenario, plan, { afterMs: 6000, salt: '1' });
      expect(other.operations.filter((slot) => startOf(slot) <= 6000)).toEqual(
        plan.operations.filter((slot) => startOf(slot) <= 6000),
      );
      expect(other.faults.filter(({ fault }) => fault.atMs <= 6000)).toEqual(
        plan.faults.filter(({ fault }) => fault.atMs <= 6000),
      );
      expect(PLAN_SCHEMA.safeParse(other).success).toBe(true);
    }
  });

  test('keeps what begins at the very moment', () => {
    for (const plan of PLANS) {
      for (const { slot, fault } of plan.faults) {
        const { faults } = replan(scenario, plan, { afterMs: fault.atMs, salt: '1' });
        expect(faults).toContainEqual({ slot, fault });
      }
    }
  });

  test('is the plan itself after the end of it, and wholly another one before its start', () => {
    for (const plan of PLANS.slice(0, 10)) {
      expect(replan(scenario, plan, { afterMs: 14_000, salt: '1' })).toEqual(plan);
      const other = replan(scenario, plan, { afterMs: -1, salt: '1' });
      expect(other.operations.length).toBeGreaterThanOrEqual(20);
      const numbers = new Set(plan.operations.map(({ slot }) => slot));
      expect(other.operations.some(({ slot }) => numbers.has(slot))).toBe(false);
    }
  });

  test('expects as much after the moment as any plan has there', () => {
    const later = (plans: readonly Plan[], afterMs: number) => ({
      operations: mean(
        plans.map(({ operations }) => operations.filter((slot) => startOf(slot) > afterMs).length),
      ),
      faults: mean(plans.map(({ faults }) => faults.filter(({ fault }) => fault.atMs > afterMs).length)),
    });
    const futures = PLANS.flatMap((plan) =>
      Array.from({ length: 10 }, (_, salt) => replan(scenario, plan, { afterMs: 6000, salt: `${salt}` })),
    );
    const any = later(
      Array.from({ length: 600 }, (_, index) => drawPlan(scenario, `any:${index}`, 'swarm')),
      6000,
    );
    expect(Math.abs(later(futures, 6000).operations / any.operations - 1)).toBeLessThan(0.1);
    // Somewhat less: of some classes there have been as many as there may be.
    const ratio = later(futures, 6000).faults / any.faults;
    expect([ratio > 0.75, ratio < 1.1]).toEqual([true, true]);
  });

  test('has of no class more than a plan may have', () => {
    for (const plan of PLANS) {
      for (const afterMs of [2000, 7000, 12_000]) {
        const { faults } = replan(scenario, plan, { afterMs, salt: 'x' });
        const count = (kind: string) => faults.filter(({ fault }) => fault.kind === kind).length;
        expect(count('kill-process')).toBeLessThanOrEqual(3);
        expect(count('jitter')).toBeLessThanOrEqual(2);
      }
    }
  });

  test('a text is a future: the same again, another one for another text', () => {
    const [plan] = PLANS as [Plan];
    const future = (salt: string) => JSON.stringify(replan(scenario, plan, { afterMs: 3000, salt }));
    expect(future('1')).toBe(future('1'));
    expect(future('1')).not.toBe(future('2'));
  });
});
