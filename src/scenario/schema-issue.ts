// Says what is wrong with a foreign value so that a person can mend it: the field, its value, what was expected.

import type { z } from 'zod';

const ISSUES_MAX = 8;
const VALUE_CHARACTERS_MAX = 60;

/** One line per problem, the first few. */
export function describeIssues(error: z.ZodError, value: unknown): readonly string[] {
  const lines = error.issues.slice(0, ISSUES_MAX).map((issue) => describeIssue(issue, value));
  const more = error.issues.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const message = issue.message.replace(/^Invalid input: /, '').replace(/, received undefined$/, '');
  return `${describePath(issue.path)} is ${describeValue(valueAt(value, issue.path))}: ${message}`;
}

export function describePath(path: readonly PropertyKey[]): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? 'the whole value' : text;
}

export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[step];
  }
  return current;
}
