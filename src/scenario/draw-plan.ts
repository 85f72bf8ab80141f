// Draws the plan of a run from its seed: each slot from its own key, so that slots do not disturb each other.

import type { FaultSlot } from '../simulator/fault/fault.ts';
import { CONDITIONS } from './conditions-source.ts';
import { drawn, drawnBetween } from './drawn.ts';
import { isWithinBudget } from './fault-budget.ts';
import { type OperationSlot, PLAN_FORMAT, type Plan, type Profile } from './plan.ts';
import type { FaultSource, Scenario } from './scenario.ts';
import { withSlaves } from './slaves.ts';

interface ProfileTerms {
  /** Chance of each fault class, in per cent of its own chance. */
  readonly faultChance: number;
  readonly faultCount: number;
  readonly duration: number;
  readonly operations: number;
}

const PROFILES: Readonly<Record<Profile, ProfileTerms>> = {
  swarm: { faultChance: 100, faultCount: 1, duration: 1, operations: 1 },
  calm: { faultChance: 0, faultCount: 0, duration: 1, operations: 1 },
  fierce: { faultChance: 1000, faultCount: 2, duration: 1, operations: 1 },
  long: { faultChance: 100, faultCount: 3, duration: 8, operations: 4 },
  overload: { faultChance: 1000, faultCount: 4, duration: 1, operations: 4 },
};

/** Slots of one fault class start here; a class has at most this many. */
const SLOTS_PER_CLASS = 100;

export function drawPlan(scenario: Scenario, seed: string, profile: Profile): Plan {
  const key = `${scenario.name}/${seed}`;
  const terms = PROFILES[profile];
  const own = scenario.conditions === undefined ? {} : drawn(scenario.conditions, `${key}/own conditions`);
  const conditions = { ...drawn(CONDITIONS, `${key}/conditions`), ...own };
  const plan: Plan = {
    format: PLAN_FORMAT,
    scenario: scenario.name,
    seed,
    profile,
    topology: drawn(scenario.topology, `${key}/topology`),
    conditions: { ...conditions, disturbMs: conditions.disturbMs * terms.duration },
    ...drawSlots(scenario, key, profile),
  };
  return withSlaves(plan, scenario, `${key}/slaves`);
}

/** What the clients do and what befalls the cluster. */
export function drawSlots(
  scenario: Scenario,
  key: string,
  profile: Profile,
): Pick<Plan, 'operations' | 'faults'> {
  const terms = PROFILES[profile];
  return {
    operations: drawOperations(scenario, key, terms),
    faults: scenario.faults
      .flatMap((source, index) => drawFaults(source, `${key}/faults ${index}`, index, terms))
      .filter(({ fault }) => isWithinBudget(fault, scenario)),
  };
}

/** Index of the scenario's source that a drawn fault came from. */
export function sourceOfSlot(slot: number): number {
  return Math.floor(slot / SLOTS_PER_CLASS);
}

/** Most slots that a plan has: operations, and faults by source. */
export interface SlotLimits {
  readonly operations: number;
  readonly faults: readonly number[];
}

export function slotLimits(scenario: Scenario, profile: Profile): SlotLimits {
  const terms = PROFILES[profile];
  return {
    operations: scenario.operations.maximum * terms.operations,
    faults: scenario.faults.map(({ maximum }) => maximum * terms.faultCount),
  };
}

function drawOperations(scenario: Scenario, key: string, terms: ProfileTerms): readonly OperationSlot[] {
  const { slot, minimum, maximum } = scenario.operations;
  const count = drawnBetween(minimum, maximum, `${key}/operations`) * terms.operations;
  const slots: OperationSlot[] = [];
  for (let index = 0; index < count; index += 1) {
    slots.push({ slot: index, operation: drawn(slot, `${key}/operation ${index}`) });
  }
  return slots;
}

function drawFaults(
  source: FaultSource,
  key: string,
  index: number,
  terms: ProfileTerms,
): readonly FaultSlot[] {
  const chance = (source.chancePerCent * terms.faultChance) / 100;
  if (drawnBetween(1, 100, `${key}/present`) > chance) return [];
  const count = drawnBetween(1, source.maximum, `${key}/count`) * terms.faultCount;
  const slots: FaultSlot[] = [];
  for (let position = 0; position < count; position += 1) {
    const slot = index * SLOTS_PER_CLASS + position;
    slots.push({ slot, fault: drawn(source.slot, `${key}/${position}`) });
  }
  return slots;
}
