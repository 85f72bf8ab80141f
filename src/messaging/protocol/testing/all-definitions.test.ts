import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeHeader, encodeHeader, type Field, type FieldTable, type FieldValue } from '../field.ts';
import { ALL_DEFINITIONS } from './all-definitions.ts';

const VALUES = {
  text: fc.string({ unit: 'grapheme' }),
  int32: fc.integer({ min: -2147483648, max: 2147483647 }),
  int64: fc.maxSafeInteger(),
  boolean: fc.boolean(),
} satisfies Record<Field<FieldValue>['type'], fc.Arbitrary<FieldValue>>;

function header(table: FieldTable): fc.Arbitrary<Record<string, FieldValue>> {
  const names = Object.keys(table);
  const model = Object.fromEntries(
    names.map((name) => [name, VALUES[(table[name] as Field<FieldValue>).type]]),
  );
  const requiredKeys = names.filter((name) => (table[name] as Field<FieldValue>).required);
  return fc.record(model, { requiredKeys });
}

function tables(): [string, FieldTable][] {
  return ALL_DEFINITIONS.flatMap(({ name, headerFields, replyFields }) => [
    [`${name} request`, headerFields] as [string, FieldTable],
    [`${name} reply`, replyFields] as [string, FieldTable],
  ]);
}

describe('every definition', () => {
  test('codes, names and wire names are unique, and there are docs', () => {
    expect(new Set(ALL_DEFINITIONS.map(({ code }) => code)).size).toBe(ALL_DEFINITIONS.length);
    expect(new Set(ALL_DEFINITIONS.map(({ name }) => name)).size).toBe(ALL_DEFINITIONS.length);
    expect(ALL_DEFINITIONS.every(({ doc }) => doc.endsWith('.'))).toBe(true);
    for (const [name, table] of tables()) {
      const wireNames = Object.values(table).map(({ wireName }) => wireName);
      expect(new Set(wireNames).size, name).toBe(wireNames.length);
    }
  });

  test.each(tables())('%s: any header survives the wire, unknown fields do not matter', (_, table) => {
    fc.assert(
      fc.property(header(table), (sent) => {
        const fields = encodeHeader(table, sent).set('unknown', 'x');
        expect(decodeHeader(table, fields)).toEqual({ kind: 'decoded', header: { ...sent } });
      }),
      { numRuns: 50 },
    );
  });

  test.each(tables())(
    '%s: without a mandatory field, or with a malformed number, it is invalid',
    (_, table) => {
      fc.assert(
        fc.property(header(table), (sent) => {
          for (const { wireName, type, required } of Object.values(table)) {
            const fields = encodeHeader(table, sent);
            fields.delete(wireName);
            expect(decodeHeader(table, fields).kind).toBe(required ? 'invalid' : 'decoded');
            fields.set(wireName, '0x1G');
            expect(decodeHeader(table, fields).kind).toBe(type.startsWith('int') ? 'invalid' : 'decoded');
          }
        }),
        { numRuns: 10 },
      );
    },
  );
});

test('no definition is forgotten: every file beside this folder is asked', async () => {
  const folder = new URL('../', import.meta.url);
  const found = new Set<unknown>();
  for (const file of readdirSync(folder).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )) {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const value of Object.values(exported)) {
      if (typeof value === 'object' && value !== null && 'headerFields' in value) found.add(value);
    }
  }
  expect(found).toEqual(new Set<unknown>(ALL_DEFINITIONS));
});
