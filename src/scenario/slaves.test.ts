import { constant } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rollingRestart } from '../../scenarios/rolling-restart.ts';
import { drawPlan } from './draw-plan.ts';
import type { Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { allOraclesOf, oraclesOf, SLAVES_NOW_AND_THEN, slaves } from './slaves.ts';

const { slaves: _, ...rest } = rollingRestart as Scenario;
const WITHOUT: Scenario = rest;

function plansOf(scenario: Scenario): readonly Plan[] {
  return Array.from({ length: 40 }, (_, index) => drawPlan(scenario, `slaves:${index}`, 'swarm'));
}

describe('slaves of some runs', () => {
  test('leave the plans of the others as they were, and change nothing else of their own', () => {
    const before = plansOf(WITHOUT);
    const after = plansOf({ ...WITHOUT, slaves: slaves(constant(2)) });
    expect(plansOf({ ...WITHOUT, slaves: slaves(constant(0)) })).toEqual(before);
    for (const [index, { topology, conditions, ...others }] of after.entries()) {
      const { topology: plain, conditions: own, ...same } = before[index] as Plan;
      expect(others).toEqual(same);
      expect(topology).toEqual({ ...plain, slavesPerBroker: 2 });
      expect(conditions).toEqual({ ...own, replication: expect.anything() });
    }
  });

  test('are drawn now and then, one or two', () => {
    const scenario = { ...WITHOUT, slaves: SLAVES_NOW_AND_THEN };
    const counts = Array.from(
      { length: 600 },
      (_, index) => drawPlan(scenario, `often:${index}`, 'calm').topology.slavesPerBroker,
    );
    const share = counts.filter((count) => count !== undefined).length / counts.length;
    expect(new Set(counts)).toEqual(new Set([undefined, 1, 2]));
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.08);
  });

  test('are judged where they are, beside what every run owes', () => {
    const scenario = { ...WITHOUT, slaves: SLAVES_NOW_AND_THEN };
    const [plan] = plansOf(WITHOUT) as [Plan];
    const namesFor = (perBroker: number) =>
      oraclesOf(scenario, { ...plan, topology: { ...plan.topology, slavesPerBroker: perBroker } });
    expect(namesFor(0)).toEqual(WITHOUT.oracles);
    expect(namesFor(1)).toEqual(allOraclesOf(scenario));
    expect(namesFor(1).map(({ name }) => name)).toContain('confirmed-is-copied');
    expect(namesFor(1)).toHaveLength(new Set(namesFor(1)).size);
    expect(allOraclesOf(WITHOUT)).toEqual(WITHOUT.oracles);
  });
});
