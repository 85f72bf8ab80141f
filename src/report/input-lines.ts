// What was put into two runs and differs, for people: a line per kind, the first few of many.

import type { InputDifference, InputKind } from '../explorer/diff/input-comparison.ts';

const TOLD_OF_A_KIND = 4;
const SLOTS_TOLD = 10;

export function inputLines(differences: readonly InputDifference[]): readonly string[] {
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const own = differences.filter((difference) => difference.kind === kind);
    return kind === 'operation' ? operationLines(own) : fieldLines(kind, own);
  });
}

/** Operations are many and look alike: their numbers are enough. */
function operationLines(differences: readonly InputDifference[]): string[] {
  const groups = [
    ['only in A', differences.filter(({ right }) => right === undefined)],
    ['only in B', differences.filter(({ left }) => left === undefined)],
    ['changed', differences.filter(({ left, right }) => left !== undefined && right !== undefined)],
  ] as const;
  return groups.flatMap(([how, own]) => {
    if (own.length === 0) return [];
    const names = own.slice(0, SLOTS_TOLD).map(({ name }) => name);
    return [`operations ${how}: ${names.join(', ')}${more(own.length - names.length)}`];
  });
}

function fieldLines(kind: InputKind, differences: readonly InputDifference[]): string[] {
  const told = differences.slice(0, TOLD_OF_A_KIND).map((difference) => describe(kind, difference));
  const rest = differences.length - told.length;
  return rest > 0 ? [...told, `${kind}: ${rest} more differ`] : told;
}

function describe(kind: InputKind, { name, left, right }: InputDifference): string {
  const what = name === '' ? kind : `${kind} ${name}`;
  if (kind === 'part') return `${what} is replaced only in ${left === undefined ? 'B' : 'A'}`;
  if (right === undefined) return `${what} only in A: ${valueText(left)}`;
  if (left === undefined) return `${what} only in B: ${valueText(right)}`;
  return `${what}: A ${valueText(left)}, B ${valueText(right)}`;
}

/** A fault reads `kill-process (role broker, index 3)`. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('kind' in value)) return JSON.stringify(value);
  const { kind, ...fields } = value;
  const words = Object.entries(fields).map(([name, field]) => `${name} ${String(field)}`);
  return `${String(kind)} (${words.join(', ')})`;
}

function more(count: number): string {
  return count > 0 ? `, and ${count} more` : '';
}
