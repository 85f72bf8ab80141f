// Passes that set values of a plan to simpler ones: a smaller cluster, calm conditions, plain operations, short faults. What a scenario draws
// itself stays within what it can draw; no promise is asked for that its author did not mean.

import type { Arbitrary } from 'fast-check';
import type { Plan } from '../../scenario/plan.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Fault } from '../../simulator/fault/fault.ts';
import { CALM } from './calm-conditions.ts';
import { changesByOne, type FieldChange, simplestChanges, smallerChanges } from './field-change.ts';
import { ownConditions } from './own-conditions.ts';
import type { Edit, Pass } from './pass.ts';
import { faultEdit, operationEdit } from './slot-edits.ts';

type Changes = <Value>(arbitrary: Arbitrary<Value>, value: Value) => readonly FieldChange[];

interface SimplifyPasses {
  readonly fewerMachines: Pass;
  readonly calmerConditions: Pass;
  readonly plainerFaults: Pass;
  readonly plainerOperations: Pass;
}

/** They go all the way at once. */
export function simplifyPasses(scenario: Scenario): SimplifyPasses {
  return {
    fewerMachines: {
      name: 'fewer machines',
      edits: (plan) => topologyEdits(scenario, plan, simplestChanges),
    },
    calmerConditions: {
      name: 'calmer conditions',
      edits: (plan) => [...calmEdits(scenario, plan), ...ownEdits(scenario, plan, simplestChanges)],
    },
    plainerFaults: { name: 'plainer faults', edits: (plan) => faultEdits(scenario, plan, simplestChanges) },
    plainerOperations: {
      name: 'plainer operations',
      edits: (plan) => operationEdits(scenario, plan, simplestChanges),
    },
  };
}

interface LessenPasses {
  readonly smallerCluster: Pass;
  readonly shorterFaults: Pass;
  readonly smallerOperations: Pass;
  readonly milderConditions: Pass;
}

/** They go part of the way, for values that do not work at their simplest. */
export function lessenPasses(scenario: Scenario): LessenPasses {
  const singly = (name: string, edits: Pass['edits']): Pass => ({ name, edits, isSingly: true });
  return {
    smallerCluster: singly('a smaller cluster', (plan) => [
      ...topologyEdits(scenario, plan, smallerChanges),
      ...topologyEdits(scenario, plan, changesByOne),
    ]),
    shorterFaults: singly('shorter faults', (plan) => faultEdits(scenario, plan, smallerChanges)),
    smallerOperations: singly('smaller operations', (plan) => operationEdits(scenario, plan, smallerChanges)),
    milderConditions: singly('milder conditions', (plan) => ownEdits(scenario, plan, smallerChanges)),
  };
}

function topologyEdits({ topology, slaves }: Scenario, plan: Plan, changes: Changes): readonly Edit[] {
  const { slavesPerBroker, ...own } = plan.topology;
  const edits = changes(topology, slaves === undefined ? plan.topology : own).map(
    ({ field, value }): Edit =>
      (edited) => ({ ...edited, topology: { ...edited.topology, [field]: value } }),
  );
  return slaves === undefined || slavesPerBroker === undefined ? edits : [withoutSlaves, ...edits];
}

/** Where a scenario draws them apart it has runs without any. */
function withoutSlaves(edited: Plan): Plan {
  const { slavesPerBroker: _, ...topology } = edited.topology;
  return { ...edited, topology };
}

/** Of what every scenario draws alike. */
function calmEdits(scenario: Scenario, { conditions }: Plan): readonly Edit[] {
  const own = ownConditions(scenario);
  return CALM.map((calm) => Object.entries(calm).filter(([name]) => !own.includes(name)))
    .filter((entries) =>
      entries.some(([name, value]) => conditions[name as keyof typeof conditions] !== value),
    )
    .map((entries) => (edited) => ({
      ...edited,
      conditions: { ...edited.conditions, ...Object.fromEntries(entries) },
    }));
}

/** Of what this scenario draws otherwise. */
function ownEdits(scenario: Scenario, plan: Plan, changes: Changes): readonly Edit[] {
  if (scenario.conditions === undefined) return [];
  const names = ownConditions(scenario);
  const own = Object.fromEntries(Object.entries(plan.conditions).filter(([name]) => names.includes(name)));
  return changes(scenario.conditions, own).map(({ field, value }) => (edited) => ({
    ...edited,
    conditions: { ...edited.conditions, [field]: value },
  }));
}

function operationEdits({ operations }: Scenario, plan: Plan, changes: Changes): readonly Edit[] {
  return plan.operations.flatMap(({ slot, operation }) =>
    changes(operations.slot, operation).map((change) => operationEdit(slot, change)),
  );
}

function faultEdits(scenario: Scenario, plan: Plan, changes: Changes): readonly Edit[] {
  return plan.faults.flatMap(({ slot, fault }) =>
    changesOfFault(scenario, fault, changes).map((change) => faultEdit(slot, change)),
  );
}

/** Sources differ in what they draw for a class; the first that could have drawn it says what is simpler. */
function changesOfFault({ faults }: Scenario, fault: Fault, changes: Changes): readonly FieldChange[] {
  const source = faults.find((candidate) => candidate.slot.canShrinkWithoutContext(fault));
  return source === undefined ? [] : changes(source.slot, fault);
}
