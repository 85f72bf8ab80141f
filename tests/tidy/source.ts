// One TypeScript file as the rules see it: parsed once, its syntax tree flattened into a list with parents, its imports
// resolved to paths of the repository. It judges nothing.

import { posix } from 'node:path';
import type { Comment, Node, Program } from 'oxc-parser';
import { parseSync, visitorKeys } from 'oxc-parser';

export interface Visit {
  readonly node: Node;
  readonly parent: Node | undefined;
  /** Functions and classes around the node; 0 at the top of the module. */
  readonly depth: number;
}

export interface Reference {
  /** As written. */
  readonly specifier: string;
  /** Path in the repository when relative, otherwise undefined. */
  readonly path: string | undefined;
  /** `type` references leave no trace in the compiled file. */
  readonly kind: 'runtime' | 'type';
  readonly form: 'import' | 'export' | 'dynamic' | 'url';
  readonly line: number;
}

export interface Source {
  /** Relative to the repository, `/`-separated. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly visits: readonly Visit[];
  readonly references: readonly Reference[];
  lineOf(offset: number): number;
}

export function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const [firstError] = parsed.errors;
  if (firstError !== undefined) throw new Error(`${path} does not parse: ${firstError.message}`);
  const lineStarts = findLineStarts(text);
  const visits = flatten(parsed.program);
  const lineOf = (offset: number) => lineAt(lineStarts, offset);
  return {
    path,
    text,
    lines: text.endsWith('\n') ? lineStarts.length - 1 : lineStarts.length,
    program: parsed.program,
    comments: parsed.comments,
    visits,
    references: visits.flatMap((visit) => referencesOf(path, visit.node, lineOf)),
    lineOf,
  };
}

/** Folders of this name hold what only tests use. */
export function isTestSupport(path: string): boolean {
  return path.includes('/testing/');
}

export function isTest(path: string): boolean {
  return /\.(test|prop)\.ts$/.test(path) || path.startsWith('tests/') || isTestSupport(path);
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1))
    starts.push(index + 1);
  return starts;
}

function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

function opensScope(node: Node): boolean {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'ClassDeclaration' ||
    node.type === 'ClassExpression'
  );
}

function flatten(program: Program): Visit[] {
  const visits: Visit[] = [];
  const visit = (node: Node, parent: Node | undefined, depth: number) => {
    visits.push({ node, parent, depth });
    const inner = opensScope(node) ? depth + 1 : depth;
    for (const child of childrenOf(node)) visit(child, node, inner);
  };
  visit(program, undefined, 0);
  return visits;
}

function childrenOf(node: Node): Node[] {
  const values = (visitorKeys[node.type] ?? []).map(
    (key) => (node as unknown as Record<string, unknown>)[key],
  );
  return values.flat().filter((value): value is Node => typeof value === 'object' && value !== null);
}

function referencesOf(from: string, node: Node, lineOf: (offset: number) => number): Reference[] {
  const found = findSpecifier(node);
  if (found === undefined) return [];
  const isRelative = found.specifier.startsWith('.');
  const path = isRelative ? posix.normalize(posix.join(posix.dirname(from), found.specifier)) : undefined;
  return [{ ...found, path, line: lineOf(node.start) }];
}

type Found = Pick<Reference, 'specifier' | 'kind' | 'form'>;

function findSpecifier(node: Node): Found | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return {
        specifier: node.source.value,
        kind: node.importKind === 'type' ? 'type' : 'runtime',
        form: 'import',
      };
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (node.source === null) return undefined;
      return {
        specifier: node.source.value,
        kind: node.exportKind === 'type' ? 'type' : 'runtime',
        form: 'export',
      };
    case 'ImportExpression':
      return literal(node.source, 'runtime', 'dynamic');
    case 'TSImportType':
      return literal(node.source, 'type', 'import');
    case 'NewExpression':
      return isModuleUrl(node) ? literal(node.arguments[0], 'runtime', 'url') : undefined;
    default:
      return undefined;
  }
}

/** `new URL('./worker.ts', import.meta.url)`: how workers and pages are named. */
function isModuleUrl(node: Extract<Node, { type: 'NewExpression' }>): boolean {
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL') return false;
  const base = node.arguments[1];
  return base?.type === 'MemberExpression' && base.object.type === 'MetaProperty';
}

function literal(
  node: Node | undefined,
  kind: Reference['kind'],
  form: Reference['form'],
): Found | undefined {
  if (node?.type !== 'Literal' || typeof node.value !== 'string') return undefined;
  return { specifier: node.value, kind, form };
}
