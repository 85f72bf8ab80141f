// What was put into two runs and differs, for people: the first few of many.

import type { InputDifference } from '../explorer/diff/input-comparison.ts';

const TOLD_OF_A_KIND = 3;
const SLOTS_TOLD = 10;

export function inputLines(differences: readonly InputDifference[]): readonly string[] {
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const own = differences.filter((difference) => difference.kind === kind);
    if (kind === 'operation') return operationLines(own);
    const told = own.slice(0, TOLD_OF_A_KIND).map(describe);
    const rest = more(own.length - told.length);
    if (kind === 'topology' || kind === 'condition') return [`${kind}: ${told.join('; ')}${rest}`];
    return told.map((text, index) => `${kind} ${text}${index === told.length - 1 ? rest : ''}`);
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

function describe({ kind, name, left, right }: InputDifference): string {
  const what = name === '' ? '' : `${name} `;
  if (kind === 'part') return `${what}is replaced only in ${left === undefined ? 'B' : 'A'}`;
  if (right === undefined) return `${what}only in A: ${valueText(left)}`;
  if (left === undefined) return `${what}only in B: ${valueText(right)}`;
  return `${what}A ${valueText(left)}, B ${valueText(right)}`;
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
