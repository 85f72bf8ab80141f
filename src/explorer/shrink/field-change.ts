// Simpler values for the fields of a record, as the arbitrary that could have drawn it shrinks it: fast-check knows which values there are
// and which of them are the simplest, so whatever comes out could have been drawn.

import type { Arbitrary } from 'fast-check';

export type Fields = Readonly<Record<string, unknown>>;

/** One field of a record with a simpler value. */
export interface FieldChange {
  readonly field: string;
  readonly value: unknown;
}

/** Of the ways to a number the steep ones: nearly as large is nearly as complicated. */
const PER_FIELD_MAX = 5;
const LOOKED_AT_MAX = 400;

/** For each field that can change alone the simplest value. */
export function simplestChanges<Value>(arbitrary: Arbitrary<Value>, value: Value): readonly FieldChange[] {
  const seen = new Set<string>();
  return smallerChanges(arbitrary, value).filter(({ field }) => {
    const isFirst = !seen.has(field);
    seen.add(field);
    return isFirst;
  });
}

/** For each field a few smaller values, the simplest first. Empty where the arbitrary does not recognise the value. */
export function smallerChanges<Value>(arbitrary: Arbitrary<Value>, value: Value): readonly FieldChange[] {
  if (!isRecord(value) || !arbitrary.canShrinkWithoutContext(value)) return [];
  const perField = new Map<string, number>();
  const changes: FieldChange[] = [];
  for (const { value: shrunk } of arbitrary.shrink(value as Value, undefined).take(LOOKED_AT_MAX)) {
    const change = onlyChange(value, asPlain(shrunk));
    if (change === undefined) continue;
    const count = (perField.get(change.field) ?? 0) + 1;
    perField.set(change.field, count);
    if (count <= PER_FIELD_MAX) changes.push(change);
  }
  return changes;
}

/** For each number that can be one less that change; lists of values do not shrink from one to the next. */
export function changesByOne<Value>(arbitrary: Arbitrary<Value>, value: Value): readonly FieldChange[] {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .flatMap(([field, number]) => (typeof number === 'number' ? [{ field, value: number - 1 }] : []))
    .filter((change) => arbitrary.canShrinkWithoutContext({ ...value, [change.field]: change.value }));
}

/** Undefined when more than one field differs. */
function onlyChange(before: Fields, after: unknown): FieldChange | undefined {
  if (!isRecord(after)) return undefined;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const [field] = changed;
  if (field === undefined || changed.length > 1 || after[field] === undefined) return undefined;
  return { field, value: after[field] };
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** fast-check's own objects have no prototype. */
function asPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
