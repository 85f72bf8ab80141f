// The schema of saved faults, built from the vocabulary.

import { z } from 'zod';
import { FAULT_CLASSES, type Fault } from '../simulator/fault/fault.ts';
import type { FaultField } from '../simulator/fault/fault-field.ts';
import { ROLES } from './role.ts';

const FAULT_NAMES = FAULT_CLASSES.map(({ name }) => name).join(', ');

const PATH_LENGTH_MAX = 1000;

/** The fields of the vocabulary say what TypeScript cannot see here: that this is the schema of a fault. */
export const FAULT_SCHEMA = z.discriminatedUnion('kind', faultObjects(), {
  error: ({ code }) => (code === 'invalid_union' ? `one of ${FAULT_NAMES} expected` : undefined),
}) as unknown as z.ZodType<Fault>;

type FaultObject = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

function faultObjects(): [FaultObject, ...FaultObject[]] {
  const objects = FAULT_CLASSES.map(({ name, fields }) => {
    const schemas = Object.entries(fields).map(([field, kind]) => [field, fieldSchema(kind)] as const);
    return z.strictObject({ kind: z.literal(name), ...Object.fromEntries(schemas) });
  });
  return objects as [FaultObject, ...FaultObject[]];
}

function fieldSchema(field: FaultField): z.ZodType {
  switch (field.kind) {
    case 'range':
    case 'choice':
      return z.int().min(field.minimum).max(field.maximum);
    case 'word':
      return z.enum([...new Set(field.words)]);
    case 'group':
      return z.enum(ROLES);
    case 'path':
      return z.string().max(PATH_LENGTH_MAX);
  }
}
