// What host-free code must not touch, each with what to use instead. The compiler configuration rejects most host globals too;
// this rule names the replacement and covers what is part of the language.

import type { Node } from 'oxc-parser';
import { layerOf } from '../layers.ts';
import type { Problem } from '../problem.ts';
import type { Source, Visit } from '../source.ts';
import { isTest } from '../source.ts';

const TIMERS = 'use environment.timers';
const GARBAGE = 'garbage collection differs from run to run; release explicitly';

/** Part of the language, never shadowed by a local name. */
const LANGUAGE_BANS: ReadonlyMap<string, string> = new Map([
  ['Date', 'use environment.clock'],
  ['Intl', 'locales differ between hosts; format by hand'],
  ['WeakRef', GARBAGE],
  ['FinalizationRegistry', GARBAGE],
  ['SharedArrayBuffer', 'machines share nothing'],
  ['Atomics', 'machines share nothing'],
  ['globalThis', 'the world is the Environment'],
  ['eval', 'write the code down'],
]);

/** Part of a host; a local variable or import may have the name. */
const HOST_BANS: ReadonlyMap<string, string> = new Map([
  ['setTimeout', TIMERS],
  ['setInterval', TIMERS],
  ['setImmediate', TIMERS],
  ['clearTimeout', TIMERS],
  ['clearInterval', TIMERS],
  ['queueMicrotask', 'use environment.interleave'],
  ['performance', 'use environment.clock.monotonicUs'],
  ['process', 'take what you need as an option'],
  ['console', 'use environment.observe'],
  ['Buffer', 'use Uint8Array and base/bytes.ts'],
  ['crypto', 'use environment.random, or base/hash.ts for digests'],
  ['fetch', 'use environment.network'],
  ['require', 'use import'],
  ['TextEncoder', 'use encodeText of base/bytes.ts'],
  ['TextDecoder', 'use decodeText of base/bytes.ts'],
]);

const EXACT_MATH: ReadonlySet<string> = new Set(
  'E PI abs ceil clz32 floor fround imul max min round sign sqrt trunc'.split(' '),
);

/** Statistics over finished runs may round; decisions inside a run may not. */
const STATISTICS_LAYERS: ReadonlySet<string> = new Set(['explorer', 'report', 'viewer']);

const LOCALE_METHOD = /^(localeCompare|toLocale[A-Z]\w*)$/;

export function checkHostBans(source: Source): Problem[] {
  const layer = layerOf(source.path);
  if (layer === undefined || layer.host !== 'free' || isTest(source.path)) return [];
  const mayRound = STATISTICS_LAYERS.has(layer.name);
  const declared = declaredNames(source);
  return source.visits.flatMap((visit) => {
    const complaint =
      banOfName(visit, declared) ?? banOfMember(visit.node, mayRound) ?? banOfPower(visit.node, mayRound);
    if (complaint === undefined) return [];
    return [{ path: source.path, line: source.lineOf(visit.node.start), message: complaint }];
  });
}

function banOfName(visit: Visit, declared: ReadonlySet<string>): string | undefined {
  if (visit.node.type !== 'Identifier' || isLabel(visit)) return undefined;
  const { name } = visit.node;
  const advice = LANGUAGE_BANS.get(name) ?? (declared.has(name) ? undefined : HOST_BANS.get(name));
  return advice === undefined ? undefined : `${name} is banned in host-free layers: ${advice}`;
}

function banOfMember(node: Node, mayRound: boolean): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const name = memberName(node);
  if (name !== undefined && LOCALE_METHOD.test(name)) {
    return `${name} is banned in host-free layers: use compareText of base/compare.ts, or format by hand`;
  }
  if (node.object.type !== 'Identifier' || node.object.name !== 'Math') return undefined;
  if (name === 'random')
    return 'Math.random is banned in host-free layers: use environment.random or a keyed draw';
  if (mayRound || (name !== undefined && EXACT_MATH.has(name))) return undefined;
  return `Math.${name ?? '[…]'} is banned in host-free layers: engines may round it differently; use an integer table`;
}

function banOfPower(node: Node, mayRound: boolean): string | undefined {
  if (mayRound) return undefined;
  if (node.type !== 'BinaryExpression' && node.type !== 'AssignmentExpression') return undefined;
  if (!node.operator.startsWith('**')) return undefined;
  if (node.left.type === 'Literal' && node.right.type === 'Literal') return undefined;
  return '** of variables is banned in host-free layers: engines may round it differently; multiply or use a table';
}

function memberName(node: Extract<Node, { type: 'MemberExpression' }>): string | undefined {
  if (node.property.type === 'Identifier' && !node.computed) return node.property.name;
  if (node.property.type === 'Literal') return String(node.property.value);
  return undefined;
}

/** A name after a dot or before a colon stands for nothing in scope. */
function isLabel({ node, parent }: Visit): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.property === node && !parent.computed;
    case 'Property':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'MethodDefinition':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return parent.key === node && !parent.computed && !('shorthand' in parent && parent.shorthand);
    case 'TSQualifiedName':
      return parent.right === node;
    default:
      return false;
  }
}

function declaredNames(source: Source): Set<string> {
  const names = new Set<string>();
  for (const { node, parent } of source.visits) {
    if (node.type === 'Identifier' && parent !== undefined && isDeclaration(node, parent))
      names.add(node.name);
  }
  return names;
}

function isDeclaration(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'ImportSpecifier':
    case 'ImportNamespaceSpecifier':
      return parent.local === node;
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return (
        parent.id === node || ('params' in parent && parent.params.some((parameter) => parameter === node))
      );
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'TSFunctionType':
    case 'TSMethodSignature':
      return parent.params.some((parameter) => parameter === node);
    case 'AssignmentPattern':
      return parent.left === node;
    case 'ArrayPattern':
      return true;
    default:
      return false;
  }
}
