// Checks what a user's file exports: a scenario or a design of the right shape, or a list of what is wrong with it.

import { z } from 'zod';
import type { Design } from '../scenario/design.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { describeIssues } from '../scenario/schema-issue.ts';

export type Shaped<Value> =
  | { readonly kind: 'shaped'; readonly value: Value; readonly exportName: string }
  | { readonly kind: 'misshapen'; readonly problems: readonly string[] };

const KEBAB_NAME = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a kebab-case name expected, such as my-orders');
/** Designs may be named after a version. */
const DESIGN_NAME = z
  .string()
  .regex(
    /^[a-z0-9]+([-.][a-z0-9]+)*$/,
    'a kebab-case name expected, perhaps with a version, such as my-broker-2.1',
  );
const DOC = z.string().min(1, 'one sentence expected');

const CALLABLE = z.custom((value) => typeof value === 'function', 'a function expected');

const ARBITRARY = z.custom(
  (value) =>
    typeof value === 'object' && value !== null && 'generate' in value && 'canShrinkWithoutContext' in value,
  'an arbitrary of fast-check expected',
);

const COUNT = z.int().min(0).max(100_000);

const SCENARIO = z.looseObject({
  name: KEBAB_NAME,
  doc: DOC,
  channel: z.looseObject({}),
  topology: ARBITRARY,
  operations: z.looseObject({ slot: ARBITRARY, minimum: COUNT, maximum: COUNT }),
  startMs: CALLABLE,
  execute: CALLABLE,
  faults: z.array(
    z.looseObject({ slot: ARBITRARY, chancePerCent: z.number().min(0).max(100), maximum: COUNT }),
  ),
  oracles: z
    .array(z.looseObject({ name: KEBAB_NAME, doc: DOC, judge: CALLABLE }))
    .min(1, 'at least one oracle expected'),
  reach: z.array(z.union([z.string(), z.looseObject({ mark: z.string(), appliesTo: CALLABLE })])),
  strict: z.boolean().optional(),
});

const DESIGN = z.looseObject({
  name: DESIGN_NAME,
  doc: DOC,
  options: z.record(z.string(), z.json()),
  parts: z.looseObject({}),
  limits: z.array(z.looseObject({ name: z.string(), doc: z.string(), source: z.string() })),
  defect: z.looseObject({ source: z.string(), oracle: z.string(), scenario: z.string() }).optional(),
});

/** Finds the one scenario among a module's exports. */
export function shapeScenario(exports: Readonly<Record<string, unknown>>): Shaped<Scenario> {
  return shape<Scenario>(exports, { what: 'scenario', schema: SCENARIO, mark: 'execute' });
}

/** Finds the one design among a module's exports. */
export function shapeDesign(exports: Readonly<Record<string, unknown>>): Shaped<Design> {
  return shape<Design>(exports, { what: 'design', schema: DESIGN, mark: 'limits' });
}

interface Wanted {
  readonly what: string;
  readonly schema: z.ZodType;
  /** A field that nothing else has. */
  readonly mark: string;
}

function shape<Value>(exports: Readonly<Record<string, unknown>>, wanted: Wanted): Shaped<Value> {
  const objects = Object.entries(exports).filter(([, value]) => isObject(value));
  const marked = objects.filter(([, value]) => wanted.mark in (value as object));
  const candidates = new Map((marked.length > 0 ? marked : objects).map(([name, value]) => [value, name]));
  const [candidate, second] = candidates;
  if (candidate === undefined) return misshapen(`it exports no ${wanted.what}`);
  if (second !== undefined) {
    return misshapen(`it exports ${[...candidates.values()].join(' and ')}: one ${wanted.what} per file`);
  }
  const [value, exportName] = candidate;
  const parsed = wanted.schema.safeParse(value);
  // The value itself, not the parsed copy: methods may rely on their object.
  if (parsed.success) return { kind: 'shaped', value: value as Value, exportName };
  return { kind: 'misshapen', problems: describeIssues(parsed.error, value) };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function misshapen(problem: string): { readonly kind: 'misshapen'; readonly problems: readonly string[] } {
  return { kind: 'misshapen', problems: [problem] };
}
