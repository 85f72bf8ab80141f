import { describe, expect, test } from 'vitest';
import { orderLifecycle } from '../../../scenarios/order-lifecycle.ts';
import { powerLoss } from '../../../scenarios/power-loss.ts';
import { rollingRestart } from '../../../scenarios/rolling-restart.ts';
import { drawPlan } from '../../scenario/draw-plan.ts';
import type { Plan } from '../../scenario/plan.ts';
import { checkOperations, PLAN_SCHEMA } from '../../scenario/plan-schema.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { ownConditions } from './own-conditions.ts';
import { BEGINNING, type Pass, proposals } from './pass.ts';
import { passesFor } from './passes.ts';

const ORDERS = orderLifecycle as Scenario;
const POWER = powerLoss as Scenario;

/** As if every run failed as before. */
function exhausted(pass: Pass, plan: Plan): Plan {
  let place = BEGINNING;
  for (let left = plan, steps = 0; steps < 2000; steps += 1) {
    const [first] = proposals(pass, left, place);
    if (first === undefined) return left;
    left = first.plan;
    place = first.next;
  }
  throw new Error(`${pass.name} does not end`);
}

function passNamed(scenario: Scenario, name: string): Pass {
  const pass = passesFor(scenario).main.find((candidate) => candidate.name === name);
  if (pass === undefined) throw new Error(`no pass ${name}`);
  return pass;
}

function leftBy(name: string, plan: Plan, scenario = ORDERS): Plan {
  return exhausted(passNamed(scenario, name), plan);
}

describe('passes', () => {
  const plan = drawPlan(ORDERS, 'passes:1', 'fierce');

  test('faults and operations go, the others keep their numbers', () => {
    expect(leftBy('fewer faults', plan)).toEqual({ ...plan, faults: [] });
    expect(leftBy('fewer operations', plan)).toEqual({ ...plan, operations: [] });
    const [first] = [...proposals(passNamed(ORDERS, 'fewer operations'), plan, { size: 10, position: 0 })];
    expect(first?.plan.operations).toEqual(plan.operations.slice(0, -10));
  });

  test('a cluster becomes the smallest that its scenario draws', () => {
    const { topology } = leftBy('fewer machines', plan);
    expect(topology).toEqual({ nameServers: 1, brokers: 3, producers: 2, consumers: 2, queuesPerBroker: 1 });
  });

  test('conditions become calm, but those of the scenario stay what it can draw', () => {
    const { conditions } = leftBy('calmer conditions', plan);
    expect(conditions).toMatchObject({
      tieBreak: 'first-in-first-out',
      latencyMinimumUs: 500,
      latencyMaximumUs: 500,
      lossPerMillion: 0,
      disk: 'plain',
      interleaveMaximumUs: 0,
      commitLogFileBytes: 1_048_576,
      disturbMs: plan.conditions.disturbMs,
    });
    const own = leftBy('calmer conditions', drawPlan(POWER, 'passes:1', 'swarm'), POWER).conditions;
    expect(own).toMatchObject({ commitLogFileBytes: 2048, consumeQueueFileUnits: 4, latencyMinimumUs: 50 });
    const drawnNames = Object.entries(own).filter(([name]) => ownConditions(POWER).includes(name));
    expect(POWER.conditions?.canShrinkWithoutContext(Object.fromEntries(drawnNames))).toBe(true);
  });

  test('faults and operations become plain and stay what the scenario can draw', () => {
    const { faults } = leftBy('plainer faults', plan);
    expect(faults.map(({ slot, fault }) => [slot, fault.kind])).toEqual(
      plan.faults.map(({ slot, fault }) => [
        slot,
        fault.kind === 'stop-process' ? 'kill-process' : fault.kind,
      ]),
    );
    for (const { fault } of faults) expect(fault).toMatchObject({ atMs: expect.any(Number) });
    const { operations } = leftBy('plainer operations', plan);
    for (const { operation } of operations)
      expect(operation).toEqual({
        atMs: 0,
        payAfterMs: 0,
        completeAfterMs: 0,
        noteBytes: 0,
        lookUp: expect.any(String),
      });
  });

  test('the disturb phase becomes short, unless the scenario says how long it is', () => {
    expect(leftBy('a shorter disturb phase', plan).conditions.disturbMs).toBe(1000);
    expect(passesFor(rollingRestart as Scenario).main.map(({ name }) => name)).not.toContain(
      'a shorter disturb phase',
    );
  });

  test.each([ORDERS, POWER])('whatever comes out of all of them is a plan of $name', (scenario) => {
    for (const pass of passesFor(scenario).main) {
      const [first] = proposals(pass, drawPlan(scenario, 'passes:2', 'fierce'), BEGINNING);
      if (first === undefined) continue;
      expect(PLAN_SCHEMA.parse(first.plan), pass.name).toEqual(first.plan);
      expect(checkOperations(first.plan, scenario), pass.name).toEqual([]);
    }
    const least = passesFor(scenario).main.reduce(
      (plan, pass) => exhausted(pass, plan),
      drawPlan(scenario, 'passes:3', 'fierce'),
    );
    expect(scenario.topology.canShrinkWithoutContext(least.topology)).toBe(true);
  });
});
