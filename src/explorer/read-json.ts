// Reads a JSON text that somebody else may have written or damaged, and says in words what is wrong with it.

import type { z } from 'zod';
import { describeIssues } from '../scenario/schema-issue.ts';

export type JsonReading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

export function readJson<Value>(
  text: string,
  schema: z.ZodType<Value>,
  what: 'file' | 'line',
): JsonReading<Value> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'invalid', problems: [`the ${what} is not JSON: ${(error as Error).message}`] };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'read', value: parsed.data };
  return { kind: 'invalid', problems: describeIssues(parsed.error, value) };
}
