// Edits of one field of one slot. Two of them that touch different fields go together, also in the same slot.

import type { FaultSlot } from '../../simulator/fault/fault.ts';
import type { FieldChange } from './field-change.ts';
import type { Edit } from './pass.ts';

export function faultEdit(slot: number, { field, value }: FieldChange): Edit {
  return (plan) => ({
    ...plan,
    faults: plan.faults.map((other) =>
      other.slot === slot ? ({ slot, fault: { ...other.fault, [field]: value } } as FaultSlot) : other,
    ),
  });
}

export function operationEdit(slot: number, { field, value }: FieldChange): Edit {
  return (plan) => ({
    ...plan,
    operations: plan.operations.map((other) =>
      other.slot === slot ? { slot, operation: { ...(other.operation as object), [field]: value } } : other,
    ),
  });
}
