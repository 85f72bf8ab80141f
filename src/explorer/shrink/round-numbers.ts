// A pass for readers: numbers of faults and operations lose the digits that say nothing. They only become smaller, and stay what the scenario
// can draw.

import type { Arbitrary } from 'fast-check';
import type { Scenario } from '../../scenario/scenario.ts';
import type { FieldChange, Fields } from './field-change.ts';
import type { Pass } from './pass.ts';
import { faultEdit, operationEdit } from './slot-edits.ts';

/** Numbers below this keep all their digits, larger ones so many as this has. */
const KEPT = 100;

export function roundNumbers({ faults, operations }: Scenario): Pass {
  const sources = faults.map(({ slot }) => slot);
  return {
    name: 'rounder numbers',
    edits: (plan) => [
      ...plan.faults.flatMap(({ slot, fault }) =>
        rounded(fault, sources).map((change) => faultEdit(slot, change)),
      ),
      ...plan.operations.flatMap(({ slot, operation }) =>
        rounded(operation, [operations.slot]).map((change) => operationEdit(slot, change)),
      ),
    ],
  };
}

/** For each number that can be rounder the value that it has then. */
function rounded(value: unknown, arbitraries: readonly Arbitrary<unknown>[]): readonly FieldChange[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Fields)
    .flatMap(([field, number]) => (typeof number === 'number' ? [{ field, value: roundDown(number) }] : []))
    .filter((change) => (value as Fields)[change.field] !== change.value)
    .filter(({ field, value: rounder }) =>
      arbitraries.some((arbitrary) => arbitrary.canShrinkWithoutContext({ ...value, [field]: rounder })),
    );
}

function roundDown(number: number): number {
  let unit = 1;
  while (number / unit >= KEPT) unit *= 10;
  return Math.floor(number / unit) * unit;
}
