// What differs between two runs before they begin: design, circumstances, operations, faults. A run follows from these alone, so what
// differs later has its reason here, or in code that has changed.

import type { Design, DesignOptions } from '../../scenario/design.ts';
import type { Plan } from '../../scenario/plan.ts';

export interface RunInput {
  readonly plan: Plan;
  readonly design: Pick<Design, 'name' | 'parts'>;
  /** Name or file of the design. */
  readonly designSource: string;
  /** Those of a saved run win over the design's own. */
  readonly options: DesignOptions;
}

export type InputKind =
  | 'design'
  | 'option'
  | 'part'
  | 'seed'
  | 'profile'
  | 'topology'
  | 'condition'
  | 'operation'
  | 'fault';

export interface InputDifference {
  readonly kind: InputKind;
  /** Path of a field, or number of a slot; empty where there is one only. */
  readonly name: string;
  /** Undefined on the side that has none. Parts are only present. */
  readonly left: unknown;
  readonly right: unknown;
}

export function compareInputs(left: RunInput, right: RunInput): readonly InputDifference[] {
  const compare = (kind: InputKind, one: Fields, other: Fields) => differingFields(kind, one, other);
  const [plan, other] = [left.plan, right.plan];
  return [
    ...compareDesigns(left, right),
    ...compare('part', partsOf(left.design), partsOf(right.design)),
    ...compare('option', leavesOf(left.options), leavesOf(right.options)),
    ...compare('seed', new Map([['', plan.seed]]), new Map([['', other.seed]])),
    ...compare('profile', new Map([['', plan.profile]]), new Map([['', other.profile]])),
    ...compare('topology', leavesOf(plan.topology), leavesOf(other.topology)),
    ...compare('condition', leavesOf(plan.conditions), leavesOf(other.conditions)),
    ...compare('operation', operationsOf(plan), operationsOf(other)),
    ...compare('fault', faultsOf(plan), faultsOf(other)),
  ];
}

/** Designs of one name may be files of two versions. */
function compareDesigns(left: RunInput, right: RunInput): InputDifference[] {
  const isNamesake = left.design.name === right.design.name;
  const fields = ({ design, designSource }: RunInput) =>
    new Map(isNamesake ? [['file', designSource]] : [['', design.name]]);
  return differingFields('design', fields(left), fields(right));
}

type Fields = ReadonlyMap<string, unknown>;

function differingFields(kind: InputKind, left: Fields, right: Fields): InputDifference[] {
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names
    .map((name) => ({ kind, name, left: left.get(name), right: right.get(name) }))
    .filter(({ left: one, right: other }) => JSON.stringify(one) !== JSON.stringify(other));
}

/** Paths of the parts that a design replaces. What stands there instead is code: it can be named, not compared. */
function partsOf({ parts }: Pick<Design, 'parts'>): Fields {
  const names = Object.entries(parts).flatMap(([layer, part]) =>
    typeof part === 'object' && part !== null
      ? Object.keys(part).map((name) => `${layer}.${name}`)
      : part === undefined
        ? []
        : [layer],
  );
  return new Map(names.map((name) => [name, 'replaced']));
}

function leavesOf(value: object, path = ''): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  for (const [name, field] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const isBranch = typeof field === 'object' && field !== null && !Array.isArray(field);
    if (!isBranch) leaves.set(at, field);
    else for (const [below, leaf] of leavesOf(field, at)) leaves.set(below, leaf);
  }
  return leaves;
}

function operationsOf({ operations }: Plan): Fields {
  return new Map(operations.map(({ slot, operation }) => [String(slot), operation]));
}

function faultsOf({ faults }: Plan): Fields {
  return new Map(faults.map(({ slot, fault }) => [String(slot), fault]));
}
