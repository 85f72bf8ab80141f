// No state at module level: all machines of a run, and all runs of a worker, share one heap, so such state would leak between
// machines and survive their crashes. Constants are fine when their type or `as const` says that nobody changes them.

import type { Expression, Node, PropertyDefinition, TSType } from 'oxc-parser';
import { layerOf } from '../layers.ts';
import type { Problem } from '../problem.ts';
import type { Source } from '../source.ts';
import { isTest } from '../source.ts';

type Declarator = Extract<Node, { type: 'VariableDeclarator' }>;

type Violation = { readonly at: number; readonly message: string };

/** Stateless after construction. */
const IMMUTABLE_CLASSES: ReadonlySet<string> = new Set(['RegExp', 'TextEncoder', 'TextDecoder', 'URL']);
const READONLY_TYPE = /^(Readonly\w*|DeepReadonly)$/;
const MUTABLE_TYPE = /^(Map|Set|WeakMap|WeakSet|Array|Record|Partial|\w+Array)$/;

export function checkModuleState(source: Source): Problem[] {
  if (isTest(source.path) || layerOf(source.path)?.host === undefined) return [];
  return source.visits
    .flatMap(({ node, depth }) => judge(node, depth))
    .map(({ at, message }) => ({ path: source.path, line: source.lineOf(at), message }));
}

function judge(node: Node, depth: number): Violation[] {
  if (node.type === 'PropertyDefinition' && node.static) return judgeStaticField(node);
  if (node.type !== 'VariableDeclaration' || depth > 0 || node.declare) return [];
  if (node.kind !== 'const') {
    return [
      {
        at: node.start,
        message: `module-level ${node.kind}: keep the state in an object that a process owns`,
      },
    ];
  }
  return node.declarations.flatMap(judgeConstant);
}

function judgeConstant(declarator: Declarator): Violation[] {
  const type = declarator.id.typeAnnotation?.typeAnnotation;
  if (declarator.init === null || isFixed(declarator.init, type)) return [];
  return [
    { at: declarator.start, message: 'module-level mutable value: give it a Readonly… type or `as const`' },
  ];
}

function judgeStaticField(field: PropertyDefinition): Violation[] {
  if (!field.readonly)
    return [{ at: field.start, message: 'static field that can change: make it an instance field' }];
  if (field.value === null || isFixed(field.value, field.typeAnnotation?.typeAnnotation)) return [];
  return [{ at: field.start, message: 'static mutable value: give it a Readonly… type or `as const`' }];
}

/** True when nothing can change the value through this name. */
function isFixed(value: Expression, type: TSType | undefined): boolean {
  switch (value.type) {
    case 'TSSatisfiesExpression':
      return isFixed(value.expression, type);
    case 'TSAsExpression':
      return isConstAssertion(value.typeAnnotation) || isFixed(value.expression, value.typeAnnotation);
    case 'ArrayExpression':
      return isReadonlyType(type);
    case 'ObjectExpression':
      return isReadonlyType(type) || isNamedShape(type);
    case 'NewExpression':
      return isImmutableClass(value) || isReadonlyType(type);
    default:
      return true;
  }
}

function isConstAssertion(type: TSType): boolean {
  return typeName(type) === 'const';
}

function isReadonlyType(type: TSType | undefined): boolean {
  if (type === undefined) return false;
  if (type.type === 'TSTypeOperator') return type.operator === 'readonly';
  if (type.type === 'TSTypeLiteral') {
    return type.members.every((member) => member.type !== 'TSPropertySignature' || member.readonly);
  }
  const name = typeName(type);
  return name !== undefined && READONLY_TYPE.test(name);
}

/** A declared shape: our interfaces have readonly members. */
function isNamedShape(type: TSType | undefined): boolean {
  const name = type === undefined ? undefined : typeName(type);
  return name !== undefined && !MUTABLE_TYPE.test(name);
}

function typeName(type: TSType): string | undefined {
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier'
    ? type.typeName.name
    : undefined;
}

function isImmutableClass(value: Extract<Node, { type: 'NewExpression' }>): boolean {
  if (value.callee.type !== 'Identifier') return false;
  const { name } = value.callee;
  return IMMUTABLE_CLASSES.has(name) || (/Array$/.test(name) && name !== 'Array' && isEmpty(value.arguments));
}

/** An array of no bytes has nothing to change. */
function isEmpty(parameters: readonly Node[]): boolean {
  const [length] = parameters;
  return length === undefined || (length.type === 'Literal' && length.value === 0);
}
