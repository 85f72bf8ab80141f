// Plans of a scenario as an arbitrary, for properties: fast-check then shrinks them. Removing a slot leaves the others as they were; the seed
// of the world does not shrink.

import { type Arbitrary, constant, integer, noShrink, oneof, record, tuple, uniqueArray } from 'fast-check';
import type { Fault, FaultSlot } from '../simulator/fault/fault.ts';
import type { Conditions } from './conditions.ts';
import { CONDITIONS } from './conditions-source.ts';
import { type OperationSlot, PLAN_FORMAT, type Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';

const SLOT_MAX = 999_999;
const plain = { noNullPrototype: true } as const;

export function planArbitrary(scenario: Scenario): Arbitrary<Plan> {
  const slot = noShrink(integer({ min: 0, max: SLOT_MAX }));
  const { minimum, maximum } = scenario.operations;
  const operations = uniqueArray(record({ slot, operation: scenario.operations.slot }, plain), {
    minLength: 1,
    maxLength: Math.max(minimum, maximum),
    size: 'max',
    selector: (element: OperationSlot) => element.slot,
  });
  return record(
    {
      format: constant(PLAN_FORMAT),
      scenario: constant(scenario.name),
      seed: noShrink(integer({ min: 0 })).map(String, Number),
      profile: constant<Plan['profile']>('swarm'),
      topology: scenario.topology,
      conditions: conditionsOf(scenario),
      operations,
      faults: faultSlots(scenario, slot),
    },
    plain,
  );
}

function conditionsOf({ conditions }: Scenario): Arbitrary<Conditions> {
  if (conditions === undefined) return CONDITIONS;
  return tuple(CONDITIONS, conditions).map(([common, own]) => ({ ...common, ...own }));
}

function faultSlots(scenario: Scenario, slot: Arbitrary<number>): Arbitrary<FaultSlot[]> {
  const most = scenario.faults.reduce((sum, { maximum }) => sum + maximum, 0);
  return uniqueArray(record({ slot, fault: anyFault(scenario) }, plain), {
    maxLength: most,
    size: 'max',
    selector: (element: FaultSlot) => element.slot,
  });
}

function anyFault(scenario: Scenario): Arbitrary<Fault> {
  const weighted = scenario.faults.map(({ slot, chancePerCent }) => ({
    arbitrary: slot,
    weight: chancePerCent,
  }));
  return oneof(...weighted);
}
