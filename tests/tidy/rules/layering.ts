// Who may import whom: every reference that leaves its layer must be allowed by the table. Type imports count as well.

import type { Layer } from '../layers.ts';
import { layerOf } from '../layers.ts';
import type { Problem } from '../problem.ts';
import type { Reference, Source } from '../source.ts';
import { isTest, isTestSupport } from '../source.ts';

export function checkLayering(source: Source): Problem[] {
  const layer = layerOf(source.path);
  if (layer === undefined) {
    return [
      {
        path: source.path,
        line: 1,
        message: 'belongs to no layer: add a row to tests/tidy/layers.ts or move it',
      },
    ];
  }
  // A unit test may build its subject on any layer; only production code carries the architecture.
  if (isTest(source.path)) return [];
  return source.references.flatMap((reference) => {
    const complaint = findComplaint(layer, reference);
    return complaint === undefined ? [] : [{ path: source.path, line: reference.line, message: complaint }];
  });
}

function findComplaint(layer: Layer, reference: Reference): string | undefined {
  if (reference.path === undefined) return findPackageComplaint(layer, reference.specifier);
  if (!reference.path.endsWith('.ts')) return `imports '${reference.specifier}': imports end in .ts`;
  if (isTestSupport(reference.path)) return `imports '${reference.specifier}', which is for tests only`;
  const target = layerOf(reference.path);
  if (target === undefined) return `imports '${reference.specifier}', which belongs to no layer`;
  if (target.name === layer.name || layer.imports.includes('*') || layer.imports.includes(target.name))
    return undefined;
  return `${layer.name} must not import ${target.name} (table in tests/tidy/layers.ts)`;
}

function findPackageComplaint(layer: Layer, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) {
    return layer.host === 'node'
      ? undefined
      : `${layer.name} is host-free: ask the Environment instead of '${specifier}'`;
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (layer.packages.includes('*') || layer.packages.includes(name)) return undefined;
  return `${layer.name} must not import the package '${name}' (table in tests/tidy/layers.ts)`;
}
