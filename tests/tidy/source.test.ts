import { describe, expect, test } from 'vitest';
import { snippet } from './snippet.ts';
import { isTest, parseSource } from './source.ts';

describe('a parsed source', () => {
  test('resolves references and tells types from runtime', () => {
    const source = snippet(
      'src/broker/send.ts',
      [
        "import type { A } from '../base/a.ts';",
        "import { type B } from './b.ts';",
        "export * from './c.ts';",
        "export type { D } from './d.ts';",
        "const lazy = () => import('./e.ts');",
        "type F = import('./f.ts').F;",
        "const worker = new URL('./g.ts', import.meta.url);",
        "import zod from 'zod';",
        "export const notAReference = new URL('./h.ts', 'x:');",
      ].join('\n'),
    );
    const found = source.references.map(({ path, specifier, kind, form, line }) => [
      path ?? specifier,
      kind,
      form,
      line,
    ]);
    expect(found).toEqual([
      ['src/base/a.ts', 'type', 'import', 3],
      // Such an import keeps its side effect when types are erased.
      ['src/broker/b.ts', 'runtime', 'import', 4],
      ['src/broker/c.ts', 'runtime', 'export', 5],
      ['src/broker/d.ts', 'type', 'export', 6],
      ['src/broker/e.ts', 'runtime', 'dynamic', 7],
      ['src/broker/f.ts', 'type', 'import', 8],
      ['src/broker/g.ts', 'runtime', 'url', 9],
      ['zod', 'runtime', 'import', 10],
    ]);
  });

  test('counts lines with and without a last newline', () => {
    expect(parseSource('a.ts', 'x;\ny;\n').lines).toBe(2);
    expect(parseSource('a.ts', 'x;\ny;').lines).toBe(2);
  });

  test('knows the depth of a node', () => {
    const { visits } = parseSource(
      'a.ts',
      'const a = 1; function f() { const b = 2; return () => { const c = 3; }; }',
    );
    const depths = visits.filter(({ node }) => node.type === 'VariableDeclaration').map(({ depth }) => depth);
    expect(depths).toEqual([0, 1, 2]);
  });

  test('refuses what does not parse', () => {
    expect(() => parseSource('a.ts', 'const = ;')).toThrow(/a\.ts does not parse/);
  });

  test('knows tests by their path', () => {
    const tests = [
      'src/a.test.ts',
      'properties/a.prop.ts',
      'tests/tidy/tree.ts',
      'src/base/testing/probe.ts',
    ];
    expect(tests.filter(isTest)).toEqual(tests);
    expect(isTest('src/a.ts')).toBe(false);
  });
});
